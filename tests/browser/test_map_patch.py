"""What was changed, laid over all events in the page, is what all events sent anew would be."""

from __future__ import annotations

import json
from dataclasses import replace

from playwright.sync_api import Browser

from geodata.model import Event
from mapapp.encoding import encode_events, encode_patch
from mapapp.page import component_html
from tests.factories import make_events

READ = """(text) => {
  const { patched, Store, COUNTS } = window.Dateline;
  const payload = Array.isArray(text) ? patched(JSON.parse(text[0]), JSON.parse(text[1])) : JSON.parse(text);
  const store = new Store(payload), out = {};
  for (let i = 0; i < store.count; i++) {
    const at = store.location[i], place = store.places, of = (column) => store.text(column[at]);
    const row = { title: store.text(store.title[i]), start: store.start[i], end: store.end[i], type: store.type[i],
      sure: store.confidence_overall[i], place: [place.lat[at], place.lon[at], place.precision[at], of(place.name),
        of(place.admin1), of(place.country)], actors: [], sources: [], status: store.status[i], counts: {} };
    for (let k = store.actorStart[i]; k < store.actorStart[i + 1]; k++) {
      row.actors.push([store.text(store.actorName[k]), store.actorRole[k]]);
    }
    for (let k = store.sourceStart[i]; k < store.sourceStart[i + 1]; k++) {
      const article = store.sourceArticle[k];
      row.sources.push([store.text(store.sourceQuote[k]), store.text(store.articles.title[article]),
        store.text(store.articles.publisher[article]), store.text(store.articles.url[article])]);
    }
    COUNTS.forEach((name) => { row.counts[name] = store.casualties[name].get(i) || null; });
    out[store.ids[i]] = row;
  }
  return JSON.stringify(out, Object.keys(out).sort().concat("title", "start", "end", "type", "sure", "place", "actors",
    "sources", "status", "counts", ...COUNTS));
}"""


def test_a_patched_map_is_the_map_of_the_changed_events(browser: Browser) -> None:
    before = make_events(300)
    after = _changed(before)
    held = {event.event_id: event for event in before}
    changed = [event for event in after if held.get(event.event_id) is not event]
    patch = encode_patch(changed, held.keys() - {event.event_id for event in after})
    page = browser.new_page()
    page.set_content(component_html())
    laid_over = page.evaluate(READ, [encode_events(before), patch])
    anew = page.evaluate(READ, encode_events(after))
    page.close()
    assert json.loads(laid_over) == json.loads(anew)
    assert len(json.loads(anew)) == len(after)


def _changed(events: list[Event]) -> list[Event]:
    """Some taken out, some edited in every kind of column, one added."""
    moved = events[20]
    out = [event for row, event in enumerate(events[:-1]) if row % 17]
    out[3] = replace(out[3], title="Corrected", casualties=events[-2].casualties, actors=events[-3].actors)
    out[40] = replace(out[40], location=moved.location, when=moved.when, sources=moved.sources + out[40].sources)
    out[41] = replace(out[41], actors=(), casualties=events[5].casualties)
    return [*out, events[-1]]
