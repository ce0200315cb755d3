/* Positions in words, and measures on the ellipsoid WGS 84. */

bw.ELLIPSOID = { a: 6378137, f: 1 / 298.257223563 };

/* Latitude and longitude in degrees, with as many decimals as a pixel of the map is worth. */
bw.degrees = function (lat, lon, zoom) {
  const decimals = Math.max(2, Math.min(5, Math.round(zoom / 2.8)));
  const side = (value, letters) => `${Math.abs(value).toFixed(decimals)}° ${letters[value < 0 ? 1 : 0]}`;
  return `${side(lat, "NS")}, ${side(lon, "EW")}`;
};

/* Easting and northing in metres in a UTM zone: Krüger's series to the fourth order, exact to
   a millimetre within the zone. */
bw.utm = function (lat, lon, zone) {
  const { a, f } = bw.ELLIPSOID, n = f / (2 - f), radians = Math.PI / 180;
  const radius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4, (61 / 240) * n ** 3 - (103 / 140) * n ** 4, (49561 / 161280) * n ** 4];
  const sine = Math.sin(lat * radians), e = (2 * Math.sqrt(n)) / (1 + n), east = (lon - (zone * 6 - 183)) * radians;
  const t = Math.sinh(Math.atanh(sine) - e * Math.atanh(e * sine));
  const xi = Math.atan2(t, Math.cos(east)), eta = Math.atanh(Math.sin(east) / Math.sqrt(1 + t * t));
  const sum = (of) => alpha.reduce((total, factor, k) => total + factor * of(2 * (k + 1)), 0);
  return [500000 + 0.9996 * radius * (eta + sum((k) => Math.cos(k * xi) * Math.sinh(k * eta))),
    0.9996 * radius * (xi + sum((k) => Math.sin(k * xi) * Math.cosh(k * eta))) + (lat < 0 ? 1e7 : 0)];
};

/* The square of MGRS that a place lies in, its side 10 ** (5 - digits) metres; null beyond 80° S and
   84° N. The wider zones of Norway and Svalbard, which no map of the region reaches, are left out. */
bw.mgrs = function (lat, lon, digits) {
  if (lat < -80 || lat > 84) return null;
  const zone = Math.min(60, Math.floor((lon + 180) / 6) + 1), band = "CDEFGHJKLMNPQRSTUVWXX"[Math.floor((lat + 80) / 8)];
  const [east, north] = bw.utm(lat, lon, zone), columns = "ABCDEFGHJKLMNPQRSTUVWXYZ", rows = "ABCDEFGHJKLMNPQRSTUV";
  const column = columns[((zone - 1) % 3) * 8 + Math.floor(east / 1e5) - 1];
  const row = rows[(Math.floor(north / 1e5) + (zone % 2 ? 0 : 5)) % 20];
  const within = (metres) => String(Math.floor((metres % 1e5) / 10 ** (5 - digits))).padStart(digits, "0");
  return `${String(zone).padStart(2, "0")}${band} ${column}${row}${digits ? ` ${within(east)} ${within(north)}` : ""}`;
};

/* Metres between two places, as [longitude, latitude], along the ellipsoid: Vincenty's inverse. */
bw.distance = function ([lon1, lat1], [lon2, lat2]) {
  const { a, f } = bw.ELLIPSOID, b = a * (1 - f), radians = Math.PI / 180, span = (lon2 - lon1) * radians;
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(lat * radians)));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = span, arc = 0, sine = 0, cosine = 1, slope = 0, middle = 0;
  for (let round = 0, before = Infinity; round < 100 && Math.abs(lambda - before) > 1e-12; round++) {
    before = lambda;
    sine = Math.hypot(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda));
    if (!sine) return 0;
    cosine = s1 * s2 + c1 * c2 * Math.cos(lambda); arc = Math.atan2(sine, cosine);
    const azimuth = (c1 * c2 * Math.sin(lambda)) / sine;
    slope = 1 - azimuth ** 2; middle = slope ? cosine - (2 * s1 * s2) / slope : 0;
    const C = (f / 16) * slope * (4 + f * (4 - 3 * slope));
    lambda = span + (1 - C) * f * azimuth * (arc + C * sine * (middle + C * cosine * (2 * middle ** 2 - 1)));
  }
  const u = (slope * (a * a - b * b)) / (b * b), A = 1 + (u / 16384) * (4096 + u * (u * (320 - 175 * u) - 768));
  const B = (u / 1024) * (256 + u * (u * (74 - 47 * u) - 128));
  const turn = B * sine * (middle + (B / 4) * (cosine * (2 * middle ** 2 - 1) - (B / 6) * middle * (4 * sine ** 2 - 3) * (4 * middle ** 2 - 3)));
  return b * A * (arc - turn);
};

/* Square metres inside a ring of places: on the sphere of the same area, by its latitudes. */
bw.area = function (ring) {
  const { a, f } = bw.ELLIPSOID, e = Math.sqrt(f * (2 - f)), radians = Math.PI / 180;
  const q = (sine) => (1 - e * e) * (sine / (1 - (e * sine) ** 2) + Math.atanh(e * sine) / e);
  const whole = q(1), half = (lat) => Math.tan(Math.asin(q(Math.sin(lat * radians)) / whole) / 2);
  let excess = 0;
  ring.forEach(([lon, lat], k) => {
    const [next, above] = ring[(k + 1) % ring.length], t1 = half(lat), t2 = half(above), turn = Math.tan(((next - lon) * radians) / 2);
    excess += 2 * Math.atan2(turn * (t1 + t2), 1 + t1 * t2);
  });
  return Math.abs(excess) * ((a * a * whole) / 2);
};

bw.lengthWords = (metres) => (metres < 1000 ? `${Math.round(metres)} m` : `${bw.rounded(metres / 1000)} km`);
bw.areaWords = (metres) => `${bw.rounded(metres / 1e6)} km²`;
/* Three figures and no more decimals than they need. */
bw.rounded = (value) => (value < 100 ? String(+value.toPrecision(3)) : bw.number(Math.round(value)));

/* Where one comes to from a place, as [longitude, latitude], by an azimuth in degrees and metres
   along the ellipsoid: Vincenty's direct solution. */
bw.goneFrom = function ([lon, lat], azimuth, metres) {
  const { a, f } = bw.ELLIPSOID, b = a * (1 - f), radians = Math.PI / 180, turn = azimuth * radians;
  const tan = (1 - f) * Math.tan(lat * radians), c1 = 1 / Math.hypot(1, tan), s1 = tan * c1, start = Math.atan2(tan, Math.cos(turn));
  const slope = 1 - (c1 * Math.sin(turn)) ** 2, u = (slope * (a * a - b * b)) / (b * b);
  const A = 1 + (u / 16384) * (4096 + u * (u * (320 - 175 * u) - 768)), B = (u / 1024) * (256 + u * (u * (74 - 47 * u) - 128));
  let arc = metres / (b * A), middle = 0;
  for (let round = 0, before = Infinity; round < 100 && Math.abs(arc - before) > 1e-13; round++) {
    before = arc; middle = Math.cos(2 * start + arc);
    const sine = Math.sin(arc), cosine = Math.cos(arc);
    arc = metres / (b * A) + B * sine * (middle + (B / 4) * (cosine * (2 * middle ** 2 - 1) - (B / 6) * middle * (4 * sine ** 2 - 3) * (4 * middle ** 2 - 3)));
  }
  middle = Math.cos(2 * start + arc);
  const sine = Math.sin(arc), cosine = Math.cos(arc), across = s1 * sine - c1 * cosine * Math.cos(turn);
  const north = Math.atan2(s1 * cosine + c1 * sine * Math.cos(turn), (1 - f) * Math.hypot(c1 * Math.sin(turn), across));
  const lambda = Math.atan2(sine * Math.sin(turn), c1 * cosine - s1 * sine * Math.cos(turn));
  const C = (f / 16) * slope * (4 + f * (4 - 3 * slope));
  const east = lambda - (1 - C) * f * c1 * Math.sin(turn) * (arc + C * sine * (middle + C * cosine * (2 * middle ** 2 - 1)));
  return [lon + east / radians, north / radians];
};
