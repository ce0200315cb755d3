/* What stands beside the map, one part at a time; the part that is open folds away when its button is
   pressed again. */
bw.Tabs = class {
  constructor(root, open) {
    this.parts = [...root.querySelectorAll("[data-tab]")];
    this.buttons = this.parts.map((part) => bw.element("button", { type: "button", class: "bw-tab",
      onclick: () => this.show(this.open === part ? null : part) }, part.dataset.tab));
    root.querySelector(".bw-tabs").append(...this.buttons);
    this.show(open ? this.parts[0] : null);
  }

  show(open) {
    this.open = open;
    this.parts.forEach((part, k) => {
      part.hidden = part !== open;
      this.buttons[k].setAttribute("aria-expanded", String(part === open));
    });
    if (this.onShow) this.onShow();
  }
};
