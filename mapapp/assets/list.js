/* The list of events: as long as it must be, drawn only where it is seen, and worked by keyboard. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const el = D.el;
  const ROW = 58;

  class List {
    constructor(view) {
      this.view = view;
      this.cursor = -1;
      this.inView = false;
      this.rows = el("div", { class: "dl-rows", role: "presentation" });
      this.box = el("div", { class: "dl-list", role: "listbox", tabindex: "0", "aria-label": D.words.list,
        onscroll: () => this._draw(), onkeydown: (event) => this._key(event), onfocus: () => this._focus(),
        onclick: (event) => this._click(event) }, this.rows);
      this.toggle = el("input", { type: "checkbox", onchange: () => { this.inView = this.toggle.checked; this.update(); } });
      this.head = el("div", { class: "dl-listhead" }, el("label", { class: "dl-check" }, this.toggle, el("span", { text: D.words.in_view })));
      this.node = el("div", { class: "dl-listbox" }, this.head, this.box);
      view.on("select", (eventId) => this._selected(eventId));
      view.on("view", () => { if (this.inView) { this.update(); } });
      if (window.ResizeObserver) {
        new ResizeObserver(() => this._draw()).observe(this.box);
      }
      this.update();
    }

    update() {
      const store = this.view.store;
      let events = store.list();
      if (this.inView) {
        events = this.view.inView(events);
      }
      this.events = events;
      this.cursor = this.view.canvas.selected >= 0 ? events.indexOf(this.view.canvas.selected) : -1;
      if (!this.waiting) {
        this.waiting = requestAnimationFrame(() => {
          this.waiting = 0;
          this.rows.style.height = Math.max(1, this.events.length) * ROW + "px";
          this._draw(true);
        });
      }
    }

    _draw(afresh) {
      const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - 4);
      const last = Math.min(this.events.length, first + Math.ceil((this.box.clientHeight || 400) / ROW) + 8);
      const key = first + ":" + last;
      if (!afresh && key === this.drawn) {
        return;
      }
      this.drawn = key;
      this.box.setAttribute("role", this.events.length ? "listbox" : "group"); // a listbox must have options
      if (!this.events.length) {
        this.rows.replaceChildren(el("p", { class: "dl-empty", text: this.view.store.count ? D.words.none : D.words.empty }));
        return;
      }
      const nodes = [];
      for (let at = first; at < last; at++) {
        nodes.push(this._row(at));
      }
      this.rows.replaceChildren(...nodes);
      this._mark();
    }

    /** Say which row the cursor is at.  The rows stay: a new row under the mouse would take a click that began on the old. */
    _mark() {
      const here = this._id(this.cursor);
      let found = false;
      for (const node of this.rows.children) {
        const on = node.id === here;
        found = found || on;
        if (node.id) {
          node.setAttribute("aria-selected", String(on));
        }
      }
      this.box.setAttribute("aria-activedescendant", found ? here : "");
    }

    _id(at) {
      return "dl-row-" + this.view.map._leaflet_id + "-" + at;
    }

    _row(at) {
      const i = this.events[at];
      const node = el("div", { class: "dl-item", role: "option", id: this._id(at), "aria-selected": "false",
        "aria-setsize": this.events.length, "aria-posinset": at + 1, "data-at": at,
        onmouseenter: () => this.view.canvas.light(i), onmouseleave: () => this.view.canvas.light(-1) },
        ...D.popup.line(this.view.store, i, this.view.theme));
      node.style.transform = "translateY(" + at * ROW + "px)";
      node.classList.toggle("dl-background", this.view.store.isHidden[i] === 1);
      return node;
    }

    _click(event) {
      const row = event.target.closest(".dl-item");
      if (row) {
        this._open(Number(row.dataset.at));
      }
    }

    _open(at, focus) {
      this._move(at);
      this.view.select(this.view.store.ids[this.events[at]], { focus });
    }

    _move(at) {
      this.cursor = Math.max(0, Math.min(this.events.length - 1, at));
      const top = this.cursor * ROW;
      if (top < this.box.scrollTop) {
        this.box.scrollTop = top;
      } else if (top + ROW > this.box.scrollTop + this.box.clientHeight) {
        this.box.scrollTop = top + ROW - this.box.clientHeight;
      }
      this._draw();
      this._mark();
    }

    _focus() {
      const byKey = this.box.matches(":focus-visible"); // a mouse has its row already, and the list must not scroll below it
      if (byKey && this.cursor < 0 && this.events.length) {
        this._move(0);
        this.view.canvas.light(this.events[0]);
      }
    }

    _key(event) {
      const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
      if (event.key in moves && this.events.length) {
        this._move(this.cursor + moves[event.key]);
        this.view.canvas.light(this.events[this.cursor]);
        this.view.show(this.events[this.cursor]);
      } else if ((event.key === "Enter" || event.key === " ") && this.cursor >= 0) {
        this._open(this.cursor, true);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }

    _selected(eventId) {
      const i = eventId === null ? -1 : this.view.store.indexOf(eventId);
      const at = i < 0 ? -1 : this.events.indexOf(i);
      if (at >= 0) {
        this._move(at);
      } else {
        this.cursor = -1;
        this._mark();
      }
    }
  }

  D.List = List;
})();
