/* The list of layers of a document that stands alone. */
bw.layerList = function (root, app) {
  const body = bw.element("div", { class: "bw-layer-list" });
  for (const [key, words] of Object.entries(app.model.ground.layers)) {
    // What the document does not hold cannot be switched on.
    if (key === "tiles" || (key === "relief" && !bw.relief) || (key === "waters" && !app.model.waters.length)) continue;
    const box = bw.element("input", { type: "checkbox", checked: app.view.layers.includes(key),
      onchange: () => app.setView({ layers: Object.keys(app.model.ground.layers).filter((k) =>
        k === key ? box.checked : app.view.layers.includes(k)) }) });
    body.append(bw.element("label", { class: "bw-key" }, box, bw.element("span", {}, words)));
  }
  const choose = (name, options) => bw.element("select", { "aria-label": name,
    onchange: (e) => app.setView({ [name]: e.target.value }) },
    ...Object.entries(options).map(([key, words]) =>
      bw.element("option", { value: key, selected: app.view[name] === key }, words)));
  body.append(bw.element("div", { class: "bw-key" }, "Counts: ", choose("measure", app.model.ground.measures),
    choose("count_level", app.model.ground.count_levels)));
  const km = bw.element("output", {}, `${app.view.corridor_km} km`);
  const width = bw.element("input", { type: "range", min: 5, max: 200, step: 5, value: app.view.corridor_km,
    "aria-label": "Corridor width, km each side", oninput: () => { km.textContent = `${width.value} km`; app.setView({ corridor_km: +width.value }); } });
  body.append(bw.element("label", { class: "bw-key" }, "Corridor ", width, km));
  root.append(body);
};

