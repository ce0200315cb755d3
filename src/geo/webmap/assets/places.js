/* The events on the map by place, as a list: what the pointer finds on the map the keyboard finds here. */
bw.PlaceList = class {
  constructor(root, app) { this.root = root; this.app = app; this.most = bw.LISTED; }

  /* Made only while it is open; what it lists follows the window, the filters and the map. */
  show() {
    if (this.root.hidden) return;
    const { app, root } = this, { model } = app, focus = root.contains(document.activeElement) && document.activeElement.dataset.place;
    const units = this.units(), nowhere = model.e ? model.nowhere() : [];
    const rows = units.slice(0, this.most).map((u) => this.unitEntry(u));
    root.replaceChildren(bw.element("h2", {}, rows.length || nowhere.length ? "Events on this map, by place" : "No events on this map"),
      bw.element("p", {}, "The unit that events are known to; press it to read them."), ...rows,
      ...(units.length > this.most ? [bw.element("button", { type: "button", class: "bw-all", "data-place": "more",
        onclick: () => { this.most += bw.LISTED; this.show(); } }, `Show more of ${bw.number(units.length)} places`)] : []),
      ...nowhere.slice(0, bw.LISTED).map((i) => this.eventEntry(i)));
    if (focus) root.querySelector(`[data-place="${CSS.escape(focus)}"]`)?.focus();
  }

  /* Units in sight that events of the window are known to and no closer, the fullest first. */
  units() {
    const { model, ground, surfaces } = this.app, { events } = model.own, frame = surfaces.fills.frame;
    return [...events.keys()].filter((u) => events[u] && ground.paths.visible(u, frame)).sort((a, b) => events[b] - events[a]);
  }

  unitEntry(u) {
    const { model, pointer } = this.app, { name, parent } = model.units, names = [];
    for (let at = u; at >= 0; at = parent[at]) names.push(name[at]);
    return bw.element("button", { type: "button", class: "bw-zone", "data-place": model.units.id[u],
      onclick: () => pointer.openUnit(u, L.latLng(bw.latitude(model.units.y[u]), (model.units.x[u] - 0.5) * 360), true) },
      bw.element("b", {}, names.join(", ")), bw.element("span", { class: "bw-fine" }, bw.counted(model.own.events[u], "event")));
  }

  eventEntry(i) {
    const { model, pointer } = this.app;
    return bw.element("button", { type: "button", class: "bw-zone", "data-place": `event ${i}`,
      onclick: () => pointer.openMark({ i }, L.latLng(model.e.lat[i] / 1e5, model.e.lon[i] / 1e5), true) },
      bw.element("b", {}, "Outside the eight countries"), bw.element("span", { class: "bw-fine" }, bw.eventLine(model, i)));
  }
};

/* Entries of a list before the rest is asked for. */
bw.LISTED = 100;
