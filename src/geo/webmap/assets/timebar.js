/* The one control of time: histogram and handles, dates to type, steps, quick ranges, play. */
bw.Timebar = class {
  constructor(root, model, onWindow) {
    this.root = root; this.model = model; this.onWindow = onWindow;
    this.canvas = bw.element("canvas", { class: "bw-histogram", role: "img" });
    this.histogram = new bw.Histogram(this.canvas, model);
    this.start = this.handle("First day of the window", "bw-first");
    this.end = this.handle("Last day of the window", "bw-last");
    this.typed = [this.field("From"), this.field("To")];
    this.output = bw.element("output", { class: "bw-window bw-unseen", "aria-live": "polite" });
    this.note = bw.element("p", { class: "bw-date-note", role: "status" });
    this.quick = bw.element("select", { class: "bw-quick", "aria-label": "Quick ranges",
      onchange: () => this.jump(this.quick.value) });
    this.unit = bw.element("select", { "aria-label": "Step" }, ...bw.STEPS.map((unit) => bw.element("option", { value: unit, selected: unit === (bw.calm() ? "month" : "day") }, unit)));
    const step = (sign, mark, words) => bw.element("button", { type: "button", "aria-label": words, title: words, onclick: () => this.step(sign) }, mark);
    this.player = new bw.Player(this);
    const track = bw.element("div", { class: "bw-track" }, this.canvas, this.start, this.end);
    root.append(this.player.button, track, bw.element("div", { class: "bw-dates" },
      bw.element("span", {}, this.typed[0], " – ", this.typed[1]), this.note,
      bw.element("span", {}, step(-1, "◀", "A step earlier"), this.unit, step(1, "▶", "A step later")),
      this.quick, bw.element("span", {}, "Play: ", ...this.player.choices), this.output));
    this.canvas.addEventListener("pointerdown", (event) => this.drag(event));
    new ResizeObserver(() => this.paint()).observe(track);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.histogram.palette = null; this.paint(); });
  }

  get playing() { return this.player.running; }

  handle(label, name) {
    return bw.element("input", { type: "range", step: 1, "aria-label": label, class: `bw-handle ${name}`,
      oninput: (event) => this.moved(event.target), onkeydown: (event) => this.key(event) });
  }

  field(label) {
    return bw.element("input", { type: "text", class: "bw-date", "aria-label": label, autocomplete: "off", spellcheck: "false",
      size: 11, onchange: () => this.type(), onkeydown: (event) => { if (event.key === "Escape") this.show(this.from, this.to); } });
  }

  /* Take over a model whose events changed. */
  reset() {
    const { first, last } = this.model;
    for (const input of [this.start, this.end]) { input.min = first; input.max = last; }
    this.quick.replaceChildren(bw.element("option", { value: "" }, "Quick ranges"));
    for (const [words, from, to] of this.model.e ? this.model.e.ranges : [])
      this.quick.append(bw.element("option", { value: `${from},${to}` }, words));
    this.forget();
  }

  forget() { this.histogram.bins = null; }

  show(from, to) {
    this.from = from; this.to = to;
    this.start.value = from; this.end.value = to;
    [[this.start, this.typed[0], from], [this.end, this.typed[1], to]].forEach(([handle, field, day]) => {
      handle.setAttribute("aria-valuetext", bw.longDate(day));
      field.value = bw.shortDate(day); field.removeAttribute("aria-invalid");
    });
    this.output.textContent = `${bw.shortDate(from)} – ${bw.shortDate(to)}`;
    this.quick.value = "";
    this.say(this.lasting());
    this.paint();
  }

  /* Offer the first day of events that began before the window and lasted into it. */
  lasting() {
    const { lasting, since } = this.model.sum;
    return lasting ? bw.element("button", { type: "button", onclick: () => this.set(since, this.to) },
      `Begin on ${bw.shortDate(since)}, to count ${bw.counted(lasting, "event")} that lasted into the window`) : "";
  }

  say(words) {
    if (words || this.note.firstChild) this.note.replaceChildren(words);
  }

  set(from, to) { this.player.stop(); this.onWindow(from, to, true); }

  /* A handle stops at the other one and never takes it along. */
  moved(input) {
    this.player.stop();
    if (input === this.start) this.onWindow(Math.min(+input.value, this.to), this.to, false);
    else this.onWindow(this.from, Math.max(+input.value, this.from), false);
  }

  /* Arrows move a handle by a day; with Shift by a week, Page up and down by a month. */
  key(event) {
    const sign = { PageUp: 1, PageDown: -1, ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    const unit = event.key.startsWith("Page") ? "month" : event.shiftKey ? "week" : null;
    if (!sign || !unit) return;
    event.preventDefault();
    event.target.value = bw.stepped(+event.target.value, unit, sign);
    this.moved(event.target);
  }

  /* Take over the dates that stand in the fields, or say what is wrong with them. */
  type() {
    const days = this.typed.map((field) => bw.readDate(field.value)), { dataFirst, dataEnd, first, last } = this.model;
    days.forEach((day, k) => this.typed[k].setAttribute("aria-invalid", String(day === null)));
    if (days.includes(null)) { this.say("Write a date like 15 Aug 2021 or 2021-08-15."); return; }
    const [from, to] = days;
    if (from > to) { this.say("The first day lies after the last one."); return; }
    const inside = (day) => Math.max(first, Math.min(last, day));
    this.set(inside(from), inside(to));
    if (to < first || from > last || inside(from) !== from || inside(to) !== to)
      this.say(`The data run from ${bw.shortDate(dataFirst)} to ${bw.shortDate(dataEnd)}.`);
  }

  /* Move the window by a day, week, month or year; its length stays, but that whole months stay
     whole. At either end it stops. */
  step(sign) {
    const { first, last } = this.model, unit = this.unit.value, length = this.to - this.from;
    let from = bw.stepped(this.from, unit, sign), to = from + length;
    if (["month", "year"].includes(unit) && bw.wholeMonths(this.from, this.to)) to = bw.stepped(this.to + 1, unit, sign) - 1;
    if (from < first) { from = first; to = first + length; }
    if (to > last) { to = last; from = last - length; }
    this.set(from, to);
  }

  jump(value) {
    if (!value) return;
    const [from, to] = value.split(",").map(Number);
    this.set(Math.max(from, this.model.first), Math.min(to, this.model.last));
  }

  /* Drag the whole window along the histogram. */
  drag(event) {
    this.player.stop();
    const { first, last } = this.model, length = this.to - this.from;
    const box = this.canvas.getBoundingClientRect(), grip = event.clientX, at = this.from;
    const move = (e) => {
      const days = Math.round(((e.clientX - grip) / box.width) * (last - first));
      const from = Math.min(Math.max(at + days, first), last - length);
      this.onWindow(from, from + length, false);
    };
    const drop = () => {
      removeEventListener("pointermove", move); removeEventListener("pointerup", drop);
      this.onWindow(this.from, this.to, true);
    };
    addEventListener("pointermove", move); addEventListener("pointerup", drop);
  }

  toggle() { this.player.toggle(); }

  paint() { this.histogram.paint(this.from, this.to); }
};
