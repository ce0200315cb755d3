/* Counts of events over all dates, under the window's handles. */
bw.Histogram = class {
  constructor(canvas, model) { this.canvas = canvas; this.model = model; this.bins = null; }

  /* The colours of the page around the map, which follow its theme. */
  colours() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(["bar", "vague", "faint", "swatch_edge", "takeover"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  /* Counts of all events that pass the filters, which come in time order, from edge to edge. */
  count() {
    const { first, last, e, pass, size } = this.model, edges = this.spaced(first, last + 1, this.length());
    const bins = new Float64Array(edges.length - 1);
    for (let i = 0, k = 0; i < size; i++) {
      while (k < bins.length - 1 && e.day[i] >= edges[k + 1]) k++;
      if (pass[i]) bins[k] += e.count ? e.count[i] : 1;
    }
    const fullest = bins.indexOf(Math.max(...bins));
    this.bins = bins; this.edges = edges;
    this.days = Math.round(edges[fullest + 1] - edges[fullest]);
  }

  /* Days at which bins begin and end: up to 160 as long as each other, none shorter than `least`;
     of a month or more by the calendar, or two months might begin in one bin. */
  spaced(first, end, least) {
    if (least < 28) {
      const step = Math.max((end - first) / 160, least), n = Math.ceil((end - first) / step - 1e-9);
      return Array.from({ length: n + 1 }, (_, k) => first + k * step);
    }
    const begin = new Date(first * 864e5), edges = [], month = 30.4;
    const months = Math.max(Math.round(least / month), Math.ceil((end - first) / month / 160));
    for (let m = 0; !(edges[edges.length - 1] >= end); m += months)
      edges.push(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + m, 1) / 864e5);
    return edges;
  }

  /* Days that at least half of the events are known to, where rows stand for many: a month's
     events did not all happen on its first day, so that no bin is shorter. */
  length() {
    const { e, size } = this.model, counts = new Map();
    if (!size || !e.count) return 1;
    for (let i = 0; i < size; i++) {
      const days = e.end[i] - e.day[i] + 1;
      counts.set(days, (counts.get(days) || 0) + e.count[i]);
    }
    let left = [...counts.values()].reduce((a, b) => a + b, 0) / 2;
    for (const days of [...counts.keys()].sort((a, b) => a - b)) {
      left -= counts.get(days);
      if (left <= 0) return days;
    }
    return 1;
  }

  paint(from, to) {
    const box = this.canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    if (!box.width || from === undefined) return;
    if (!this.bins) this.count();
    this.canvas.width = box.width * ratio; this.canvas.height = box.height * ratio;
    this.palette = this.palette || this.colours();
    const colours = this.palette, ctx = this.canvas.getContext("2d"), { first, last } = this.model, span = last - first + 1;
    ctx.scale(ratio, ratio);
    const most = Math.max(1, ...this.bins), base = box.height - 12;
    const at = (day) => ((Math.max(first, Math.min(day, last + 1)) - first) / span) * box.width;
    const inside = [((from - first) / span) * box.width, ((to + 1 - first) / span) * box.width];
    ctx.fillStyle = bw.at(colours.bar, 0.12); ctx.fillRect(inside[0], 0, Math.max(1.5, inside[1] - inside[0]), base);
    this.bins.forEach((n, k) => {
      const left = at(this.edges[k]), wide = at(this.edges[k + 1]) - left;
      const tall = (n / most) * (base - 10), middle = left + wide / 2;
      ctx.fillStyle = middle >= inside[0] && middle <= inside[1] ? colours.bar : colours.vague;
      ctx.fillRect(left, base - tall, Math.max(1, wide - 1), tall);
    });
    ctx.strokeStyle = colours.swatch_edge; ctx.lineWidth = 0.7;
    ctx.beginPath(); ctx.moveTo(0, base); ctx.lineTo(box.width, base); ctx.stroke();
    ctx.font = "10px system-ui, sans-serif"; ctx.fillStyle = colours.faint; ctx.textBaseline = "alphabetic";
    const years = [];
    for (let year = new Date(first * 864e5).getUTCFullYear() + 1; bw.day(`${year}-01-01`) <= last; year++) years.push(year);
    const every = Math.ceil((years.length * 34) / box.width);
    ctx.textAlign = "center";
    years.forEach((year, k) => {
      const x = ((bw.day(`${year}-01-01`) - first) / span) * box.width;
      ctx.fillRect(x, base, 0.7, 3);
      if (k % every === 0 && x > 14 && x < box.width - 14) ctx.fillText(year, x, box.height - 1);
    });
    const { takeover } = this.model.ground, fall = ((bw.day(takeover.day) - first) / span) * box.width;
    const highest = `highest: ${bw.counted(most, "event")} in ${bw.counted(this.days, "day")}`, long = ctx.measureText(highest).width + 8;
    let free = [0, box.width];
    if (fall > 0 && fall < box.width) {
      ctx.fillStyle = colours.takeover; ctx.fillRect(fall, 0, 1, base);
      ctx.textAlign = fall > box.width - 130 ? "right" : "left";
      ctx.fillText(takeover.words, fall + (ctx.textAlign === "left" ? 3 : -3), 8);
      const words = ctx.measureText(takeover.words).width + 3;
      free = ctx.textAlign === "left" ? [fall + words, fall] : [fall, fall - words];
    }
    // Left of the words on the takeover, else right of them; where neither has room, it is not said.
    ctx.fillStyle = colours.faint; ctx.textAlign = "left";
    if (free[1] >= long) ctx.fillText(highest, 2, 8);
    else if (box.width - free[0] >= long) ctx.fillText(highest, free[0] + 6, 8);
    this.canvas.setAttribute("aria-label", `Events over time, ${bw.longDate(first)} to ${bw.longDate(last)}`);
  }
};
