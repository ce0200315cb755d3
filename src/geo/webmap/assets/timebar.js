/* The histogram with the window's slider under it, play at its left, quick ranges at its right. */
bw.Timebar = class {
  constructor(root, model, onWindow) {
    this.root = root; this.model = model; this.onWindow = onWindow; this.playing = null;
    this.play = bw.element("button", { type: "button", class: "bw-play", "aria-label": "Play",
      title: "Play: move the window through time (space)", onclick: () => this.toggle() }, "▶");
    this.canvas = bw.element("canvas", { class: "bw-histogram", role: "img" });
    this.start = this.handle("First day of the window");
    this.end = this.handle("Last day of the window");
    this.output = bw.element("output", { class: "bw-window", "aria-live": "polite" });
    this.quick = bw.element("select", { class: "bw-quick", "aria-label": "Quick ranges",
      onchange: () => this.jump(this.quick.value) });
    const track = bw.element("div", { class: "bw-track" }, this.canvas, this.start, this.end);
    root.append(this.play, track, bw.element("div", { class: "bw-side" }, this.quick, this.output));
    this.canvas.addEventListener("pointerdown", (event) => this.drag(event));
    new ResizeObserver(() => this.paint()).observe(track);
  }

  handle(label) {
    return bw.element("input", { type: "range", step: 1, "aria-label": label, class: "bw-handle",
      oninput: (event) => this.moved(event.target) });
  }

  /* Take over a model whose events changed. */
  reset() {
    const { first, last } = this.model;
    for (const input of [this.start, this.end]) { input.min = first; input.max = last; }
    this.quick.replaceChildren(bw.element("option", { value: "" }, "Quick ranges"));
    const add = (from, to, words) => {
      if (to < first || from > last) return;
      this.quick.append(bw.element("option", { value: `${from},${to}` }, words));
    };
    add(first, last, "All dates");
    add(last - 89, last, "Last 90 days of the data");
    add(last - 364, last, "Last 365 days of the data");
    add(bw.day("2021-05-01"), bw.day("2021-08-15"), "Taliban offensive, May to 15 Aug 2021");
    add(bw.day("2021-08-15"), last, "Since the takeover of 15 Aug 2021");
    for (let year = new Date(last * 864e5).getUTCFullYear(); year >= new Date(first * 864e5).getUTCFullYear(); year--)
      add(bw.day(`${year}-01-01`), bw.day(`${year}-12-31`), `${year}`);
    this.bins = null;
  }

  show(from, to) {
    this.from = from; this.to = to;
    this.start.value = from; this.end.value = to;
    this.start.setAttribute("aria-valuetext", bw.longDate(from));
    this.end.setAttribute("aria-valuetext", bw.longDate(to));
    this.output.textContent = `${bw.shortDate(from)} – ${bw.shortDate(to)}`;
    this.quick.value = "";
    this.paint();
  }

  moved(input) {
    this.stop();
    let from = +this.start.value, to = +this.end.value;
    if (from > to) { if (input === this.start) to = from; else from = to; }
    this.onWindow(from, to, false);
  }

  jump(value) {
    if (!value) return;
    this.stop();
    const [from, to] = value.split(",").map(Number);
    this.onWindow(Math.max(from, this.model.first), Math.min(to, this.model.last), true);
  }

  /* Drag the whole window along the histogram. */
  drag(event) {
    this.stop();
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

  toggle() { if (this.playing) this.stop(true); else this.begin(); }

  begin() {
    const { first, last } = this.model, whole = last - first;
    let length = this.to - this.from;
    if (length > whole / 2) { length = Math.max(1, Math.round(whole / 16)); this.onWindow(first, first + length, false); }
    else if (this.to >= last) this.onWindow(first, first + length, false);
    this.play.textContent = "❚❚"; this.play.setAttribute("aria-label", "Pause");
    let at = this.from, before = performance.now();
    const step = (now) => {
      // The whole span takes 30 seconds, however fast the machine paints.
      at += ((now - before) / 30000) * whole; before = now;
      if (at + length >= last) { this.onWindow(last - length, last, false); this.stop(true); return; }
      this.onWindow(Math.round(at), Math.round(at) + length, false);
      this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
  }

  stop(settled) {
    if (!this.playing) return;
    cancelAnimationFrame(this.playing); this.playing = null;
    this.play.textContent = "▶"; this.play.setAttribute("aria-label", "Play");
    if (settled) this.onWindow(this.from, this.to, true);
  }

  /* Counts in bins of whole days, of all events that pass the filters. */
  count() {
    const { first, last, e, pass, size } = this.model, bins = new Float64Array(Math.min(160, last - first + 1));
    const days = (last - first + 1) / bins.length;
    for (let i = 0; i < size; i++) if (pass[i]) bins[Math.min(bins.length - 1, ((e.day[i] - first) / days) | 0)]++;
    this.bins = bins;
  }

  paint() {
    const box = this.canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    if (!box.width || this.from === undefined) return;
    if (!this.bins) this.count();
    this.canvas.width = box.width * ratio; this.canvas.height = box.height * ratio;
    const ctx = this.canvas.getContext("2d"), { first, last } = this.model, span = last - first + 1;
    ctx.scale(ratio, ratio);
    const most = Math.max(1, ...this.bins), wide = box.width / this.bins.length, base = box.height - 12;
    const inside = [((this.from - first) / span) * box.width, ((this.to + 1 - first) / span) * box.width];
    ctx.fillStyle = "rgba(0,114,178,.12)"; ctx.fillRect(inside[0], 0, Math.max(1.5, inside[1] - inside[0]), base);
    this.bins.forEach((n, k) => {
      const tall = (n / most) * (base - 10), middle = (k + 0.5) * wide;
      ctx.fillStyle = middle >= inside[0] && middle <= inside[1] ? "#0072B2" : "#b9b4aa";
      ctx.fillRect(k * wide, base - tall, Math.max(1, wide - 1), tall);
    });
    ctx.strokeStyle = "#8a857b"; ctx.lineWidth = 0.7;
    ctx.beginPath(); ctx.moveTo(0, base); ctx.lineTo(box.width, base); ctx.stroke();
    ctx.font = "10px system-ui, sans-serif"; ctx.fillStyle = "#57524a"; ctx.textBaseline = "alphabetic";
    const years = [];
    for (let year = new Date(first * 864e5).getUTCFullYear() + 1; bw.day(`${year}-01-01`) <= last; year++) years.push(year);
    const every = Math.ceil((years.length * 34) / box.width);
    ctx.textAlign = "center";
    years.forEach((year, k) => {
      const x = ((bw.day(`${year}-01-01`) - first) / span) * box.width;
      ctx.fillRect(x, base, 0.7, 3);
      if (k % every === 0 && x > 14 && x < box.width - 14) ctx.fillText(year, x, box.height - 1);
    });
    const fall = ((bw.day("2021-08-15") - first) / span) * box.width;
    if (fall > 0 && fall < box.width) {
      ctx.fillStyle = "#b2182b"; ctx.fillRect(fall, 0, 1, base);
      ctx.textAlign = fall > box.width - 130 ? "right" : "left";
      ctx.fillText("takeover, 15 Aug 2021", fall + (ctx.textAlign === "left" ? 3 : -3), 8);
    }
    ctx.fillStyle = "#57524a"; ctx.textAlign = "left";
    ctx.fillText(`most: ${bw.number(most)} in ${Math.round(span / this.bins.length)} days`, 2, 8);
    this.canvas.setAttribute("aria-label", `Events over time, ${bw.longDate(first)} to ${bw.longDate(last)}`);
  }
};
