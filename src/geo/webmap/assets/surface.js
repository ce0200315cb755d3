/* A canvas over the map that follows pan and zoom; what it paints is drawn by `paint`. */
bw.Surface = L.Renderer.extend({
  initialize: function (name, order, paint) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.05, pane: name });
    this.name = name;
    this.order = order;
    this.paint = paint;
  },

  onAdd: function (map) {
    if (!map.getPane(this.name)) {
      const pane = map.createPane(this.name);
      pane.style.zIndex = this.order;
      pane.style.pointerEvents = "none";
    }
    L.Renderer.prototype.onAdd.call(this, map);
  },

  _initContainer: function () {
    this._container = bw.element("canvas", { "aria-hidden": "true", "data-surface": this.name });
    // The ground is opaque: what lies under it need not be blended, which halves a frame's cost
    // where there is no graphics card.
    this.context = this._container.getContext("2d", { alpha: this.name !== "bw-fills" });
  },

  _destroyContainer: function () {
    this._container.remove();
    delete this._container;
  },

  _update: function () {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const ratio = window.devicePixelRatio || 1;
    const size = this._bounds.getSize(), canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = size.x * ratio; canvas.height = size.y * ratio;
    canvas.style.width = size.x + "px"; canvas.style.height = size.y + "px";
    this.repaint();
  },

  _updatePaths: function () {},
  _reset: function () { this._update(); this._updateTransform(this._center, this._zoom); },

  /* Paint anew, in layer pixels: `scale` world units to pixels, `left` and `top` the origin. */
  repaint: function () { this.draw(this.paint, true); },

  draw: function (paint, clear) {
    if (!this._map || !this._bounds) return;
    const zoom = this._map.getZoom(), origin = this._map.getPixelOrigin();
    const ratio = window.devicePixelRatio || 1, size = this._bounds.getSize();
    const frame = {
      zoom, scale: 256 * Math.pow(2, zoom), ratio,
      left: origin.x + this._bounds.min.x, top: origin.y + this._bounds.min.y,
      width: size.x, height: size.y, originX: origin.x, originY: origin.y,
    };
    this.frame = frame;
    const ctx = this.context;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (clear) ctx.clearRect(0, 0, this._container.width, this._container.height);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(ctx, frame);
  },
});

/* Paths of shapes at one zoom, thinned to what a pixel can show, kept until the zoom changes. */
bw.Paths = class {
  constructor(shapes, closed) {
    this.shapes = shapes; this.closed = closed; this.scale = 0; this.paths = [];
  }

  at(index, frame) {
    if (this.scale !== frame.scale || this.originX !== frame.originX || this.originY !== frame.originY) {
      this.scale = frame.scale; this.originX = frame.originX; this.originY = frame.originY;
      this.paths = [];
    }
    return this.paths[index] || (this.paths[index] = this.build(this.shapes[index].rings, frame));
  }

  build(rings, frame) {
    const path = new Path2D(), s = frame.scale, ox = frame.originX, oy = frame.originY;
    for (const ring of rings) {
      const n = ring.length;
      let lastX = ring[0] * s - ox, lastY = ring[1] * s - oy;
      path.moveTo(lastX, lastY);
      for (let k = 2; k < n - 2; k += 2) {
        const x = ring[k] * s - ox, y = ring[k + 1] * s - oy;
        const dx = x - lastX, dy = y - lastY;
        if (dx * dx + dy * dy < 2) continue;
        path.lineTo(x, y);
        lastX = x; lastY = y;
      }
      if (this.closed) path.closePath();
      else path.lineTo(ring[n - 2] * s - ox, ring[n - 1] * s - oy);
    }
    return path;
  }

  visible(index, frame) {
    const b = this.shapes[index].box;
    return b[2] * frame.scale >= frame.left && b[0] * frame.scale <= frame.left + frame.width &&
      b[3] * frame.scale >= frame.top && b[1] * frame.scale <= frame.top + frame.height;
  }

  /* Move the pen's origin so that paths, kept relative to the map's origin, fall in place. */
  static place(ctx, frame) {
    ctx.translate(frame.originX - frame.left, frame.originY - frame.top);
  }
};

/* A hatch of parallel lines; 0 degrees lies flat. */
bw.hatch = function (ctx, colour, angles, spacing, width) {
  const size = spacing * 4, tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour; pen.lineWidth = width;
  for (const angle of angles) {
    // Snap the slope so that lines meet at the tile's edges.
    const slope = Math.round(Math.tan((angle * Math.PI) / 180));
    for (let k = -size * 3; k <= size * 3; k += spacing) {
      pen.beginPath();
      if (angle === 90) { pen.moveTo(k, 0); pen.lineTo(k, size); }
      else { pen.moveTo(0, k); pen.lineTo(size, k - slope * size); }
      pen.stroke();
    }
  }
  return ctx.createPattern(tile, "repeat");
};

/* A pattern of fine dots. */
bw.dots = function (ctx, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 12;
  const pen = tile.getContext("2d");
  pen.fillStyle = colour;
  for (const [x, y] of [[3, 3], [9, 9]]) { pen.beginPath(); pen.arc(x, y, 0.7, 0, 7); pen.fill(); }
  return ctx.createPattern(tile, "repeat");
};
