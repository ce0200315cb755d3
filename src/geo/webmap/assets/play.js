/* Play: the window moves by its own length, grows from its first day, or is stepped through. */
bw.Player = class {
  constructor(bar) {
    this.bar = bar; this.running = null;
    this.button = bw.element("button", { type: "button", class: "bw-play", onclick: () => this.toggle() });
    this.mode = this.choice("Play", Object.entries(bw.MODES), "move");
    this.speed = this.choice("Speed", [[0.25, "¼ speed"], [0.5, "½ speed"], [1, "full speed"], [3, "3 × speed"]], 1);
    this.choices = [this.mode, this.speed];
    this.mark();
  }

  choice(label, options, chosen) {
    return bw.element("select", { "aria-label": label, onchange: () => this.stop(true) }, ...options.map(([value, words]) =>
      bw.element("option", { value, selected: value === chosen }, words)));
  }

  mark() {
    const words = this.running === null ? "Play" : "Pause";
    this.button.textContent = this.running === null ? "▶" : "❚❚";
    this.button.setAttribute("aria-label", words);
    this.button.title = `${words}: move the window through time (space)`;
  }

  toggle() { if (this.running === null) this.begin(); else this.stop(true); }

  /* Begin, and go on from frame to frame; days are told where a whole step has passed. */
  begin() {
    const { bar } = this, { first, last } = bar.model, unit = bar.unit.value;
    // A window of all dates has nowhere to move: it grows.
    if (this.mode.value === "move" && bar.from <= first && bar.to >= last) this.mode.value = "grow";
    const plan = bw.plan(this.mode.value, [bar.from, bar.to], [first, last], unit);
    // All dates take 30 seconds, less only a part of that, however fast the machine paints.
    const pace = (last - first) / 30000 / Math.sqrt(Math.max(1, (last - first) / Math.max(plan.days, 1)));
    const begun = performance.now();
    let told = -1;
    const frame = (now) => {
      const passed = Math.max(0, (now - begun) * pace * +this.speed.value);
      const day = bw.lastStep(plan.start, plan.start + passed, unit) - plan.start;
      if (passed >= plan.days) { bar.onWindow(...plan.at(plan.days), false); this.stop(true); return; }
      if (day !== told) { told = day; bar.onWindow(...plan.at(day), false); }
      this.running = requestAnimationFrame(frame);
    };
    this.running = requestAnimationFrame(frame);
    this.mark();
  }

  stop(settled) {
    if (this.running === null) return;
    cancelAnimationFrame(this.running); this.running = null;
    this.mark();
    if (settled) this.bar.onWindow(this.bar.from, this.bar.to, true);
  }
};

bw.MODES = { move: "move the window", grow: "grow from its first day", through: "step through it" };
bw.STEPS = ["day", "week", "month", "year"];

/* What play does: the day it starts on, how many days it runs, and the window after some of them. */
bw.plan = function (mode, [from, to], [first, last], unit) {
  const length = to - from;
  if (mode === "grow") return { start: from, days: length, at: (days) => [from, from + days] };
  if (mode === "through") return { start: from, days: length,
    at: (days) => { const begin = Math.min(from + days, to); return [begin, Math.min(to, bw.stepped(begin, unit, 1) - 1)]; } };
  // At the end of the data it begins anew.
  const start = to >= last ? first : from;
  return { start, days: last - length - start, at: (days) => [start + days, start + days + length] };
};

/* A day some days, weeks, calendar months or years later: of a shorter month the last day. */
bw.stepped = function (day, unit, times) {
  if (unit === "day" || unit === "week") return day + times * (unit === "week" ? 7 : 1);
  const date = new Date(day * 864e5), months = date.getUTCMonth() + times * (unit === "year" ? 12 : 1);
  const end = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), months, Math.min(date.getUTCDate(), end)) / 864e5;
};

/* The last day at or before another that whole steps from a start reach. */
bw.lastStep = function (start, day, unit) {
  let times = Math.max(0, Math.floor((day - start) / { day: 1, week: 7, month: 31, year: 366 }[unit]));
  while (bw.stepped(start, unit, times + 1) <= day) times++;
  return bw.stepped(start, unit, times);
};

bw.wholeMonths = (from, to) => [from, to + 1].every((day) => new Date(day * 864e5).getUTCDate() === 1);

/* A date as people write it: 15 Aug 2021, 15 August 2021, 2021-08-15; null where it is none. */
bw.readDate = function (text) {
  const parts = text.trim().match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/), named = text.trim().match(/^(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})$/);
  const month = named && bw.words.months.findIndex((name) => name.toLowerCase().startsWith(named[2].toLowerCase())) + 1;
  const [year, of, day] = (parts ? parts.slice(1) : named ? [named[3], month, named[1]] : []).map(Number);
  const date = new Date(Date.UTC(year, of - 1, day));
  return date.getUTCMonth() === of - 1 && date.getUTCDate() === day ? date.getTime() / 864e5 : null;
};
