/* Zones of influence: hatches over their units, outlines by confidence, labels with sources. */
bw.Zones = class {
  constructor(model, ground) { this.model = model; this.ground = ground; this.labels = []; }

  has(name) { return this.view.layers.includes(name); }

  shown() {
    return this.has("zones") ? this.model.zonesOn(this.model.to, this.view.groups) : [];
  }

  paint(ctx, frame) {
    this.labels = [];
    const statuses = this.model.ground.statuses;
    bw.Paths.place(ctx, frame);
    if (this.has("zones")) this.paintUnclaimed(ctx, frame);
    for (const zone of this.shown()) {
      const path = new Path2D();
      for (const u of zone.units)
        if (this.ground.paths.visible(u, frame)) path.addPath(this.ground.paths.at(u, frame));
      zone.pattern = zone.pattern || bw.hatch(ctx, zone.colour, statuses[zone.status].angles, 7, 1.1);
      ctx.globalAlpha = 0.4; ctx.fillStyle = zone.pattern; ctx.fill(path);
      ctx.globalAlpha = 0.95; ctx.strokeStyle = zone.colour; ctx.lineWidth = 1.6;
      ctx.setLineDash({ solid: [], dashed: [7, 4], dotted: [1.5, 3] }[this.model.ground.outlines[zone.confidence]]);
      ctx.stroke(path);
      ctx.setLineDash([]);
    }
    ctx.globalAlpha = 1;
  }

  paintUnclaimed(ctx, frame) {
    const path = new Path2D();
    for (const u of this.model.unclaimedOn(this.model.to))
      if (this.ground.paths.visible(u, frame)) path.addPath(this.ground.paths.at(u, frame));
    this.dots = this.dots || bw.dots(ctx, bw.palette.unclaimed);
    ctx.fillStyle = this.dots; ctx.fill(path);
  }

  /* Names of group and source, each at its own place, none over another. */
  placeLabels(frame, marks) {
    this.labels = [];
    this.taken = new bw.Taken();
    for (const d of marks) this.taken.add(d.x, d.y, d.r, d.tall || d.r);
    for (const zone of this.shown()) {
      const spots = zone.units.map((u) => [this.model.units.x[u], this.model.units.y[u]]);
      spots.unshift([spots.reduce((a, s) => a + s[0], 0) / spots.length,
        spots.reduce((a, s) => a + s[1], 0) / spots.length]);
      const text = zone.group + (zone.rival ? " ⚑" : "");
      const source = `${zone.source}${zone.verified === "memory" ? " · unverified" : ""}`;
      const half = 3.1 * Math.max(text.length, source.length * 0.85) + 4;
      for (const [wx, wy] of spots) {
        const x = wx * frame.scale - frame.left, y = wy * frame.scale - frame.top;
        if (x < half || y < 12 || x > frame.width - half || y > frame.height - 12) continue;
        if (this.taken.meets(x, y, half, 13)) continue;
        this.taken.add(x, y, half, 13);
        this.labels.push({ zone, x, y, half, text, source });
        break;
      }
    }
  }

  paintLabels(ctx) {
    for (const label of this.labels) {
      bw.text(ctx, label.text, label.x, label.y - 6, 11.5, label.zone.colour);
      ctx.font = "10px system-ui, sans-serif";
      ctx.lineWidth = 2.5; ctx.strokeStyle = bw.at(bw.palette.paper, 0.9);
      ctx.strokeText(label.source, label.x, label.y + 6);
      ctx.fillStyle = bw.palette.faint; ctx.fillText(label.source, label.x, label.y + 6);
    }
  }

  hit(x, y) {
    const label = this.labels.find((l) => Math.abs(l.x - x) < l.half && Math.abs(l.y - y) < 13);
    return label && label.zone;
  }
};

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
  return [...root.querySelectorAll(".bw-panel, .leaflet-control")].map((part) => {
    const box = part.getBoundingClientRect();
    return { x: (box.left + box.right) / 2 - map.left + frame.width / 22, r: box.width / 2,
      y: (box.top + box.bottom) / 2 - map.top + frame.height / 22, tall: box.height / 2 };
  });
};

/* Place names by importance at each zoom, none over another. */
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
        from: p.rank ? 7.2 : 10, to: 99, level: 3 });
    for (const c of this.model.ground.crossings)
      names.push({ x: bw.worldX(c.lon), y: bw.worldY(c.lat), name: c.name, local: c.local, from: 6.5, to: 99, level: 4 });
    return names.sort((a, b) => a.level - b.level || a.from - b.from);
  }

  has(name) { return this.view.layers.includes(name); }

  /* `taken` holds the marks and zone labels, which go before. */
  paint(ctx, frame, taken) {
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
      const dot = n.level >= 3, shift = dot ? width / 2 + (n.level === 4 ? 9 : 6) : 0, tall = local ? 15 : 8;
      const half = (tall + 9) / 2, lower = (tall - 8) / 2;
      const fits = (px, py) => shows(px + shift, py + lower, width / 2, half) && !taken.meets(px + shift, py + lower, width / 2 + 2, half);
      if (!fits(x, y)) {
        const spot = n.level ? null : this.spot(n.unit, frame, view, width / 2, half, x, y, fits);
        if (!spot) continue;
        [x, y] = spot;
      }
      const middle = y + lower;
      taken.add(x + shift, middle, width / 2 + 2, half);
      if (n.level === 4) bw.gate(ctx, x, y, look.colour);
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
