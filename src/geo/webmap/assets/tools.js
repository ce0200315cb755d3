/* What the hand needs on the map: where the pointer is, the way home, full screen, measures, areas. */
bw.Tools = class {
  constructor(app) {
    this.app = app; this.map = app.map; this.points = [];
    this.readout = bw.element("div", { class: "bw-readout", "aria-hidden": "true" });
    this.words = bw.element("div", { class: "bw-measured", role: "status" });
    const bar = bw.element("div", { class: "leaflet-bar bw-tools" });
    this.home = this.button(bar, "⌂", "Home: the part of the map that was opened", () => app.fit(app.view.bounds));
    this.mode = null;
    this.measuring = this.button(bar, "↔", "Measure a distance or an area (M)", () => this.toggle("measure"));
    this.measuring.setAttribute("aria-pressed", "false");
    this.drawingButton = this.button(bar, "⬡", "Draw an area to count in (A)", () => this.toggle("area"));
    this.drawingButton.setAttribute("aria-pressed", "false");
    this.drawing = new bw.DrawArea(this);
    this.drawing.show(false);
    if (document.fullscreenEnabled) this.button(bar, "⤢", "Full screen", () => this.fullScreen());
    for (const [place, part] of [["topright", bar], ["bottomleft", this.words], ["bottomleft", this.readout], ["bottomleft", this.drawing.panel]]) this.control(place, part);
    this.map.on("mousemove", (event) => this.tell(event.latlng));
    this.map.on("mouseout", () => { this.readout.textContent = ""; });
    this.map.getContainer().addEventListener("keydown", (event) => this.key(event));
  }

  button(bar, mark, words, press) {
    const button = bw.element("button", { type: "button", title: words, "aria-label": words, onclick: press }, mark);
    bar.append(button);
    return button;
  }

  control(position, part) {
    const control = L.control({ position });
    control.onAdd = () => { L.DomEvent.disableClickPropagation(part); return part; };
    control.addTo(this.map);
  }

  tell({ lat, lng }) {
    const zoom = this.map.getZoom(), square = bw.mgrs(lat, lng, zoom < 8 ? 2 : zoom < 10 ? 3 : 4);
    this.readout.textContent = bw.degrees(lat, lng, zoom) + (square ? ` · ${square}` : "");
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  /* Whether presses on the map are places to measure between or to draw with. */
  get on() { return this.mode !== null; }

  /* Begin to measure or to draw an area, or end it; the map is cleared. */
  set(mode) {
    this.mode = mode;
    this.measuring.setAttribute("aria-pressed", String(mode === "measure"));
    this.drawingButton.setAttribute("aria-pressed", String(mode === "area")); this.drawing.show(mode === "area");
    this.map.getContainer().classList.toggle("bw-measure", this.on);
    this.points = [];
    this.draw();
    this.map.off("click", this.add, this);
    if (this.on) this.map.on("click", this.add, this);
    this.map.doubleClickZoom[this.on ? "disable" : "enable"]();
    this.app.pointer.leave();
    if (this.on) this.map.closePopup();
  }

  toggle(mode) { this.set(this.mode === mode ? null : mode); }

  add({ latlng }) {
    if (this.mode === "area") this.drawing.add(latlng); else this.points.push([latlng.lng, latlng.lat]);
    this.draw();
  }

  takeBack() { if (this.mode === "area") this.drawing.takeBack(); else this.points.pop(); this.draw(); }

  /* With keys: M measures, A draws an area, Enter takes the middle of the map, Backspace takes a place
     back, Escape ends. */
  key(event) {
    if (event.target !== this.map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = { m: () => this.toggle("measure"), a: () => this.toggle("area"), Enter: () => this.on && this.add({ latlng: this.map.getCenter() }),
      Backspace: () => this.takeBack(), Escape: () => this.on && this.set(null) };
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  }

  draw() {
    if (this.drawn) this.drawn.remove();
    const area = this.mode === "area", places = this.points.map(([lon, lat]) => [lat, lon]), colour = area ? bw.palette.own_area : bw.palette.bar;
    const style = { color: colour, weight: 2.5, dashArray: "6 4", interactive: false }, filled = { ...style, fillOpacity: 0.08 };
    const shape = area ? (this.drawing.whole() ? L.polygon(this.drawing.rings(), filled) : L.polyline(places, style))
      : places.length > 2 ? L.polygon(places, filled) : L.polyline(places, style);
    this.drawn = L.layerGroup([shape, ...places.map((place) => L.circleMarker(place, { radius: 3.5, color: colour, fillColor: bw.palette.paper, fillOpacity: 1, interactive: false }))]).addTo(this.map);
    this.words.textContent = area ? this.drawing.words() : this.on ? this.measured() : "";
    if (area) this.drawing.refresh();
  }

  measured() {
    const { points } = this;
    if (points.length < 2) return "Press the places to measure between; with keys: Enter takes the middle of the map.";
    const metres = points.slice(1).reduce((sum, point, k) => sum + bw.distance(points[k], point), 0);
    const inside = points.length > 2 ? `; inside ${bw.areaWords(bw.area(points))}, around it ${bw.lengthWords(metres + bw.distance(points[points.length - 1], points[0]))}` : "";
    return `${bw.lengthWords(metres)} along the line${inside}`;
  }
};

/* One sheet of paper: the map is laid out for it, and for the screen again afterwards. */
bw.onPaper = function (app) {
  const root = document.documentElement;
  const laid = (printed) => {
    if (root.classList.contains("bw-print") === printed) return;
    const bounds = app.map.getBounds();
    root.classList.toggle("bw-print", printed);
    app.quietly(() => { app.map.invalidateSize({ pan: false }); app.map.fitBounds(printed ? bounds : app.unprinted || bounds, { animate: false }); });
    app.unprinted = printed ? bounds : null;
    app.told(); app.repaint();
    // A long legend is set smaller until the sheet holds all of it.
    const legend = app.legend, sheet = legend.parentElement;
    legend.style.zoom = 1;
    for (let size = 1; printed && size > 0.5 && sheet.scrollHeight > sheet.clientHeight; size -= 0.05) legend.style.zoom = size;
  };
  addEventListener("beforeprint", () => laid(true));
  addEventListener("afterprint", () => laid(false));
};
