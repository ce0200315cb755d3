/* Two windows side by side on one view, and what changed between them. */
bw.Comparison = class {
  constructor(panes, maps, ground, events, first, options) {
    const view = first.view;
    this.maps = maps;
    // A zoom that glides would leave the others behind.
    for (const map of Object.values(maps)) map._zoomAnimated = false;
    const model = new bw.Model(ground), side = (name, of) =>
      new bw.App(panes[name], maps[name], of, events, this.of(view, name), Object.assign({ pane: name }, options));
    this.a = side("a", model);
    this.b = side("b", new bw.Model(ground, model));
    this.change = new bw.Change(panes.change, maps.change, this.a, this.b, first.comparison || options.comparison);
    this.sides = [this.a, this.b];
    for (const app of this.sides) app.onPainted = () => this.change.show();
    this.lock();
    this.change.show();
    const tall = new ResizeObserver(() => this.tellHeight());
    for (const pane of Object.values(panes)) tall.observe(pane);
  }

  /* Tell the page how high the frame has to be where the maps stand under each other: nothing is to
     be scrolled in it. */
  tellHeight() {
    if (!this.a.options.embedded || parent === window) return;
    const [first, last] = [this.a.root, this.change.root].map((pane) => pane.getBoundingClientRect()), row = this.a.root.parentElement;
    const height = Math.ceil(last.bottom - first.top + document.documentElement.clientHeight - row.clientHeight);
    parent.postMessage({ borderwatch: "height", height }, "*");
  }

  /* The view of one side: its own window. */
  of(view, name) {
    const window = view["window_" + name];
    return window ? Object.assign({}, view, { window }) : view;
  }

  /* Where one map goes, all go, in the same frame. */
  lock() {
    const all = Object.values(this.maps);
    for (const map of all)
      map.on("move", () => {
        if (this.moving) return;
        this.moving = true;
        for (const other of all)
          if (other !== map) other.setView(map.getCenter(), map.getZoom(), { animate: false });
        this.moving = false;
      });
  }

  outline(unit) { for (const app of this.sides) app.outline(unit); }

  shown() { for (const app of this.sides) app.shown(); }

  take(message) {
    if (message.comparison) this.change.take(message.comparison);
    if (message.view || message.events || "unit" in message) for (const app of this.sides) {
      const view = message.view && this.of(message.view, app.options.pane);
      app.take(Object.assign({}, message, view && { view }));
    }
    this.change.show();
  }
};

/* The map of change: what the library's comparison tells from no change has colour, all else with
   events is quiet; the numbers of either are shown where the map is pointed at. */
bw.Change = class {
  constructor(root, map, a, b, result) {
    this.root = root; this.map = map; this.a = a; this.b = b; this.model = a.model;
    this.ground = new bw.Ground(a.model);
    this.names = new bw.Labels(a.model, this.ground);
    this.apply();
    map.invalidateSize({ pan: false });
    map.setView(a.map.getCenter(), a.map.getZoom(), { animate: false });
    const surface = (name, order, paint) => new bw.Surface(name, order, paint).addTo(map);
    this.take(result);
    this.fills = surface("bw-fills", 210, (ctx, f) => this.paintFills(ctx, f));
    this.lines = surface("bw-lines", 230, (ctx, f) => { this.ground.paintLines(ctx, f); this.paintBorders(ctx, f); });
    this.labels = surface("bw-names", 260, (ctx, f) => {
      const taken = new bw.Taken();
      for (const part of bw.covered(this.root, f)) taken.add(part.x, part.y, part.r, part.tall);
      this.ground.ownArea.paintName(ctx, f, taken);
      this.names.paint(ctx, f, taken);
    });
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(root.querySelector(".bw-stage"));
    map.on("click", (event) => this.clicked(event));
    map.on("mousemove", (event) => this.pointed(event));
    map.on("mouseout", () => this.tip.remove());
    map.on("moveend", () => { root.dataset.extent = a.box.call(this); });
    root.dataset.extent = a.box.call(this);
    this.tip = L.tooltip({ offset: [12, 0], opacity: 1 });
  }

  apply() { this.ground.view = this.names.view = this.view = this.a.view; }

  /* Take over a comparison: its windows, and by area the class (-1 is quiet) and the numbers. */
  take(result) {
    this.result = result;
    const places = { segment: this.model.ground.segments, area: ["own"] }[result.by] || this.model.units.id;
    const index = new Map(places.map((id, i) => [id, i]));
    this.places = new Map(result.areas.map((area, k) => [index.get(area), { k: result.classes[k], line: result.lines[k] }]));
    this.legend();
  }

  /* Whether the comparison is that of the windows and events on show. */
  holds() {
    const { view, result } = this, others = view.alone !== result.alone || (view.area ? view.area.text : "") !== result.area || [...view.hidden_types].sort().join() !== [...result.hidden_types].sort().join();
    if (others) return false;
    const days = [this.a, this.b].flatMap((app) => [app.model.from, app.model.to]).map(bw.iso);
    return days.join() === result.windows.join();
  }

  /* Paint anew what a window or a comparison has changed; the ground only where the view has. */
  show() {
    const changed = this.view !== this.a.view, held = this.holds();
    this.apply();
    this.root.dataset.compared = held;
    this.fills.repaint(); this.lines.repaint();
    if (changed) this.labels.repaint();
    this.root.querySelector(".bw-sentence").textContent = `${this.sentence(held)} ${this.a.counted()}`.trim();
  }

  sentence(held) {
    if (held) return this.result.sentence;
    const [a_first, a_last, b_first, b_last] = this.result.windows.map((day) => bw.longDate(bw.day(day)));
    return bw.filled(bw.words.compared[this.a.options.embedded ? "waiting" : "moved"], { a_first, a_last, b_first, b_last });
  }

  /* Units or borders by colour, with the paths that are to have it. */
  coloured(paths, frame) {
    const groups = new Map();
    for (const [i, { k }] of this.holds() ? this.places : []) {
      if (!paths.visible(i, frame)) continue;
      const colour = k < 0 ? bw.palette.quiet : bw.palette.change[k];
      if (!groups.has(colour)) groups.set(colour, new Path2D());
      groups.get(colour).addPath(paths.at(i, frame));
    }
    return groups;
  }

  /* The shapes that are compared, by their numbers: borders, units, or the area of one's own. */
  paths() {
    const { linePaths, paths, ownArea } = this.ground;
    return { segment: linePaths, area: ownArea.ready() }[this.result.by] || paths;
  }

  paintFills(ctx, frame) {
    ctx.save();
    ctx.fillStyle = bw.palette.paper; ctx.fillRect(0, 0, frame.width, frame.height);
    bw.Paths.place(ctx, frame);
    for (const u of this.ground.all[0]) {
      if (!this.ground.paths.visible(u, frame)) continue;
      ctx.fillStyle = this.ground.bare(u); ctx.fill(this.ground.paths.at(u, frame));
    }
    if (this.result.by !== "segment")
      for (const [colour, path] of this.coloured(this.paths(), frame)) { ctx.fillStyle = colour; ctx.fill(path, "evenodd"); }
    ctx.restore();
  }

  /* Borders stand over all other lines, with a dark edge on either side. */
  paintBorders(ctx, frame) {
    if (this.result.by !== "segment") return;
    for (const [colour, path] of this.coloured(this.paths(), frame)) {
      ctx.strokeStyle = bw.palette.country_edge; ctx.lineWidth = 6; ctx.stroke(path);
      ctx.strokeStyle = colour; ctx.lineWidth = 4.4; ctx.stroke(path);
    }
  }

  legend() {
    const line = this.result.by === "segment" ? ";height:5px" : "";
    const row = (colour, words) => bw.element("div", { class: "bw-key" },
      bw.element("i", { class: "bw-chip", style: `background:${colour}${line}` }), bw.element("span", {}, words));
    this.root.querySelector(".bw-scale").replaceChildren(
      bw.element("h3", {}, bw.legendWords("change", { level: bw.words.compared[this.result.by] })),
      ...bw.palette.change.map((colour, k) => row(colour, this.model.ground.change[k])).reverse(),
      row(bw.palette.quiet, bw.legendWords("change_quiet")));
  }

  /* What lies under a point of the map: number and name of a compared place, and its numbers. */
  placeAt(event) {
    const frame = this.fills.frame, at = this.map.project(event.latlng, frame.zoom);
    const i = this.result.by === "segment" ? this.borderAt(at, frame)
      : this.result.by === "area" ? this.ownAt(at, frame)
        : this.ground.unitAt(at.x / frame.scale, at.y / frame.scale, frame, this.result.by === "province" ? 1 : 2);
    if (i === null || !this.holds() || !this.places.has(i)) return { i };
    const name = { segment: this.model.ground.segments[i], area: this.view.area && this.view.area.name }[this.result.by] || this.model.units.name[i];
    return { i, card: bw.element("section", {}, bw.element("h3", {}, name), bw.element("p", {}, this.places.get(i).line)) };
  }

  ownAt(at, frame) {
    const pen = document.createElement("canvas").getContext("2d"), paths = this.paths();
    return this.view.area && pen.isPointInPath(paths.at(0, frame), at.x - frame.originX, at.y - frame.originY, "evenodd") ? 0 : null;
  }

  borderAt(at, frame) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.lineWidth = 16;
    const found = [...this.places.keys()].find((i) =>
      pen.isPointInStroke(this.ground.linePaths.at(i, frame), at.x - frame.originX, at.y - frame.originY));
    return found === undefined ? null : found;
  }

  pointed(event) {
    const { card } = this.placeAt(event);
    if (card) this.tip.setLatLng(event.latlng).setContent(card).addTo(this.map); else this.tip.remove();
  }

  clicked(event) {
    const { i, card } = this.placeAt(event);
    this.tip.remove();
    if (card) L.popup({ maxWidth: 240, autoPan: false }).setLatLng(event.latlng).setContent(card).openOn(this.map);
    if (i !== null && !["segment", "area"].includes(this.result.by)) this.a.say("select", { unit: this.model.units.id[i] });
  }
};
