/* What the page says, small DOM helpers, and search that does not mind accents. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});

  /** A text of the page (assets/words) with its blanks filled; several forms are singular and plurals, chosen by `n`. */
  D.say = function (key, values) {
    let text = D.words[key];
    if (typeof text === "object") {
      text = text[plural(values.n)] || text.other;
    }
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString(D.lang) : String(value);
    });
  };

  let rules = null;

  function plural(n) {
    try {
      rules = rules || new Intl.PluralRules(D.lang);
      return rules.select(n);
    } catch (error) {
      return n === 1 ? "one" : "other";
    }
  }

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
