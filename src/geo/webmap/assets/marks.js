/* Zoom from which events of one spot are told apart by symbols, whatever the colours count. */
bw.CLOSE = 9;

/* Events known to a point: symbols, clusters, heat. */
bw.Marks = class {
  constructor(model, ground) {
    this.model = model; this.ground = ground; this.sprites = new Map(); this.drawn = [];
  }

  has(name) { return this.view.layers.includes(name); }

  /* Area by toll: 5 to 22 px across, full size from 100 deaths on. */
  radius(toll) {
    return toll <= 0 ? 2.8 : Math.min(11, 2.8 + 8.2 * Math.sqrt(Math.min(toll, 100) / 100));
  }

  /* One picture for each type, size and fill. */
  sprite(type, radius, hollow) {
    const r = Math.round(radius * 2) / 2, key = type * 1000 + r * 4 + (hollow ? 1 : 0);
    if (this.sprites.has(key)) return this.sprites.get(key);
    const made = Object.assign({ r }, bw.picture(2 * r + 5, (pen) => {
      bw.symbol(pen, this.model.ground.types[type].shape, r);
      pen.fillStyle = hollow ? bw.at(bw.palette.paper, 0.85) : this.colour(type);
      pen.strokeStyle = hollow ? this.colour(type) : bw.palette.ink;
      pen.lineWidth = hollow ? 1.6 : 0.9;
      pen.fill(); pen.stroke();
    }));
    this.sprites.set(key, made);
    return made;
  }

  /* One picture for each size of the ring around events of one's own. */
  ring(radius) {
    const key = `ring ${radius}`;
    if (!this.sprites.has(key))
      this.sprites.set(key, bw.picture(2 * radius + 6, (pen) => {
        pen.beginPath(); pen.arc(0, 0, radius, 0, 7);
        pen.lineWidth = 3.4; pen.strokeStyle = bw.at(bw.palette.paper, 0.9); pen.stroke();
        pen.lineWidth = 1.8; pen.strokeStyle = bw.palette.own_events; pen.stroke();
      }));
    return this.sprites.get(key);
  }

  paintRing(ctx, x, y, radius) {
    const ring = this.ring(Math.round(radius));
    ctx.drawImage(ring.canvas, x - ring.side / 2, y - ring.side / 2, ring.side, ring.side);
  }

  colour(type) { return this.model.families[this.model.familyOf[type]].colour; }

  paint(ctx, frame) {
    this.drawn = [];
    if (!this.model.e) return;
    this.paintHeat(ctx, frame);
    this.thinned = false;
    if (!this.has("events")) return;
    if (!this.has("clusters")) this.paintAll(ctx, frame);
    else if (this.has("choropleth") && frame.zoom < bw.CLOSE) this.paintGreatest(ctx, frame);
    else this.paintClusters(ctx, frame);
  }

  /* Where colours count the events, symbols count nothing: the deadliest show, none over another. */
  paintGreatest(ctx, frame) {
    const m = this.model, ranked = m.byToll(), placed = new bw.Taken();
    const most = Math.max(8, Math.round((frame.width * frame.height) / 24000));
    // Events of one's own come first, in at most half of the room: few among many would never show.
    if (m.ownData) this.paintRanked(ctx, frame, ranked, placed, most >> 1, m.ownData);
    this.paintRanked(ctx, frame, ranked, placed, most, null);
  }

  /* Show events in their order until so many are drawn, of all datasets or of those marked 1. */
  paintRanked(ctx, frame, ranked, placed, most, datasets) {
    const m = this.model, s = frame.scale, before = new Set(this.drawn.map((d) => d.i));
    for (let k = 0; k < ranked.length; k++) {
      const i = ranked[k];
      if (i < m.low || i >= m.high || !m.pass[i]) continue;
      if (before.has(i) || (datasets && !datasets[m.e.dataset[i]])) continue;
      const x = m.x[i] * s - frame.left, y = m.y[i] * s - frame.top;
      if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
      const r = this.radius(m.e.fatalities[i]) + 3;
      if (placed.meets(x, y, r, r)) { this.thinned = true; continue; }
      if (this.drawn.length === most) { this.thinned = true; break; }
      placed.add(x, y, r, r);
      this.paintSymbol(ctx, frame, i);
    }
  }

  /* Group the window's points by cells of the screen; a cell of one is drawn as its symbol. */
  paintClusters(ctx, frame) {
    const c = this.cellsOf(frame), m = this.model, F = m.families.length, groups = [];
    bw.between(c.low, c.high, m.low, m.high, (a, b, sign) => this.gather(c, a, b, sign));
    c.low = m.low; c.high = m.high;
    for (let cell = 0; cell < c.n.length; cell++) {
      if (c.n[cell] <= 0) continue;
      groups.push({ n: c.n[cell], own: c.own[cell], i: c.which[cell],
        x: c.x[cell] / c.n[cell] + c.left - frame.left, y: c.y[cell] / c.n[cell] + c.top - frame.top,
        families: c.families.slice(cell * F, cell * F + F), cells: [cell] });
    }
    for (const g of this.merge(groups, c.side * 0.65)) {
      if (g.n === 1) this.paintSymbol(ctx, frame, g.i);
      else this.paintCluster(ctx, frame, g);
    }
  }

  /* The cells of this frame, kept while map and filters stay; they are fixed to the ground, so
     that clusters stay as the map is panned. */
  cellsOf(frame) {
    const key = [frame.scale, frame.left, frame.top, frame.width, frame.height, this.model.filtered].join();
    if (this.cells && this.cells.key === key && this.cells.e === this.model.e) return this.cells;
    const side = frame.zoom >= 9 ? 16 : this.model.size > 5000 ? 88 : 46;
    const columns = Math.ceil(frame.width / side) + 1, rows = Math.ceil(frame.height / side) + 1;
    const size = columns * rows;
    this.cells = { key, e: this.model.e, side, columns, rows, scale: frame.scale, low: 0, high: 0,
      left: Math.floor(frame.left / side) * side, top: Math.floor(frame.top / side) * side,
      n: new Int32Array(size), own: new Int32Array(size), which: new Int32Array(size), x: new Float64Array(size),
      y: new Float64Array(size), families: new Int32Array(size * this.model.families.length) };
    return this.cells;
  }

  /* Number of the cell that an event's point lies in, -1 outside the frame. */
  cellAt(c, i) {
    const column = Math.floor((this.model.x[i] * c.scale - c.left) / c.side);
    const row = Math.floor((this.model.y[i] * c.scale - c.top) / c.side);
    return column < 0 || row < 0 || column >= c.columns || row >= c.rows ? -1 : row * c.columns + column;
  }

  gather(c, first, last, sign) {
    const m = this.model, F = m.families.length, { x, y, pass, familyOf } = m, { geo_precision, type, count, dataset } = m.e, { ownData } = m;
    for (let i = first; i < last; i++) {
      if (!pass[i] || geo_precision[i] > 1) continue;
      const cell = this.cellAt(c, i);
      if (cell < 0) continue;
      const n = count ? sign * count[i] : sign;
      c.n[cell] += n;
      if (ownData && ownData[dataset[i]]) c.own[cell] += n;
      // Entering and leaving both toggle: in a cell of one, what remains is its event.
      c.which[cell] ^= i;
      c.x[cell] += n * (x[i] * c.scale - c.left); c.y[cell] += n * (y[i] * c.scale - c.top);
      c.families[cell * F + familyOf[type[i]]] += n;
    }
  }

  /* Clusters that would overlap become one, the larger taking the smaller in. */
  merge(groups, reach) {
    groups.sort((a, b) => b.n - a.n || a.i - b.i);
    const kept = [];
    for (const g of groups) {
      const near = kept.find((k) => Math.abs(k.x - g.x) < reach && Math.abs(k.y - g.y) < reach);
      if (!near) { kept.push(g); continue; }
      const n = near.n + g.n;
      near.x = (near.x * near.n + g.x * g.n) / n; near.y = (near.y * near.n + g.y * g.n) / n;
      near.n = n; near.own += g.own; near.cells.push(...g.cells);
      for (let f = 0; f < g.families.length; f++) near.families[f] += g.families[f];
    }
    return kept;
  }

  paintCluster(ctx, frame, g) {
    const r = Math.min(24, 9 + 2.6 * Math.log2(g.n));
    const disc = this.disc(Math.round(r));
    if (g.own) this.paintRing(ctx, g.x, g.y, Math.round(r) + 5);
    ctx.drawImage(disc.canvas, g.x - disc.side / 2, g.y - disc.side / 2, disc.side, disc.side);
    let from = -Math.PI / 2;
    ctx.lineWidth = 4;
    for (let f = 0; f < g.families.length; f++) {
      if (!g.families[f]) continue;
      const to = from + (2 * Math.PI * g.families[f]) / g.n;
      ctx.beginPath(); ctx.arc(g.x, g.y, r, from, to);
      ctx.strokeStyle = this.model.families[f].colour; ctx.stroke();
      from = to;
    }
    ctx.font = bw.font(r > 16 ? 12 : 11); ctx.fillStyle = bw.palette.ink;
    ctx.textAlign = "center"; ctx.textBaseline = "middle";
    ctx.fillText(bw.number(g.n), g.x, g.y);
    this.drawn.push({ x: g.x, y: g.y, r: r + 3, cells: g.cells, n: g.n, own: g.own, families: g.families });
  }

  /* The white disc and thin edge of a cluster, one picture for each size. */
  disc(r) {
    const key = `disc ${r}`;
    if (!this.sprites.has(key))
      this.sprites.set(key, bw.picture(2 * r + 9, (pen) => {
        pen.beginPath(); pen.arc(0, 0, r + 2.6, 0, 7);
        pen.fillStyle = bw.at(bw.palette.paper, 0.93); pen.fill();
        pen.lineWidth = 0.8; pen.strokeStyle = bw.palette.ink; pen.stroke();
      }));
    return this.sprites.get(key);
  }

  paintSymbol(ctx, frame, i) {
    const e = this.model.e, s = frame.scale;
    const x = this.model.x[i] * s - frame.left, y = this.model.y[i] * s - frame.top;
    const sprite = this.sprite(e.type[i], this.radius(e.fatalities[i]), e.fatalities[i] < 0);
    const own = this.model.isOwn(i);
    if (own) this.paintRing(ctx, x, y, Math.ceil(sprite.r * 1.1) + 3);
    ctx.drawImage(sprite.canvas, x - sprite.side / 2, y - sprite.side / 2, sprite.side, sprite.side);
    if (this.model.ground.verified[e.verified[i]] === "memory")
      bw.text(ctx, "?", x + sprite.r + 4, y - sprite.r, 11);
    if (this.model.weight(i) > 1)
      bw.text(ctx, bw.number(this.model.weight(i)), x, y + sprite.r + 6, 11);
    this.drawn.push({ x, y, r: Math.max(sprite.r, 6), own, i });
  }

  /* Every symbol, but none twice on the same pixel with the same look. */
  paintAll(ctx, frame) {
    const m = this.model, e = m.e, s = frame.scale, width = Math.ceil(frame.width);
    const taken = new Uint8Array(width * Math.ceil(frame.height));
    for (let i = m.high - 1; i >= m.low; i--) {
      if (!m.pass[i] || e.geo_precision[i] > 1) continue;
      const x = m.x[i] * s - frame.left, y = m.y[i] * s - frame.top;
      if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
      const at = (y | 0) * width + (x | 0);
      if (taken[at] === e.type[i] + 1) continue;
      taken[at] = e.type[i] + 1;
      this.paintSymbol(ctx, frame, i);
    }
  }

  /* Heat: cells of 5 px, spread by a soft brush, coloured by how dense they are. */
  paintHeat(ctx, frame) {
    const m = this.model;
    if (!this.has("heat")) return;
    const side = 5, s = frame.scale;
    const columns = Math.ceil(frame.width / side), rows = Math.ceil(frame.height / side);
    let field = new Float32Array(columns * rows);
    for (let i = m.low; i < m.high; i++) {
      if (!m.pass[i] || m.e.geo_precision[i] > 1) continue;
      const column = ((m.x[i] * s - frame.left) / side) | 0, row = ((m.y[i] * s - frame.top) / side) | 0;
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      field[row * columns + column] += this.view.measure === "events" ? m.weight(i) : Math.max(0, m.e.fatalities[i]);
    }
    for (let pass = 0; pass < 3; pass++) field = bw.blur(bw.blur(field, columns, rows, 1, columns, 3), rows, columns, columns, 1, 3);
    let most = 0;
    for (const v of field) if (v > most) most = v;
    if (!most) return;
    const picture = ctx.createImageData(columns, rows), ramp = bw.palette.heat.map(bw.rgb);
    for (let k = 0; k < field.length; k++) {
      const v = Math.sqrt(field[k] / most);
      if (v < 0.06) continue;
      const c = ramp[Math.min(ramp.length - 1, (v * ramp.length) | 0)];
      picture.data.set([c[0], c[1], c[2], 90 + 130 * v], k * 4);
    }
    const small = document.createElement("canvas");
    small.width = columns; small.height = rows;
    small.getContext("2d").putImageData(picture, 0, 0);
    ctx.drawImage(small, 0, 0, columns * side, rows * side);
  }

  /* What was drawn under a point of the canvas: the nearest first. */
  hit(x, y) {
    let best = null, least = 1e9;
    for (const d of this.drawn) {
      const distance = Math.hypot(d.x - x, d.y - y);
      if (distance <= d.r + 2 && distance < least) { best = d; least = distance; }
    }
    return best;
  }

  /* The rows of a cluster, newest first. */
  members(cluster) {
    const m = this.model, wanted = new Set(cluster.cells), found = [];
    for (let i = m.high - 1; i >= m.low; i--)
      if (m.pass[i] && m.e.geo_precision[i] <= 1 && wanted.has(this.cellAt(this.cells, i))) found.push(i);
    return found;
  }
};
