/* Legend and filters in one: what a mark means is also the switch that hides it. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const el = D.el;

  class Legend {
    constructor(view) {
      this.view = view;
      this.chips = el("div", { class: "dl-chips", role: "group", "aria-label": D.words.filters });
      this.types = el("ul", { class: "dl-types" });
      this.sure = el("input", { type: "range", min: 0, max: 95, step: 5, value: 0, "aria-label": D.words.confidence,
        oninput: () => view.setFilter({ minConfidence: Number(this.sure.value) / 100 }) });
      this.sureText = el("output", { text: "" });
      this.background = el("input", { type: "checkbox",
        onchange: () => view.setFilter({ background: this.background.checked }) });
      this.backgroundText = el("span", { class: "dl-number" });
      this.more = el("details", { class: "dl-more" }, el("summary", { text: D.words.filters }),
        el("label", { class: "dl-range" }, el("span", { text: D.words.confidence }), this.sureText, this.sure),
        el("label", { class: "dl-check" }, this.background, el("span", { text: D.words.background }), this.backgroundText),
        el("h3", { text: D.words.types }), this.types);
      this.node = el("div", { class: "dl-legend" }, this.chips, this.more);
      this.rebuild();
    }

    rebuild() {
      const store = this.view.store;
      const present = new Set(store.type);
      this.typeRows = store.types.map((type, index) => (present.has(index) ? this._type(type, index) : null));
      this.categoryRows = store.categories.map((category, index) =>
        (store.types.some((type, t) => type.category === index && present.has(t)) ? this._chip(category) : null));
      this.chips.replaceChildren(...this.categoryRows.filter(Boolean).map((row) => row.node));
      this.types.replaceChildren(...this.typeRows.filter(Boolean).map((row) => row.node));
      this.update();
    }

    _chip(category) {
      const count = el("span", { class: "dl-number" });
      const node = el("button", { type: "button", class: "dl-chip", onclick: () => this._toggle("categories", category.name) },
        D.marks.icon(category, this.view.theme), el("span", { text: category.label }), count);
      return { node, count };
    }

    _type(type, index) {
      const count = el("span", { class: "dl-number" });
      const box = el("input", { type: "checkbox", onchange: () => this._toggle("types", type.name) });
      const icon = D.marks.icon(this.view.store.categories[type.category], this.view.theme);
      return { index, count, box, node: el("li", null, el("label", { class: "dl-check" }, box, icon, el("span", { text: type.label }), count)) };
    }

    /** Switch one name; all on is written as null, and so is none, which would show an empty map. */
    _toggle(key, name) {
      const store = this.view.store;
      const rows = key === "types" ? this.typeRows : this.categoryRows;
      const all = store[key].filter((_, index) => rows[index]).map((one) => one.name);
      const on = new Set(store.filter[key] && store.filter[key].length ? store.filter[key] : all);
      if (!on.delete(name)) {
        on.add(name);
      }
      const kept = all.filter((one) => on.has(one));
      this.view.setFilter({ [key]: kept.length === 0 || kept.length === all.length ? null : kept });
    }

    update() {
      const store = this.view.store;
      const { categories, types, minConfidence, background } = store.filter;
      const isOn = (list, name) => !list || !list.length || list.indexOf(name) >= 0;
      const totals = new Uint32Array(store.categories.length);
      store.types.forEach((type, index) => { totals[type.category] += store.byType[index]; });
      this.categoryRows.forEach((row, index) => {
        if (row) {
          row.count.textContent = totals[index].toLocaleString(D.lang);
          row.node.setAttribute("aria-pressed", String(isOn(categories, store.categories[index].name)));
          row.node.classList.toggle("dl-none", totals[index] === 0);
        }
      });
      this.typeRows.forEach((row, index) => {
        if (row) {
          row.count.textContent = store.byType[index].toLocaleString(D.lang);
          row.box.checked = isOn(types, store.types[index].name);
        }
      });
      this.sure.value = String(Math.round(minConfidence * 100));
      this.sureText.textContent = Math.round(minConfidence * 100) + "%";
      this.background.checked = background;
      this.backgroundText.textContent = store.background ? store.background.toLocaleString(D.lang) : "";
    }
  }

  D.Legend = Legend;
})();
