/* What the reader of a map hides, lights up or shows alone. Types that are hidden, and the events
   outside a zone shown alone, are not counted either: they stand in the view, the sentence says so,
   and the page that holds the document is told. What else is hidden leaves all counts as they are. */
Object.assign(bw.App.prototype, {
  noneHidden() { return { classes: new Set(), groups: new Set(), layers: new Set() }; },

  /* Whether an entry of the legend shows. */
  shows(kind, key) {
    return this.hidden[kind] ? !this.hidden[kind].has(key) : this.typesOf(kind, [key]).some((type) => !this.view.hidden_types.includes(type));
  },

  /* The types that entries of the legend stand for: of a family all of its types. */
  typesOf(kind, keys) {
    const { ground, familyOf } = this.model;
    return ground.types.filter((_, type) => keys.includes(kind === "types" ? type : familyOf[type])).map(({ key }) => key);
  },

  /* Hide entries of the legend, or show them again. */
  hide(kind, keys, hidden) {
    if (!this.hidden[kind]) {
      const types = this.typesOf(kind, keys), others = this.view.hidden_types.filter((type) => !types.includes(type));
      this.ask({ hidden_types: hidden ? [...others, ...types] : others });
      return;
    }
    for (const key of keys) if (hidden) this.hidden[kind].add(key); else this.hidden[kind].delete(key);
    this.veiled();
  },

  /* Hide all of a kind but one, also what does not show now. */
  isolate(kind, key) {
    const { ground } = this.model;
    if (!this.hidden[kind]) {
      const types = this.typesOf(kind, [key]);
      this.ask({ hidden_types: ground.types.map((type) => type.key).filter((type) => !types.includes(type)) });
      return;
    }
    const all = { classes: [0, 1, 2, 3, 4, 5], groups: ground.zones.map((zone) => zone.group) }[kind];
    this.hidden[kind] = new Set(all.filter((other) => other !== key));
    this.veiled();
  },

  unhide() {
    this.hidden = this.noneHidden(); this.veiled();
    if (this.view.hidden_types.length) this.ask({ hidden_types: [] });
  },

  /* Change which events are shown, on both sides of a comparison, and tell the page. */
  ask(changes) {
    for (const side of bw.app.sides || [this]) side.setView(changes);
    const { hidden_types, alone } = this.view;
    this.say("shown", { shown: { hidden_types, alone } });
  },

  /* Take over what is hidden, and paint. */
  veiled() {
    this.ground.hidden = this.hidden.classes; this.zones.hidden = this.hidden.groups;
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

  /* Show a zone alone, with its events, or all again; the map goes there, and back. */
  showAlone(zone) {
    const sides = bw.app.sides || [this];
    for (const side of sides) { if (!side.zones.alone) side.before = side.map.getBounds(); side.zones.lit = null; }
    this.ask({ alone: zone ? zone.id : "" });
    for (const side of sides) side.goTo(zone);
    this.say("extent", { extent: this.box() });
    if (zone) this.say("select", { zone: zone.id });
  },

  /* Move to a zone, or where the map was before one stood alone. */
  goTo(zone) {
    const box = zone && this.zones.outlineOf(zone).box;
    const bounds = box ? [[bw.latitude(box[3]), (box[0] - 0.5) * 360], [bw.latitude(box[1]), (box[2] - 0.5) * 360]] : this.before;
    if (bounds) this.quietly(() => this.map.fitBounds(bounds, { animate: false, maxZoom: box ? 8.5 : undefined, padding: box ? [30, 30] : undefined }));
  },
});
