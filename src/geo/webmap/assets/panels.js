/* Legend, layer list and the pop-up: what is said in words on the map. Data go in as text. */
bw.legend = function (root, app) {
  const { model, view, ground, marks, zones } = app, rows = [];
  const has = (name) => view.layers.includes(name), row = (mark, text) =>
    rows.push(bw.element("div", { class: "bw-key" }, mark, bw.element("span", {}, text)));
  const heading = (text) => rows.push(bw.element("h3", {}, text));
  const chip = (style) => bw.element("i", { class: "bw-chip", style });
  const frame = app.surfaces.marks.frame, words = bw.legendWords, colours = bw.palette;
  if (has("choropleth") && model.e) {
    heading(words(view.measure, { level: view.count_level }));
    model.classesOf(view).labels.forEach((label, k) => row(chip(`background:${colours.counts[k]}`), label));
    if (ground.unknownDrawn)
      row(chip(`background:repeating-linear-gradient(135deg,${colours.unknown} 0 1px,${colours.paper} 1px 5px)`), words("unknown"));
  }
  const single = marks.drawn.filter((d) => d.i !== undefined).map((d) => d.i), grouped = marks.drawn.some((d) => d.n);
  if (has("events") && (single.length || grouped)) {
    heading(words(single.length ? "marks" : "clusters"));
    const seen = new Set(single.map((i) => model.e.type[i])), copied = (sprite) => {
      const copy = document.createElement("canvas");
      copy.width = sprite.canvas.width; copy.height = sprite.canvas.height;
      copy.style.width = copy.style.height = sprite.side + "px";
      copy.getContext("2d").drawImage(sprite.canvas, 0, 0);
      return copy;
    };
    [...seen].sort((a, b) => a - b).forEach((type) => row(copied(marks.sprite(type, 5, false)), model.ground.types[type].label));
    const hollow = single.find((i) => model.e.fatalities[i] < 0);
    if (hollow !== undefined) row(copied(marks.sprite(model.e.type[hollow], 5, true)), words("hollow"));
    if (single.some((i) => model.ground.verified[model.e.verified[i]] === "memory"))
      row(bw.element("b", { class: "bw-sign" }, "?"), words("doubtful"));
    if (grouped) {
      row(bw.element("i", { class: "bw-ring" }, "12"), words("cluster"));
      model.families.forEach((f) => row(chip(`background:${f.colour};width:9px;height:9px;border:0;border-radius:50%;margin:0 5px 0 4px`), f.label));
    }
  }
  if (has("washes") && marks.drawn.some((d) => d.unit !== undefined))
    row(bw.element("i", { class: "bw-wash" }, "3"), words("area"));
  if (has("heat")) row(chip(`background:linear-gradient(90deg,${colours.heat.join()})`), words("heat"));
  const claimed = zones.shown().filter((z) => z.units.some((u) => frame && ground.paths.visible(u, frame)));
  const free = has("zones") && frame && model.unclaimedOn(model.to).some((u) => ground.paths.visible(u, frame));
  if (claimed.length || free) heading(words("zones"));
  if (claimed.length) {
    const statuses = model.ground.statuses;
    const kinds = new Map(claimed.map((z) => [words("zone", { group: z.group, status: statuses[z.status].label.toLowerCase() }), z]));
    for (const [name, z] of kinds) row(bw.zoneChip(z, statuses[z.status].angles), name);
    const outlines = Object.entries(model.ground.outlines).filter(([key]) => claimed.some((z) => z.confidence === key));
    row(bw.element("b", { class: "bw-sign" }, "─"), words("outline", { outlines: outlines.map(([key, line]) => `${line} ${key}`).join(", ") }));
    if (claimed.some((z) => z.rival)) row(bw.element("b", { class: "bw-sign" }, "⚑"), words("rival"));
  }
  if (free) row(bw.chipOf((pen) => bw.dots(pen, colours.unclaimed), colours.swatch_edge), words("unclaimed"));
  if (claimed.length || free) rows.push(bw.element("p", {}, words("zones_day", { day: bw.shortDate(model.to) })));
  if (has("corridors")) row(chip(`background:${bw.at(colours.corridor, 0.2)};border-color:${colours.corridor}`), words("corridor", { km: `${view.corridor_km}` }));
  if (has("borders")) row(chip(`background:${has("corridors") ? colours.corridor : colours.ink};height:3px;border:0`), words("border"));
  if (has("borders") && has("labels") && frame && frame.zoom >= 6.5) {
    const sign = bw.picture(16, (pen) => bw.gate(pen, 0, 0, colours.crossing));
    sign.canvas.style.width = sign.canvas.style.height = sign.side + "px";
    row(sign.canvas, words("crossing"));
  }
  root.querySelector(".bw-legend-body").replaceChildren(...rows);
  root.hidden = !rows.length || !frame;
  if (!app.legendSet) { app.legendSet = true; root.firstElementChild.open = app.map.getSize().x > 600; }
};

/* A piece of a zone as the map draws it. */
bw.zoneChip = (zone, angles) => bw.chipOf((pen) => bw.hatch(pen, zone.colour, angles, 4, 1), zone.colour);

/* A piece of a pattern, framed. */
bw.chipOf = function (pattern, edge) {
  const sign = bw.picture(16, (pen) => {
    pen.fillStyle = bw.palette.paper; pen.fillRect(-8, -5, 16, 10);
    pen.fillStyle = pattern(pen); pen.fillRect(-8, -5, 16, 10);
    pen.strokeStyle = edge; pen.lineWidth = 1.2; pen.strokeRect(-7.4, -4.4, 14.8, 8.8);
  });
  sign.canvas.style.width = sign.canvas.style.height = sign.side + "px";
  return sign.canvas;
};

bw.layerList = function (root, app) {
  const body = bw.element("div", { class: "bw-legend-body" });
  for (const [key, words] of Object.entries(app.model.ground.layers)) {
    // What the document does not hold cannot be switched on.
    if (key === "tiles" || (key === "relief" && !bw.relief) || (key === "waters" && !app.model.waters.length)) continue;
    const box = bw.element("input", { type: "checkbox", checked: app.view.layers.includes(key),
      onchange: () => app.setView({ layers: Object.keys(app.model.ground.layers).filter((k) =>
        k === key ? box.checked : app.view.layers.includes(k)) }) });
    body.append(bw.element("label", { class: "bw-key" }, box, bw.element("span", {}, words)));
  }
  const choose = (name, options) => bw.element("select", { "aria-label": name,
    onchange: (e) => app.setView({ [name]: e.target.value }) },
    ...Object.entries(options).map(([key, words]) =>
      bw.element("option", { value: key, selected: app.view[name] === key }, words)));
  body.append(bw.element("div", { class: "bw-key" }, "Counts: ", choose("measure", app.model.ground.measures),
    choose("count_level", app.model.ground.count_levels)));
  const km = bw.element("output", {}, `${app.view.corridor_km} km`);
  const width = bw.element("input", { type: "range", min: 5, max: 200, step: 5, value: app.view.corridor_km,
    "aria-label": "Corridor width, km each side", oninput: () => { km.textContent = `${width.value} km`; app.setView({ corridor_km: +width.value }); } });
  body.append(bw.element("label", { class: "bw-key" }, "Corridor ", width, km));
  root.append(bw.element("details", {}, bw.element("summary", {}, "Layers"), body));
};

/* Words on one event; from the document's texts, or what the numbers alone tell. */
bw.eventCard = function (app, i) {
  const { model } = app, e = model.e, t = e.texts, ground = model.ground;
  const verified = ground.verified[e.verified[i]];
  const when = e.end[i] > e.day[i] ? `${bw.shortDate(e.day[i])} – ${bw.shortDate(e.end[i])}` : bw.shortDate(e.day[i]);
  const several = model.weight(i) > 1 ? bw.counted(model.weight(i), "event") : "";
  const card = bw.element("article", { class: "bw-event", "data-event": t ? t.event_id[i] : String(i) },
    bw.element("h4", {}, t && t.place[i] ? t.place[i] : several || "Event"),
    bw.element("p", { class: "bw-fine" }, `${when} · ${several && `${several} in one row · `}${ground.types[e.type[i]].label} · ${model.tollOf(i)} · ` +
      `known to the ${ground.precisions[e.geo_precision[i]]}`));
  const actors = [e.actor_1[i], e.actor_2[i]].filter((a) => a !== bw.NONE32).map((a) => e.actors[a]);
  if (actors.length) card.append(bw.element("p", {}, actors.join(" – ")));
  if (t) {
    if (t.claimed_by[i]) card.append(bw.element("p", { class: "bw-fine" }, "Claimed by " + t.claimed_by[i]));
    if (t.summary[i]) card.append(bw.element("p", {}, t.summary[i]));
    if (t.match_note[i]) card.append(bw.element("p", { class: "bw-doubt" }, t.match_note[i]));
    if (t.note[i]) card.append(bw.element("p", { class: "bw-fine" }, "Note: " + t.note[i]));
    card.append(bw.element("p", { class: "bw-fine" }, "Source: ",
      bw.link(t.source_url[i], [t.source_publisher[i], t.source_title[i]].filter(Boolean).join(", ")),
      t.source_date[i] ? `, ${t.source_date[i]}` : ""));
  }
  if (verified !== "page")
    card.append(bw.element("p", { class: "bw-doubt" }, ground.verified_words[verified]));
  return card;
};

bw.zoneCard = function (app, zone) {
  const statuses = app.model.ground.statuses;
  const until = zone.to === null ? "no end given" : bw.shortDate(zone.to);
  return bw.element("article", { class: "bw-event" },
    bw.element("h4", {}, `${zone.group}: ${zone.name}`),
    bw.element("p", { class: "bw-fine" }, `${statuses[zone.status].label}, claimed from ${bw.shortDate(zone.from)} to ${until}; ` +
      `dates known to the ${zone.date_precision}; ${zone.confidence} confidence`),
    bw.element("p", {}, zone.claim),
    zone.rival ? bw.element("p", { class: "bw-doubt" }, "Rival claim or doubt: " + zone.rival) : null,
    bw.element("p", { class: "bw-fine" }, "Source: ", bw.link(zone.url, `${zone.source}, ${zone.title}`)),
    zone.verified !== "page" ? bw.element("p", { class: "bw-doubt" }, app.model.ground.verified_words[zone.verified]) : null);
};

/* Whether an event of a restricted dataset is known here to its unit only: counted, never listed. */
bw.withheld = (model, i) => Boolean(model.e.texts) && model.e.texts.event_id[i].startsWith(model.ground.withheld);

/* The profile of a unit in the window: counts, families, zones, events with sources. */
bw.unitCard = function (app, u) {
  const { model } = app, units = model.units, parent = units.parent[u];
  const place = [units.level_words[units.level[u]], parent >= 0 ? units.name[parent] : null,
    parent >= 0 && units.parent[parent] >= 0 ? units.name[units.parent[parent]] : null].filter(Boolean).join(", ");
  const events = model.e ? model.inUnit(u) : [];
  const card = bw.element("section", { class: "bw-profile", "data-unit": units.id[u] },
    bw.element("h3", {}, units.name[u], units.local[u] && units.local[u] !== units.name[u] ? ` · ${units.local[u]}` : ""),
    bw.element("p", { class: "bw-fine" }, place + (units.pcode[u] ? ` · ${units.pcode[u]}` : "")),
    bw.element("p", {}, `${bw.counted(model.number(events), "event")} in the window` + (events.length ? `; ${model.tollOfAll(events)}.` : ".")));
  const held = model.zonesOn(model.to, []).filter((z) => z.units.includes(u) || z.units.includes(parent));
  for (const zone of held) card.append(bw.zoneCard(app, zone));
  if (model.unclaimed(u, model.to)) card.append(bw.element("p", { class: "bw-fine" }, bw.legendWords("no_claim", { day: bw.longDate(model.to) })));
  const listed = events.filter((i) => !bw.withheld(model, i)), counted = model.number(events) - model.number(listed);
  for (const i of listed.slice(0, 12)) card.append(bw.eventCard(app, i));
  if (listed.length > 12) card.append(bw.element("p", { class: "bw-fine" }, `and ${bw.number(model.number(listed.slice(12)))} earlier ones`));
  if (counted) card.append(bw.element("p", { class: "bw-fine" }, `${bw.counted(counted, "restricted_event")} counted, not listed`));
  return card;
};
