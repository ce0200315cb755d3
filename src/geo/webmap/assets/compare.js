/* Two windows side by side on one view, and what changed between them. */
bw.Comparison = class {
  constructor(panes, maps, ground, events, view, options) {
    this.maps = maps;
    // A zoom that glides would leave the others behind.
    for (const map of Object.values(maps)) map._zoomAnimated = false;
    const model = new bw.Model(ground), side = (name, of) =>
      new bw.App(panes[name], maps[name], of, events, this.of(view, name), Object.assign({ pane: name }, options));
    this.a = side("a", model);
    this.b = side("b", new bw.Model(ground, model));
    this.change = new bw.Change(panes.change, maps.change, this.a, this.b);
    this.sides = [this.a, this.b];
    for (const app of this.sides) app.onPainted = () => this.change.show();
    this.lock();
    this.change.show();
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
    for (const app of this.sides) {
      const view = message.view && this.of(message.view, app.options.pane);
      app.take(Object.assign({}, message, view && { view }));
    }
    this.change.show();
  }
};

/* The map of change: each unit by how many times the later rate is the earlier one. */
bw.Change = class {
  constructor(root, map, a, b) {
    this.root = root; this.map = map; this.a = a; this.b = b; this.model = a.model;
    this.ground = new bw.Ground(a.model, a.model.ground.words);
    this.names = new bw.Labels(a.model, this.ground);
    this.scale = a.model.ground.change;
    this.apply();
    map.invalidateSize({ pan: false });
    map.setView(a.map.getCenter(), a.map.getZoom(), { animate: false });
    const surface = (name, order, paint) => new bw.Surface(name, order, paint).addTo(map);
    this.fills = surface("bw-fills", 210, (ctx, f) => this.paintFills(ctx, f));
    this.lines = surface("bw-lines", 230, (ctx, f) => this.ground.paintLines(ctx, f));
    this.labels = surface("bw-names", 260, (ctx, f) => {
      const taken = new bw.Taken();
      for (const part of bw.covered(this.root, f)) taken.add(part.x, part.y, part.r, part.tall);
      this.names.paint(ctx, f, taken);
    });
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(root.querySelector(".bw-stage"));
    map.on("click", (event) => this.clicked(event));
    map.on("moveend", () => { root.dataset.extent = a.box.call(this); });
    root.dataset.extent = a.box.call(this);
    this.legend();
  }

  apply() { this.ground.view = this.names.view = this.view = this.a.view; }

  /* Count both windows by unit and paint anew; the lines only where the view has changed. */
  show() {
    const changed = this.view !== this.a.view;
    this.apply();
    this.counts = [this.a, this.b].map((app) => app.model.sure());
    this.days = [this.a, this.b].map((app) => app.model.to - app.model.from + 1);
    this.fills.repaint();
    if (changed) { this.lines.repaint(); this.labels.repaint(); this.legend(); }
    this.root.querySelector(".bw-sentence").textContent = `${this.sentence()} ${this.a.options.counted}`.trim();
  }

  level() { return this.word() === "province" ? 1 : 2; }

  /* The level of units that the page compares by, else the one that it counts by. */
  word() { return this.view.compared_by === "segment" ? this.view.count_level : this.view.compared_by; }

  ratio(u) {
    const [a, b] = this.counts;
    return b[u] / this.days[1] / (a[u] / this.days[0]);
  }

  /* Class of a unit: -1 without events, else from much lower to much higher. */
  classOf(u) {
    const [a, b] = this.counts;
    if (!a[u] && !b[u]) return -1;
    const ratio = this.ratio(u);
    return this.scale.breaks.filter((edge) => ratio >= edge).length;
  }

  small(u) { return this.counts[0][u] + this.counts[1][u] < this.scale.small; }

  paintFills(ctx, frame) {
    ctx.save();
    ctx.fillStyle = "#fff"; ctx.fillRect(0, 0, frame.width, frame.height);
    if (!this.counts) { ctx.restore(); return; }
    bw.Paths.place(ctx, frame);
    const groups = new Map(), put = (u, fill) => {
      if (!this.ground.paths.visible(u, frame)) return;
      if (!groups.has(fill)) groups.set(fill, new Path2D());
      groups.get(fill).addPath(this.ground.paths.at(u, frame));
    };
    for (const u of this.ground.all[0]) put(u, this.ground.bare(u));
    this.hatches = this.hatches || this.scale.colours.map((colour) => bw.hatch(ctx, colour, [45], 5, 2));
    for (const u of this.ground.all[this.level()]) {
      const k = this.classOf(u);
      if (k >= 0) put(u, (this.small(u) ? this.hatches : this.scale.colours)[k]);
    }
    for (const [fill, path] of groups) { ctx.fillStyle = fill; ctx.fill(path); }
    ctx.restore();
  }

  sentence() {
    const units = this.ground.all[this.level()], [a, b] = this.counts;
    const seen = units.filter((u) => a[u] || b[u]);
    if (!seen.length) return "No events in either window with these filters.";
    const more = seen.filter((u) => this.ratio(u) > 1).length, fewer = seen.filter((u) => this.ratio(u) < 1).length;
    const small = seen.filter((u) => this.small(u)).length, level = this.word();
    const same = seen.length - more - fewer, few = small === seen.length ? "all" : bw.number(small);
    return `Of ${bw.plural(seen.length, level)} with events the rate of B is higher in ${bw.number(more)}, ` +
      `lower in ${bw.number(fewer)} and the same in ${bw.number(same)}; ${few} of them have too few to tell.`;
  }

  legend() {
    const row = (style, words) => bw.element("div", { class: "bw-key" },
      bw.element("i", { class: "bw-chip", style }), bw.element("span", {}, words));
    const last = this.scale.colours.length - 1;
    this.root.querySelector(".bw-scale").replaceChildren(
      bw.element("h3", {}, `Rate of B, by ${this.word()}, is of A's`),
      ...this.scale.colours.map((colour, k) => row(`background:${colour}`, this.scale.labels[k])).reverse(),
      row(`background:repeating-linear-gradient(135deg,${this.scale.colours[last]} 0 2px,#fff 2px 5px)`,
        `hatched: under ${this.scale.small} events`));
  }

  clicked(event) {
    const frame = this.fills.frame, at = this.map.project(event.latlng, frame.zoom);
    const u = this.ground.unitAt(at.x / frame.scale, at.y / frame.scale, frame);
    if (u === null || u === undefined) return;
    const [a, b] = this.counts.map((counts) => counts[u]), units = this.model.units;
    const ratio = !a && !b ? "none in either window" : !a ? "none before" : !b ? "none after"
      : `${this.ratio(u).toPrecision(2)} times the rate`;
    L.popup({ maxWidth: 240, autoPan: false }).setLatLng(event.latlng).setContent(
      bw.element("section", { "data-unit": units.id[u] }, bw.element("h3", {}, units.name[u]),
        bw.element("p", {}, `${bw.number(a)} → ${bw.plural(b, "event")}; ${ratio}`),
        bw.element("p", { class: "bw-fine" }, "The table gives the interval."))).openOn(this.map);
    this.a.say("select", { unit: units.id[u] });
  }
};
