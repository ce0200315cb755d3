/* What lies under the pointer: named where it rests, opened where it is pressed. */
bw.Pointer = class {
  constructor(app) {
    this.app = app; this.map = app.map;
    this.tip = L.tooltip({ offset: [14, 0], opacity: 1, className: "bw-tip" });
    this.map.on("mousemove", (event) => { this.at = event; this.wait(); });
    this.map.on("mouseout movestart zoomstart popupopen", () => this.leave());
    this.map.on("click", (event) => this.clicked(event));
  }

  /* One answer a frame, however often the pointer moves. */
  wait() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; if (this.at) this.rested(this.at); });
  }

  leave() { this.at = null; this.tip.remove(); }

  /* What was drawn under a place: an event, a cluster, a zone's name, a unit. */
  under(latlng) {
    const { marks, areas, zones, ground, surfaces } = this.app, frame = surfaces.marks.frame;
    const at = this.map.project(latlng, frame.zoom), x = at.x - frame.left, y = at.y - frame.top;
    const mark = marks.hit(x, y);
    if (mark) return { mark };
    const boxed = areas.hit(x, y), zone = boxed === null ? zones.hit(x, y) : null;
    if (zone) return { zone };
    return { unit: boxed === null ? ground.unitAt(at.x / frame.scale, at.y / frame.scale, surfaces.fills.frame) : boxed };
  }

  rested(event) {
    if (this.app.tools.on) return;
    const { mark, zone, unit } = this.under(event.latlng);
    const card = mark ? bw.markTip(this.app, mark) : zone ? bw.zoneTip(this.app, zone)
      : unit === null ? null : bw.unitTip(this.app, unit);
    if (!card) { this.tip.remove(); return; }
    // On the side that has room.
    const left = event.containerPoint.x > this.map.getSize().x / 2;
    this.tip.options.direction = left ? "left" : "right"; this.tip.options.offset = L.point(left ? -14 : 14, 0);
    this.tip.setContent(card).setLatLng(event.latlng);
    if (!this.map.hasLayer(this.tip)) this.tip.addTo(this.map);
  }

  clicked(event) {
    if (this.app.tools.on) return;
    const { mark, zone, unit } = this.under(event.latlng);
    if (mark) this.openMark(mark, event.latlng);
    else if (zone) this.openZone(zone, event.latlng);
    else if (unit !== null) this.openUnit(unit, event.latlng);
  }

  /* Open a mark, a zone or a unit; `keyed` where the keyboard asked, which then goes to the pop-up. */
  openMark(mark, latlng, keyed) {
    const { app, map } = this;
    if (mark.i !== undefined) {
      this.open(latlng, bw.eventCard(app, mark.i), keyed);
      app.say("select", { events: [mark.i] });
      return;
    }
    const members = app.marks.members(mark);
    if (map.getZoom() < map.getMaxZoom() - 1 && mark.n > 12 && members.length > 1) { map.setView(latlng, map.getZoom() + 2); return; }
    this.open(latlng, bw.element("section", {}, bw.element("h2", {}, bw.counted(mark.n, "event") + " here"),
      ...members.slice(0, 40).map((i) => bw.eventCard(app, i))));
    app.say("select", { events: members.slice(0, 200) });
  }

  openZone(zone, latlng) {
    this.open(latlng, bw.zoneCard(this.app, zone));
    this.app.say("select", { zone: zone.id });
  }

  openUnit(u, latlng, keyed) {
    const id = this.app.model.units.id[u];
    if (!this.app.options.embedded) this.open(latlng, bw.unitCard(this.app, u), keyed);
    this.outline(id);
    this.app.say("select", { unit: id });
  }

  /* No larger than the map and moved into it: the top of a popup always shows. */
  open(latlng, content, keyed) {
    const size = this.map.getSize(), edge = 6;
    const popup = L.popup({ maxWidth: Math.min(340, size.x - 60), maxHeight: Math.max(120, Math.min(340, size.y - 60)), autoPan: false });
    popup.setLatLng(latlng).setContent(content).openOn(this.map);
    const at = this.map.latLngToContainerPoint(latlng), box = popup.getElement(), tall = box.offsetHeight, wide = box.offsetWidth, tail = 20;
    const inside = (want, room) => Math.max(edge, Math.min(want, room - edge));
    const top = inside(at.y - tail - tall + 7, size.y - tall), left = inside(at.x - wide / 2, size.x - wide);
    popup.options.offset = L.point(left - at.x + wide / 2, top - at.y + tall + tail);
    // Its tail points at its place only where it stands above it.
    box.classList.toggle("bw-beside", Math.abs(popup.options.offset.x) > 1 || popup.options.offset.y > 8);
    popup.update();
    this.reach(popup, box, keyed);
  }

  /* The keyboard closes a pop-up with Escape, and returns to where it came from. */
  reach(popup, box, keyed) {
    const from = document.activeElement, name = from && from.dataset.place;
    box.setAttribute("role", "dialog"); box.setAttribute("aria-label", "What is known here"); box.tabIndex = -1;
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); popup.remove(); } });
    if (!keyed) return;
    box.focus();
    popup.once("remove", () => ((name && this.app.root.querySelector(`[data-place="${CSS.escape(name)}"]`)) || from).focus());
  }

  /* Show an event that was chosen beside the map: ringed, or, where no closer known, by its unit's edge. */
  showEvent(i) {
    const { model } = this.app, { e } = model, at = L.latLng(e.lat[i] / 1e5, e.lon[i] / 1e5);
    if (this.ring) this.ring.remove();
    this.ring = null;
    if (!this.map.getBounds().pad(-0.1).contains(at)) this.app.quietly(() => this.map.panTo(at, { animate: false }));
    if (e.geo_precision[i] > 1) this.outline(model.units.id[e.unit[i]]);
    else this.ring = L.circleMarker(at, { radius: 15, color: bw.palette.bar, weight: 3, fill: false, interactive: false }).addTo(this.map);
    this.open(at, bw.eventCard(this.app, i));
    this.map.once("popupclose", () => { if (this.ring) this.ring.remove(); this.ring = null; });
  }

  /* Draw the chosen unit's edge, until another is chosen. */
  outline(id) {
    if (this.chosen) this.chosen.remove();
    this.chosen = null;
    const u = this.app.model.unitIndex.get(id);
    if (u === undefined) return;
    const rings = this.app.model.shapes[u].rings.map((ring) => {
      const line = [];
      for (let k = 0; k < ring.length; k += 2) line.push([bw.latitude(ring[k + 1]), (ring[k] - 0.5) * 360]);
      return line;
    });
    this.chosen = L.polyline(rings, { color: bw.palette.bar, weight: 3, interactive: false }).addTo(this.map);
  }
};

bw.tip = (name, ...lines) => bw.element("section", {}, bw.element("b", {}, name),
  ...lines.filter(Boolean).map((line) => bw.element("p", {}, line)));

/* An event in one line: day, type, place where it is told, deaths. */
bw.eventLine = function (model, i) {
  const { texts } = model.e, place = texts && !bw.withheld(model, i) ? texts.place[i] : "";
  return [bw.shortDate(model.e.day[i]), model.ground.types[model.e.type[i]].label, place, model.tollOf(i)].filter(Boolean).join(" · ");
};

bw.markTip = function (app, mark) {
  const { model } = app;
  if (mark.i !== undefined) return bw.tip(bw.eventLine(model, mark.i));
  const parts = model.families.map((f, k) => (mark.families[k] ? `${f.label} ${bw.number(mark.families[k])}` : "")).filter(Boolean);
  return bw.tip(bw.counted(mark.n, "event"), parts.join(", "), "Latest: " + bw.eventLine(model, app.marks.members(mark)[0]));
};

bw.zoneTip = (app, zone) => bw.tip(`${zone.group}: ${zone.name}`,
  `${app.model.ground.statuses[zone.status].label}, ${zone.confidence} confidence. Source: ${zone.source}`);

/* Name, counts, latest event and claims of a unit. */
bw.unitTip = function (app, u) {
  const { model, zones } = app, { units } = model, lines = [], parents = [];
  for (let at = units.parent[u]; at >= 0; at = units.parent[at]) parents.push(units.name[at]);
  const n = model.events_n[u], coarse = app.areas.number(u);
  if (model.e) lines.push(bw.counted(n, "event") + (coarse ? `, ${bw.number(coarse)} known to the ${units.level_words[units.level[u]].toLowerCase()} only` : "") +
    (model.fatal_n[u] ? `; ${bw.counted(model.fatal_n[u], "death")} by best estimates` : ""));
  const latest = model.latestIn(u);
  if (latest !== null) lines.push("Latest: " + bw.eventLine(model, latest));
  return bw.tip([units.name[u], ...parents].join(", "), ...lines, ...zones.told(u));
};
