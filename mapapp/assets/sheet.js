/* The page on paper: the map about what is seen, what its marks mean, and the events one by one. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const el = D.el;
  const WIDTH = 680, HEIGHT = 460; // pixels of CSS; A4 and Letter leave this much upright
  const MARGIN = 34;
  const FINE = 2;
  const MOST = 300; // events that are listed
  const DEEPEST = 9; // a single town is shown with what lies around it

  class Sheet {
    constructor(view, payload) {
      this.view = view;
      this.payload = payload;
      this.node = el("section", { class: "dl-sheet", dir: D.words.direction });
      document.body.append(this.node);
      view.map.getContainer().classList.add("dl-sheeted");
      window.addEventListener("beforeprint", () => this.fill());
    }

    fill() {
      const { view, payload } = this;
      const store = view.store;
      const seen = view.inView(store.list());
      const chosen = view.canvas.selected;
      const open = chosen >= 0 && store.visible[chosen] ? D.popup.detail(store, chosen, "light") : null;
      const credits = view.map.attributionControl ? view.map.attributionControl.getContainer().textContent : "";
      this.node.replaceChildren(...[
        payload.page_title ? el("h1", { dir: "auto", text: payload.page_title }) : null,
        payload.page_subtitle ? el("p", { dir: "auto", text: payload.page_subtitle }) : null,
        el("p", { text: [this._count(seen), this._period(seen)].filter(Boolean).join(" · ") }),
        this._picture(seen), this._key(seen), open,
        el("ol", null, ...Array.from(seen).slice(0, MOST).map((i) => el("li", null, ...D.popup.line(store, i, "light")))),
        seen.length > MOST ? el("p", { text: D.say("page", { a: 1, b: MOST, n: seen.length }) }) : null,
        el("footer", { text: credits }),
      ].filter(Boolean));
      view.canvas.redraw(); // it drew for the paper, and must know again what is where on the screen
    }

    _count(seen) {
      const shown = this.view.store.shown;
      const count = D.say("events", { n: seen.length });
      return seen.length === shown ? count : count + " / " + shown.toLocaleString(D.lang) + " (" + D.words.in_view + ")";
    }

    _period(seen) {
      const { start, end } = this.view.store;
      let first = Infinity, last = -Infinity;
      for (const i of seen) {
        if (start[i] !== D.days.none) {
          first = Math.min(first, start[i]);
          last = Math.max(last, end[i]);
        }
      }
      return last < first ? "" : first === last ? D.dateText(first, "day") : D.dateText(first, "day") + " – " + D.dateText(last, "day");
    }

    _picture(seen) {
      const { map, canvas } = this.view;
      const bounds = seen.length ? this.view.boundsOf(Array.from(seen)) : map.getBounds();
      let zoom = Math.max(DEEPEST, map.getZoom());
      const corners = () => [map.project(bounds.getNorthWest(), zoom), map.project(bounds.getSouthEast(), zoom)];
      const fits = ([a, b]) => b.x - a.x <= WIDTH - 2 * MARGIN && b.y - a.y <= HEIGHT - 2 * MARGIN;
      while (zoom > map.getMinZoom() && !fits(corners())) {
        zoom--;
      }
      const [a, b] = corners();
      const left = (a.x + b.x - WIDTH) / 2, top = (a.y + b.y - HEIGHT) / 2;
      const paper = el("canvas", { width: WIDTH * FINE, height: HEIGHT * FINE });
      const context = paper.getContext("2d");
      context.scale(FINE, FINE);
      if (map.datelineBasemap) {
        const ground = map.datelineBasemap.basemap;
        ground.paint(context, left, top, WIDTH, HEIGHT, zoom, "light");
        ground.label(context, left, top, WIDTH, HEIGHT, zoom, "light");
      }
      canvas.draw(context, { left, top, width: WIDTH, height: HEIGHT, zoom }, "light");
      return paper;
    }

    _key(seen) {
      const { store } = this.view;
      const counts = new Map();
      for (const i of seen) {
        counts.set(store.category[i], (counts.get(store.category[i]) || 0) + 1);
      }
      return el("ul", { class: "dl-key" }, ...store.categories.map((category, k) => (counts.has(k) ? el("li", null,
        D.marks.icon(category, "light"), el("span", { text: category.label + " " + counts.get(k).toLocaleString(D.lang) })) : null)));
    }
  }

  D.Sheet = Sheet;
})();
