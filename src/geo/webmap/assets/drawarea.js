/* An area of one's own, drawn on the map: corner by corner, as a circle, or unit by unit. The tools
   collect the places, as for a measure; this makes an area of them. */
bw.DrawArea = class {
  constructor(tools) {
    this.tools = tools; this.app = tools.app; this.kind = "polygon"; this.members = new Set();
    const kinds = { polygon: "Polygon", circle: "Circle", units: "District by district" };
    const choice = ([kind, words]) => bw.element("label", {}, bw.element("input", { type: "radio", name: `bw-kind-${this.app.options.pane || ""}`, value: kind,
      checked: kind === this.kind, onchange: () => { this.kind = kind; this.tools.points = []; this.members.clear(); this.tools.draw(); } }), ` ${words}`);
    this.km = bw.element("input", { type: "number", min: 0.1, max: 1000, step: "any", value: 50, "aria-label": "Radius, km", oninput: () => this.tools.draw() });
    this.radius = bw.element("label", {}, "Radius, km ", this.km);
    this.name = bw.element("input", { type: "text", maxlength: 80, placeholder: "Name, if you like", "aria-label": "Name of the area" });
    const button = (words, press) => bw.element("button", { type: "button", onclick: press }, words);
    this.use = button("Count only inside", () => this.take());
    this.undo = button("Take back", () => this.tools.takeBack());
    this.removing = button("Remove the area", () => this.hand(null));
    this.panel = bw.element("div", { class: "bw-draw", role: "group", "aria-label": "Draw an area" },
      bw.element("div", {}, ...Object.entries(kinds).map(choice)), bw.element("div", {}, this.radius, this.name),
      bw.element("div", {}, this.use, this.undo, this.removing, button("Close", () => this.tools.set(null))));
  }

  /* Begin or end to draw. */
  show(on) {
    this.panel.hidden = !on;
    // Beside the buttons of the map, however small it is.
    this.panel.style.maxWidth = `${Math.max(150, this.app.map.getSize().x - 90)}px`;
    this.members.clear(); this.refresh();
  }

  /* Take a place: the next corner, the middle of a circle and then its edge, or the unit there. */
  add({ lat, lng }) {
    const place = [lng, lat].map((degrees) => Math.round(degrees * 1e5) / 1e5), { points } = this.tools;
    if (this.kind === "units") {
      const { map, surfaces, ground } = this.app, frame = surfaces.fills.frame, at = map.project([lat, lng], frame.zoom);
      const u = ground.unitAt(at.x / frame.scale, at.y / frame.scale, frame);
      if (u !== null && !this.members.delete(u)) this.members.add(u);
    } else if (this.kind === "circle" && points.length) this.km.value = Math.max(0.1, Math.min(1000, +(bw.distance(points[0], place) / 1000).toPrecision(3)));
    else points.push(place);
  }

  takeBack() {
    if (this.kind === "units") this.members.delete([...this.members].pop()); else this.tools.points.pop();
  }

  get radiusKm() { return Math.round(+this.km.value * 1000) / 1000; }

  /* Whether what was drawn is an area. */
  whole() {
    const { points } = this.tools;
    return this.kind === "units" ? this.members.size > 0 : this.kind === "circle" ? points.length > 0 && this.radiusKm >= 0.1 && this.radiusKm <= 1000 : points.length > 2;
  }

  refresh() {
    this.radius.hidden = this.kind !== "circle";
    this.use.disabled = !this.whole(); this.undo.disabled = !this.tools.points.length && !this.members.size;
    this.removing.hidden = !this.app.view.area;
  }

  words() {
    const { points } = this.tools, { units } = this.app.model;
    if (this.kind === "units") return this.members.size ? [...this.members].map((u) => units.name[u]).join(", ") : "Press units to take them in; with keys: Enter takes the unit in the middle of the map.";
    if (this.kind === "circle") return points.length ? `${bw.rounded(this.radiusKm)} km around ${bw.degrees(points[0][1], points[0][0], this.app.map.getZoom())}; press its edge, or type the radius`
      : "Press the middle of the circle; with keys: Enter takes the middle of the map.";
    return points.length > 2 ? `inside ${bw.areaWords(bw.area(points))}` : "Press three corners or more; with keys: Enter takes the middle of the map.";
  }

  /* What was drawn so far, as lines of places. */
  rings() {
    const { points } = this.tools, { shapes } = this.app.model;
    const line = (ring) => Array.from({ length: ring.length / 2 }, (_, k) => [bw.latitude(ring[2 * k + 1]), (ring[2 * k] - 0.5) * 360]);
    if (this.kind === "units") return this.members.size ? bw.dissolved([...this.members].map((u) => shapes[u])).rings.map(line) : [];
    if (!this.whole()) return [points.map(([lon, lat]) => [lat, lon])];
    const steps = this.kind === "circle" ? bw.circleRing(...points[0], this.radiusKm) : points.flatMap((place) => place.map((degrees) => Math.round(degrees * 1e5)));
    return bw.worldRings([steps]).map(line);
  }

  take() {
    const { kind, members } = this, { points: places } = this.tools;
    this.hand(bw.drawnArea(this.app.model, { kind, places, km: this.radiusKm, members: [...members], name: this.name.value }));
    this.name.value = "";
  }

  /* Give the area to the page that holds the map, which counts by it; without one, count here, on
     both sides of a comparison. */
  hand(area) {
    if (this.app.options.embedded) this.app.say("area", { text: area ? area.text : "" });
    else for (const side of bw.app.sides || [this.app]) side.setView({ area });
    this.tools.set(null);
  }
};
