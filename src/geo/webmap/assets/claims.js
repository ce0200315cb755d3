/* Ground and outlines of zones, from the units that they name. */

/* Units without smaller ones in them, of each unit. */
bw.leavesOf = function (units) {
  if (units.leaves) return units.leaves;
  const leaves = units.parent.map(() => []), whole = new Uint8Array(units.parent.length).fill(1);
  for (const parent of units.parent) if (parent >= 0) whole[parent] = 0;
  whole.forEach((leaf, u) => { if (leaf) for (let at = u; at >= 0; at = units.parent[at]) leaves[at].push(u); });
  return (units.leaves = leaves);
};

/* The zones on each piece of ground: first the one asked about, then the narrowest, the newest. */
bw.claimsOf = function (zones, units, first) {
  const leaves = bw.leavesOf(units), claims = new Map(), size = new Map();
  for (const zone of zones) {
    const ground = new Set(zone.units.flatMap((u) => leaves[u]));
    size.set(zone, ground.size);
    for (const u of ground) { if (!claims.has(u)) claims.set(u, []); claims.get(u).push(zone); }
  }
  const rank = (zone) => (zone === first ? 0 : size.get(zone));
  for (const list of claims.values()) list.sort((a, b) => rank(a) - rank(b) || b.from - a.from);
  return claims;
};

/* Units at whose middle a zone's name may stand: first those that it alone covers, then those that
   no narrower zone covers, then all; of each the nearest to the middle of them first. */
bw.spotsOf = function (zone, claims, units) {
  const leaves = zone.units.flatMap((u) => bw.leavesOf(units)[u]), alone = (u) => claims.get(u).length === 1;
  const all = leaves.every(alone) ? zone.units : leaves;
  const groups = [all.filter((u) => !claims.has(u) || alone(u)), leaves.filter((u) => claims.get(u)[0] === zone), leaves];
  return [...new Set(groups.flatMap((group) => {
    const x = bw.mean(group.map((u) => units.x[u])), y = bw.mean(group.map((u) => units.y[u]));
    const far = (u) => Math.hypot(units.x[u] - x, units.y[u] - y);
    return group.sort((a, b) => far(a) - far(b)).slice(0, 24);
  }))];
};
bw.mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/* The outer edge of shapes that share edges: an edge of two of them falls out. */
bw.dissolved = function (shapes) {
  const numbers = new Map(), points = [], next = [], box = [1, 1, 0, 0];
  const number = (x, y) => {
    // Grid cells of 1/100,000 of a degree, as the coordinates came.
    const key = Math.round(x * 36e6) * 67108864 + Math.round(y * 67108864);
    if (!numbers.has(key)) { numbers.set(key, points.length); points.push([x, y]); next.push(new Set()); }
    return numbers.get(key);
  };
  for (const { rings, box: b } of shapes) {
    for (const k of [0, 1]) { box[k] = Math.min(box[k], b[k]); box[k + 2] = Math.max(box[k + 2], b[k + 2]); }
    for (const ring of rings)
      for (let k = 2, from = number(ring[0], ring[1]), to; k < ring.length; k += 2, from = to) {
        to = number(ring[k], ring[k + 1]);
        if (to === from) continue;
        if (next[from].delete(to)) next[to].delete(from);
        else { next[from].add(to); next[to].add(from); }
      }
  }
  const rings = [];
  next.forEach((ends, from) => {
    while (ends.size) {
      const line = [from];
      let at = from;
      do {
        const [to] = next[at];
        next[at].delete(to); next[to].delete(at);
        line.push(at = to);
      } while (at !== from);
      rings.push(Float64Array.from(line.flatMap((p) => points[p])));
    }
  });
  return { rings, box };
};
