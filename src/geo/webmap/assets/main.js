/* A map with its window: surfaces, slider, legend, messages. `root` is the element that holds
   it: the whole document, or one side of a comparison. */
bw.App = class {
  constructor(root, map, model, events, view, options) {
    this.root = root; this.map = map; this.model = model; this.options = options;
    this.terrain = new bw.Terrain(this.model);
    this.ground = new bw.Ground(this.model, this.terrain);
    this.marks = new bw.Marks(this.model, this.ground);
    this.areas = new bw.Areas(this.model, this.ground);
    this.zones = new bw.Zones(this.model, this.ground);
    this.ground.under = (ctx, frame) => this.zones.paintGround(ctx, frame);
    this.names = new bw.Labels(this.model, this.ground);
    this.hidden = this.noneHidden();
    const $ = (name) => root.querySelector(name);
    this.sentence = $(".bw-sentence"); this.legend = $(".bw-legend");
    this.timebar = new bw.Timebar($(".bw-timebar"), this.model, (a, b, settled) => this.setWindow(a, b, settled));
    this.apply(view);
    this.tabs = new bw.Tabs($(".bw-aside"), root.clientWidth > 600);
    // All that takes room stands before the map is fitted, and the map before it is painted: once.
    if (!options.embedded) bw.layerList($(".bw-layers"), this);
    this.load(events);
    map.invalidateSize({ pan: false });
    this.fit(this.view.bounds);
    this.tiles();
    this.addSurfaces();
    this.washes = this.areas.washed().join(";");
    this.panel = new bw.ZonePanel($(".bw-zones"), this);
    this.places = new bw.PlaceList($(".bw-places"), this);
    this.tabs.onShow = () => this.told();
    this.told();
    this.surfaces.names.repaint();
    // The sentence may take one line or two: the map fills what is left.
    new ResizeObserver(() => this.quietly(() => map.invalidateSize({ pan: false }))).observe($(".bw-stage"));
    // The legend keeps the lines that it once took: a step in time that drops one would paint the map anew.
    let tall = 0;
    const keep = (height) => this.legend.style.setProperty("--kept", `${(tall = height)}px`);
    new ResizeObserver(([{ contentRect: { height } }]) => height > tall && keep(height)).observe(this.legend);
    addEventListener("resize", () => keep(0));
    this.root.dataset.extent = this.box();
    this.pointer = new bw.Pointer(this);
    this.tools = new bw.Tools(this);
    if (!options.pane) bw.onPaper(this);
    map.on("moveend", () => {
      this.root.dataset.extent = this.box();
      this.describe();
      if (!this.fitting) this.say("extent", { extent: this.box() });
    });
    if (!options.pane) addEventListener("keydown", (event) => {
      if (event.key === " " && event.target === document.body) { event.preventDefault(); this.timebar.toggle(); }
    });
  }

  addSurfaces() {
    const surface = (name, order, paint) => new bw.Surface(name, order, paint).addTo(this.map);
    this.surfaces = {};
    this.surfaces.fills = surface("bw-fills", 210, (ctx, f) => this.ground.paintFills(ctx, f));
    this.surfaces.washes = surface("bw-washes", 220, (ctx, f) => { this.terrain.paintWaters(ctx, f); this.areas.paint(ctx, f); });
    this.surfaces.lines = surface("bw-lines", 230, (ctx, f) => {
      this.zones.paint(ctx, f); this.ground.paintLines(ctx, f);
    });
    this.surfaces.marks = surface("bw-marks", 250, (ctx, f) => this.marks.paint(ctx, f));
    this.surfaces.numbers = surface("bw-numbers", 270, (ctx, f) => this.areas.paintNumbers(ctx, f, this.zones.taken));
    // Names give way to marks, and numbers of areas to names.
    this.surfaces.names = surface("bw-names", 260, (ctx, f) => this.paintNames(ctx, f));
  }

  /* From near on the names of zones go before those of places, from afar after them. */
  paintNames(ctx, frame) {
    const { zones, names } = this, taken = zones.taken = new bw.Taken(), near = frame.zoom >= 7;
    for (const d of [...this.marks.drawn, ...bw.covered(this.root, frame)]) taken.add(d.x, d.y, d.r, d.tall || d.r);
    this.ground.ownArea.paintName(ctx, frame, taken);
    if (near) zones.placeLabels(frame);
    names.paint(ctx, frame, taken);
    if (!near) zones.placeLabels(frame);
    zones.paintLabels(ctx);
    this.surfaces.numbers.repaint();
  }

  apply(view) {
    this.view = Object.assign({}, this.view, view);
    const drawn = Object.assign({}, this.view, { layers: this.view.layers.filter((layer) => !this.hidden.layers.has(layer)) });
    for (const part of [this.terrain, this.ground, this.marks, this.areas, this.zones, this.names]) part.view = drawn;
  }

  /* Take over events, and count the view's window of them; paints nothing. */
  load(events) {
    const model = this.model, [from, to] = this.days(this.view.window);
    model.setEvents(events);
    // A window that was asked for stays what it is, even where the data do not reach.
    if (from !== null) { model.first = Math.min(model.first, from); model.last = Math.max(model.last, to); }
    this.timebar.reset();
    model.setFilters(this.view);
    model.setWindow(from === null ? model.first : from, from === null ? model.last : to);
    this.timebar.show(model.from, model.to);
    this.sentence.textContent = this.words();
  }

  /* Change what a page asks to change: the events, the view or parts of it, the chosen unit. */
  take(message) {
    this.ready = false;
    if (message.events) {
      this.apply(message.view || {});
      this.load(message.events);
      for (const surface of Object.values(this.surfaces)) surface.repaint();
      if (message.view && message.view.bounds) this.fit(message.view.bounds);
      this.describe();
    } else if (message.view) this.setView(message.view);
    if ("unit" in message) this.outline(message.unit);
    if ("event" in message) this.pointer.showEvent(message.event);
    this.shown();
  }

  /* Say that all stands on the screen, as soon as it does. */
  shown() {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      this.ready = true;
      document.documentElement.dataset.ready = "true";
      this.say("painted", {});
    }));
  }

  /* A window as days; nulls where all dates are asked for. */
  days(window) { return window[0] === this.model.ground.all_dates[0] ? [null, null] : window.map(bw.day); }

  /* Change parts of the view; paints only what they touch. */
  setView(changes) {
    this.apply(changes);
    this.model.setFilters(this.view);
    this.timebar.forget();
    if ("window" in changes) clearTimeout(this.settling);
    const asked = this.days(this.view.window);
    const [from, to] = !("window" in changes) ? [this.model.from, this.model.to]
      : asked[0] === null ? [this.model.dataFirst, this.model.dataLast] : asked;
    this.surfaces.lines.repaint();
    this.tiles();
    this.setWindow(from, to, false);
    this.surfaces.fills.repaint(); this.surfaces.washes.repaint();
    if (changes.bounds) this.fit(changes.bounds);
  }

  setWindow(from, to, settled) {
    from = Math.max(Math.min(from, this.model.last), this.model.first);
    to = Math.max(Math.min(to, this.model.last), this.model.first);
    const claims = this.zones.state(), moved = from !== this.model.from || to !== this.model.to;
    this.model.setWindow(from, to);
    this.timebar.show(from, to);
    const held = this.zones.state() === claims;
    if (!held) { this.surfaces.lines.repaint(); this.surfaces.fills.repaint(); }
    else this.surfaces.fills.draw((ctx, f) => this.ground.paintChanges(ctx, f), false);
    this.surfaces.marks.repaint(); this.surfaces.numbers.repaint();
    for (const words of this.root.querySelectorAll(".bw-claims-day")) words.textContent = bw.shortDate(to);
    // Whose claims begin or end is told at once: no date trails another.
    if (!held && this.panel) { this.surfaces.names.repaint(); this.told(); }
    this.describe();
    // What the user moved is told once it rests, also where the page hands over something meanwhile.
    const report = () => {
      if (this.ready) this.say("window", { window: [bw.iso(from), bw.iso(to)] });
      else this.settling = setTimeout(report, 50);
    };
    if (settled || this.ready) clearTimeout(this.settling);
    if (settled) report();
    else if (moved && this.timebar.playing === null && this.ready) this.settling = setTimeout(report, 350);
    this.painted = (this.painted || 0) + 1;
    this.root.dataset.painted = this.painted;
    if (this.onPainted) this.onPainted();
  }

  /* The sentence; a document that shows a place adds what it counts, but where an area says it. */
  words() { return `${this.model.sentence()} ${this.counted()}`.trim(); }

  counted() { return this.view.area ? "" : this.options.counted; }

  describe() {
    this.sentence.textContent = this.words();
    // Washes, names and legend follow once a moving window rests; washes also now and then.
    const moving = this.timebar.playing !== null;
    this.sentence.setAttribute("aria-live", moving ? "off" : "polite");
    if (moving && this.painted % 15) return;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const washes = this.areas.washed().join(";");
      if (washes !== this.washes) { this.washes = washes; this.surfaces.washes.repaint(); }
      this.told();
      // Edges drawn over other colours keep a trace of them: at rest all is painted clean.
      if (!moving) { this.surfaces.fills.repaint(); this.surfaces.names.repaint(); }
    }, 60);
  }

  /* What stands beside the map in words. */
  told() { bw.legend(this.legend, this); this.panel.show(); this.places.show(); }

  box() {
    const b = this.map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((v) => Math.round(v * 1e4) / 1e4);
  }

  fit(b) {
    this.quietly(() => this.map.fitBounds([[b[1], b[0]], [b[3], b[2]]], { animate: false }));
  }

  /* Move the map without telling the page: it was not the user who moved it. */
  quietly(move) { this.fitting = true; move(); this.fitting = false; }

  tiles() {
    const wanted = this.view.layers.includes("tiles") && this.model.ground.tiles;
    if (wanted && !this.tileLayer) {
      // Over the fills, which are opaque, and multiplied with them: both show.
      const pane = this.map.getPane("bw-tiles") || this.map.createPane("bw-tiles");
      Object.assign(pane.style, { zIndex: 215, mixBlendMode: "multiply", pointerEvents: "none" });
      const { url, attribution } = this.model.ground.tiles;
      this.tileLayer = L.tileLayer(url, { attribution, opacity: 0.75, pane: "bw-tiles" });
      this.tileLayer.on("tileerror", () => this.warn("The base tiles cannot be reached: no network, or a blocked one."));
      this.tileLayer.on("tileload", () => this.warn(""));
      this.tileLayer.addTo(this.map);
    } else if (!wanted && this.tileLayer) { this.tileLayer.remove(); this.tileLayer = null; this.warn(""); }
  }

  /* Say on the map what is wrong with it; nothing when all is well again. */
  warn(words) {
    if (!this.warning) this.warning = this.root.querySelector(".bw-stage").appendChild(bw.element("p", { class: "bw-warning", role: "status" }));
    this.warning.textContent = words;
    this.warning.hidden = !words;
  }

  outline(id) { this.pointer.outline(id); }

  /* Tell the page that holds this document; nothing is sent to any other place. */
  say(kind, content) {
    if (this.options.embedded && this.ready && parent !== window)
      parent.postMessage(Object.assign({ borderwatch: kind, pane: this.options.pane || null }, content), "*");
  }
};

/* Begin: one map, or the maps of a comparison, by the names of their panes. */
bw.start = async function (maps, view, options) {
  const panes = {};
  for (const [name, map] of Object.entries(maps)) {
    panes[name] = document.querySelector(`.bw-pane[data-pane="${name}"]`);
    panes[name].querySelector(".bw-stage").append(map.getContainer());
    bw.furnish(map);
  }
  const { ground, events, first } = await bw.opened(view, options);
  bw.app = maps.change
    ? new bw.Comparison(panes, maps, ground, events, first, options)
    : new bw.App(panes.map, maps.map, new bw.Model(ground), events, first.view, options);
  bw.app.outline(first.unit);
  bw.app.shown();
};

/* Whether the reader asks for less motion. */
bw.calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

bw.furnish = function (map) {
  if (bw.calm()) {
    Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
    map._zoomAnimated = map._fadeAnimated = false;
  }
  map.attributionControl.setPrefix(false);
  map.zoomControl.setPosition("topright");
  // The eight countries with their surroundings: farther out there is nothing to see.
  map.options.minZoom = 3.5;
  // Nearer than this the boundaries' own error, some 0.6 km, is wider than a finger.
  map.options.maxZoom = 11;
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
};

/* The document's ground, and its events and view or those that the page hands over. */
bw.opened = async function (view, options) {
  const asked = options.embedded ? bw.firstMessage() : null;
  const read = async (id) => bw.unpack(await bw.inflate(document.getElementById(id).textContent));
  const relief = bw.readRelief(), ground = await read("bw-ground");
  if (document.getElementById("bw-waters")) Object.assign(ground, await read("bw-waters"));
  bw.words = ground.words; bw.palette = ground.palette;
  const first = asked ? await asked : {};
  await relief;
  first.view = Object.assign(view, first.view);
  return { ground, first, events: asked ? first.events : await read("bw-events") };
};

/* What the page that holds this document asks for, once it has handed over the events; what
   comes later goes to the app. */
bw.firstMessage = () => new Promise((resolve) => {
  const waiting = {};
  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data || event.data.borderwatch !== "show") return;
    const message = Object.assign({}, event.data);
    if (message.events) message.events = bw.unpack(message.events);
    if (bw.app) { bw.app.take(message); return; }
    Object.assign(waiting, message, { view: Object.assign(waiting.view || {}, message.view) });
    if (waiting.events) resolve(waiting);
  });
  parent.postMessage({ borderwatch: "ready" }, "*");
});
