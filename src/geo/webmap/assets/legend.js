/* The legend: what shows on the map, in the map's own colours. An entry hides or isolates. */
bw.legend = function (root, app) {
  const held = document.activeElement, focus = root.contains(held) && held.dataset.entry;
  const sections = app.surfaces.marks.frame ? bw.legendSections(app) : [];
  const hidden = app.view.hidden_types.length || Object.values(app.hidden).some((keys) => keys.size);
  root.replaceChildren(...sections.map((section) => bw.legendSection(app, section)),
    ...(hidden ? [bw.element("button", { type: "button", class: "bw-all", "data-entry": "all", onclick: () => app.unhide() }, "Show all again")] : []));
  if (focus) root.querySelector(`[data-entry="${CSS.escape(focus)}"]`)?.focus();
};

/* A heading with its entries: buttons where the map can leave them out, else plain lines. */
bw.legendSection = function (app, { kind, title, rows, note }) {
  const keys = rows.map((row) => row.key);
  return bw.element("section", {}, bw.element("h2", {}, title), ...rows.map(({ key, mark, text, kind: own }) => {
    const of = own || kind;
    if (!of) return bw.element("div", { class: "bw-key" }, mark, bw.element("span", {}, text));
    const shows = app.shows(of, key), name = `${of}-${key}`;
    const entry = bw.element("button", { type: "button", class: "bw-key", "aria-pressed": String(shows), "data-entry": name,
      title: shows ? "Hide on the map" : "Show on the map", onclick: () => app.hide(of, [key], shows) }, mark, bw.element("span", {}, text));
    const only = of !== "layers" && keys.length > 1 && bw.element("button", { type: "button", class: "bw-only", "data-entry": name + "-only",
      "aria-label": `Show only: ${text}`, onclick: () => app.isolate(of, key) }, "only");
    return bw.element("div", { class: "bw-entry" }, entry, only || null);
  }), note ? bw.element("p", {}, ...note) : null);
};

bw.legendSections = function (app) {
  const has = (name) => app.view.layers.includes(name), words = bw.legendWords;
  return [bw.ownAreaLegend, bw.countsLegend, bw.eventsLegend, bw.zonesLegend, bw.linesLegend]
    .map((part) => part(app, has, words)).filter((section) => section && section.rows.length);
};

/* What is counted only inside an area of one's own comes first. */
bw.ownAreaLegend = ({ view }, has, words) => view.area && { kind: null, title: words("own_area"),
  rows: [{ text: view.area.words, mark: bw.chip(`background:none;border:3px solid ${bw.palette.own_area}`) }] };

bw.chip = (style) => bw.element("i", { class: "bw-chip", style });

bw.countsLegend = function ({ model, view, ground }, has, words) {
  if (!has("choropleth") || !model.e) return null;
  const colours = bw.palette;
  const rows = model.classesOf(view).labels.map((text, k) => ({ key: k, text, mark: bw.chip(`background:${colours.counts[k]}`) }));
  if (ground.unknownDrawn)
    rows.push({ key: 5, text: words("unknown"), mark: bw.chip(`background:repeating-linear-gradient(135deg,${colours.unknown} 0 1px,${colours.paper} 1px 5px)`) });
  return { kind: "classes", title: words(view.measure, { level: view.count_level }), rows };
};

bw.eventsLegend = function (app, has, words) {
  const { model, marks, areas } = app, rows = [], e = model.e;
  const single = marks.drawn.filter((d) => d.i !== undefined).map((d) => d.i), grouped = marks.drawn.some((d) => d.n), own = marks.drawn.some((d) => d.own);
  if (has("events") && e) {
    const types = new Set([...single.map((i) => e.type[i]), ...app.view.hidden_types.map((key) => model.ground.types.findIndex((t) => t.key === key))]);
    if (!grouped) for (const type of [...types].sort((a, b) => a - b))
      rows.push({ key: type, kind: "types", text: model.ground.types[type].label, mark: bw.copied(marks.sprite(type, 5, false)) });
    const hollow = single.find((i) => e.fatalities[i] < 0);
    if (grouped) {
      rows.push({ text: words("cluster"), mark: bw.element("i", { class: "bw-ring" }, "12") });
      model.families.forEach((f, k) => rows.push({ key: k, kind: "families", text: f.label, mark: bw.element("i", { class: "bw-dot", style: `background:${f.colour}` }) }));
    }
    if (hollow !== undefined) rows.push({ text: words("hollow"), mark: bw.copied(marks.sprite(e.type[hollow], 5, true)) });
    if (single.some((i) => model.ground.verified[e.verified[i]] === "memory"))
      rows.push({ text: words("doubtful"), mark: bw.element("b", { class: "bw-sign" }, "?") });
    if (own) rows.push({ text: e.own.words, mark: bw.copied(marks.ring(6)) });
  }
  if (has("washes") && !has("choropleth"))
    areas.washed().forEach((units, k) => {
      if (units.length) rows.push({ key: "washes", kind: "layers", text: words("wash", { level: ["province", "district"][k] }),
        mark: bw.element("i", { class: "bw-chip", style: `background:${bw.laid(bw.palette.wash, bw.WASHES[k])}` }) });
    });
  if (areas.drawn.length) rows.push({ key: "washes", kind: "layers", text: words("area"), mark: bw.element("i", { class: "bw-wash" }, "3") });
  if (has("heat")) rows.push({ key: "heat", kind: "layers", text: words("heat"), mark: bw.chip(`background:linear-gradient(90deg,${bw.palette.heat.join()})`) });
  return { kind: null, title: words(grouped ? "clusters" : marks.thinned ? (own ? "own_first" : "greatest") : "marks"), rows };
};

bw.zonesLegend = function (app, has, words) {
  const { model, zones, ground, surfaces } = app, frame = surfaces.marks.frame, rows = [], statuses = model.ground.statuses;
  const on = (units) => units.some((u) => ground.paths.visible(u, frame));
  const claimed = zones.shown().filter((z) => on(z.units));
  const groups = new Map(claimed.map((z) => [z.group, z.colour]));
  if (has("zones")) for (const z of model.ground.zones) if (app.hidden.groups.has(z.group)) groups.set(z.group, z.colour);
  for (const [group, colour] of [...groups].sort()) rows.push({ key: group, kind: "groups", text: group, mark: bw.zoneChip(colour) });
  const outlines = Object.entries(model.ground.outlines).filter(([key]) => claimed.some((z) => z.confidence === key));
  for (const [key, line] of outlines)
    rows.push({ text: words("confidence", { confidence: key }), mark: bw.chip(`background:none;border:0;border-top:3px ${line} ${bw.palette.faint};height:0`) });
  for (const status of zones.hatched(frame))
    rows.push({ text: words("overlap", { status: statuses[status].label.toLowerCase() }),
      mark: bw.chipOf((pen) => bw.hatch(pen, bw.palette.faint, statuses[status].angles, 4, 1), bw.palette.swatch_edge) });
  if (claimed.some((z) => z.rival)) rows.push({ text: words("rival"), mark: bw.element("b", { class: "bw-sign" }, "⚑") });
  if (has("zones") && on(model.unclaimedOn(model.to)))
    rows.push({ text: words("unclaimed"), mark: bw.chipOf((pen) => bw.dots(pen, bw.palette.unclaimed), bw.palette.swatch_edge) });
  return { kind: null, title: words("zones"), rows, note: bw.dated(words("zones_day", { day: "|" }), model.to) };
};

/* Words with the day that claims are shown for in place of a bar: it moves with the window. */
bw.dated = function (words, day) {
  const [before, after] = words.split("|");
  return [before, bw.element("span", { class: "bw-claims-day" }, bw.shortDate(day)), after];
};

bw.linesLegend = function (app, has, words) {
  const { view, surfaces } = app, rows = [], colours = bw.palette, frame = surfaces.marks.frame;
  if (has("corridors")) rows.push({ key: "corridors", kind: "layers", text: words("corridor", { km: `${view.corridor_km}` }),
    mark: bw.chip(`background:${bw.at(colours.corridor, 0.16)};border-color:${colours.corridor}`) });
  if (has("borders")) rows.push({ key: "borders", kind: "layers", text: words("border"),
    mark: bw.chip(`background:${has("corridors") ? colours.corridor : colours.ink};height:3px;border:0`) });
  if (has("borders") && has("labels") && app.names.crossings)
    rows.push({ text: words("crossing"), mark: bw.copied(bw.picture(16, (pen) => bw.gate(pen, 0, 0, colours.crossing))) });
  return frame && { kind: null, title: words("lines"), rows };
};

/* A colour at an opacity as it looks on the home country's ground. */
bw.laid = (colour, opacity) => `linear-gradient(${bw.at(colour, opacity)} 0 0),${bw.palette.home}`;

/* A piece of a zone as the map draws it: tint and outline. */
bw.zoneChip = (colour) => bw.element("i", { class: "bw-chip",
  style: `background:${bw.laid(colour, bw.TINT)};border:3px solid ${bw.at(colour, bw.OUTLINE)}` });

/* A picture of the map again, at its size. */
bw.copied = function ({ canvas, side }) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width; copy.height = canvas.height;
  copy.style.width = copy.style.height = side + "px";
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy;
};

/* A piece of a pattern, framed. */
bw.chipOf = (pattern, edge) => bw.copied(bw.picture(20, (pen) => {
  pen.fillStyle = bw.palette.home; pen.fillRect(-9, -6, 18, 12);
  pen.fillStyle = pattern(pen); pen.fillRect(-9, -6, 18, 12);
  pen.strokeStyle = edge; pen.lineWidth = 1; pen.strokeRect(-8.5, -5.5, 17, 11);
}));
