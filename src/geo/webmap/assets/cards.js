/* Words on an event, a zone and a unit, as pop-ups show them. Data go in as text. */

/* Words on one event; from the document's texts, or what the numbers alone tell. */
bw.eventCard = function (app, i) {
  const { model } = app, e = model.e, t = e.texts, ground = model.ground;
  const verified = ground.verified[e.verified[i]];
  const when = e.end[i] > e.day[i] ? `${bw.shortDate(e.day[i])} – ${bw.shortDate(e.end[i])}` : bw.shortDate(e.day[i]);
  const several = model.weight(i) > 1 ? bw.counted(model.weight(i), "event") : "";
  const card = bw.element("article", { class: "bw-event", "data-event": t ? t.event_id[i] : String(i) },
    bw.element("h2", {}, t && t.place[i] ? t.place[i] : several || "Event"),
    bw.element("p", { class: "bw-fine" }, `${when} · ${several && `${several} in one row · `}${ground.types[e.type[i]].label} · ${model.tollOf(i)} · ` +
      `known to the ${ground.precisions[e.geo_precision[i]]}`));
  const actors = [e.actor_1[i], e.actor_2[i]].filter((a) => a !== bw.NONE32).map((a) => e.actors[a]);
  if (actors.length) card.append(bw.element("p", {}, actors.join(" – ")));
  if (model.isOwn(i)) card.append(bw.element("p", { class: "bw-fine" }, "Dataset: " + e.datasets[e.dataset[i]]));
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
    bw.element("h2", {}, `${zone.group}: ${zone.name}`),
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
    bw.element("h2", {}, units.name[u], units.local[u] && units.local[u] !== units.name[u] ? ` · ${units.local[u]}` : ""),
    bw.element("p", { class: "bw-fine" }, place + (units.pcode[u] ? ` · ${units.pcode[u]}` : "")),
    bw.element("p", {}, `${bw.counted(model.number(events), "event")} in the window` + (events.length ? `; ${model.tollOfAll(events)}.` : ".")));
  const held = model.zonesOn(model.to, []).filter((z) => z.units.includes(u) || z.units.includes(parent));
  for (const zone of held) card.append(bw.zoneCard(app, zone));
  if (model.unclaimed(u, model.to)) card.append(bw.element("p", { class: "bw-fine" }, bw.legendWords("no_claim", { day: bw.longDate(model.to) })));
  const listed = events.filter((i) => !bw.withheld(model, i)), counted = model.number(events) - model.number(listed);
  const list = bw.element("div", {}), more = bw.element("button", { type: "button", class: "bw-more", onclick: () => next(50) });
  let told = 0;
  const next = (some) => {
    const cards = listed.slice(told, told += some).map((i) => bw.eventCard(app, i));
    list.append(...cards);
    const left = model.number(listed.slice(told));
    more.textContent = `Show earlier ones: ${bw.number(left)} more`;
    more.hidden = !left;
    if (told > 12 && cards.length) { cards[0].tabIndex = -1; cards[0].focus(); }
  };
  next(12);
  card.append(list, more);
  if (counted) card.append(bw.element("p", { class: "bw-fine" }, `${bw.counted(counted, "restricted_event")} counted, not listed`));
  return card;
};
