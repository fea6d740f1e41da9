/* A few changed events laid over many: the dashboard sends what a person's correction changed, not all events anew.
   Both are payloads of mapapp/encoding.py; the words of the second follow those of the first. */
(function () {
  "use strict";
  const D = (window.Dateline = window.Dateline || {});
  const WORDS = ["title", "date_text", "place_text"];
  const PLAIN = ["type", "start", "days", "date_precision", "date_source", "status", "place_source",
    "confidence_overall", "confidence_type", "confidence_date", "confidence_place", "confidence_casualties"];
  const LOCATION_WORDS = 5; // the columns of a location from here on are words
  const OF_ACTORS = ["actor_name", "actor_role"];
  const OF_SOURCES = ["source_article", "source_quote"];

  /** Return a column of the rows that stay, followed by the added ones. */
  function joined(kept, column, added) {
    return kept.map((row) => column[row]).concat(added);
  }

  /** Return the parts (of actors, of sources) of the rows that stay. */
  function partsOf(kept, lengths, column) {
    const starts = [0];
    lengths.forEach((length, row) => starts.push(starts[row] + length));
    return kept.flatMap((row) => column.slice(starts[row], starts[row + 1]));
  }

  function shifted(column, by) {
    return column.map((value) => value + by);
  }

  /** Return the base without the events that are gone or told anew, and with those of the patch. */
  D.patched = function (base, patch) {
    const gone = new Set(patch.gone.concat(patch.ids));
    const kept = [];
    base.ids.forEach((id, row) => gone.has(id) || kept.push(row));
    const words = base.strings.length;
    const out = Object.assign({}, base, { count: kept.length + patch.count, ids: joined(kept, base.ids, patch.ids),
      strings: base.strings.concat(patch.strings), credits: base.credits.concat(patch.credits.filter((one) => base.credits.indexOf(one) < 0)) });
    PLAIN.forEach((name) => { out[name] = joined(kept, base[name], patch[name]); });
    WORDS.forEach((name) => { out[name] = joined(kept, base[name], shifted(patch[name], words)); });
    out.location = joined(kept, base.location, shifted(patch.location, base.locations[0].length));
    out.locations = base.locations.map((column, i) =>
      column.concat(i < LOCATION_WORDS ? patch.locations[i] : shifted(patch.locations[i], words)));
    out.articles = base.articles.map((column, i) => column.concat(shifted(patch.articles[i], words)));
    const more = { actor_name: shifted(patch.actor_name, words), actor_role: patch.actor_role,
      source_article: shifted(patch.source_article, base.articles[0].length),
      source_quote: shifted(patch.source_quote, words) };
    OF_ACTORS.forEach((name) => { out[name] = partsOf(kept, base.actors, base[name]).concat(more[name]); });
    OF_SOURCES.forEach((name) => { out[name] = partsOf(kept, base.sources, base[name]).concat(more[name]); });
    ["actors", "sources"].forEach((name) => { out[name] = joined(kept, base[name], patch[name]); });
    const rowOf = new Map(kept.map((row, at) => [row, at]));
    D.COUNTS.forEach((name) => {
      const flat = [];
      for (let i = 0; i < base[name].length; i += 4) {
        if (rowOf.has(base[name][i])) {
          flat.push(rowOf.get(base[name][i]), base[name][i + 1], base[name][i + 2], base[name][i + 3]);
        }
      }
      out[name] = flat.concat(patch[name].map((value, i) => (i % 4 ? value : value + kept.length)));
    });
    return out;
  };
})();
