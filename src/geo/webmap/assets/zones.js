/* Zones of influence: one calm outline each, a tint on the ground where nothing narrower is claimed,
   a hatch by status where claims overlap, names with their sources. */
bw.Zones = class {
  constructor(model, ground) {
    this.model = model; this.ground = ground; this.labels = []; this.taken = new bw.Taken();
    this.zones = model.ground.zones; this.lit = null; this.hidden = new Set();
    this.shapes = []; this.paths = new bw.Paths(this.shapes, true);
    this.hatches = new Map();
  }

  /* The zone that is shown alone, if one is. */
  get alone() { return this.zones.find((zone) => zone.id === this.view.alone) || null; }

  has(name) { return this.view.layers.includes(name); }

  /* The zones on show: those claimed on the window's last day, or the one that stands alone. */
  shown() {
    if (this.alone) return [this.alone];
    if (!this.has("zones")) return [];
    return this.model.zonesOn(this.model.to, this.view.groups).filter((zone) => !this.hidden.has(zone.group));
  }

  /* What a moving window changes of the zones, in one word. */
  state() {
    const free = this.has("zones") ? this.model.unclaimedOn(this.model.to) : null;
    return this.shown().map((zone) => zone.id).join() + (free ? free.length + ":" + free[0] : "");
  }

  /* Claims on each piece of ground, the narrowest first; counted anew when the zones change. */
  claims() {
    const shown = this.shown(), key = shown.map((zone) => zone.id).join() + (this.lit ? this.lit.id : "");
    if (key === this.key) return this.held;
    this.key = key;
    this.held = bw.claimsOf(shown, this.model.units, this.lit);
    return this.held;
  }

  path(zone, frame) {
    const k = this.zones.indexOf(zone);
    this.shapes[k] = this.outlineOf(zone);
    return this.paths.visible(k, frame) ? this.paths.at(k, frame) : null;
  }

  /* The outer edge of a zone, made once. */
  outlineOf(zone) {
    if (zone.shape) return zone.shape;
    const { parent } = this.model.units, within = (u) => u >= 0 && (zone.units.includes(u) || within(parent[u]));
    return zone.shape = bw.dissolved(zone.units.filter((u) => !within(parent[u])).map((u) => this.model.shapes[u]));
  }

  /* Ground by a zone that it belongs to, as one path each. */
  pieces(frame, zoneOf) {
    const pieces = new Map();
    for (const [u, claims] of this.claims()) {
      const zone = zoneOf(claims);
      if (!zone || !this.ground.paths.visible(u, frame)) continue;
      if (!pieces.has(zone)) pieces.set(zone, new Path2D());
      pieces.get(zone).addPath(this.ground.paths.at(u, frame));
    }
    return pieces;
  }

  /* Tints and dots lie under the colours of counts, which they leave as they are. The pen stands
     at the paths' origin. */
  paintGround(ctx, frame) {
    if (this.has("zones")) {
      const path = new Path2D();
      for (const u of this.model.unclaimedOn(this.model.to))
        if (this.ground.paths.visible(u, frame)) path.addPath(this.ground.paths.at(u, frame));
      this.dots = this.dots || bw.dots(ctx, bw.palette.unclaimed);
      ctx.fillStyle = this.dots; ctx.fill(path);
    }
    for (const [zone, path] of this.pieces(frame, (claims) => claims[0])) {
      ctx.fillStyle = bw.at(zone.colour, bw.TINT); ctx.fill(path);
    }
  }

  /* Hatches and outlines. */
  paint(ctx, frame) {
    ctx.save();
    bw.Paths.place(ctx, frame);
    for (const [zone, path] of this.contested(frame)) {
      ctx.fillStyle = this.hatch(ctx, zone); ctx.fill(path);
    }
    ctx.lineJoin = "round";
    for (const zone of [...this.shown()].sort((a, b) => b.units.length - a.units.length)) {
      const path = this.path(zone, frame), lit = zone === this.lit;
      if (!path) continue;
      ctx.save();
      // Half of the stroke falls outside and is cut off: the line lies inside its zone.
      ctx.clip(path, "evenodd");
      ctx.strokeStyle = bw.at(zone.colour, lit ? 0.95 : bw.OUTLINE); ctx.lineWidth = lit ? 8 : 6;
      ctx.setLineDash({ solid: [], dashed: [11, 6], dotted: [2.5, 5] }[this.model.ground.outlines[zone.confidence]]);
      ctx.stroke(path);
      ctx.restore();
    }
    ctx.restore();
  }

  /* Ground of several claims by the narrowest of them, which hatches mark; not from afar. */
  contested(frame) {
    return frame.zoom < bw.HATCHED ? new Map() : this.pieces(frame, (claims) => claims.length > 1 && claims[0]);
  }

  /* The statuses that hatches on show stand for. */
  hatched(frame) {
    const shown = new Set([...this.contested(frame).keys()].map((zone) => zone.status));
    return Object.keys(this.model.ground.statuses).filter((status) => shown.has(status));
  }

  hatch(ctx, zone) {
    const key = zone.colour + zone.status;
    if (!this.hatches.has(key))
      this.hatches.set(key, bw.hatch(ctx, bw.at(zone.colour, bw.HATCH), this.model.ground.statuses[zone.status].angles, 16, 0.8));
    return this.hatches.get(key);
  }

  /* Names of group and source, each at a place that its zone alone covers, if there is one that is
     free; a group and source once in a neighbourhood. */
  placeLabels(frame) {
    this.labels = [];
    const claims = this.claims(), { x: ux, y: uy } = this.model.units;
    for (const zone of this.shown()) {
      const text = zone.group + (zone.rival ? " ⚑" : "");
      const source = `${zone.source}${zone.verified === "memory" ? " · unverified" : ""}`;
      const half = 3.1 * Math.max(text.length, source.length * 0.85) + 4;
      const spots = bw.spotsOf(zone, claims, this.model.units).map((u) => [ux[u] * frame.scale - frame.left, uy[u] * frame.scale - frame.top]);
      const edgeX = frame.width / 22, edgeY = frame.height / 22;
      const spot = spots.find(([x, y]) => x - half > edgeX && y - 13 > edgeY && x + half < frame.width - edgeX &&
        y + 13 < frame.height - edgeY && !this.taken.meets(x, y, half + 2, 15));
      if (!spot) continue;
      const [x, y] = spot;
      if (this.labels.some((l) => l.text === text && l.source === source && Math.hypot(l.x - x, l.y - y) < 300)) continue;
      this.taken.add(x, y, half + 2, 15);
      this.labels.push({ zone, x, y, half, text, source });
    }
  }

  paintLabels(ctx) {
    for (const label of this.labels) {
      bw.text(ctx, label.text, label.x, label.y - 6, 11.5, label.zone.named_in);
      ctx.font = "10px system-ui, sans-serif";
      ctx.lineWidth = 2.5; ctx.strokeStyle = bw.at(bw.palette.paper, 0.9);
      ctx.strokeText(label.source, label.x, label.y + 6);
      ctx.fillStyle = bw.palette.faint; ctx.fillText(label.source, label.x, label.y + 6);
    }
  }

  hit(x, y) {
    const label = this.labels.find((l) => Math.abs(l.x - x) < l.half && Math.abs(l.y - y) < 13);
    return label ? label.zone : null;
  }

  /* The claims on a unit in words: two, and how many more. */
  told(u) {
    const claims = this.claims().get(u) || [], statuses = this.model.ground.statuses;
    const lines = claims.slice(0, 2).map((z) => `${z.group}: ${statuses[z.status].label.toLowerCase()}, by ${z.source}`);
    const more = claims.length - lines.length;
    return more > 0 ? [...lines, `and ${bw.counted(more, "more_claim")} here`] : lines;
  }
};

/* Opacity of a zone's tint, of its hatch and of its outline; the zoom from which hatches have room.
   Hatches are sparse and pale: where most ground is claimed twice, they would be all that one sees. */
bw.HATCHED = 6.5;
bw.HATCH = 0.38;
bw.TINT = 0.08;
bw.OUTLINE = 0.4;
