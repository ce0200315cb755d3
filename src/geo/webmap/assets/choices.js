/* What the reader of a map hides, lights up or shows alone. It filters no counts, but for a zone
   shown alone, of which the sentence says so. */
Object.assign(bw.App.prototype, {
  noneHidden() { return { types: new Set(), families: new Set(), classes: new Set(), groups: new Set(), layers: new Set() }; },

  /* Hide entries of the legend, or show them again. */
  hide(kind, keys, hidden) {
    for (const key of keys) if (hidden) this.hidden[kind].add(key); else this.hidden[kind].delete(key);
    this.veiled();
  },

  /* Hide all of a kind but one, also what does not show now. */
  isolate(kind, key) {
    const { ground, familyOf } = this.model, all = { types: familyOf.keys(), families: ground.families.keys(),
      classes: [0, 1, 2, 3, 4, 5], groups: ground.zones.map((zone) => zone.group) }[kind];
    this.hidden[kind] = new Set([...all].filter((other) => other !== key));
    this.veiled();
  },

  unhide() { this.hidden = this.noneHidden(); this.veiled(); },

  /* Take over what is hidden, and paint. */
  veiled() {
    const { hidden, model, marks } = this;
    model.ground.types.forEach((_, type) => { marks.veil[type] = hidden.types.has(type) || hidden.families.has(model.familyOf[type]) ? 1 : 0; });
    marks.veiled = marks.veil.join("");
    this.ground.hidden = hidden.classes; this.zones.hidden = hidden.groups;
    this.apply({});
    this.repaint();
  },

  repaint() {
    for (const surface of Object.values(this.surfaces)) surface.repaint();
    this.describe();
  },

  /* Light a zone up while it is pointed at. */
  light(zone) {
    if (this.zones.lit === zone) return;
    this.zones.lit = zone;
    this.surfaces.lines.repaint(); this.surfaces.fills.repaint();
  },

  /* Show a zone alone, with its events, or all again: on both sides of a comparison. */
  showAlone(zone) { for (const side of bw.app.sides || [this]) side.setAlone(zone); },

  setAlone(zone) {
    const before = this.zones.alone ? this.before : this.map.getBounds();
    this.zones.alone = this.model.alone = zone; this.zones.lit = null;
    this.before = before;
    this.setView({});
    const box = zone && this.zones.outlineOf(zone).box;
    this.quietly(() => this.map.fitBounds(box ? [[bw.latitude(box[3]), (box[0] - 0.5) * 360], [bw.latitude(box[1]), (box[2] - 0.5) * 360]] : before,
      { animate: false, maxZoom: box ? 8.5 : undefined, padding: box ? [30, 30] : undefined }));
    if (zone) this.say("select", { zone: zone.id });
  },
});
