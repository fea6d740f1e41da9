/* What the page says, small DOM helpers, and search that does not mind accents. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});

  D.words = {
    events: ["{n} event", "{n} events"],
    none: "No events match. Widen the dates or clear the search.",
    empty: "There are no events on this map yet.",
    search: "Search title, place, actor, quote",
    clear: "Show all",
    filters: "Filters",
    confidence: "Minimum confidence",
    background: "Background, planned and denied",
    types: "Types of event",
    list: "Events",
    fit: "Fit all events",
    close: "Close",
    collapse: "Hide the panel",
    expand: "Show the panel",
    back: "Back to the list",
    earlier: "Earlier",
    later: "Later",
    from: "From",
    until: "Until",
    play: "Play",
    pause: "Pause",
    step_back: "One step back",
    step_on: "One step on",
    undated: "{n} without a date",
    same_place: "{n} events here",
    page: "{a}–{b} of {n}",
    previous: "Previous",
    next: "Next",
    source: "Source",
    read: "Read the article",
    published: "published {d}",
    written: "written “{t}”",
    unsure: "Confidence",
    download: "Download",
    map: "Map",
    day: "Day", week: "Week", month: "Month",
    in_view: "Only those in view",
    fatalities: "Killed", injured: "Injured", arrested: "Arrested", missing: "Missing", displaced: "Displaced",
    who: "Who",
    how_sure: "How sure",
    range: "reported between {low} and {high}",
    roles: { perpetrator: "perpetrator", target: "target", participant: "took part", responder: "responder",
      affected: "affected" },
    status: { asserted: "", claimed: "Claimed", denied: "Denied", planned: "Planned", background: "Background" },
    date_source: { text: "from the text", heading: "from the heading", dateline: "from the dateline",
      document: "from the article’s own date", none: "" },
    date_precision: { day: "", week: "to the week", month: "to the month", year: "to the year", unknown: "date unknown" },
    place_source: { sentence: "from the sentence", heading: "from the heading", dateline: "from the dateline",
      document: "from the rest of the article" },
    geo_precision: ["", "Exact place", "Near the place or within its district", "Somewhere in the province or region",
      "Somewhere in the country"],
    fields: { overall: "Overall", type: "Type", date: "Date", place: "Place", casualties: "Casualties" },
    no_date: "Date unknown",
  };

  /** A text of the page with its blanks filled; a pair is singular and plural, chosen by `n`. */
  D.say = function (key, values) {
    let text = D.words[key];
    if (Array.isArray(text)) {
      text = text[values && values.n === 1 ? 0 : 1];
    }
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString(D.lang) : String(value);
    });
  };

  /** Build an element: attributes by name, texts as text nodes; article text can only become text. */
  D.el = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) {
        continue;
      }
      if (name.slice(0, 2) === "on") {
        node.addEventListener(name.slice(2), value);
      } else if (name === "text") {
        node.textContent = value;
      } else {
        node.setAttribute(name, value === true ? "" : value);
      }
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };

  /** The address as a safe link target, or "" when it is not plain http or https. */
  D.safeUrl = function (address) {
    try {
      const url = new URL(address);
      return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
    } catch (error) {
      return "";
    }
  };

  const FORMATS = {}; // making one takes longer than using it a hundred times

  /** A date of days since 1970 in the reader's words, as exact as the precision says. */
  D.dateText = function (day, precision) {
    if (day === D.days.none) {
      return D.words.no_date;
    }
    const parts = { year: "numeric", timeZone: "UTC" };
    if (precision !== "year") {
      parts.month = "long";
    }
    if (precision !== "year" && precision !== "month") {
      parts.day = "numeric";
    }
    const format = FORMATS[precision] || (FORMATS[precision] = new Intl.DateTimeFormat(D.lang, parts));
    return format.format(new Date(day * 86400000));
  };

  const ACCENTS = { a: "aàáâãäåāăą", c: "cçćč", d: "dďđ", e: "eèéêëēėęě", g: "gğģ", i: "iìíîïīıį", l: "lłľ", n: "nñńňņ",
    o: "oòóôõöøōő", r: "rřŕ", s: "sśšşș", t: "tťţț", u: "uùúûüūůűų", y: "yýÿ", z: "zźżž", "'": "'’‘ʼ" };

  D.fold = {
    words: (text) => String(text || "").slice(0, 200).trim().split(/\s+/).filter(Boolean).slice(0, 8),
    /** A pattern for a word as typed, in any case and with or without accents. */
    pattern: (word) => {
      const plain = word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
      const source = Array.from(plain, (letter) =>
        ACCENTS[letter] ? "[" + ACCENTS[letter] + "]" : letter.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"));
      return new RegExp(source.join(""), "i");
    },
  };
  D.lang = document.documentElement.lang || "en";
})();
