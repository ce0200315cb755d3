/* Names of places on the map, by importance at each zoom, none over another. */
/* A crossing: two posts and a bar. */
bw.gate = function (ctx, x, y, colour) {
  const bars = () => { ctx.beginPath();
    for (const [fromX, fromY, toX, toY] of [[-4, -4, -4, 4], [4, -4, 4, 4], [-6, -3, 6, -3]]) { ctx.moveTo(x + fromX, y + fromY); ctx.lineTo(x + toX, y + toY); }
    ctx.stroke(); };
  ctx.lineWidth = 4; ctx.strokeStyle = bw.at(bw.palette.paper, 0.9); bars();
  ctx.lineWidth = 1.8; ctx.strokeStyle = colour; bars();
};

/* What stands on the map, as boxes of a surface: names give way to legend, zoom and scale. */
bw.covered = function (root, frame) {
  const map = root.querySelector(".folium-map").getBoundingClientRect();
  return [...root.querySelectorAll(".bw-warning, .leaflet-control")].map((part) => {
    const box = part.getBoundingClientRect();
    return { x: (box.left + box.right) / 2 - map.left + frame.width / 22, r: box.width / 2,
      y: (box.top + box.bottom) / 2 - map.top + frame.height / 22, tall: box.height / 2 };
  });
};

bw.Labels = class {
  constructor(model, ground) { this.model = model; this.ground = ground; this.names = this.collect(); }

  collect() {
    const u = this.model.units, names = [];
    u.id.forEach((id, i) => {
      const home = u.iso3[i] === "AFG", level = u.level[i];
      const from = level === 0 ? 3 : level === 1 ? (home ? 5.8 : 7) : home ? 9 : 9.5;
      const to = level === 0 ? 7.4 : level === 1 ? 10 : 99;
      if (u.missing[i]) return;
      names.push({ x: u.x[i], y: u.y[i], name: u.name[i], local: u.local[i], from, to, level, unit: i });
    });
    for (const p of this.model.ground.places)
      names.push({ x: bw.worldX(p.lon), y: bw.worldY(p.lat), name: p.name, local: p.local,
        from: p.from, to: 99, level: 3, main: p.from < 7 });
    for (const c of this.model.ground.crossings)
      names.push({ x: bw.worldX(c.lon), y: bw.worldY(c.lat), name: c.name, local: c.local, from: 6.5, to: 99, level: 4 });
    // Countries, main towns, provinces, and what is smaller.
    const order = (n) => (n.main ? 0.5 : n.level);
    return names.sort((a, b) => order(a) - order(b) || a.from - b.from);
  }

  has(name) { return this.view.layers.includes(name); }

  /* `taken` holds the marks and zone labels, which go before. */
  paint(ctx, frame, taken) {
    this.crossings = false;
    if (!this.has("labels")) return;
    const colours = bw.palette.labels, looks = [
      { font: "600 14px", colour: colours.country, space: "2px", upper: true },
      { font: "600 11.5px", colour: colours.province, space: "0.6px" },
      { font: "10.5px", colour: colours.district, space: "0px" },
      { font: "11px", colour: colours.place, space: "0px" },
      { font: "600 10.5px", colour: bw.palette.crossing, space: "0px" },
    ];
    ctx.textBaseline = "middle"; ctx.lineJoin = "round";
    // The surface reaches a little beyond what shows: no name is cut at the map's edge.
    const view = { left: frame.width / 22, top: frame.height / 22, right: frame.width * 21 / 22, bottom: frame.height * 21 / 22 };
    const shows = (x, y, half, tall) => x - half > view.left && x + half < view.right && y - tall > view.top && y + tall < view.bottom;
    for (const n of this.names) {
      if (frame.zoom < n.from || frame.zoom >= n.to || (n.level === 4 && !this.has("borders"))) continue;
      let x = n.x * frame.scale - frame.left, y = n.y * frame.scale - frame.top;
      const inside = x > 0 && y > 0 && x < frame.width && y < frame.height;
      if (!inside && (n.level || !this.ground.paths.visible(n.unit, frame))) continue;
      const look = looks[n.level], name = look.upper ? n.name.toUpperCase() : n.name;
      const local = this.has("local_labels") && n.local && n.local !== n.name ? n.local : "";
      ctx.font = `${look.font} system-ui, "Noto Sans", sans-serif`;
      ctx.letterSpacing = look.space;
      const width = Math.max(ctx.measureText(name).width, local ? ctx.measureText(local).width : 0);
      const dot = n.level >= 3, beside = dot ? width / 2 + (n.level === 4 ? 9 : 6) : 0, tall = local ? 15 : 8;
      const half = (tall + 9) / 2, lower = (tall - 8) / 2;
      let shift = beside;
      const fits = (px, py) => shows(px + shift, py + lower, width / 2, half) && !taken.meets(px + shift, py + lower, width / 2 + 2, half);
      if (!fits(x, y)) {
        // A place's name may stand at its left, a province's a little higher or lower.
        if (dot) shift = -beside;
        const spot = dot ? fits(x, y) && [x, y]
          : n.level ? [16, -16, 30, -30].map((dy) => [x, y + dy]).find(([px, py]) => fits(px, py))
          : this.spot(n.unit, frame, view, width / 2, half, x, y, fits);
        if (!spot) continue;
        [x, y] = spot;
      }
      const middle = y + lower;
      taken.add(x + shift, middle, width / 2 + 2, half);
      if (n.level === 4) { bw.gate(ctx, x, y, look.colour); this.crossings = true; }
      else if (dot) {
        ctx.beginPath(); ctx.arc(x, y, 2.1, 0, 7);
        ctx.fillStyle = bw.palette.paper; ctx.fill(); ctx.lineWidth = 1.2; ctx.strokeStyle = bw.palette.ink; ctx.stroke();
      }
      ctx.textAlign = "center"; ctx.lineWidth = 3; ctx.strokeStyle = bw.at(bw.palette.paper, 0.88);
      ctx.fillStyle = look.colour;
      ctx.strokeText(name, x + shift, y); ctx.fillText(name, x + shift, y);
      if (local) {
        ctx.letterSpacing = "0px";
        ctx.strokeText(local, x + shift, y + 13); ctx.fillText(local, x + shift, y + 13);
      }
    }
    ctx.letterSpacing = "0px";
  }

  /* Where the name of a country fits into what shows of it, nearest to its middle; null nowhere. */
  spot(unit, frame, view, half, tall, x, y, fits) {
    const pen = document.createElement("canvas").getContext("2d"), path = this.ground.paths.at(unit, frame);
    const lies = (px, py) => pen.isPointInPath(path, px + frame.left - frame.originX, py + frame.top - frame.originY);
    const steps = 8, wide = view.right - view.left - 2 * half - 2, high = view.bottom - view.top - 2 * tall - 2;
    let best = null, least = Infinity;
    for (let i = 0; i <= steps; i++) for (let j = 0; j <= steps; j++) {
      const px = view.left + half + 1 + (wide * i) / steps, py = view.top + tall + 1 + (high * j) / steps;
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least && fits(px, py) && [-half, half].every((dx) => lies(px + dx, py - tall) && lies(px + dx, py + tall)))
        [best, least] = [[px, py], far];
    }
    return best;
  }
};
