/* Relief, rivers, lakes and seas under the events. */
bw.Terrain = class {
  constructor(model) {
    this.model = model; this.cut = document.createElement("canvas");
    this.paths = new bw.Paths(model.waters, false);
    const river = model.ground.river || [];
    this.kinds = [0, 1].map((kind) => [...river.keys()].filter((w) => river[w] === kind));
  }

  has(name) { return this.view.layers.includes(name); }

  /* The piece of the relief that a frame shows, drawn once for each frame. */
  piece(frame) {
    const key = [frame.scale, frame.left, frame.top, frame.width, frame.height].join();
    if (this.key === key) return this.cut;
    this.key = key;
    this.cut.width = frame.width; this.cut.height = frame.height;
    const pen = this.cut.getContext("2d"), [west, south, east, north] = this.model.ground.relief_box, s = frame.scale;
    const x = bw.worldX(west) * s, y = bw.worldY(north) * s;
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = bw.palette.paper; pen.fillRect(0, 0, frame.width, frame.height);
    pen.drawImage(bw.relief, x - frame.left, y - frame.top, bw.worldX(east) * s - x, bw.worldY(south) * s - y);
    return this.cut;
  }

  /* Multiplied with what was filled: flat ground keeps the colour that the legend shows. */
  paintRelief(ctx, frame) {
    if (!bw.relief || !this.has("relief")) return;
    ctx.globalCompositeOperation = "multiply";
    ctx.drawImage(this.piece(frame), frame.left - frame.originX, frame.top - frame.originY);
    ctx.globalCompositeOperation = "source-over";
  }

  paintWaters(ctx, frame) {
    if (!this.has("waters")) return;
    ctx.save();
    bw.Paths.place(ctx, frame);
    ctx.fillStyle = bw.palette.water; ctx.strokeStyle = bw.palette.river;
    ctx.lineJoin = ctx.lineCap = "round"; ctx.lineWidth = frame.zoom < 6 ? 0.8 : frame.zoom < 8 ? 1.1 : 1.6;
    const [areas, rivers] = this.kinds.map((waters) => {
      const path = new Path2D();
      for (const w of waters) if (this.paths.visible(w, frame)) path.addPath(this.paths.at(w, frame));
      return path;
    });
    ctx.fill(areas, "evenodd"); ctx.stroke(rivers);
    ctx.lineWidth = 0.6; ctx.stroke(areas);
    ctx.restore();
  }
};

/* The relief as a picture, where the document holds one. */
bw.readRelief = async function () {
  const held = document.getElementById("bw-relief");
  if (held) bw.relief = await createImageBitmap(new Blob([await bw.inflate(held.textContent)], { type: "image/webp" }));
};
