/* What the document knows: units, zones, borders, events; and what a window holds. */
bw.Model = class {
  /* A twin holds the same ground and events, which are then kept once. */
  constructor(ground, twin) {
    this.ground = ground; this.twin = twin || null;
    this.units = ground.units;
    this.shapes = twin ? twin.shapes : bw.shapes(ground.rings, ground.ring_sizes, ground.ring_unit, ground.units.id.length);
    this.lines = twin ? twin.lines : bw.shapes(ground.lines, ground.line_sizes, ground.line_segment, ground.segments.length);
    const { courses, course_sizes, course_water, river } = ground;
    this.waters = twin ? twin.waters : river ? bw.shapes(courses, course_sizes, course_water, river.length) : [];
    this.families = ground.families;
    this.familyOf = ground.types.map((t) => ground.families.findIndex((f) => f.key === t.family));
    this.unitIndex = new Map(ground.units.id.map((id, i) => [id, i]));
    const n = ground.units.id.length;
    this.events_n = new Int32Array(n);
    this.fatal_n = new Float64Array(n);
    this.known_n = new Int32Array(n);
    this.wash_n = new Int32Array(n * this.families.length);
    this.wash_doubt = new Int32Array(n);
    this.setEvents(null);
  }

  setEvents(e) {
    this.e = e; this.perhaps = null;
    this.tolls = e && { low: e.fatalities_low || e.fatalities, best: e.fatalities, high: e.fatalities_high || e.fatalities };
    this.size = e ? e.day.length : 0;
    // Of each dataset whether it is one of one's own beside those that ship; null where none is.
    this.ownData = e && e.own.datasets.length ? Uint8Array.from(e.datasets, (name) => (e.own.datasets.includes(name) ? 1 : 0)) : null;
    this.dataFirst = this.first = this.size ? e.day[0] : bw.day("2010-01-01");
    this.dataLast = this.last = this.size ? e.day[this.size - 1] : bw.day("2025-12-31");
    // The last row of a summary may stand for a month: the data reach to its end.
    this.dataEnd = this.size ? e.end.reduce((a, b) => Math.max(a, b)) : this.last;
    if (this.twin && e && this.twin.e === e) {
      for (const name of ["x", "y", "pass", "spans"]) this[name] = this.twin[name];
      this.forget();
      this.setWindow(this.first, this.last);
      return;
    }
    this.x = new Float64Array(this.size);
    this.y = new Float64Array(this.size);
    for (let i = 0; i < this.size; i++) {
      this.x[i] = bw.worldX(e.lon[i] / 1e5);
      this.y[i] = bw.worldY(e.lat[i] / 1e5);
    }
    this.forgetFilters();
    // Known to a week or longer, or lasting more than a day.
    this.spans = [];
    for (let i = 0; i < this.size; i++) if (e.date_precision[i] || e.end[i] > e.day[i]) this.spans.push(i);
    this.forget();
    this.setWindow(this.first, this.last);
  }

  /* How many events a row stands for; `count` comes only where some row is not one event. */
  weight(i) { return this.e.count ? this.e.count[i] : 1; }

  isOwn(i) { return this.ownData !== null && this.ownData[this.e.dataset[i]] === 1; }

  /* How many events some rows stand for. */
  number(rows) { return rows.reduce((n, i) => n + this.weight(i), 0); }

  /* Let all events through; a reported zero is none. */
  forgetFilters() {
    const { count } = this.e || {};
    this.pass = new Uint8Array(this.size).fill(1);
    if (count) for (let i = 0; i < this.size; i++) if (!count[i]) this.pass[i] = 0;
  }

  /* Keep what the view's filters let through; an empty list lets all through. */
  setFilters(view) {
    const e = this.e;
    const alone = this.ground.zones.find((zone) => zone.id === view.alone) || null;
    this.filterWords = [view.filter_words, bw.hiddenWords(this.ground.types, view.hidden_types), alone && bw.legendWords("alone", alone)].filter(Boolean).join(" ");
    this.tellsDeaths = view.measure === "fatalities";
    if (!e) return;
    const allow = (words, wanted) => {
      const set = new Uint8Array(Math.max(words.length, 256)).fill(wanted.length ? 0 : 1);
      words.forEach((word, i) => { if (wanted.includes(word)) set[i] = 1; });
      return set;
    };
    const type = allow(this.ground.types.map((t) => t.key), view.event_types);
    this.ground.types.forEach((t, k) => { if (view.hidden_types.includes(t.key)) type[k] = 0; });
    const precision = allow(this.ground.precisions, view.geo_precisions);
    const verified = allow(this.ground.verified, view.verified);
    const country = allow(this.ground.countries, view.countries);
    const dataset = allow(e.datasets, view.datasets);
    const wanted = view.inside_zones;
    const inside = wanted.length || alone ? e.zone_groups.map((groups, k) =>
      (!wanted.length || groups.some((group) => wanted.includes(group))) && (!alone || e.zone_ids[k].includes(alone.id)) ? 1 : 0) : null;
    const actors = view.actors.length ? allow(e.actors, view.actors) : null;
    const linked = view.once ? 0 : 1, within = this.within(view.area), perhaps = this.perhaps = within && new Float64Array(this.size + 1);
    for (let i = 0; i < this.size; i++) {
      const pass = type[e.type[i]] & precision[e.geo_precision[i]] & verified[e.verified[i]] &
        country[e.country[i]] & dataset[e.dataset[i]] & (linked | !e.linked[i]) &
        (!e.count || e.count[i] ? 1 : 0) & (!inside || inside[e.zones[i]] ? 1 : 0) &
        (!actors || actors[e.actor_1[i]] || actors[e.actor_2[i]] ? 1 : 0);
      this.pass[i] = within && within[i] !== bw.INSIDE ? 0 : pass;
      if (within) perhaps[i + 1] = perhaps[i] + (pass && within[i] === bw.CUT ? this.weight(i) : 0);
    }
    this.filtered = (this.filtered || 0) + 1;
    this.forget();
  }

  /* Of each event whether it lies in an area of one's own; null without one. It is looked at once. */
  within(area) {
    this.areaWords = area ? area.words : "";
    if (!area) return null;
    if (!this.lain || this.lain.area !== area.text || this.lain.of !== this.e) this.lain = { area: area.text, of: this.e, found: bw.lyingIn(this, area) };
    return this.lain.found;
  }

  /* How many events before a row may lie in the area: summed up once, so that a step costs nothing. */
  perhapsUntil(row) { return this.perhaps ? this.perhaps[row] : 0; }

  /* Events known to a point, the deadliest first, then the newest; those of unknown toll last. */
  byToll() {
    if (this.ranked && this.ranked.of === this.e) return this.ranked.events;
    const { fatalities, geo_precision } = this.e, steps = 1001, starts = new Int32Array(steps + 2);
    const step = (i) => (fatalities[i] < 0 ? steps : steps - 1 - Math.min(fatalities[i], steps - 1));
    for (let i = 0; i < this.size; i++) if (geo_precision[i] < 2) starts[step(i) + 1]++;
    for (let k = 0; k <= steps; k++) starts[k + 1] += starts[k];
    const events = new Int32Array(starts[steps + 1]);
    for (let i = this.size - 1; i >= 0; i--) if (geo_precision[i] < 2) events[starts[step(i)]++] = i;
    this.ranked = { of: this.e, events };
    return events;
  }

  /* First event on or after a day. */
  since(day) {
    let low = 0, high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.e.day[middle] < day) low = middle + 1; else high = middle;
    }
    return low;
  }

  /* Count the window, both days included, by unit: an event counts on its first day.
     Only what enters or leaves the window is counted, so that a step costs little. */
  setWindow(from, to) {
    this.from = from; this.to = to;
    if (this.e) {
      const low = this.since(from), high = this.since(to + 1);
      bw.between(this.low, this.high, low, high, (a, b, sign) => this.tally(a, b, sign));
      this.low = low; this.high = high;
    }
    this.rollUp();
    this.until = to === this.dataLast ? this.dataEnd : to;
    const own = this.own, count = (uses) => uses.reduce((n, used) => n + (used > 0), 0);
    this.sum = Object.assign({}, own.sum, { undated: 0, lasting: 0, since: from, beyond: 0, perhaps: 0, datasets: count(own.datasets),
      countries: count(own.countries.subarray(0, 255)) });
    // Rows are named where they are not one event each.
    if (this.sum.rows === this.sum.events) this.sum.rows = 0;
    this.sum.perhaps = this.perhapsUntil(this.high) - this.perhapsUntil(this.low);
    const { day, end, date_precision } = this.e || {};
    for (const i of this.spans) {
      if (!this.pass[i]) continue;
      const coarse = date_precision[i] > 0, inside = i >= this.low && i < this.high;
      if (i < this.low && end[i] >= from) {
        this.sum[coarse ? "undated" : "lasting"] += this.weight(i);
        if (!coarse) this.sum.since = Math.min(this.sum.since, day[i]);
      }
      if (coarse && inside && end[i] > this.until) this.sum.beyond += this.weight(i);
    }
  }

  /* Forget all counts; the next window is counted from nothing. */
  forget() {
    const n = this.units.id.length;
    this.low = this.high = 0;
    this.own = { events: new Int32Array(n), fatal: new Float64Array(n), known: new Int32Array(n),
      countries: new Int32Array(256), datasets: new Int32Array(this.e ? this.e.datasets.length : 0),
      sum: Object.assign({ rows: 0, events: 0, broad: 0, doubtful: 0, conflicts: 0, nowhere: 0 }, bw.noDeaths()) };
    this.wash_n.fill(0); this.wash_doubt.fill(0);
  }

  tally(first, last, sign) {
    const { unit, fatalities, geo_precision, verified, type, country, dataset, conflict, count } = this.e;
    const { own, pass, wash_n, wash_doubt, familyOf } = this, sum = own.sum;
    const F = this.families.length, doubt = this.ground.verified.indexOf("memory");
    for (let i = first; i < last; i++) {
      if (!pass[i]) continue;
      const u = unit[i], toll = fatalities[i], coarse = geo_precision[i], doubtful = verified[i] === doubt;
      const n = count ? sign * count[i] : sign;
      sum.rows += sign; sum.events += n;
      own.countries[country[i]] += n; own.datasets[dataset[i]] += n;
      this.addToll(sum, i, sign);
      if (coarse > 2) sum.broad += n;
      if (doubtful) sum.doubtful += n;
      if (conflict[i] !== 255) sum.conflicts += n;
      if (u === bw.NONE16) { sum.nowhere += n; continue; }
      own.events[u] += n;
      if (toll >= 0) { own.fatal[u] += sign * toll; own.known[u] += n; }
      if (coarse > 1) {
        wash_n[u * F + familyOf[type[i]]] += n;
        if (doubtful) wash_doubt[u] += n;
      }
    }
  }

  /* Units stand parents first: add each to its parent from the last to the first. */
  rollUp() {
    const { parent } = this.units;
    this.events_n.set(this.own.events); this.fatal_n.set(this.own.fatal); this.known_n.set(this.own.known);
    for (let u = parent.length - 1; u >= 0; u--) {
      if (parent[u] < 0) continue;
      this.events_n[parent[u]] += this.events_n[u];
      this.fatal_n[parent[u]] += this.fatal_n[u];
      this.known_n[parent[u]] += this.known_n[u];
    }
  }

  /* Events of the window by unit, without those whose dates reach beyond it. */
  sure() {
    const { parent } = this.units, sure = new Int32Array(this.own.events);
    for (const i of this.spans)
      if (this.e.date_precision[i] && i >= this.low && i < this.high && this.pass[i] && this.e.end[i] > this.to && this.e.unit[i] !== bw.NONE16)
        sure[this.e.unit[i]] -= this.weight(i);
    for (let u = parent.length - 1; u >= 0; u--) if (parent[u] >= 0) sure[parent[u]] += sure[u];
    return sure;
  }

  /* Class of a unit: -1 none, 0 to 4 a colour, 5 unknown toll. */
  classOf(u, view) {
    if (!this.events_n[u]) return -1;
    if (view.measure === "fatalities" && !this.known_n[u]) return 5;
    const value = view.measure === "events" ? this.events_n[u] : this.fatal_n[u];
    return bw.reached(value, this.classesOf(view).breaks) - 1;
  }

  /* Breaks and labels of the classes that a view counts by, which come with the events. */
  classesOf(view) { return this.e.classes[view.count_level][view.measure]; }

  /* Rows of the window that lie in a unit, newest first. */
  inUnit(u) {
    const found = [];
    for (let i = this.high - 1; i >= this.low; i--) {
      if (!this.pass[i]) continue;
      for (let at = this.e.unit[i]; at !== bw.NONE16 && at >= 0; at = this.units.parent[at])
        if (at === u) { found.push(i); break; }
    }
    return found;
  }

  /* Rows of the window that lie in no unit, newest first. */
  nowhere() {
    const found = [];
    for (let i = this.sum.nowhere ? this.high - 1 : -1; i >= this.low; i--) if (this.pass[i] && this.e.unit[i] === bw.NONE16) found.push(i);
    return found;
  }

  /* The newest event of the window in a unit; null where there is none. */
  latestIn(u) {
    const { parent } = this.units;
    for (let i = this.events_n[u] ? this.high - 1 : -1; i >= this.low; i--) {
      if (!this.pass[i]) continue;
      for (let at = this.e.unit[i]; at !== bw.NONE16 && at >= 0; at = parent[at]) if (at === u) return i;
    }
    return null;
  }

  /* Add the deaths of an event to a sum, or take them away; what has no upper bound is `open`. */
  addToll(sum, i, sign) {
    const { low, best, high } = this.tolls;
    if (best[i] < 0) { sum.unknown += sign * this.weight(i); return; }
    sum.low += sign * low[i]; sum.best += sign * best[i];
    if (high[i] < 0) sum.open += sign; else sum.high += sign * high[i];
  }

  /* Deaths of one event in words, with a best estimate where its source gives one. */
  tollOf(i) {
    const { low, best, high } = this.tolls, stated = this.e.best_stated;
    if (best[i] < 0) return bw.toll(null);
    return bw.toll(low[i], stated && !stated[i] ? null : best[i], high[i] < 0 ? null : high[i], 0);
  }

  /* Deaths of some events together in words. */
  tollOfAll(events) {
    const sum = Object.assign({ events: this.number(events) }, bw.noDeaths());
    for (const i of events) this.addToll(sum, i, 1);
    return this.tollWords(sum);
  }

  tollWords(sum) {
    if (sum.unknown === sum.events) return bw.toll(null);
    return bw.toll(sum.low, sum.best, sum.open ? null : sum.high, sum.unknown);
  }

  /* The ten-second sentence, from the templates that the library's describe() fills. */
  sentence() {
    const { sentence, window } = bw.words;
    if (!this.size) return bw.compose(sentence.no_data, {});
    const when = bw.filled(window[this.from === this.until ? "day" : "days"],
      { first: bw.longDate(this.from), last: bw.longDate(this.until) });
    return bw.compose(this.sum.events ? sentence.some : sentence.none, Object.assign({ when, where: "", area: this.areaWords,
      deaths: this.tellsDeaths ? this.tollWords(this.sum) : "", filters: this.filterWords,
      last_day: bw.longDate(this.until), data_first: bw.longDate(this.dataFirst),
      data_last: bw.longDate(this.dataEnd) }, this.sum));
  }

  /* Units for which no claim of any group was collected that holds on a day. */
  unclaimedOn(day) {
    const states = this.ground.unclaimed;
    return states[bw.reached(day, states.map(([first]) => first)) - 1][1];
  }

  /* Whether no claim was collected for any part of a unit. */
  unclaimed(u, day) {
    const free = this.unclaimedOn(day);
    for (let at = u; at >= 0; at = this.units.parent[at]) if (free.includes(at)) return true;
    return false;
  }

  /* Zones claimed on a day, with the groups that the view lets through. */
  zonesOn(day, groups) {
    return this.ground.zones.filter((z) => z.from <= day && (z.to === null || z.to >= day) &&
      (!groups.length || groups.includes(z.group)));
  }
};

/* A sum of deaths, before any is added. */
bw.noDeaths = () => ({ low: 0, best: 0, high: 0, open: 0, unknown: 0 });

/* Tell what enters (+1) and leaves (-1) when a span of events becomes another. */
bw.between = function (oldLow, oldHigh, low, high, tell) {
  if (low >= oldHigh || high <= oldLow) { tell(oldLow, oldHigh, -1); tell(low, high, 1); return; }
  if (low < oldLow) tell(low, oldLow, 1); else tell(oldLow, low, -1);
  if (high > oldHigh) tell(oldHigh, high, 1); else tell(high, oldHigh, -1);
};
