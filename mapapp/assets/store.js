/* Events as columns, and the filter over them.  The writer of the format is mapapp/encoding.py. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const DEGREE_STEPS = 100000;
  const MAX_LAT = 85.0511287798;
  const NO_DATE = -0x80000000;
  const COUNTS = ["fatalities", "injured", "arrested", "missing", "displaced"];
  const BYTE_COLUMNS = ["date_precision", "date_source", "status", "place_source", "confidence_overall",
    "confidence_type", "confidence_date", "confidence_place", "confidence_casualties"];
  const INDEX_COLUMNS = ["title", "location", "date_text", "place_text"];

  const EMPTY = { count: 0, categories: [], types: [], hidden: [], statuses: [], ids: [], strings: [""],
    locations: Array.from({ length: 12 }, () => []), articles: [[], [], [], []], type: [], start: [], days: [],
    actors: [], actor_name: [], actor_role: [], sources: [], source_article: [], source_quote: [] };

  /** Sum up lengths to the place where each row begins; one more than there are rows. */
  function starts(lengths) {
    const out = new Uint32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i++) {
      out[i + 1] = out[i] + lengths[i];
    }
    return out;
  }

  /** Days since 1970 of an ISO date, or null. */
  function dayOf(iso) {
    const time = typeof iso === "string" && iso ? Date.parse(iso.slice(0, 10) + "T00:00:00Z") : NaN;
    return Number.isNaN(time) ? null : Math.round(time / 86400000);
  }

  /** ISO date of days since 1970; "" for no date. */
  function isoOf(day) {
    return day === null || day === NO_DATE ? "" : new Date(day * 86400000).toISOString().slice(0, 10);
  }

  let regions = null;

  /** The name of a country in the page's language; the code where it has none. */
  D.countryName = function (code) {
    if (!/^[A-Z]{2}$/.test(code)) {
      return code;
    }
    try {
      regions = regions || new Intl.DisplayNames([D.lang, "en"], { type: "region" });
      return regions.of(code) || code;
    } catch (error) {
      return code;
    }
  };

  class Store {
    constructor(payload) {
      const data = Object.assign({}, EMPTY, payload || {});
      this.count = data.count;
      this.enums = data;
      this.ids = data.ids;
      this.strings = data.strings;
      const { category_labels: categories, type_labels: types } = D.words;
      this.categories = data.categories.map((row) => ({
        name: row[0], label: categories[row[0]] || row[1], shape: row[2], light: row[3], dark: row[4] }));
      const byName = new Map(this.categories.map((category, index) => [category.name, index]));
      this.types = data.types.map((row) => ({ name: row[0], label: types[row[0]] || row[1], category: byName.get(row[2]) }));
      this._columns(data);
      this._places(data);
      this._times(data);
      this.visible = new Uint8Array(this.count);
      this.filter = { types: null, categories: null, since: null, until: null, text: "", minConfidence: 0,
        background: false };
      this._index = null;
      this.apply();
    }

    _columns(data) {
      for (const name of BYTE_COLUMNS) {
        this[name] = Uint8Array.from(data[name] || []);
      }
      for (const name of INDEX_COLUMNS) {
        this[name] = Uint32Array.from(data[name] || []);
      }
      this.type = Uint8Array.from(data.type);
      this.category = Uint8Array.from(data.type, (type) => this.types[type].category);
      const hidden = data.statuses.map((name) => (data.hidden.indexOf(name) >= 0 ? 1 : 0));
      this.isHidden = Uint8Array.from(data.status || [], (status) => hidden[status]);
      this.actorStart = starts(data.actors);
      this.sourceStart = starts(data.sources);
      this.actorName = Uint32Array.from(data.actor_name);
      this.actorRole = Uint8Array.from(data.actor_role);
      this.sourceArticle = Uint32Array.from(data.source_article);
      this.sourceQuote = Uint32Array.from(data.source_quote);
      this.casualties = {};
      for (const name of COUNTS) {
        const flat = data[name] || [];
        const found = (this.casualties[name] = new Map());
        for (let i = 0; i < flat.length; i += 4) {
          found.set(flat[i], [flat[i + 1], flat[i + 2], flat[i + 3]]);
        }
      }
    }

    _places(data) {
      const rows = data.locations;
      this.places = { lat: rows[0], lon: rows[1], precision: rows[2], radius: rows[3], geonameid: rows[4], name: rows[5],
        admin1: rows[6], admin2: rows[7], country: rows[8], text: rows[9], written: rows[10], called: rows[11] };
      this.articles = { title: data.articles[0], publisher: data.articles[1], published: data.articles[2],
        url: data.articles[3] };
      this.x = new Float64Array(this.count);
      this.y = new Float64Array(this.count);
      for (let i = 0; i < this.count; i++) {
        const at = this.location[i];
        const lat = Math.max(-MAX_LAT, Math.min(MAX_LAT, rows[0][at] / DEGREE_STEPS));
        this.x[i] = rows[1][at] / DEGREE_STEPS / 360 + 0.5;
        this.y[i] = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
      }
    }

    _times(data) {
      this.start = Int32Array.from(data.start, (day) => (day === null ? NO_DATE : day));
      this.end = Int32Array.from(data.start, (day, i) => (day === null ? NO_DATE : day + data.days[i]));
      this.undated = this.start.reduce((sum, day) => sum + (day === NO_DATE), 0);
      const all = this._spanOf(() => true);
      this._spans = { all, news: this._spanOf((i) => !this.isHidden[i]) || all };
      this._binned = {};
      this.order = Uint32Array.from({ length: this.count }, (_, i) => i).sort(
        (a, b) => this.start[b] - this.start[a] || a - b);
    }

    _spanOf(wanted) {
      let first = Infinity, last = -Infinity;
      for (let i = 0; i < this.count; i++) {
        if (this.start[i] !== NO_DATE && wanted(i)) {
          first = Math.min(first, this.start[i]);
          last = Math.max(last, this.end[i]);
        }
      }
      return first <= last ? [first, last] : null;
    }

    /** First and last day of the events that may be shown; background events count when they are asked for. */
    get span() {
      return this._spans[this.filter && this.filter.background ? "all" : "news"];
    }

    text(index) {
      return this.strings[index] || "";
    }

    indexOf(eventId) {
      if (!this._index) {
        this._index = new Map(this.ids.map((id, i) => [id, i]));
      }
      const found = this._index.get(eventId);
      return found === undefined ? -1 : found;
    }

    /** Change some filters; unknown and missing keys are left alone. */
    setFilter(changes) {
      const before = this.filter.text;
      for (const key of Object.keys(this.filter)) {
        if (changes && key in changes && changes[key] !== undefined) {
          this.filter[key] = changes[key];
        }
      }
      if (this.filter.text !== before) {
        this._match = null;
      }
      this.apply();
    }

    /** Which events hold every word of the search text, in any of their texts; null for no search. */
    _matches() {
      const words = D.fold.words(this.filter.text);
      if (!words.length || !this.count) {
        return null;
      }
      if (this._match) {
        return this._match;
      }
      let match = null;
      for (const word of words) {
        const hit = this._eventsWith(D.fold.pattern(word));
        match = match ? match.map((on, i) => on & hit[i]) : hit;
      }
      return (this._match = match);
    }

    _eventsWith(pattern) {
      const strings = Uint8Array.from(this.strings, (text) => (pattern.test(text) ? 1 : 0));
      const typeHit = Uint8Array.from(this.types, (type) => (pattern.test(type.label) ? 1 : 0));
      const place = this.places;
      const names = [place.name, place.admin1, place.admin2, place.text, place.written, place.called];
      const abroad = this._countriesCalled(pattern);
      const placeHit = place.name.map((_, i) => names.some((column) => strings[column[i]]) || abroad.has(place.country[i]) ? 1 : 0);
      const out = new Uint8Array(this.count);
      for (let i = 0; i < this.count; i++) {
        let hit = strings[this.title[i]] | placeHit[this.location[i]] | strings[this.place_text[i]] | typeHit[this.type[i]];
        for (let k = this.actorStart[i]; !hit && k < this.actorStart[i + 1]; k++) {
          hit = strings[this.actorName[k]];
        }
        for (let k = this.sourceStart[i]; !hit && k < this.sourceStart[i + 1]; k++) {
          const article = this.sourceArticle[k];
          hit = strings[this.sourceQuote[k]] | strings[this.articles.publisher[article]];
        }
        out[i] = hit;
      }
      return out;
    }

    /** The countries whose name in the page's language fits; their English names come with the data. */
    _countriesCalled(pattern) {
      const found = new Set();
      if (D.lang.slice(0, 2) !== "en") {
        for (const index of new Set(this.places.country)) {
          if (pattern.test(D.countryName(this.text(index)))) {
            found.add(index);
          }
        }
      }
      return found;
    }

    /** Run the filter: who is visible, and how many there would be of each type and on each day. */
    apply() {
      const filter = this.filter;
      const match = this._matches();
      const least = Math.round((filter.minConfidence || 0) * 100);
      const since = dayOf(filter.since);
      const until = dayOf(filter.until);
      const timed = since !== null || until !== null;
      const from = since === null ? -Infinity : since;
      const to = until === null ? Infinity : until;
      const wanted = this._wantedTypes();
      const byType = new Uint32Array(this.types.length);
      const histogram = this._emptyHistogram();
      const { start, end, type, visible, isHidden, confidence_overall: confidence } = this;
      const bin = this._bins(histogram);
      let shown = 0;
      let background = 0;
      for (let i = 0; i < this.count; i++) {
        visible[i] = 0;
        if (confidence[i] < least || (match && !match[i])) {
          continue;
        }
        const inTime = !timed || (start[i] !== NO_DATE && end[i] >= from && start[i] <= to);
        if (isHidden[i]) {
          background += inTime && wanted[type[i]];
          if (!filter.background) {
            continue;
          }
        }
        if (inTime) {
          byType[type[i]]++;
        }
        if (wanted[type[i]]) {
          if (start[i] !== NO_DATE && histogram) {
            histogram.bars[bin[i]]++;
          }
          if (inTime) {
            visible[i] = 1;
            shown++;
          }
        }
      }
      Object.assign(this, { shown, background, byType, histogram });
      this.listed = null;
    }

    _wantedTypes() {
      const { types, categories } = this.filter;
      const typeSet = types && types.length ? new Set(types) : null;
      const categorySet = categories && categories.length ? new Set(categories) : null;
      return this.types.map((type) =>
        (!typeSet || typeSet.has(type.name)) && (!categorySet || categorySet.has(this.categories[type.category].name)));
    }

    _emptyHistogram() {
      if (!this.span) {
        return null;
      }
      const [first, last] = this.span;
      const days = last - first + 1;
      const step = days <= 92 ? 1 : days <= 640 ? 7 : days <= 3650 ? 30.4375 : 365.25;
      return { first, last, step, bars: new Uint32Array(Math.max(1, Math.ceil(days / step + 1e-9))) };
    }

    /** The bar of the histogram that each event stands in. */
    _bins(histogram) {
      const key = this.filter.background ? "all" : "news";
      if (!this._binned[key]) {
        const last = histogram ? histogram.bars.length - 1 : 0;
        this._binned[key] = histogram ? Uint16Array.from(this.start, (day) => (day === NO_DATE ? 0
          : Math.max(0, Math.min(last, Math.floor((day - histogram.first) / histogram.step))))) : new Uint16Array(this.count);
      }
      return this._binned[key];
    }

    /** Visible events, newest first. */
    list() {
      if (!this.listed) {
        const { order, visible, count } = this;
        const listed = new Uint32Array(this.shown);
        for (let k = 0, n = 0; k < count; k++) {
          if (visible[order[k]]) {
            listed[n++] = order[k];
          }
        }
        this.listed = listed;
      }
      return this.listed;
    }
  }

  D.Store = Store;
  D.days = { of: dayOf, iso: isoOf, none: NO_DATE };
  D.DEGREE_STEPS = DEGREE_STEPS;
  D.COUNTS = COUNTS;
})();
