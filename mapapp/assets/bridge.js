/* The dashboard's side of the map: Streamlit's messages in, selections and views out.
   The map is built once; data comes by address, a filter change is a few bytes. */
(function () {
  "use strict";
  var MESSAGE = "streamlit:";
  var REST = 700; // milliseconds, more than a step of the play button
  var LOWEST = 420; // pixels
  var BELOW = 24; // pixels of the page that stay in sight below the map
  var choosing = 0;
  var dataUrl = null;
  var patchUrl = null;
  var base = null;
  var wanted = null;
  var hidden = false; // the event that is wanted is one that the filters hide
  var pending = null;
  var sent = "";
  var known = null; // the filters of the dashboard when it sent them last
  var failed = false;
  var state = { selected: null, picked: null, days: null, said: 0 };

  function send(type, body) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: MESSAGE + type }, body), "*");
  }

  /** How high the map may be: all of it fits on the screen, or a click on it would scroll the page instead. */
  function height() {
    var most = pending.height || 560;
    try {
      var page = window.frameElement.closest('[data-testid="stMain"]');
      var top = window.frameElement.getBoundingClientRect().top + (page ? page.scrollTop : 0);
      return Math.max(LOWEST, Math.min(most, Math.floor(window.parent.innerHeight - top - BELOW)));
    } catch (error) {
      return Math.max(LOWEST, Math.min(most, window.screen.availHeight - 250)); // the page is another server's
    }
  }

  function layer() {
    return window.datelineMap && window.datelineMap.dateline;
  }

  function report(value) {
    var text = JSON.stringify(value);
    if (text !== sent) {
      sent = text;
      send("setComponentValue", { value: value, dataType: "json" });
    }
  }

  /** Tell the dashboard what is selected and what was clicked on, both at once. */
  function tell(changes) {
    report(Object.assign(state, changes, { said: state.said + 1 }));
  }

  /** Whether the dashboard knew the last choice made here when it sent this; an older one must not undo it. */
  function upToDate(args) {
    return !(args.heard < state.said);
  }

  /** What the dashboard filters by; days that were just chosen on the strip hold until it knows them. */
  function filterOf(args) {
    var filter = Object.assign({}, args.filter);
    if (choosing || !upToDate(args)) {
      delete filter.since;
      delete filter.until;
    }
    return filter;
  }

  /** Tell which days were chosen, once the hand (or the play button) rests. */
  function chooseDays(filter) {
    var held = (pending && pending.filter) || {};
    clearTimeout(choosing);
    choosing = 0;
    if (filter.since !== (held.since || null) || filter.until !== (held.until || null)) {
      choosing = setTimeout(function () {
        choosing = 0;
        tell({ days: { since: filter.since, until: filter.until, at: Date.now() } });
      }, REST);
    }
  }

  /** Select what the dashboard says; that is no news to it.  What the filters hide is selected once they show it. */
  function obey(eventId) {
    wanted = eventId;
    hidden = Boolean(eventId) && !layer().shows(eventId);
    layer().select(hidden ? null : eventId);
  }

  function fetched(address) {
    return fetch(address).then(function (answer) {
      if (!answer.ok) {
        throw new Error("HTTP " + answer.status);
      }
      return answer.json();
    });
  }

  /** Show the events of an address, and what was changed of them since. */
  function load(dateline, args) {
    if (args.dataUrl !== dataUrl) {
      base = fetched(args.dataUrl);
    }
    dataUrl = args.dataUrl;
    patchUrl = args.patchUrl;
    Promise.all([base, args.patchUrl ? fetched(args.patchUrl) : null])
      .then(function (parts) {
        if (args.dataUrl !== dataUrl || args.patchUrl !== patchUrl) {
          return; // newer data was asked for meanwhile
        }
        dateline.setData(parts[1] ? window.Dateline.patched(parts[0], parts[1]) : parts[0], { fit: args.fit });
        dateline.setFilter(filterOf(pending));
        if (upToDate(pending) && pending.selected) {
          obey(pending.selected);
        }
        if (failed) {
          failed = false;
          tell({});
        }
      })
      .catch(function (error) {
        dataUrl = patchUrl = null;
        failed = true;
        report({ error: String(error) });
      });
  }

  /** Whether the dashboard's filters are others than before, by more than the days that were chosen on the map. */
  function searched(filter) {
    var before = known;
    known = Object.assign({}, filter);
    if (!before) {
      return false;
    }
    var days = state.days;
    if (days && days.since === known.since && days.until === known.until) {
      before = Object.assign({}, before, { since: known.since, until: known.until });
    }
    return JSON.stringify(before) !== JSON.stringify(known);
  }

  /** Show what the filters left when none of it is in sight. */
  function bringIntoView(dateline) {
    var view = dateline.view;
    if (view.store.shown && !view.inView(view.store.list()).length) {
      dateline.fit();
    }
  }

  function applyArgs() {
    var dateline = layer();
    if (!dateline || !pending) {
      return;
    }
    var args = pending;
    var news = searched(args.filter);
    var box = window.datelineMap.getContainer();
    box.style.cursor = args.pick ? "crosshair" : "";
    box.classList.toggle("dl-picking", Boolean(args.pick)); // nothing may lie over the place that is looked for
    if (args.dataUrl && (args.dataUrl !== dataUrl || args.patchUrl !== patchUrl)) {
      load(dateline, args);
      return;
    }
    dateline.setFilter(filterOf(args));
    if (news) {
      bringIntoView(dateline);
    }
    if (upToDate(args) && ((args.selected || null) !== wanted || (hidden && dateline.shows(wanted)))) {
      obey(args.selected || null);
    }
  }

  window.addEventListener("message", function (message) {
    if (message.source !== window.parent || !message.data || message.data.type !== MESSAGE + "render") {
      return;
    }
    pending = message.data.args;
    send("setFrameHeight", { height: height() });
    if (window.datelineMap) {
      window.datelineMap.invalidateSize();
    }
    applyArgs();
  });

  /** The button that brings all that is shown into view. */
  function addFit(dateline) {
    var control = window.L.control({ position: "topright" });
    control.onAdd = function () {
      var words = window.Dateline.words;
      var link = window.Dateline.el("a", { href: "#", role: "button", title: words.fit, "aria-label": words.fit, class: "dl-fit", text: "⤢" });
      link.addEventListener("click", function (event) {
        event.preventDefault();
        dateline.fit();
      });
      var bar = window.Dateline.el("div", { class: "leaflet-bar leaflet-control" }, link);
      window.L.DomEvent.disableClickPropagation(bar);
      return bar;
    };
    control.addTo(window.datelineMap);
  }

  function start() {
    var dateline = layer();
    if (!dateline) {
      window.requestAnimationFrame(start);
      return;
    }
    dateline.on("select", function (eventId) {
      if (eventId === null && wanted !== null && !dateline.shows(wanted)) {
        hidden = true; // closed by the filters, not by the person: it stays open beside the map
      } else if (eventId !== wanted) {
        wanted = eventId;
        hidden = false;
        tell({ selected: eventId });
      }
    });
    dateline.on("filter", chooseDays);
    addFit(dateline);
    window.datelineMap.on("click", function (event) {
      if (pending && pending.pick) {
        var at = event.latlng.wrap();
        tell({ picked: { lat: at.lat, lon: at.lng, at: Date.now() } });
      }
    });
    send("componentReady", { apiVersion: 1 });
  }
  start();
})();
