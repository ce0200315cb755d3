/* Small pictures, letters and boxes that the layers share. */
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

/* Boxes that are taken on the screen, found by the cell they lie in. */
bw.Taken = class {
  constructor() { this.cells = new Map(); }

  keys(x, y, wide, tall) {
    const keys = [];
    for (let column = Math.floor((x - wide) / 64); column <= Math.floor((x + wide) / 64); column++)
      for (let row = Math.floor((y - tall) / 64); row <= Math.floor((y + tall) / 64); row++)
        keys.push(column * 4096 + row);
    return keys;
  }

  add(x, y, wide, tall) {
    for (const key of this.keys(x, y, wide, tall)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push([x, y, wide, tall]);
    }
  }

  meets(x, y, wide, tall) {
    return this.keys(x, y, wide, tall).some((key) => (this.cells.get(key) || []).some((t) =>
      Math.abs(t[0] - x) < t[2] + wide && Math.abs(t[1] - y) < t[3] + tall));
  }
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

/* A small canvas, drawn around its middle once and used many times. */
bw.picture = function (size, draw) {
  const ratio = window.devicePixelRatio || 1, side = Math.ceil(size);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio); pen.translate(side / 2, side / 2);
  draw(pen);
  return { canvas, side };
};

bw.font = (size) => `600 ${size}px system-ui, "Noto Sans", sans-serif`;

bw.text = function (ctx, text, x, y, size, colour) {
  ctx.font = bw.font(size);
  ctx.textAlign = "center"; ctx.textBaseline = "middle";
  ctx.lineWidth = 2.5; ctx.strokeStyle = bw.at(bw.palette.paper, 0.95); ctx.lineJoin = "round";
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour || bw.palette.ink;
  ctx.fillText(text, x, y);
};
