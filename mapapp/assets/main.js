/* Ties store, canvas, popups and controls to one Leaflet map: `map.dateline`. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});

  const POPUP_MARGINS = 36; // left and right of a popup's content, as in dateline.css
  const WRAP_SPAN = 200; // wider than this, events are shown on the usual world map

  class MapView {
    constructor(map, payload, options) {
      this.map = map;
      this.options = Object.assign({ controls: "full", fit: true, address: false, theme: "auto" }, options);
      this.handlers = {};
      this._told = []; // the events that the popup tells of
      map.datelineTheme = this.options.theme;
      const pane = map.createPane("dlEvents");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.store = new D.Store(payload);
      this.canvas = new D.EventCanvas(this.store);
      this.canvas.addTo(map);
      this.tip = D.el("div", { class: "dl-tip", hidden: true });
      this.live = D.el("div", { class: "dl-hidden", role: "status", "aria-live": "polite" });
      map.getContainer().append(this.tip, this.live);
      map.getContainer().classList.add("dl-map");
      this._listen();
      this._dress();
      this._name();
      this._credit(payload);
      this.controls = D.buildControls(this, payload);
      this.centre();
      if (this.options.controls === "full") {
        this.sheet = new D.Sheet(this, payload);
      }
      if (this.options.fit) {
        this.fit(false);
      }
      if (this.options.address) {
        D.bindAddress(this);
      }
    }

    get theme() {
      return D.theme(this.map);
    }

    /** Give the map and Leaflet's buttons their words. */
    _name() {
      const box = this.map.getContainer();
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", D.words.map);
      [["in", "zoom_in"], ["out", "zoom_out"]].forEach(([end, key]) => {
        const link = box.querySelector(".leaflet-control-zoom-" + end);
        if (link) {
          link.title = D.words[key];
          link.setAttribute("aria-label", D.words[key]);
        }
      });
    }

    /** Name the geocoders that found the places, in the corner of the map. */
    _credit(payload) {
      const corner = this.map.attributionControl;
      if (corner) {
        (this.credits || []).forEach((credit) => corner.removeAttribution(credit));
        this.credits = payload.credits.map((text) => D.el("span", { text }).innerHTML);
        this.credits.forEach((credit) => corner.addAttribution(credit));
      }
    }

    _dress() {
      this.map.getContainer().dataset.theme = this.theme;
    }

    _listen() {
      const map = this.map;
      map.on("click", (event) => this._click(event));
      map.on("mousemove", (event) => this._hover(event));
      map.on("mouseout movestart", () => this._tipOff());
      map.on("moveend", () => this.emit("view", this.getState().view));
      map.getContainer().addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          map.closePopup();
        }
      });
      map.on("popupclose", (event) => {
        if (event.popup === this.popup && !this._opening) {
          map.getContainer().classList.remove("dl-popped");
          this._select(-1);
          if (this._from && this._from.isConnected) {
            this._from.focus({ preventScroll: true });
          }
          this._from = null;
        }
      });
      if (window.matchMedia) {
        const redress = () => this.redress();
        window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redress);
        // A page that has a sheet for paper leaves the map as it is: it is not seen there.
        window.matchMedia("print").addEventListener("change", () => { if (!this.sheet) { redress(); } });
      }
    }

    /** Draw everything again in the theme that now holds. */
    redress() {
      this._dress();
      if (this.map.datelineBasemap) {
        this.map.datelineBasemap.redraw();
      }
      this.canvas.redraw();
      if (this.controls) {
        this.controls.redress();
      }
    }

    _reach(event) {
      return event.originalEvent && (event.originalEvent.pointerType === "touch" || event.originalEvent.type === "touchend" ||
        window.matchMedia("(pointer: coarse)").matches) ? 24 : 13;
    }

    _click(event) {
      const mark = this.canvas.hit(event.containerPoint, this._reach(event));
      if (!mark) {
        return;
      }
      this._tipOff();
      const members = this.canvas.members(mark.group);
      if (members.length === 1) {
        this.open(members[0], event.latlng);
      } else if (mark.group.place >= 0 || !this._zoomInto(members)) {
        this.openList(members, event.latlng);
      }
    }

    /** Zoom to where a cluster falls apart; false when it never would. */
    _zoomInto(members) {
      const bounds = this.boundsOf(members);
      const zoom = Math.min(this.map.getBoundsZoom(bounds, false, this.padding(true)), this.map.getMaxZoom());
      if (zoom <= this.map.getZoom() && this.map.getZoom() >= Math.min(14, this.map.getMaxZoom())) {
        return false;
      }
      this.flyTo(bounds.getCenter(), Math.max(zoom, this.map.getZoom() + 1));
      return true;
    }

    latlng(i) {
      const at = this.store.location[i];
      return L.latLng(this.store.places.lat[at] / D.DEGREE_STEPS, this.store.places.lon[at] / D.DEGREE_STEPS);
    }

    /** The least box about some events, across the antimeridian when that is less. */
    boundsOf(members) {
      const points = members.map((i) => this.latlng(i));
      const lons = points.map((point) => point.lng).sort((a, b) => a - b);
      let gap = lons[0] + 360 - lons[lons.length - 1];
      let west = lons[0];
      for (let k = 1; k < lons.length; k++) {
        if (lons[k] - lons[k - 1] > gap) {
          gap = lons[k] - lons[k - 1];
          west = lons[k];
        }
      }
      if (360 - gap > WRAP_SPAN) {
        west = lons[0];
      }
      const bounds = L.latLngBounds([]);
      points.forEach((point) => bounds.extend([point.lat, point.lng < west ? point.lng + 360 : point.lng]));
      return bounds;
    }

    /** Those of some events that lie in view. */
    inView(events) {
      const bounds = this.map.getBounds();
      const centre = this.middle();
      return events.filter((i) => {
        const at = this.latlng(i);
        at.lng += Math.round((centre - at.lng) / 360) * 360;
        return bounds.contains(at);
      });
    }

    /** The longitude in the middle of what the controls leave free: of the copies of the world the one about it has the events. */
    middle() {
      const size = this.map.getSize();
      return this.map.containerPointToLatLng([size.x / 2 + this.canvas.offset, size.y / 2]).lng;
    }

    /** Tell the canvas where the middle of what is seen lies. */
    centre() {
      const room = this.controls ? this.controls.room() : { left: 0, right: 0 };
      this.canvas.offset = (room.left - room.right) / 2;
      this.canvas.redraw();
    }

    /** Room that the controls take: left and top, right and bottom, in pixels. */
    padding(sum) {
      const room = this.controls ? this.controls.room() : { left: 0, top: 0, right: 30, bottom: 0 };
      const first = L.point(room.left + 40, room.top + 40), last = L.point(room.right + 40, room.bottom + 40);
      return sum ? first.add(last) : { paddingTopLeft: first, paddingBottomRight: last };
    }

    get calm() {
      return window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    }

    flyTo(centre, zoom) {
      const room = this.controls ? this.controls.room() : { left: 0, right: 0, top: 0, bottom: 0 };
      const shift = L.point(room.right - room.left, room.bottom - room.top).divideBy(2);
      const target = this.map.unproject(this.map.project(centre, zoom).add(shift), zoom);
      this.map.setView(target, zoom, { animate: !this.calm });
    }

    fit(animate) {
      const members = this.store.shown ? Array.from(this.store.list()) : [];
      if (!members.length) {
        this.map.setView([20, 10], 2, { animate: false });
        return;
      }
      const options = Object.assign({ maxZoom: 9, animate: animate !== false && !this.calm }, this.padding());
      this.map.fitBounds(this.boundsOf(members), options);
    }

    _hover(event) {
      if (event.originalEvent && event.originalEvent.target.closest && event.originalEvent.target.closest(".dl-ui, .leaflet-popup")) {
        return this._tipOff();
      }
      const mark = this.canvas.hit(event.containerPoint, 10);
      const id = mark ? mark.group.id : null;
      this.map.getContainer().classList.toggle("dl-pointing", Boolean(mark));
      if (id !== this.canvas.hovered) {
        this.canvas.hovered = id;
        this.canvas.redraw();
        this._tipFill(mark);
      }
      if (mark) {
        const x = Math.min(event.containerPoint.x + 16, this.map.getSize().x - this.tip.offsetWidth - 8);
        this.tip.style.transform = "translate(" + x + "px," + (event.containerPoint.y + 18) + "px)";
      }
    }

    _tipFill(mark) {
      this.tip.hidden = !mark;
      if (!mark) {
        return;
      }
      const group = mark.group;
      if (group.count === 1) {
        this.tip.replaceChildren(...D.popup.line(this.store, group.first, this.theme));
      } else {
        this.tip.replaceChildren(D.el("span", { class: "dl-line" },
          D.el("span", { class: "dl-title", text: D.say("events", { n: group.count }) }),
          ...this.store.categories.map((category, k) => (group.mix[k] ? D.el("span", { class: "dl-note",
            text: category.label + " " + group.mix[k].toLocaleString(D.lang) }) : null)).filter(Boolean).slice(0, 5)));
      }
    }

    _tipOff() {
      this.tip.hidden = true;
      this.map.getContainer().classList.remove("dl-pointing");
      if (this.canvas.hovered !== null) {
        this.canvas.hovered = null;
        this.canvas.redraw();
      }
    }

    _show(content, latlng, focus) {
      this._opening = true;
      content.dir = D.words.direction;
      const size = this.map.getSize();
      const room = this.padding();
      const widest = Math.min(360, size.x - 40);
      const side = Math.max(4, (size.x - widest - POPUP_MARGINS) / 2); // more room beside it than this there is not
      const within = (point) => L.point(Math.min(point.x, side), point.y);
      this.popup = L.popup({ className: "dl-popup", maxWidth: widest, minWidth: Math.min(280, size.x - 60),
        maxHeight: Math.max(180, Math.min(460, size.y * 0.62)), autoPanPaddingTopLeft: within(room.paddingTopLeft),
        autoPanPaddingBottomRight: within(room.paddingBottomRight), offset: [0, -4], closeButton: true });
      this.popup.setLatLng(latlng).setContent(content).openOn(this.map);
      this._opening = false;
      this.map.getContainer().classList.add("dl-popped");
      const close = this.popup.getElement() && this.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) {
        close.setAttribute("aria-label", D.words.close);
      }
      if (focus) {
        const active = document.activeElement;
        this._from = active && active.closest(".dl-panel") ? active : this._from;
        const heading = content.querySelector("h2");
        heading.focus({ preventScroll: true });
      }
    }

    /** Show one event's details where it is drawn (the copy of the world nearest to `near`). */
    open(i, near, back, focus) {
      const at = this.latlng(i);
      const centre = near ? near.lng : this.middle();
      at.lng += Math.round((centre - at.lng) / 360) * 360;
      if (this.controls && this.controls.narrow) {
        this.controls.toggle(false); // on a phone there is room for the list or the event, not for both
      }
      this._told = [i];
      this._show(D.popup.detail(this.store, i, this.theme, back), at, focus || Boolean(back));
      this._select(i);
    }

    openList(members, near) {
      const at = this.latlng(members[0]);
      at.lng += Math.round((near.lng - at.lng) / 360) * 360;
      const list = () => {
        this._told = members;
        this._show(D.popup.paged(this.store, members, this.theme, (i) => this.open(i, near, list)), at, true);
      };
      list();
    }

    _select(i) {
      if (this.canvas.selected === i) {
        return;
      }
      this.canvas.selected = i;
      this.canvas.redraw();
      this.emit("select", i < 0 ? null : this.store.ids[i]);
    }

    on(name, handler) {
      (this.handlers[name] = this.handlers[name] || []).push(handler);
      return this;
    }

    emit(name, value) {
      (this.handlers[name] || []).forEach((handler) => handler(value));
    }

    setData(payload, options) {
      const filter = this.store.filter;
      const selected = this.canvas.selected >= 0 ? this.store.ids[this.canvas.selected] : null;
      this.store = new D.Store(payload);
      this.store.setFilter(filter);
      this.canvas.setStore(this.store);
      this._credit(payload);
      this.canvas.selected = selected === null ? -1 : this.store.indexOf(selected);
      if (this.canvas.selected < 0) {
        this.map.closePopup(); // its list counts the events of the data before
      }
      this._told = [this.canvas.selected];
      this.canvas.redraw();
      if (this.controls) {
        this.controls.rebuild();
      }
      if (!options || options.fit !== false) {
        this.fit(false);
      }
    }

    /** Whether the filters let an event be seen. */
    shows(eventId) {
      return Boolean(this.store.visible[this.store.indexOf(eventId)]);
    }

    /** Close a popup that tells of an event which the filters now hide. */
    _closeHidden() {
      if (this.popup && this.popup.isOpen() && !this._told.every((i) => this.store.visible[i])) {
        this.map.closePopup(this.popup);
      }
    }

    setFilter(changes) {
      this.store.setFilter(changes);
      this._closeHidden();
      this.canvas.hovered = null;
      this.canvas.redraw();
      if (this.controls) {
        this.controls.update();
      }
      clearTimeout(this._saying);
      this._saying = setTimeout(() => { this.live.textContent = D.say("events", { n: this.store.shown }); }, 400);
      this.emit("filter", Object.assign({}, this.store.filter));
    }

    /** Bring an event into view, without opening it. */
    show(i) {
      const at = this.latlng(i);
      at.lng += Math.round((this.middle() - at.lng) / 360) * 360;
      const point = this.map.latLngToContainerPoint(at), size = this.map.getSize(), room = this.padding();
      const first = room.paddingTopLeft, last = size.subtract(room.paddingBottomRight);
      if (point.x < first.x || point.y < first.y || point.x > last.x || point.y > last.y) {
        this.flyTo(at, this.map.getZoom());
      }
      return at;
    }

    select(eventId, options) {
      const i = eventId === null || eventId === undefined ? -1 : this.store.indexOf(eventId);
      if (i < 0) {
        this.map.closePopup();
        this._select(-1);
        return;
      }
      const at = this.show(i);
      this.open(i, at, null, options && options.focus);
    }

    getState() {
      const centre = this.map.getCenter();
      const selected = this.canvas.selected;
      return { view: { zoom: this.map.getZoom(), lat: centre.lat, lon: centre.lng }, filter: Object.assign({}, this.store.filter),
        shown: this.store.shown, selected: selected < 0 ? null : this.store.ids[selected] };
    }
  }

  /** Put events on a Leaflet map; returns what is then `map.dateline`. */
  D.mount = function (map, payload, options) {
    const view = new MapView(map, payload, options);
    map.dateline = {
      setData: (data, how) => view.setData(data, how),
      setFilter: (changes) => view.setFilter(changes),
      select: (eventId, how) => view.select(eventId, how),
      shows: (eventId) => view.shows(eventId),
      getState: () => view.getState(),
      fit: () => view.fit(),
      on: (name, handler) => { view.on(name, handler); return map.dateline; },
      view,
    };
    window.datelineMap = map;
    return map.dateline;
  };

  /** Read a JSON island of the page and hand it over: at once, or when it is unpacked. */
  D.island = function (id, then) {
    const node = document.getElementById(id);
    if (!node || node.dataset.encoding !== "gzip") {
      then(node ? JSON.parse(node.textContent) : null);
    } else if (window.DecompressionStream) {
      unpack(node.textContent).then(then);
    } else if (!document.querySelector(".dl-old")) {
      document.body.prepend(D.el("p", { class: "dl-old", role: "alert", text: D.words.old_browser }));
    }
  };

  function unpack(text) {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) {
      bytes[i] = raw.charCodeAt(i);
    }
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  }
})();
