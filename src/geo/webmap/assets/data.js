"use strict";
/* Borderwatch map document. One namespace, no globals beside it. */
const bw = {};

/* A container of columns: uint32 length of the header, header (JSON), columns on 8-byte bounds. */
bw.unpack = function (buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const types = { i4: Int32Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
  const columns = {};
  for (const c of header.columns) columns[c.name] = new types[c.type](buffer, c.offset, c.length);
  return Object.assign(header.meta, columns);
};

/* Base64 of gzip, as it stands in an exported document. */
bw.inflate = async function (text) {
  const bytes = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(text)
    : Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
};

/* Spherical Mercator, the whole world 1 wide: x to the east, y to the south. */
bw.worldX = (lon) => lon / 360 + 0.5;
bw.worldY = (lat) => {
  const s = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
};
bw.latitude = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/* Dates are whole days since 1970-01-01. */
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];
bw.day = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / 864e5);
bw.iso = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
bw.longDate = (day) => {
  const d = new Date(day * 864e5);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
};
bw.shortDate = (day) => {
  const d = new Date(day * 864e5);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()].slice(0, 3)} ${d.getUTCFullYear()}`;
};
bw.number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
bw.plural = (n, one, many) => `${bw.number(n)} ${n === 1 ? one : many || one + "s"}`;

bw.NONE16 = 0xffff;
bw.NONE32 = 0xffffffff;

/* Rings of all shapes of a packed geometry, as world coordinates. */
bw.shapes = function (rings, sizes, shapeOf, count) {
  const shapes = Array.from({ length: count }, () => ({ rings: [], box: [1, 1, 0, 0] }));
  let at = 0;
  for (let r = 0; r < sizes.length; r++) {
    const xy = new Float64Array(sizes[r] * 2);
    const shape = shapes[shapeOf[r]];
    let lon = 0, lat = 0;
    for (let k = 0; k < sizes[r]; k++, at += 2) {
      lon += rings[at]; lat += rings[at + 1];
      const x = bw.worldX(lon / 1e5), y = bw.worldY(lat / 1e5);
      xy[2 * k] = x; xy[2 * k + 1] = y;
      const b = shape.box;
      if (x < b[0]) b[0] = x;
      if (y < b[1]) b[1] = y;
      if (x > b[2]) b[2] = x;
      if (y > b[3]) b[3] = y;
    }
    shape.rings.push(xy);
  }
  return shapes;
};

/* Make an element; text goes in as text, never as markup. */
bw.element = function (tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((c) => c != null));
  return element;
};

/* A link to a source, only where it is an ordinary web address. */
bw.link = function (url, words) {
  if (!/^https?:\/\//i.test(url || "")) return document.createTextNode(words);
  return bw.element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
};
