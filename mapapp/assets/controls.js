/* The panel, the time strip, and how they make room for each other and for the map. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const el = D.el;
  const NARROW = 720;
  const PANEL = 352;

  class Controls {
    constructor(view, payload) {
      this.view = view;
      this.box = view.map.getContainer();
      this.legend = new D.Legend(view);
      this.list = new D.List(view);
      this.time = new D.Timeline(view);
      this.search = el("input", { type: "search", class: "dl-search", placeholder: D.words.search, "aria-label": D.words.search,
        autocomplete: "off", spellcheck: "false", maxlength: "200", dir: "auto", oninput: () => this._type() });
      this.summary = el("span", { class: "dl-shown" });
      this.clear = el("button", { type: "button", class: "dl-link", hidden: true, text: D.words.clear, onclick: () => this._clear() });
      this.fold = el("button", { type: "button", class: "dl-fold", onclick: () => this.toggle() });
      const logo = /^data:image\//.test(payload.page_logo || "") ? el("img", { class: "dl-logo", src: payload.page_logo, alt: "" }) : null;
      const head = el("header", { class: "dl-head" }, logo,
        el("div", { class: "dl-titles" }, payload.page_title ? el("h1", { dir: "auto", text: payload.page_title }) : null,
          payload.page_subtitle ? el("p", { dir: "auto", class: "dl-sub", text: payload.page_subtitle }) : null,
          el("p", { class: "dl-counted" }, this.summary, this.clear)), this.fold);
      this.body = el("div", { class: "dl-body" }, this.search, this.legend.node, this.list.node, D.downloads ? D.downloads(view) : null);
      this.panel = el("section", { class: "dl-ui dl-panel", dir: D.words.direction, "aria-label": payload.page_title || D.words.list }, head, this.body);
      this.strip = el("div", { class: "dl-ui dl-strip" }, this.time.node);
      this.box.append(this.panel, this.strip);
      for (const node of [this.panel, this.strip]) {
        shield(node, (event) => this._keys(event));
      }
      this._fitButton();
      this._resize();
      if (window.ResizeObserver) {
        new ResizeObserver(() => this._resize()).observe(this.box);
      }
      this.update();
    }

    _fitButton() {
      const view = this.view;
      const Fit = L.Control.extend({ options: { position: "topright" }, onAdd: () => {
        const link = el("a", { href: "#", role: "button", title: D.words.fit, "aria-label": D.words.fit, class: "dl-fit", text: "⤢" });
        link.addEventListener("click", (event) => { event.preventDefault(); view.fit(); });
        const bar = el("div", { class: "leaflet-bar leaflet-control" }, link);
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      } });
      new Fit().addTo(view.map);
    }

    _resize() {
      const narrow = this.box.clientWidth < NARROW;
      if (narrow !== this.narrow) {
        this.narrow = narrow;
        this.box.classList.toggle("dl-narrow", narrow);
        this.body.prepend(this.search);
        if (narrow) {
          this.body.insertBefore(this.strip, this.legend.node);
        } else {
          this.box.append(this.strip);
        }
        this.toggle(!narrow);
      }
      this.time.update();
    }

    toggle(open) {
      this.open = open === undefined ? !this.open : open;
      this.panel.classList.toggle("dl-closed", !this.open);
      this.box.classList.toggle("dl-folded", !this.open);
      this.fold.setAttribute("aria-expanded", String(this.open));
      this.fold.setAttribute("aria-label", this.open ? D.words.collapse : D.words.expand);
      this.fold.textContent = this.narrow ? (this.open ? "⌄" : "⌃") : this.open ? "‹" : "›";
      if (this.view.controls) {
        this.view.centre();
      }
    }

    _keys(event) {
      if (event.key === "Escape") {
        this.view.map.closePopup();
      }
      event.stopPropagation();
    }

    _type() {
      clearTimeout(this._typing);
      this._typing = setTimeout(() => this.view.setFilter({ text: this.search.value }), this.view.store.count > 20000 ? 220 : 90);
    }

    _clear() {
      this.time.play(false);
      this.view.setFilter({ types: null, categories: null, since: null, until: null, text: "", minConfidence: 0, background: false });
    }

    /** Pixels that the controls take of each side. */
    room() {
      if (this.narrow) {
        return { left: 0, top: 0, right: 40, bottom: this.open ? this.panel.offsetHeight : 84 };
      }
      return { left: this.open ? PANEL + 12 : 0, top: 0, right: 30, bottom: this.time.node.hidden ? 0 : 96 };
    }

    rebuild() {
      this.legend.rebuild();
      this.time.rebuild();
      this.update();
    }

    redress() {
      this.legend.rebuild();
      this.list.update();
      this.time.update();
    }

    update() {
      const store = this.view.store;
      const filter = store.filter;
      this.summary.textContent = D.say("events", { n: store.shown });
      this.clear.hidden = !(filter.types || filter.categories || filter.since || filter.until || filter.text ||
        filter.minConfidence || filter.background);
      if (document.activeElement !== this.search) {
        this.search.value = filter.text;
      }
      this.legend.update();
      this.list.update();
      this.time.update();
      this.strip.hidden = this.time.node.hidden;
    }
  }

  /** The time strip alone, for a page that has filters and a list of its own. */
  class TimeStrip {
    constructor(view) {
      this.narrow = false;
      this.time = new D.Timeline(view);
      this.strip = el("div", { class: "dl-ui dl-strip dl-alone", dir: D.words.direction }, this.time.node);
      view.map.getContainer().append(this.strip);
      shield(this.strip, (event) => event.stopPropagation());
      this.update();
    }

    room() {
      return { left: 0, top: 0, right: 30, bottom: this.time.node.hidden ? 0 : this.strip.offsetHeight + 12 };
    }

    rebuild() {
      this.time.rebuild();
      this.update();
    }

    redress() {
      this.time.update();
    }

    update() {
      this.strip.hidden = this.time.node.hidden;
      this.time.update();
    }
  }

  /** Keep what is done on a control from the map below it. */
  function shield(node, onKey) {
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    node.addEventListener("keydown", onKey);
    // The click too: what it takes out of the page (a row, a button) is no longer seen to be inside a control.
    for (const kind of ["mousemove", "touchstart", "pointerdown", "click"]) {
      node.addEventListener(kind, (event) => event.stopPropagation());
    }
  }

  D.buildControls = (view, payload) => (view.options.controls === "full" ? new Controls(view, payload || {})
    : view.options.controls === "time" ? new TimeStrip(view) : null);
})();
