/* The view, the filters and the open event in the page's address: #zoom/lat/lon&key=value… */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const KEYS = { category: "categories", type: "types", from: "since", to: "until", q: "text", sure: "minConfidence", all: "background" };

  function write(state) {
    const { zoom, lat, lon } = state.view;
    const digits = Math.max(2, Math.ceil(zoom / 3));
    const parts = ["#" + Number(zoom.toFixed(2)) + "/" + lat.toFixed(digits) + "/" + lon.toFixed(digits)];
    for (const [key, name] of Object.entries(KEYS)) {
      const value = state.filter[name];
      if (Array.isArray(value) ? value.length : value) {
        parts.push(key + "=" + encodeURIComponent(value === true ? "1" : Array.isArray(value) ? value.join(",") : value));
      }
    }
    if (state.selected !== null) {
      parts.push("event=" + encodeURIComponent(state.selected));
    }
    return parts.join("&");
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return "";
    }
  }

  /** Read an address; anything that makes no sense is left out. */
  function read(hash) {
    const state = { view: null, filter: {}, selected: null };
    for (const part of hash.replace(/^#/, "").split("&")) {
      const spot = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(part);
      const cut = part.indexOf("=");
      const key = part.slice(0, cut), value = decode(part.slice(cut + 1));
      if (spot) {
        state.view = { zoom: Number(spot[1]), lat: Number(spot[2]), lon: Number(spot[3]) };
      } else if (key === "event") {
        state.selected = value;
      } else if (Object.prototype.hasOwnProperty.call(KEYS, key)) {
        state.filter[KEYS[key]] = key === "category" || key === "type" ? value.split(",").filter(Boolean)
          : key === "sure" ? Math.max(0, Math.min(1, Number(value) || 0)) : key === "all" ? value === "1"
            : key === "q" ? value : D.days.of(value) === null ? null : value.slice(0, 10);
      }
    }
    return state;
  }

  D.bindAddress = function (view) {
    let written = "";
    const apply = () => {
      if (location.hash === written) {
        return;
      }
      const state = read(location.hash);
      view.setFilter(Object.assign({ types: null, categories: null, since: null, until: null, text: "", minConfidence: 0,
        background: false }, state.filter));
      if (state.view) {
        view.map.setView([state.view.lat, state.view.lon], state.view.zoom, { animate: false });
      }
      if (state.selected !== null) {
        view.select(state.selected);
      }
    };
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        written = write(view.getState());
        try {
          history.replaceState(null, "", written);
        } catch (error) {
          written = ""; // a frame without an address of its own keeps none
        }
      }, 250);
    };
    if (location.hash.length > 1) {
      apply();
    }
    window.addEventListener("hashchange", apply);
    ["view", "filter", "select"].forEach((name) => view.on(name, keep));
  };

  D.address = { read, write };
})();
