/* The events that are shown now, as files, made in the page: GeoJSON, CSV, and a picture of the map. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const el = D.el;
  const FORMULA = /^[\s]*[=+\-@\t\r]/;

  /** One event as a flat row, with the columns of the data exports (geodata/exports.py) as far as the page knows them. */
  function record(store, i) {
    const at = store.location[i], places = store.places, enums = store.enums;
    const text = (index) => store.text(index) || null;
    const share = (name) => store["confidence_" + name][i] / 100;
    return Object.assign({
      event_id: store.ids[i], title: text(store.title[i]), type: store.types[store.type[i]].name,
      category: store.categories[store.category[i]].name, status: enums.statuses[store.status[i]],
      date_start: D.days.iso(store.start[i]) || null, date_end: D.days.iso(store.end[i]) || null,
      date_precision: enums.date_precisions[store.date_precision[i]], date_text: text(store.date_text[i]),
      date_source: enums.date_sources[store.date_source[i]], place: text(places.name[at]), admin1: text(places.admin1[at]),
      admin2: text(places.admin2[at]), country: text(places.country[at]), geonameid: places.geonameid[at] || null,
      lat: places.lat[at] / D.DEGREE_STEPS, lon: places.lon[at] / D.DEGREE_STEPS, geo_precision: places.precision[at],
      radius_km: places.radius[at] / 10, place_source: enums.place_sources[store.place_source[i]],
      place_text: text(store.place_text[i]),
    }, counts(store, i), actors(store, i), {
      confidence: share("overall"), confidence_type: share("type"), confidence_date: share("date"),
      confidence_place: share("place"), confidence_casualties: share("casualties"),
    }, sources(store, i));
  }

  function counts(store, i) {
    const row = {};
    for (const name of D.COUNTS) {
      const count = store.casualties[name].get(i) || [null, null, null];
      ["low", "best", "high"].forEach((part, k) => { row[name + "_" + part] = count[k]; });
    }
    return row;
  }

  function joined(values) {
    return [...new Set(values.filter(Boolean))].join("; ") || null;
  }

  function actors(store, i) {
    const row = {};
    store.enums.roles.forEach((role, r) => {
      const names = [];
      for (let k = store.actorStart[i]; k < store.actorStart[i + 1]; k++) {
        if (store.actorRole[k] === r) {
          names.push(store.text(store.actorName[k]));
        }
      }
      row[role] = joined(names);
    });
    return row;
  }

  function sources(store, i) {
    const first = store.sourceStart[i], last = store.sourceStart[i + 1];
    const of = (read) => Array.from({ length: last - first }, (_, k) => read(store.sourceArticle[first + k]));
    return {
      quote: first < last ? store.text(store.sourceQuote[first]) || null : null,
      publishers: joined(of((article) => store.text(store.articles.publisher[article]))),
      urls: joined(of((article) => D.safeUrl(store.text(store.articles.url[article])))), sources: last - first,
    };
  }

  function* geojson(store) {
    yield '{"type":"FeatureCollection","features":[\n';
    let first = true;
    for (const i of store.list()) {
      const row = record(store, i);
      const feature = { type: "Feature", id: row.event_id, geometry: { type: "Point", coordinates: [row.lon, row.lat] }, properties: row };
      yield (first ? "" : ",\n") + JSON.stringify(feature);
      first = false;
    }
    yield "\n]}\n";
  }

  /** A cell that no spreadsheet takes for a formula. */
  function cell(value) {
    if (value === null) {
      return "";
    }
    if (typeof value === "number") {
      return String(value);
    }
    const safe = FORMULA.test(value) ? "'" + value : value;
    return /[",\r\n]/.test(safe) || safe !== value ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  function* csv(store) {
    const events = store.list();
    yield "\ufeff" + (events.length ? Object.keys(record(store, events[0])).join(",") : "event_id") + "\r\n";
    for (const i of events) {
      yield Object.values(record(store, i)).map(cell).join(",") + "\r\n";
    }
  }

  function save(blob, name) {
    const link = el("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** The map as it is seen, without its controls, twice as fine as the screen. */
  function picture(view) {
    const map = view.map, size = map.getSize(), ratio = Math.max(2, D.ratio()), theme = view.theme;
    const canvas = document.createElement("canvas");
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    const context = canvas.getContext("2d");
    const corner = map.getPixelBounds().min;
    context.scale(ratio, ratio);
    if (map.datelineBasemap) {
      const ground = map.datelineBasemap.basemap;
      ground.paint(context, corner.x, corner.y, size.x, size.y, map.getZoom(), theme);
      ground.label(context, corner.x, corner.y, size.x, size.y, map.getZoom(), theme);
    }
    view.canvas.draw(context, { left: corner.x, top: corner.y, width: size.x, height: size.y, zoom: map.getZoom() });
    credit(context, size, theme);
    view.canvas.redraw();
    canvas.toBlob((blob) => save(blob, "map.png"), "image/png");
  }

  function credit(context, size, theme) {
    const text = "Natural Earth · GeoNames CC BY 4.0 · Dateline";
    context.font = "11px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
    context.textAlign = "right";
    context.textBaseline = "alphabetic";
    context.fillStyle = D.marks.inkOf(theme).text;
    context.globalAlpha = 0.75;
    context.fillText(text, size.x - 10, size.y - 10);
    context.globalAlpha = 1;
  }

  D.downloads = function (view) {
    const button = (text, act) => el("button", { type: "button", class: "dl-link", text, onclick: act });
    return el("footer", { class: "dl-downloads" }, el("span", { class: "dl-note", text: D.words.download }),
      button("GeoJSON", () => save(new Blob([...geojson(view.store)], { type: "application/geo+json" }), "events.geojson")),
      button("CSV", () => save(new Blob([...csv(view.store)], { type: "text/csv;charset=utf-8" }), "events.csv")),
      button("PNG", () => picture(view)));
  };
  D.files = { record, geojson, csv, cell };
})();
