/* Events known to an area only: a wash over it, and their number where it has room. */
bw.Areas = class {
  constructor(model, ground) {
    this.model = model; this.ground = ground; this.boxes = new Map(); this.drawn = [];
  }

  has(name) { return this.view.layers.includes(name); }

  /* How many events are known to a unit and no closer. */
  number(u) {
    const { wash_n, families } = this.model;
    let n = 0;
    for (let f = 0; f < families.length; f++) n += wash_n[u * families.length + f];
    return n;
  }

  /* Provinces and districts with such events. */
  washed() {
    if (!this.model.e || !this.has("washes")) return [[], []];
    return [1, 2].map((level) => this.ground.all[level].filter((u) => this.number(u)));
  }

  /* Where colours count events, a wash would make another class of one: there is none. */
  paint(ctx, frame) {
    if (this.has("choropleth")) return;
    ctx.save();
    bw.Paths.place(ctx, frame);
    this.washed().forEach((units, k) => {
      const path = new Path2D();
      for (const u of units)
        if (this.ground.paths.visible(u, frame)) path.addPath(this.ground.paths.at(u, frame));
      ctx.fillStyle = bw.at(bw.palette.wash, bw.WASHES[k]);
      ctx.fill(path);
    });
    ctx.restore();
  }

  /* The numbers; `taken` holds marks and names, which go before. */
  paintNumbers(ctx, frame, taken) {
    this.drawn = [];
    if (!this.model.e || !this.has("washes") || frame.zoom < bw.ROOM) return;
    const m = this.model, placed = new bw.Taken();
    for (const u of [1, 2].flatMap((level) => this.ground.all[level])) {
      const n = this.number(u);
      if (!n || !this.ground.paths.visible(u, frame)) continue;
      const level = m.units.level[u], [west, north, east, south] = m.shapes[u].box;
      const room = Math.min(east - west, south - north) * frame.scale;
      if (room < (level === 1 ? 150 : 44)) continue;
      const x = m.units.x[u] * frame.scale - frame.left, y = m.units.y[u] * frame.scale - frame.top;
      const words = bw.words.areas[["country", "province", "district"][level]];
      const text = bw.number(n) + (m.wash_doubt[u] ? "?" : "") + words;
      const half = 5 + (text.length > 6 ? 2.9 : 3.4) * text.length;
      // Beside its middle only where that is the same unit still.
      const spot = (room < 90 ? [[0, 0]] : [[0, 0], [0, 18], [0, -18]]).find(([dx, dy]) =>
        !taken.meets(x + dx, y + dy, half, 8) && !placed.meets(x + dx, y + dy, half, 8));
      if (!spot) continue;
      const at = { x: x + spot[0], y: y + spot[1], r: Math.max(half, 8), unit: u };
      placed.add(at.x, at.y, half, 8);
      const box = this.box(half);
      ctx.drawImage(box.canvas, at.x - box.side / 2, at.y - box.side / 2, box.side, box.side);
      ctx.font = bw.font(11); ctx.fillStyle = bw.palette.ink; ctx.textAlign = "center"; ctx.textBaseline = "middle";
      ctx.fillText(text, at.x, at.y);
      this.drawn.push(at);
    }
  }

  /* The dashed box of a number, one picture for each width. */
  box(half) {
    if (!this.boxes.has(half))
      this.boxes.set(half, bw.picture(2 * half + 3, (pen) => {
        pen.beginPath(); pen.rect(-half, -8, 2 * half, 16);
        pen.fillStyle = bw.at(bw.palette.paper, 0.92); pen.fill();
        pen.lineWidth = 1.4; pen.setLineDash([3, 2]); pen.strokeStyle = bw.palette.wash; pen.stroke();
      }));
    return this.boxes.get(half);
  }

  hit(x, y) {
    const box = this.drawn.find((d) => Math.abs(d.x - x) <= d.r && Math.abs(d.y - y) <= 8);
    return box ? box.unit : null;
  }
};

/* Opacity of the wash of a province and of a district, and the zoom from which numbers have room. */
bw.WASHES = [0.09, 0.16];
bw.ROOM = 7;
