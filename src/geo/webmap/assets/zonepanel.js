/* The claims of the window's last day by group: pointing at one lights it up, a click shows it alone. */
bw.ZonePanel = class {
  constructor(root, app) { this.root = root; this.app = app; }

  /* Show what holds now; nothing where the map shows no zones. */
  show() {
    const { app, root } = this, { model, zones, view } = app, day = model.to;
    const held = model.zonesOn(day, view.groups), listed = zones.alone && !held.includes(zones.alone) ? [...held, zones.alone] : held;
    const key = [zones.alone && zones.alone.id, ...listed.map((z) => z.id)].join();
    if (key === this.key) return;
    this.key = key;
    const focus = root.contains(document.activeElement) && document.activeElement.dataset.zone;
    const groups = new Map();
    for (const zone of [...listed].sort((a, b) => a.group.localeCompare(b.group) || a.from - b.from)) {
      if (!groups.has(zone.group)) groups.set(zone.group, []);
      groups.get(zone.group).push(zone);
    }
    root.replaceChildren(bw.element("h2", {}, ...bw.dated(`${bw.counted(held.length, "zone")} claimed on |`, day)),
      bw.element("p", {}, "Point at a zone to find it; press it to see it alone, with its events."),
      zones.alone ? bw.element("button", { type: "button", class: "bw-all", onclick: () => app.showAlone(null) }, "Show all zones and events again") : "",
      ...[...groups].map(([group, list]) => bw.element("section", {},
        bw.element("h2", { class: "bw-key" }, bw.zoneChip(list[0].colour), bw.element("span", {}, group)), ...list.map((zone) => this.entry(zone)))));
    if (focus) root.querySelector(`[data-zone="${CSS.escape(focus)}"]`)?.focus();
  }

  entry(zone) {
    const { app } = this, { statuses } = app.model.ground, alone = app.zones.alone === zone;
    const until = zone.to === null ? "no end given" : `to ${bw.shortDate(zone.to)}`;
    return bw.element("button", { type: "button", class: "bw-zone", "data-zone": zone.id, "aria-pressed": String(alone),
      title: alone ? "Show all again" : "Show alone, with its events",
      onclick: () => app.showAlone(alone ? null : zone),
      onpointerenter: () => app.light(zone), onpointerleave: () => app.light(null),
      onfocus: () => app.light(zone), onblur: () => app.light(null) },
      bw.element("b", {}, zone.name),
      bw.element("span", { class: "bw-fine" }, `${statuses[zone.status].label}, ${bw.shortDate(zone.from)}, ${until}; ${zone.confidence} confidence. ${zone.source}`),
      zone.rival ? bw.element("span", { class: "bw-fine" }, `⚑ ${zone.rival}`) : null);
  }
};
