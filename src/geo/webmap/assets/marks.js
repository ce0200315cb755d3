/* Events: symbols, clusters, washes over areas, heat. */
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

  colour(type) { return this.model.families[this.model.familyOf[type]].colour; }

  paint(ctx, frame) {
    this.drawn = [];
    if (!this.model.e) return;
    this.paintHeat(ctx, frame);
    if (this.has("events")) {
      if (this.has("clusters")) this.paintClusters(ctx, frame);
      else this.paintAll(ctx, frame);
    }
    if (this.has("washes")) this.paintBadges(ctx, frame);
  }

  /* Group the window's points by cells of the screen; a cell of one is drawn as its symbol. */
  paintClusters(ctx, frame) {
    const c = this.cellsOf(frame), m = this.model, F = m.families.length, groups = [];
    bw.between(c.low, c.high, m.low, m.high, (a, b, sign) => this.gather(c, a, b, sign));
    c.low = m.low; c.high = m.high;
    for (let cell = 0; cell < c.n.length; cell++) {
      if (c.n[cell] <= 0) continue;
      groups.push({ n: c.n[cell], i: c.which[cell],
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
      n: new Int32Array(size), which: new Int32Array(size), x: new Float64Array(size),
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
    const m = this.model, F = m.families.length, { x, y, pass, familyOf } = m, { geo_precision, type, count } = m.e;
    for (let i = first; i < last; i++) {
      if (!pass[i] || geo_precision[i] > 1) continue;
      const cell = this.cellAt(c, i);
      if (cell < 0) continue;
      const n = count ? sign * count[i] : sign;
      c.n[cell] += n;
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
      near.n = n; near.cells.push(...g.cells);
      for (let f = 0; f < g.families.length; f++) near.families[f] += g.families[f];
    }
    return kept;
  }

  paintCluster(ctx, frame, g) {
    const r = Math.min(24, 9 + 2.6 * Math.log2(g.n));
    const disc = this.disc(Math.round(r));
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
    this.drawn.push({ x: g.x, y: g.y, r: r + 3, cells: g.cells, n: g.n });
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

  /* The dashed box of an area's number, one picture for each width. */
  box(half) {
    const key = `box ${half}`;
    if (!this.sprites.has(key))
      this.sprites.set(key, bw.picture(2 * half + 3, (pen) => {
        pen.beginPath(); pen.rect(-half, -8, 2 * half, 16);
        pen.fillStyle = bw.at(bw.palette.paper, 0.92); pen.fill();
        pen.lineWidth = 1.4; pen.setLineDash([3, 2]); pen.strokeStyle = bw.palette.wash; pen.stroke();
      }));
    return this.sprites.get(key);
  }

  paintSymbol(ctx, frame, i) {
    const e = this.model.e, s = frame.scale;
    const x = this.model.x[i] * s - frame.left, y = this.model.y[i] * s - frame.top;
    const sprite = this.sprite(e.type[i], this.radius(e.fatalities[i]), e.fatalities[i] < 0);
    ctx.drawImage(sprite.canvas, x - sprite.side / 2, y - sprite.side / 2, sprite.side, sprite.side);
    if (this.model.ground.verified[e.verified[i]] === "memory")
      bw.text(ctx, "?", x + sprite.r + 4, y - sprite.r, 11);
    if (this.model.weight(i) > 1)
      bw.text(ctx, bw.number(this.model.weight(i)), x, y + sprite.r + 6, 11);
    this.drawn.push({ x, y, r: Math.max(sprite.r, 6), i });
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

  /* The units to wash: provinces always; districts where no colour counts them already, or
     where they are few enough for a dashed edge to say something. */
  washed() {
    const m = this.model, F = m.families.length;
    if (!m.e || !this.has("washes")) return [[], []];
    const counted = this.has("choropleth") && this.view.count_level === "district";
    return [1, 2].map((level) => {
      const units = this.ground.all[level].filter((u) => this.topFamily(u, F) >= 0);
      return level === 2 && counted && units.length > 120 ? [] : units;
    });
  }

  /* What is known to an area only is drawn as that area; its number is drawn with the marks. */
  paintWashes(ctx, frame) {
    const counted = this.has("choropleth") && this.view.count_level === "district";
    bw.Paths.place(ctx, frame);
    ctx.lineWidth = 1.1; ctx.setLineDash([3, 3]);
    ctx.fillStyle = ctx.strokeStyle = bw.palette.wash;
    this.washed().forEach((units, district) => {
      const path = new Path2D();
      for (const u of units)
        if (this.ground.paths.visible(u, frame)) path.addPath(this.ground.paths.at(u, frame));
      ctx.globalAlpha = district ? 0.16 : 0.09;
      if (!district || !counted) ctx.fill(path);
      ctx.globalAlpha = 0.8;
      if (units.length <= 120) ctx.stroke(path);
    });
    ctx.globalAlpha = 1; ctx.setLineDash([]);
  }

  topFamily(u, F) {
    let best = -1, most = 0;
    for (let f = 0; f < F; f++) {
      const n = this.model.wash_n[u * F + f];
      if (n > most) { most = n; best = f; }
    }
    return best;
  }

  /* The number of events known to an area only, in a dashed box at its middle. */
  paintBadges(ctx, frame) {
    const m = this.model, F = m.families.length, taken = new bw.Taken();
    for (const d of this.drawn) taken.add(d.x, d.y, d.r, d.r);
    const washed = [0, 1, 2].flatMap((level) => this.ground.all[level])
      .filter((u) => this.topFamily(u, F) >= 0 && this.ground.paths.visible(u, frame));
    // Where every district has its number, only the broad ones can carry it.
    const least = washed.length > 300 ? 40 : 9;
    for (const u of washed) {
      const edges = m.shapes[u].box, level = m.units.level[u];
      if (level === 2 && Math.min(edges[2] - edges[0], edges[3] - edges[1]) * frame.scale < least) continue;
      let n = 0;
      for (let f = 0; f < F; f++) n += m.wash_n[u * F + f];
      let x = m.units.x[u] * frame.scale - frame.left, y = m.units.y[u] * frame.scale - frame.top;
      if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
      if (level === 0) y += 17;
      const text = bw.number(n) + (m.wash_doubt[u] ? "?" : "") + (level === 1 && frame.zoom < 8 ? "" : bw.words.areas[["country", "province", "district"][level]]);
      const half = 5 + (text.length > 6 ? 2.9 : 3.4) * text.length;
      // Beside a mark rather than over it; where all is full, the colour below still counts it.
      const spot = [[0, 0], [0, 18], [0, -18], [24, 0], [-24, 0], [20, 20], [-20, -20]]
        .find(([dx, dy]) => !taken.meets(x + dx, y + dy, half, 8));
      if (!spot) continue;
      x += spot[0]; y += spot[1];
      taken.add(x, y, half, 8);
      const box = this.box(half);
      ctx.drawImage(box.canvas, x - box.side / 2, y - box.side / 2, box.side, box.side);
      ctx.font = bw.font(11); ctx.fillStyle = bw.palette.ink; ctx.textAlign = "center"; ctx.textBaseline = "middle";
      ctx.fillText(text, x, y);
      this.drawn.push({ x, y, r: Math.max(half, 8), tall: 8, unit: u });
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
