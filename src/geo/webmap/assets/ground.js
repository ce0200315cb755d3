/* Units, counts by unit, border segments and corridors. */
bw.Ground = class {
  constructor(model, terrain) {
    this.model = model; this.terrain = terrain; this.under = () => {}; this.hidden = new Set();
    this.paths = new bw.Paths(model.shapes, true);
    this.ownArea = new bw.OwnArea(this);
    this.linePaths = new bw.Paths(model.lines, false);
    this.level = model.units.level;
    this.all = [0, 1, 2].map((wanted) => [...this.level.keys()].filter((u) => this.level[u] === wanted));
  }

  has(name) { return this.view.layers.includes(name); }

  /* Fills: one path for each colour. */
  paintFills(ctx, frame) {
    const m = this.model, view = this.view;
    ctx.save();
    ctx.fillStyle = bw.palette.paper; ctx.fillRect(0, 0, frame.width, frame.height);
    bw.Paths.place(ctx, frame);
    this.classes = new Map();
    const fill = (level, colourOf) => {
      const groups = new Map();
      for (const u of this.all[level]) {
        if (!this.paths.visible(u, frame)) continue;
        const colour = colourOf(u);
        if (colour == null) continue;
        if (!groups.has(colour)) groups.set(colour, new Path2D());
        groups.get(colour).addPath(this.paths.at(u, frame));
      }
      for (const [colour, path] of groups) { ctx.fillStyle = colour; ctx.fill(path); }
    };
    if (this.has("countries")) fill(0, (u) => this.bare(u));
    this.under(ctx, frame);
    if (this.has("choropleth") && m.e) {
      this.unknown = this.unknown || bw.hatch(ctx, bw.palette.unknown, [45], 5, 1);
      fill(view.count_level === "province" ? 1 : 2, (u) => {
        const k = m.classOf(u, view);
        this.classes.set(u, k);
        return this.colour(k);
      });
    }
    this.unknownDrawn = [...this.classes.values()].includes(5);
    this.terrain.paintRelief(ctx, frame);
    ctx.restore();
  }

  bare(u) { return this.model.units.iso3[u] === "AFG" ? bw.palette.home : bw.palette.neighbour; }

  colour(k) { return k < 0 || this.hidden.has(k) ? null : k === 5 ? this.unknown : bw.palette.counts[k]; }

  /* Paint only the units whose class has changed: a moving window changes few. */
  paintChanges(ctx, frame) {
    ctx.save();
    bw.Paths.place(ctx, frame);
    const changed = new Path2D(), coloured = [];
    let bared = false;
    for (const [u, before] of this.classes) {
      const k = this.model.classOf(u, this.view);
      if (k === before) continue;
      const colour = this.colour(k);
      bared = bared || !colour;
      this.classes.set(u, k);
      const path = this.paths.at(u, frame);
      ctx.fillStyle = this.has("countries") ? this.bare(u) : bw.palette.paper; ctx.fill(path);
      if (colour) coloured.push([colour, path]);
      changed.addPath(path);
    }
    ctx.clip(changed);
    if (bared) this.under(ctx, frame);
    for (const [colour, path] of coloured) { ctx.fillStyle = colour; ctx.fill(path); }
    this.terrain.paintRelief(ctx, frame);
    ctx.restore();
  }

  paintLines(ctx, frame) {
    bw.Paths.place(ctx, frame);
    ctx.lineJoin = "round";
    if (this.has("corridors")) this.paintCorridors(ctx, frame);
    const stroke = (level, colour, width) => {
      ctx.strokeStyle = colour; ctx.lineWidth = width;
      for (const u of this.all[level])
        if (this.paths.visible(u, frame)) ctx.stroke(this.paths.at(u, frame));
    };
    if (this.has("districts") && frame.zoom >= 6) stroke(2, bw.at(bw.palette.unit_edge, 0.45), 0.5);
    if (this.has("provinces")) stroke(1, bw.at(bw.palette.unit_edge, 0.75), frame.zoom < 6 ? 0.5 : 0.9);
    if (this.has("countries")) {
      stroke(0, bw.at(bw.palette.paper, 0.9), 4.2);
      stroke(0, bw.palette.country_edge, 1.8);
    }
    if (this.has("graticule")) this.paintGraticule(ctx, frame);
    if (this.has("borders")) this.paintSegments(ctx, frame);
    this.ownArea.paint(ctx, frame);
  }

  /* Lines of whole degrees, four or more across the map, named near its lower and right edge:
     the surface reaches a twelfth beyond what shows. */
  paintGraticule(ctx, frame) {
    const s = frame.scale, left = frame.left / s, top = frame.top / s;
    const right = left + frame.width / s, foot = top + frame.height / s;
    const west = left * 360 - 180, east = right * 360 - 180;
    const step = [10, 5, 2, 1, 0.5, 0.25, 0.1].find((degrees) => (east - west) / degrees >= 4) || 0.1;
    const name = (degrees, letters) => `${+Math.abs(degrees).toFixed(2)}°${letters[degrees < 0 ? 1 : 0]}`;
    ctx.save();
    ctx.strokeStyle = bw.palette.graticule; ctx.fillStyle = bw.palette.graticule_name; ctx.lineWidth = 0.6;
    ctx.font = "10px system-ui, sans-serif";
    const line = (ax, ay, bx, by, words, x, y) => {
      const to = (wx, wy) => [wx * s - frame.originX, wy * s - frame.originY];
      ctx.beginPath(); ctx.moveTo(...to(ax, ay)); ctx.lineTo(...to(bx, by)); ctx.stroke();
      const [px, py] = to(x, y);
      ctx.fillText(words, px + 3, py - 3);
    };
    for (let k = Math.ceil(west / step); k * step <= east; k++) {
      const x = (k * step + 180) / 360;
      line(x, top, x, foot, name(k * step, "EW"), x, foot - (foot - top) / 11);
    }
    for (let k = Math.ceil(bw.latitude(foot) / step); k * step <= bw.latitude(top); k++) {
      const sine = Math.sin((k * step * Math.PI) / 180);
      const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
      line(left, y, right, y, name(k * step, "NS"), right - (right - left) / 8, y);
    }
    ctx.restore();
  }

  chosen() {
    const wanted = this.view.segments;
    return this.model.ground.segments
      .map((name, i) => [name, i])
      .filter(([name]) => (wanted.length ? wanted.includes(name) : name.startsWith("AFG")));
  }

  paintSegments(ctx, frame) {
    const corridors = this.has("corridors");
    for (const [, i] of this.chosen()) {
      if (!this.linePaths.visible(i, frame)) continue;
      ctx.strokeStyle = corridors ? bw.palette.corridor : bw.palette.ink;
      ctx.lineWidth = 2.4;
      ctx.stroke(this.linePaths.at(i, frame));
    }
  }

  /* A band as wide as the corridor is on the ground, at each latitude. */
  paintCorridors(ctx, frame) {
    const band = document.createElement("canvas");
    band.width = frame.width; band.height = frame.height;
    const pen = band.getContext("2d");
    pen.translate(-frame.left, -frame.top);
    pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = bw.palette.corridor;
    const s = frame.scale, names = [];
    for (const [name, i] of this.chosen()) {
      let widest = null;
      for (const line of this.model.lines[i].rings) {
        for (let k = 0; k < line.length - 2; k += 16) {
          const end = Math.min(k + 18, line.length);
          const degrees = bw.latitude(line[k + 1]);
          const metre = s / (40075016.7 * Math.cos((degrees * Math.PI) / 180));
          pen.lineWidth = 2 * this.view.corridor_km * 1000 * metre;
          pen.beginPath(); pen.moveTo(line[k] * s, line[k + 1] * s);
          for (let j = k + 2; j < end; j += 2) pen.lineTo(line[j] * s, line[j + 1] * s);
          pen.stroke();
        }
        const middle = (line.length >> 2) << 1;
        if (!widest || line.length > widest.length) widest = { length: line.length, x: line[middle] * s, y: line[middle + 1] * s };
      }
      names.push([name, widest]);
    }
    ctx.save();
    ctx.globalAlpha = 0.16;
    ctx.drawImage(band, frame.left - frame.originX, frame.top - frame.originY);
    ctx.restore();
    ctx.font = "600 11px system-ui, sans-serif"; ctx.textAlign = "center";
    for (const [name, at] of names) {
      const text = bw.legendWords("corridor_name", { segment: name, km: `${this.view.corridor_km}` });
      // Beside the line, on a plate.
      const x = at.x - frame.originX, y = at.y - frame.originY - 16, half = ctx.measureText(text).width / 2 + 4;
      ctx.fillStyle = bw.at(bw.palette.paper, 0.85); ctx.fillRect(x - half, y - 11, 2 * half, 15);
      ctx.fillStyle = bw.palette.corridor; ctx.fillText(text, x, y);
    }
  }

  /* The finest drawn unit under a point of the map, or that of a level. */
  unitAt(x, y, frame, level) {
    const pen = document.createElement("canvas").getContext("2d");
    const px = x * frame.scale - frame.originX, py = y * frame.scale - frame.originY;
    const finest = this.view.count_level === "province" && this.has("choropleth") ? 1 : 2;
    for (const u of this.all[level === undefined ? finest : level]) {
      const b = this.model.shapes[u].box;
      if (x < b[0] || x > b[2] || y < b[1] || y > b[3]) continue;
      if (pen.isPointInPath(this.paths.at(u, frame), px, py)) return u;
    }
    return null;
  }
};
