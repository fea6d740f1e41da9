/* What an event says of itself.  Article text only ever becomes text nodes. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const PAGE = 6;
  const say = D.say, el = D.el;

  function placeParts(store, i) {
    const places = store.places;
    const at = store.location[i];
    const text = (column) => store.text(column[at]);
    const parts = [text(places.name), text(places.admin2), text(places.admin1), countryName(text(places.country))];
    return parts.filter((part, k) => part && parts.indexOf(part) === k);
  }

  let names = null;

  function countryName(code) {
    if (!/^[A-Z]{2}$/.test(code)) {
      return code;
    }
    try {
      names = names || new Intl.DisplayNames([D.lang, "en"], { type: "region" });
      return names.of(code) || code;
    } catch (error) {
      return code;
    }
  }

  function dateLine(store, i) {
    const precision = store.enums.date_precisions[store.date_precision[i]];
    const first = D.dateText(store.start[i], precision);
    const last = D.dateText(store.end[i], precision);
    return first === last ? first : first + " – " + last;
  }

  function aside(...notes) {
    const text = notes.filter(Boolean).join(" · ");
    return text ? el("span", { class: "dl-note", dir: "auto", text }) : null;
  }

  function quoted(store, index) {
    const text = store.text(index);
    return text ? say("written", { t: text }) : "";
  }

  function dateRow(store, i) {
    const words = D.words;
    return row("date", el("span", { text: dateLine(store, i) }), aside(
      words.date_precision[store.enums.date_precisions[store.date_precision[i]]],
      quoted(store, store.date_text[i]), words.date_source[store.enums.date_sources[store.date_source[i]]]));
  }

  function placeRow(store, i) {
    const at = store.location[i];
    const radius = store.places.radius[at] / 10;
    const near = store.places.precision[at] > 1 && radius >= 1 ? " (± " + Math.round(radius).toLocaleString(D.lang) + " km)" : "";
    const misspelt = store.place_text[i] || store.places.text[at];
    return row("place", el("span", { dir: "auto", text: placeParts(store, i).join(", ") }), aside(
      D.words.geo_precision[store.places.precision[at]] + near, quoted(store, misspelt),
      D.words.place_source[store.enums.place_sources[store.place_source[i]]]));
  }

  function row(field, ...content) {
    return el("div", { class: "dl-row" }, el("dt", { text: D.words.fields[field] || D.words[field] }), el("dd", null, ...content));
  }

  function casualties(store, i) {
    const found = D.COUNTS.filter((name) => store.casualties[name].has(i));
    if (!found.length) {
      return null;
    }
    return el("ul", { class: "dl-counts" }, ...found.map((name) => {
      const [low, best, high] = store.casualties[name].get(i);
      const range = low === high ? "" : say("range", { low, high });
      return el("li", { title: range }, el("b", { text: best.toLocaleString(D.lang) }), el("span", { text: D.words[name] }),
        range ? el("small", { text: low.toLocaleString(D.lang) + "–" + high.toLocaleString(D.lang), "aria-label": range }) : null);
    }));
  }

  function actors(store, i) {
    const items = [];
    for (let k = store.actorStart[i]; k < store.actorStart[i + 1]; k++) {
      items.push(el("li", null, el("bdi", { text: store.text(store.actorName[k]) }),
        el("span", { class: "dl-note", text: D.words.roles[store.enums.roles[store.actorRole[k]]] })));
    }
    return items.length ? row("who", el("ul", { class: "dl-actors" }, ...items)) : null;
  }

  function sources(store, i) {
    const nodes = [];
    for (let k = store.sourceStart[i]; k < store.sourceStart[i + 1]; k++) {
      nodes.push(source(store, store.sourceArticle[k], store.text(store.sourceQuote[k])));
    }
    return nodes;
  }

  function source(store, article, quote) {
    const text = (name) => store.text(store.articles[name][article]);
    const address = D.safeUrl(text("url"));
    const published = D.days.of(text("published"));
    const line = [text("publisher"), published === null ? "" : say("published", { d: D.dateText(published, "day") })];
    return el("figure", { class: "dl-source" },
      quote ? el("blockquote", { dir: "auto", text: quote }) : null,
      el("figcaption", null, el("bdi", { text: line.filter(Boolean).join(", ") }),
        address ? el("a", { href: address, rel: "noopener noreferrer", target: "_blank", text: D.words.read }) : null));
  }

  function confidence(store, i) {
    const names = ["overall", "type", "date", "place", "casualties"];
    const value = (name) => store["confidence_" + name][i];
    const list = el("ul", { class: "dl-sure" }, ...names.filter((name) => name === "overall" || value(name)).map((name) =>
      el("li", null, el("span", { text: D.words.fields[name] }),
        el("meter", { min: 0, max: 100, value: value(name), "aria-label": D.words.fields[name] }),
        el("span", { class: "dl-number", text: value(name) + "%" }))));
    return el("details", { class: "dl-how" }, el("summary", { text: say("how_sure") + ": " + value("overall") + "%" }), list);
  }

  /** Everything about one event. */
  function detail(store, i, theme, back) {
    const category = store.categories[store.category[i]];
    const status = D.words.status[store.enums.statuses[store.status[i]]];
    const kind = el("p", { class: "dl-kind" }, D.marks.icon(category, theme), el("span", { text: store.types[store.type[i]].label }),
      status ? el("span", { class: "dl-badge", text: status }) : null);
    kind.style.setProperty("--dl-tone", category[theme]);
    return el("article", { class: "dl-event" },
      back ? el("button", { type: "button", class: "dl-back", onclick: back, text: "‹ " + D.words.back }) : null,
      kind, el("h2", { dir: "auto", tabindex: "-1", text: store.text(store.title[i]) }), casualties(store, i),
      el("dl", null, dateRow(store, i), placeRow(store, i), actors(store, i)), ...sources(store, i), confidence(store, i));
  }

  /** One line for an event, as in lists and summaries. */
  function line(store, i, theme) {
    return [D.marks.icon(store.categories[store.category[i]], theme),
      el("span", { class: "dl-line" }, el("span", { class: "dl-title", dir: "auto", text: store.text(store.title[i]) }),
        el("span", { class: "dl-note", dir: "auto", text: [dateLine(store, i), placeParts(store, i)[0]].filter(Boolean).join(" · ") }))];
  }

  /** A paged list of events at one spot; `open(i)` shows one. */
  function paged(store, members, theme, open) {
    const box = el("section", { class: "dl-paged" });
    const show = (from) => {
      const to = Math.min(from + PAGE, members.length);
      const pager = members.length > PAGE ? el("nav", { class: "dl-pager", "aria-label": say("events", { n: members.length }) },
        el("button", { type: "button", disabled: from === 0, onclick: () => show(from - PAGE), text: "‹ " + D.words.previous }),
        el("span", { text: say("page", { a: from + 1, b: to, n: members.length }) }),
        el("button", { type: "button", disabled: to === members.length, onclick: () => show(from + PAGE), text: D.words.next + " ›" })) : null;
      box.replaceChildren(el("h2", { tabindex: "-1", text: say("same_place", { n: members.length }) }),
        el("ul", { class: "dl-lines" }, ...members.slice(from, to).map((i) =>
          el("li", null, el("button", { type: "button", onclick: () => open(i) }, ...line(store, i, theme))))), pager || "");
    };
    show(0);
    return box;
  }

  D.popup = { detail, paged, line, dateLine, placeParts };
})();
