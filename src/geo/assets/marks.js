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
    const ratio = window.devicePixelRatio || 1, side = Math.ceil(2 * r + 5);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio); pen.translate(side / 2, side / 2);
    bw.symbol(pen, this.model.ground.types[type].shape, r);
    pen.fillStyle = hollow ? "rgba(255,255,255,.85)" : this.colour(type);
    pen.strokeStyle = hollow ? this.colour(type) : "#1f1c19";
    pen.lineWidth = hollow ? 1.6 : 0.9;
    pen.fill(); pen.stroke();
    const made = { canvas, side, r };
    this.sprites.set(key, made);
    return made;
  }

  colour(type) { return this.model.families[this.model.familyOf[type]].colour; }

  paint(ctx, frame) {
    this.drawn = [];
    if (!this.model.e) return;
    if (this.has("events")) {
      if (this.has("clusters")) this.paintClusters(ctx, frame);
      else this.paintAll(ctx, frame);
    }
    if (this.has("washes")) this.paintBadges(ctx, frame);
  }

  /* Group the window's points by cells of the screen; a cell of one is drawn as its symbol. */
  paintClusters(ctx, frame) {
    const m = this.model, e = m.e, F = m.families.length, s = frame.scale;
    const side = frame.zoom < 9 ? 46 : 16;
    const columns = Math.ceil(frame.width / side) + 1, rows = Math.ceil(frame.height / side) + 1;
    // Cells are fixed to the ground, so that clusters stay as the map is panned.
    const left = Math.floor(frame.left / side) * side, top = Math.floor(frame.top / side) * side;
    const n = new Uint32Array(columns * rows), which = new Uint32Array(columns * rows);
    const sx = new Float64Array(columns * rows), sy = new Float64Array(columns * rows);
    const families = new Uint32Array(columns * rows * F), tolls = new Float64Array(columns * rows);
    const { geo_precision, type, fatalities } = e, { x, y, pass, familyOf } = m;
    for (let i = m.low; i < m.high; i++) {
      if (!pass[i] || geo_precision[i] > 1) continue;
      const px = x[i] * s - left, py = y[i] * s - top;
      if (px < 0 || py < 0) continue;
      const column = (px / side) | 0, row = (py / side) | 0;
      if (column >= columns || row >= rows) continue;
      const cell = row * columns + column;
      n[cell]++; which[cell] = i; sx[cell] += px; sy[cell] += py;
      families[cell * F + familyOf[type[i]]]++;
      if (fatalities[i] > 0) tolls[cell] += fatalities[i];
    }
    let groups = [];
    for (let cell = 0; cell < n.length; cell++) {
      if (!n[cell]) continue;
      groups.push({ n: n[cell], i: which[cell], toll: tolls[cell],
        x: sx[cell] / n[cell] + left - frame.left, y: sy[cell] / n[cell] + top - frame.top,
        families: families.slice(cell * F, cell * F + F), cells: [cell] });
    }
    groups = this.merge(groups, frame.zoom < 9 ? 30 : 14);
    this.layout = { side, columns, left, top };
    for (const g of groups) {
      if (g.n === 1) this.paintSymbol(ctx, frame, g.i);
      else this.paintCluster(ctx, frame, g);
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
      near.n = n; near.toll += g.toll; near.cells.push(...g.cells);
      for (let f = 0; f < g.families.length; f++) near.families[f] += g.families[f];
    }
    return kept;
  }

  paintCluster(ctx, frame, g) {
    const r = Math.min(24, 9 + 2.6 * Math.log2(g.n));
    ctx.beginPath(); ctx.arc(g.x, g.y, r + 3, 0, 7);
    ctx.fillStyle = "rgba(255,255,255,.93)"; ctx.fill();
    let from = -Math.PI / 2;
    ctx.lineWidth = 4;
    this.model.families.forEach((family, f) => {
      if (!g.families[f]) return;
      const to = from + (2 * Math.PI * g.families[f]) / g.n;
      ctx.beginPath(); ctx.arc(g.x, g.y, r, from, to);
      ctx.strokeStyle = family.colour; ctx.stroke();
      from = to;
    });
    ctx.beginPath(); ctx.arc(g.x, g.y, r + 2.4, 0, 7);
    ctx.lineWidth = 0.7; ctx.strokeStyle = "#1f1c19"; ctx.stroke();
    bw.text(ctx, bw.number(g.n), g.x, g.y, r > 16 ? 12 : 11);
    this.drawn.push({ x: g.x, y: g.y, r: r + 3, cells: g.cells, n: g.n });
  }

  paintSymbol(ctx, frame, i) {
    const e = this.model.e, s = frame.scale;
    const x = this.model.x[i] * s - frame.left, y = this.model.y[i] * s - frame.top;
    const sprite = this.sprite(e.type[i], this.radius(e.fatalities[i]), e.fatalities[i] < 0);
    ctx.drawImage(sprite.canvas, x - sprite.side / 2, y - sprite.side / 2, sprite.side, sprite.side);
    if (this.model.ground.verified[e.verified[i]] === "memory")
      bw.text(ctx, "?", x + sprite.r + 4, y - sprite.r, 11);
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

  /* Washes: what is known to an area only is drawn as that area, with its number. */
  paintWashes(ctx, frame) {
    if (!this.model.e || !this.has("washes")) return;
    const m = this.model, F = m.families.length;
    ctx.save();
    bw.Paths.place(ctx, frame);
    for (let u = 0; u < m.units.id.length; u++) {
      if (m.units.level[u] === 0) continue;
      const best = this.topFamily(u, F);
      if (best < 0 || !this.ground.paths.visible(u, frame)) continue;
      const path = this.ground.paths.at(u, frame);
      ctx.globalAlpha = m.units.level[u] === 1 ? 0.1 : 0.22;
      ctx.fillStyle = m.families[best].colour; ctx.fill(path);
      ctx.globalAlpha = 0.8; ctx.setLineDash([3, 3]); ctx.lineWidth = 1.1;
      ctx.strokeStyle = m.families[best].colour; ctx.stroke(path);
    }
    ctx.restore();
  }

  topFamily(u, F) {
    let best = -1, most = 0;
    for (let f = 0; f < F; f++) {
      const n = this.model.wash_n[u * F + f];
      if (n > most) { most = n; best = f; }
    }
    return best;
  }

  paintBadges(ctx, frame) {
    const m = this.model, F = m.families.length, taken = this.drawn.map((d) => [d.x, d.y, d.r]);
    const order = [0, 1, 2].flatMap((level) => this.ground.all[level]);
    for (const u of order) {
      const best = this.topFamily(u, F);
      if (best < 0) continue;
      let n = 0;
      for (let f = 0; f < F; f++) n += m.wash_n[u * F + f];
      const x = m.units.x[u] * frame.scale - frame.left;
      let y = m.units.y[u] * frame.scale - frame.top;
      if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
      const text = bw.number(n) + (m.wash_doubt[u] ? "?" : "");
      const half = 5 + 3.4 * text.length;
      if (taken.some(([tx, ty, r]) => Math.abs(tx - x) < r + half && Math.abs(ty - y) < r + 8)) {
        if (frame.zoom < 7 && m.units.level[u] === 2) continue;
        y += 14;
      }
      taken.push([x, y, half]);
      ctx.beginPath();
      ctx.rect(x - half, y - 8, 2 * half, 16);
      ctx.fillStyle = "rgba(255,255,255,.92)"; ctx.fill();
      ctx.lineWidth = 1.4; ctx.setLineDash([3, 2]); ctx.strokeStyle = m.families[best].colour;
      ctx.stroke(); ctx.setLineDash([]);
      bw.text(ctx, text, x, y, 11);
      this.drawn.push({ x, y, r: Math.max(half, 8), unit: u });
    }
  }

  /* Heat: cells of 5 px, spread by a soft brush, coloured by how dense they are. */
  paintHeat(ctx, frame) {
    const m = this.model;
    if (!m.e || !this.has("heat")) return;
    const side = 5, s = frame.scale;
    const columns = Math.ceil(frame.width / side), rows = Math.ceil(frame.height / side);
    let field = new Float32Array(columns * rows);
    for (let i = m.low; i < m.high; i++) {
      if (!m.pass[i] || m.e.geo_precision[i] > 1) continue;
      const column = ((m.x[i] * s - frame.left) / side) | 0, row = ((m.y[i] * s - frame.top) / side) | 0;
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      field[row * columns + column] += this.view.measure === "events" ? 1 : Math.max(0, m.e.fatalities[i]);
    }
    for (let pass = 0; pass < 3; pass++) field = bw.blur(bw.blur(field, columns, rows, 1, columns, 3), rows, columns, columns, 1, 3);
    let most = 0;
    for (const v of field) if (v > most) most = v;
    if (!most) return;
    const picture = ctx.createImageData(columns, rows), ramp = this.ground.words.ramp;
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

  /* The events of a cluster, newest first. */
  members(cluster, frame) {
    const m = this.model, { side, columns, left, top } = this.layout, found = [];
    const cells = new Set(cluster.cells);
    for (let i = m.high - 1; i >= m.low; i--) {
      if (!m.pass[i] || m.e.geo_precision[i] > 1) continue;
      const px = m.x[i] * frame.scale - left, py = m.y[i] * frame.scale - top;
      if (px < 0 || py < 0 || ((px / side) | 0) >= columns) continue;
      if (cells.has(((py / side) | 0) * columns + ((px / side) | 0))) found.push(i);
    }
    return found;
  }
};

/* Box blur along one direction of a grid. */
bw.blur = function (field, length, lines, step, stride, reach) {
  const out = new Float32Array(field.length), width = 2 * reach + 1;
  for (let line = 0; line < lines; line++) {
    const base = line * stride;
    let sum = 0;
    for (let k = 0; k < Math.min(reach, length); k++) sum += field[base + k * step];
    for (let k = 0; k < length; k++) {
      if (k + reach < length) sum += field[base + (k + reach) * step];
      if (k - reach - 1 >= 0) sum -= field[base + (k - reach - 1) * step];
      out[base + k * step] = sum / width;
    }
  }
  return out;
};

bw.symbol = function (pen, shape, r) {
  const polygon = (points) => {
    pen.beginPath();
    points.forEach(([x, y], i) => (i ? pen.lineTo(x * r, y * r) : pen.moveTo(x * r, y * r)));
    pen.closePath();
  };
  if (shape === "square") polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
  else if (shape === "triangle") polygon([[0, -1.15], [1.1, 0.8], [-1.1, 0.8]]);
  else if (shape === "diamond") polygon([[0, -1.25], [1.05, 0], [0, 1.25], [-1.05, 0]]);
  else if (shape === "cross")
    polygon([[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4],
      [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]]);
  else if (shape === "star")
    polygon(Array.from({ length: 10 }, (_, k) => {
      const reach = k % 2 ? 0.55 : 1.25, angle = (k * Math.PI) / 5 - Math.PI / 2;
      return [reach * Math.cos(angle), reach * Math.sin(angle)];
    }));
  else { pen.beginPath(); pen.arc(0, 0, r, 0, 7); }
};

bw.text = function (ctx, text, x, y, size, colour) {
  ctx.font = `600 ${size}px system-ui, "Noto Sans", sans-serif`;
  ctx.textAlign = "center"; ctx.textBaseline = "middle";
  ctx.lineWidth = 2.5; ctx.strokeStyle = "rgba(255,255,255,.95)"; ctx.lineJoin = "round";
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour || "#1f1c19";
  ctx.fillText(text, x, y);
};
