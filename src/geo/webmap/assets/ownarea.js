/* An area of one's own: which events lie in it and which may, by the rules of the library
   (geo/view/lying.py), its text, and its edge on the map. It is { kind, name, words } with `rings`,
   places in steps of 0.00001 degrees one after another, or `members`, units; `inside` and `cut`
   are the units that lie in it and those that it cuts. */
bw.OUTSIDE = 0; bw.INSIDE = 1; bw.CUT = 2;

/* Whether a place lies inside rings or on their edge; all in whole steps, which are exact. */
bw.covers = function (rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let k = 0, j = ring.length - 2; k < ring.length; j = k, k += 2) {
      const x1 = ring[j], y1 = ring[j + 1], x2 = ring[k], y2 = ring[k + 1];
      const side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
      if (side === 0 && x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2)) return true;
      if (y1 > y !== y2 > y && side > 0 === y2 > y1) inside = !inside;
    }
  }
  return inside;
};

/* West, south, east and north of rings. */
bw.boxOf = function (rings) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) for (let k = 0; k < ring.length; k++) {
    const at = k % 2;
    box[at] = Math.min(box[at], ring[k]); box[2 + at] = Math.max(box[2 + at], ring[k]);
  }
  return box;
};

/* Of each event of a model whether it lies outside an area, inside it, or perhaps: its unit is cut. */
bw.lyingIn = function (model, area) {
  const { unit, geo_precision, lon, lat } = model.e, of = new Uint8Array(model.units.id.length);
  for (const u of area.inside) of[u] = bw.INSIDE;
  for (const u of area.cut) of[u] = bw.CUT;
  const [west, south, east, north] = bw.boxOf(area.rings || []), found = new Uint8Array(model.size);
  for (let i = 0; i < model.size; i++) {
    const u = unit[i], pointed = geo_precision[i] < 2;
    if (!area.rings || (!pointed && u !== bw.NONE16)) { found[i] = u === bw.NONE16 ? bw.OUTSIDE : of[u]; continue; }
    const x = lon[i], y = lat[i];
    if (x >= west && x <= east && y >= south && y <= north && bw.covers(area.rings, x, y)) found[i] = pointed ? bw.INSIDE : bw.CUT;
  }
  return found;
};

/* Ground that two shapes share, in their own measure: along as many lines as give it to a
   hundredth of the smaller one. */
bw.shared = function (rings, others) {
  const a = bw.boxOf(rings), b = bw.boxOf(others), lines = 240;
  const low = Math.max(a[1], b[1]), step = (Math.min(a[3], b[3]) - low) / lines;
  if (!(step > 0) || a[2] <= b[0] || b[2] <= a[0]) return 0;
  const cuts = (shape, y) => {
    const found = [];
    for (const ring of shape) for (let k = 0, j = ring.length - 2; k < ring.length; j = k, k += 2)
      if (ring[j + 1] > y !== ring[k + 1] > y)
        found.push(ring[k] + ((y - ring[k + 1]) * (ring[j] - ring[k])) / (ring[j + 1] - ring[k + 1]));
    return found.sort((m, n) => m - n);
  };
  let sum = 0;
  for (let line = 0; line < lines; line++) {
    const y = low + (line + 0.5) * step, one = cuts(rings, y), two = cuts(others, y);
    for (let m = 0; m + 1 < one.length; m += 2) for (let n = 0; n + 1 < two.length; n += 2)
      sum += Math.max(0, Math.min(one[m + 1], two[n + 1]) - Math.max(one[m], two[n]));
  }
  return sum * step;
};

/* The units that lie inside some ground of the map, and those that it cuts. */
bw.unitsOn = function (model, rings) {
  const world = bw.worldRings(rings), own = bw.shared(world, world), inside = [], cut = [], { sliver } = bw.words.own_area;
  const [west, north, east, south] = bw.boxOf(world);
  model.shapes.forEach((shape, u) => {
    const [left, top, right, foot] = shape.box, beside = right <= west || left >= east || foot <= north || top >= south;
    const common = beside ? 0 : bw.shared(shape.rings, world);
    if (!common) return;
    const whole = bw.shared(shape.rings, shape.rings);
    if (common >= (1 - sliver) * whole) inside.push(u); else if (common > sliver * Math.min(whole, own)) cut.push(u);
  });
  return { inside, cut };
};

/* The units that some units hold together, and those of which they hold a part. */
bw.unitsOf = function ({ units }, members) {
  const { parent } = units, n = parent.length, inside = new Uint8Array(n), held = new Int32Array(n), touched = new Int32Array(n), children = new Int32Array(n);
  for (const u of members) inside[u] = 1;
  for (let u = 0; u < n; u++) if (parent[u] >= 0) { children[parent[u]]++; if (inside[parent[u]]) inside[u] = 1; }
  const found = { inside: [], cut: [] };
  for (let u = n - 1; u >= 0; u--) {
    const whole = inside[u] || (children[u] && held[u] === children[u]);
    if (whole) found.inside.push(u); else if (touched[u]) found.cut.push(u);
    if (parent[u] >= 0) { held[parent[u]] += whole ? 1 : 0; touched[parent[u]] += whole || touched[u] ? 1 : 0; }
  }
  return found;
};

/* Closed rings on the map, whose edges are straight in degrees: on Mercator's map they bend, and get
   a corner every quarter of a degree. */
bw.worldRings = (rings) => rings.map((ring) => {
  const places = [];
  for (let k = 0; k < ring.length; k += 2) {
    const next = (k + 2) % ring.length, east = ring[next] - ring[k], north = ring[next + 1] - ring[k + 1];
    const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(east), Math.abs(north)) / 25000));
    for (let n = 0; n < pieces; n++) places.push(bw.worldX((ring[k] + (n * east) / pieces) / 1e5), bw.worldY((ring[k + 1] + (n * north) / pieces) / 1e5));
  }
  return Float64Array.from([...places, places[0], places[1]]);
});

/* The corners of a circle, in steps: as the library's, along the ellipsoid. */
bw.circleRing = function (lon, lat, km) {
  const { corners } = bw.words.own_area, ring = [];
  for (let k = 0; k < corners; k++) ring.push(...bw.goneFrom([lon, lat], (k * 360) / corners, km * 1000).map((degrees) => Math.round(degrees * 1e5)));
  return ring;
};

/* Rings in steps as an address spells them: differences in pieces of five bits. */
bw.spellRing = function (ring) {
  const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  let text = "";
  for (let k = 0; k < ring.length; k++) {
    const number = ring[k] - (k < 2 ? 0 : ring[k - 2]);
    let rest = number >= 0 ? number * 2 : -number * 2 - 1;
    for (; rest > 31; rest = Math.floor(rest / 32)) text += signs[32 | rest % 32];
    text += signs[rest];
  }
  return text;
};

/* An area as it was drawn, with its text: { kind: "polygon", places }, { kind: "circle", places, km }
   or { kind: "units", members }. */
bw.drawnArea = function (model, { kind, places, km, members, name }) {
  const words = bw.words.own_area, { units } = model, clean = name.trim();
  const made = kind === "units" ? { members, shape: "units:" + members.map((u) => units.pcode[u] || units.id[u]).sort().join(), ...bw.unitsOf(model, members) }
    : kind === "circle" ? { rings: [bw.circleRing(...places[0], km)], shape: `circle:${places[0].join()},${km}` }
      : { rings: [places.flatMap((place) => place.map((degrees) => Math.round(degrees * 1e5)))] };
  if (kind === "polygon") made.shape = "polygon:" + bw.spellRing(made.rings[0]);
  if (made.rings) Object.assign(made, bw.unitsOn(model, made.rings));
  const { templates } = words;
  const [lon, lat] = kind === "circle" ? places[0] : [0, 0], first = kind === "units" && members.slice(0, words.named).map((u) => units.name[u]).join(", ");
  const whole = kind === "polygon" ? templates.polygon
    : kind === "circle" ? bw.filled(templates.circle, { km: `${km}`, lat: `${Math.abs(lat)}`, north: lat < 0 ? "S" : "N", lon: `${Math.abs(lon)}`, east: lon < 0 ? "W" : "E" })
      : members.length > words.named ? bw.filled(templates.more, { first, rest: members.length - words.named }) : first;
  const origin = kind === "units" ? bw.counted(members.length, "unit") : templates[kind === "circle" ? "origin_circle" : kind];
  const escaped = (part) => part.replace(/%/g, "%25").replace(/~/g, "%7E");
  return { ...made, kind, name: clean || whole, words: bw.filled(templates[clean ? "named" : "unnamed"], { name: clean || whole, origin }),
    text: clean ? `${made.shape}~${escaped(clean)}` : made.shape };
};

/* The area's edge, around it, and its name. */
bw.OwnArea = class {
  constructor(ground) { this.ground = ground; this.shapes = []; this.paths = new bw.Paths(this.shapes, true); }

  /* The paths of the view's area, the one shape; of none where there is none. */
  ready() {
    const { area } = this.ground.view, { model } = this.ground;
    if (!area) return new bw.Paths([{ rings: [], box: [1, 1, 0, 0] }], true);
    if (area === this.area) return this.paths;
    this.area = area;
    this.paths.scale = 0;
    const rings = area.rings && bw.worldRings(area.rings);
    this.shapes[0] = rings ? { rings, box: bw.boxOf(rings) } : bw.dissolved(area.members.map((u) => model.shapes[u]));
    return this.paths;
  }

  /* Half of the stroke falls inside and is cut off: the line lies around its area. The pen stands
     at the paths' origin. */
  paint(ctx, frame) {
    if (!this.ground.view.area) return;
    if (!this.ready().visible(0, frame)) return;
    const path = this.paths.at(0, frame), around = new Path2D(), x = frame.left - frame.originX, y = frame.top - frame.originY;
    around.rect(x, y, frame.width, frame.height); around.addPath(path);
    ctx.save();
    ctx.clip(around, "evenodd");
    ctx.lineJoin = "round";
    ctx.strokeStyle = bw.at(bw.palette.paper, 0.9); ctx.lineWidth = 9; ctx.stroke(path);
    ctx.strokeStyle = bw.palette.own_area; ctx.lineWidth = 5; ctx.stroke(path);
    ctx.restore();
  }

  /* Its name on a plate over its northern edge, or where that lies beyond the map, at the map's. */
  paintName(ctx, frame, taken) {
    if (!this.ground.view.area || !this.ready().visible(0, frame)) return;
    const { box } = this.shapes[0], s = frame.scale, edgeX = frame.width / 22, edgeY = frame.height / 22;
    ctx.save();
    ctx.font = bw.font(11.5); ctx.textAlign = "center"; ctx.textBaseline = "middle";
    const half = ctx.measureText(this.area.name).width / 2 + 5;
    const x = Math.max(edgeX + half, Math.min(((box[0] + box[2]) / 2) * s - frame.left, frame.width - edgeX - half));
    const y = Math.max(edgeY + 12, box[1] * s - frame.top - 12);
    ctx.fillStyle = bw.at(bw.palette.paper, 0.88); ctx.fillRect(x - half, y - 8, 2 * half, 16);
    ctx.fillStyle = bw.palette.own_area; ctx.fillText(this.area.name, x, y);
    ctx.restore();
    taken.add(x, y, half, 9);
  }
};
