"""Correct an event: its place, type, date, numbers and actors; move it, merge it, split it, take it out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast, get_args

import streamlit as st
from geopy.point import Point

from geodata.corrections import moved, written_names
from geodata.events.where import distance_km
from geodata.model import (
    CASUALTY_FIELDS,
    GEO_PRECISION_LABELS,
    ROLES,
    Actor,
    Candidate,
    Casualties,
    Confidence,
    Count,
    DatePrecision,
    Event,
    GeoPrecision,
    Location,
    Place,
    Role,
    Source,
    Status,
    When,
)
from geodata.places.gazetteer.folding import fold
from geodata.taxonomy import EVENT_TYPES, category_of
from geodata.titles import article_title, retitled
from mapapp.dashboard import acts, drafts, services, words
from mapapp.dashboard.safe import plain

EARLIEST, LATEST = dt.date(1, 1, 1), dt.date(9999, 12, 31)
NEAR_KM = 200.0
MOST_FOUND = 12
MOST_ARTICLES = 200
"""The newest articles to choose from; the list is sent to the page."""
_COORDINATES = re.compile(r"[\d\s.,;/°'\"′″+NSEW-]*\d[\d\s.,;/°'\"′″+NSEW-]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
HALF_TURN = 180
PRECISIONS: tuple[DatePrecision, ...] = ("day", "week", "month", "year")


def view(event: Event, shown: services.Shown) -> None:
    """Draw what can be done to an event."""
    _acts(shown.event(event.event_id) or event, shown)
    with st.expander("Move it", icon=":material/location_on:", expanded=bool(st.session_state.get("picked"))):
        _place(event, shown)
    with st.expander("Correct it", icon=":material/edit:"):
        _fields(event)
    with st.expander("It is the same as another", icon=":material/call_merge:"):
        _same(event, shown)


def _acts(event: Event, shown: services.Shown) -> None:
    checked = event.event_id in shown.reviewed.checked
    parts = shown.parts.get(event.event_id, ())
    columns = st.columns(2)
    label = "Checked ✓" if checked else "Mark as checked"
    if columns[0].button(label, type="secondary" if checked else "primary", width="stretch", key="act-check"):
        acts.check(event, checked=not checked)
        st.rerun()
    if columns[1].button("Take it out", width="stretch", key="act-delete", help="Undo brings it back."):
        if acts.delete([event]):
            st.session_state["selected"] = None
        st.rerun()
    if len(parts) > 1 and st.button(f"Split into {len(parts)}", width="stretch", key="act-split"):
        acts.split(event, parts)
        st.rerun()


# ------------------------------------------------- the place


def _place(event: Event, shown: services.Shown) -> None:
    written = _written(event, shown)
    everywhere = st.checkbox(
        plain(f"For every “{written}” in this collection"),
        key=f"move-all-{event.event_id}",
        help="Kept as a rule that is listed under Changes and can be undone there.",
    )
    candidates = _candidates(event, shown)
    if candidates:
        st.caption("What the name may mean: first where the event is now, then the others, best first")
        st.button(plain(f"{described(event.place)} · now"), key="candidate-now", width="stretch", disabled=True)
        for number, candidate in enumerate(candidates[:6]):
            if st.button(plain(described(candidate.place)), key=f"candidate-{number}", width="stretch"):
                _move(event, candidate.place, written if everywhere else "")
    _looked_up(event, written if everywhere else "")
    _picked(event, written if everywhere else "")


def _looked_up(event: Event, everywhere: str) -> None:
    """Offer the places of a name that the person writes, or the point that they write."""
    name = st.text_input(
        "Or look a place up", key=f"move-search-{event.event_id}", max_chars=200, placeholder="Tapalpa, Jalisco",
        help="A name that the gazetteer knows, or coordinates: 37.5, -93, or 37°30′N 93°W.",
    )  # fmt: skip
    if not name.strip():
        return
    point = coordinates(name)
    if point is not None:
        _offer(event, point, everywhere)
        return
    found = _found(name)
    for number, place in enumerate(found):
        if st.button(plain(described(place)), key=f"found-{number}", width="stretch"):
            _move(event, place, everywhere)
    if not found:
        st.warning(
            plain(
                f"Nothing is found for “{name.strip()}”: try another spelling, coordinates such as 37.5, -93, "
                "or click on the map."
            )
        )


def _written(event: Event, shown: services.Shown) -> str:
    """Return the name of the event's place as its article writes it."""
    for source in event.sources:
        span, article = source.field_spans.get("place"), shown.articles.get(source.article_id)
        if span is not None and article is not None and article.text[span.start : span.end].strip():
            return article.text[span.start : span.end].strip()
    return event.place_text or event.place.matched_name or event.place.name


def _candidates(event: Event, shown: services.Shown) -> list[Candidate]:
    """Return what the mention behind the event's place may mean."""
    for source in event.sources:
        span = source.field_spans.get("place")
        if span is None or shown.samples:
            continue
        for resolution in services.store().resolutions(source.article_id):
            if resolution.mention.start <= span.start < resolution.mention.end:
                return [one for one in resolution.candidates if one.place != event.place]
    return []


def _found(name: str) -> list[Place]:
    """Return the places of a name; what stands behind a comma must be around it, where anything is.

    Without a comma the last word may be what is around it.
    """
    wanted, _, around = (part.strip() for part in name.partition(","))
    found = services.gazetteer().lookup(wanted, limit=60) or services.gazetteer().lookup(wanted, limit=60, fuzzy=True)
    if around:
        inside = around.casefold()
        found = [place for place in found if inside in _around(place)] or found
    if not found and not around and " " in wanted:
        return _found(", ".join(wanted.rsplit(maxsplit=1)))
    return found[:MOST_FOUND]


def _around(place: Place) -> str:
    """Return what is around a place, in small letters."""
    return "|".join((place.admin1, place.admin2, place.country, words.country_words(place.country))).casefold()


def _picked(event: Event, everywhere: str) -> None:
    """Offer to move the event to where the person clicked on the map."""
    st.toggle("Or click on the map", key="picking", help="The next click on the map says where it was.")
    picked = st.session_state.get("picked")
    if picked:
        _offer(event, picked, everywhere)


def _offer(event: Event, point: tuple[float, float], everywhere: str) -> None:
    """Offer to move the event to a point, under the name of the place next to it or another."""
    lat, lon = point
    near = next(iter(services.gazetteer().nearest(lat, lon)), event.place)
    key = f"picked-name-{lat:.5f}-{lon:.5f}"
    name = st.text_input("Name of that place", value=near.name, key=key, max_chars=200)
    if st.button(f"Move it to {lat:.4f}, {lon:.4f}", type="primary", width="stretch"):
        place = Place(
            name=name.strip() or "here",
            lat=lat,
            lon=lon,
            country=near.country,
            admin1=near.admin1,
            admin1_code=near.admin1_code,
            provider="person",
        )
        st.session_state["picked"] = None
        _move(event, place, everywhere)


def _move(event: Event, place: Place, everywhere: str) -> None:
    if not everywhere or fold(everywhere) not in written_names(event):  # one that a person moved before is moved too
        acts.edit(event, moved(event, place))
    if everywhere:
        acts.rule(everywhere, place, event)
    st.rerun()


def described(place: Place) -> str:
    """Return a place with what is around it and how large it is."""
    parts = [place.name, place.admin2, place.admin1, words.country_words(place.country)]
    named = ", ".join(dict.fromkeys(part for part in parts if part))
    return f"{named} ({place.population:,} people)" if place.population else named


# ------------------------------------------------- the other fields


def _fields(event: Event) -> None:
    with st.form(f"edit-{event.event_id}", border=False):
        title = st.text_input("Title", event.title, max_chars=400)
        names = list(EVENT_TYPES)
        event_type = st.selectbox(
            "Type", names, index=names.index(event.type), format_func=lambda name: EVENT_TYPES[name].label
        )
        status = st.selectbox("Status", get_args(Status), index=get_args(Status).index(event.status))
        when = _when(event.when)
        location = _location(event)
        casualties = _casualties(event)
        actors = _actors(event.actors)
        if st.form_submit_button("Keep these corrections", type="primary", width="stretch"):
            after = replace(
                event,
                title=title.strip() or event.title,
                type=event_type,
                category=category_of(event_type),
                status=cast(Status, status),
                when=when,
                location=replace(event.location, geo_precision=location),
                casualties=casualties,
                actors=actors,
            )
            if when.start and when.end and when.end < when.start:
                st.error("The last day lies before the first one; nothing was kept.")
            elif after != event:
                acts.edit(event, retitled(event, after))
                st.rerun()


def _when(when: When) -> When:
    left, middle = st.columns(2)
    limits: dict[str, Any] = {"min_value": EARLIEST, "max_value": LATEST, "format": "YYYY-MM-DD"}
    start = left.date_input("From", when.start, **limits)
    end = middle.date_input("To", when.end or when.start, **limits)
    index = PRECISIONS.index(when.precision) if when.precision in PRECISIONS else 0
    precision = st.selectbox("Exact to the", PRECISIONS, index=index)
    if not isinstance(start, dt.date):
        return When(source="person") if when.start else when
    last = end if isinstance(end, dt.date) else start
    if when.start and last == when.end and start > last:
        last = start + (when.end - when.start)  # who moves the first day moves what lasts from it
    if (start, last, precision) == (when.start, when.end or when.start, when.precision):
        return when
    return When(start=start, end=last, precision=precision, source="person")


def _location(event: Event) -> GeoPrecision:
    steps = list(GEO_PRECISION_LABELS)
    chosen = st.selectbox(
        "How exact is the point", steps, index=steps.index(event.location.geo_precision),
        format_func=lambda step: GEO_PRECISION_LABELS[step],
    )  # fmt: skip
    return cast(GeoPrecision, chosen)


def _casualties(event: Event) -> Casualties:
    st.caption("People; empty where the sources say nothing")
    columns = [*st.columns(3), *st.columns(3)]
    counts: dict[str, Count | None] = {}
    for column, name in zip(columns, CASUALTY_FIELDS, strict=False):
        held: Count | None = getattr(event.casualties, name)
        # A number that is the field's default comes back when it is deleted; one that is its state does not.
        key = f"{name}-{event.event_id}-{held.best if held else None}"
        if held is not None:
            st.session_state.setdefault(key, held.best)
        label = words.CASUALTY_LABELS[name].capitalize()
        best = column.number_input(label, min_value=0, step=1, value=None, key=key)
        if best is None:
            counts[name] = None
        elif held is not None and best == held.best:
            counts[name] = held
        else:
            counts[name] = Count(low=int(best), best=int(best), high=int(best))
    return Casualties(**counts)


def _actors(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    rows = [{"who": actor.name, "role": actor.role} for actor in actors]
    edited = st.data_editor(
        rows or [{"who": "", "role": "participant"}],
        num_rows="dynamic",
        column_config={
            "who": st.column_config.TextColumn("Who", max_chars=240),
            "role": st.column_config.SelectboxColumn("As what", options=list(ROLES), default="participant"),
        },
        hide_index=True,
    )
    return tuple(
        Actor(name=str(row["who"]).strip(), role=cast(Role, row.get("role") or "participant"))
        for row in edited
        if str(row.get("who") or "").strip()
    )


# ------------------------------------------------- merging


def _same(event: Event, shown: services.Shown) -> None:
    near = sorted(
        (other for other in shown.events if other.event_id != event.event_id and _may_be_same(event, other)),
        key=lambda other: distance_km(event.location, other.location),
    )[:20]
    if not near:
        st.caption("No other event lies near it in place and time.")
        return
    with st.form(f"same-{event.event_id}", border=False):  # else a choice draws the page anew under the button's click
        # Boxes to tick, as an open list of choices would lie over the button and take its click.
        chosen = {
            other.event_id
            for other in near
            if st.checkbox(plain(f"{other.title} · {words.when_words(other.when)}"), key=f"same-{other.event_id}")
        }
        if not st.form_submit_button("Make them one", width="stretch"):
            return
    if not chosen:
        st.warning("Choose at least one other event that tells of the same.")
        return
    acts.merge([event, *(other for other in near if other.event_id in chosen)])
    st.rerun()


def _may_be_same(event: Event, other: Event) -> bool:
    if distance_km(event.location, other.location) > NEAR_KM:
        return False
    if event.when.start is None or other.when.start is None:
        return True
    return abs((event.when.start - other.when.start).days) <= 31


# ------------------------------------------------- an event of the person's own


def add_view(shown: services.Shown) -> None:
    """Draw the form for an event that the machine missed."""
    draft = drafts.number("add-event")
    with st.form(f"add-event-{draft}", border=False):  # a mistake must not cost what was typed
        title = st.text_input("What happened", max_chars=400)
        event_type = st.selectbox("Type", list(EVENT_TYPES), format_func=lambda name: EVENT_TYPES[name].label)
        place_name = st.text_input("Where (a name the gazetteer knows; or lat, lon)", max_chars=200)
        day = st.date_input("When", None, min_value=EARLIEST, max_value=LATEST, format="YYYY-MM-DD")
        articles = ["", *list(shown.articles)[:MOST_ARTICLES]]
        article_id = st.selectbox(
            "From which article", articles,
            format_func=lambda key: article_title(shown.articles[key]) if key else "none",
        )  # fmt: skip
        quote = st.text_area("The sentence that says so", max_chars=3000, height=80)
        if st.form_submit_button("Put it on the map", width="stretch"):
            place = place_of(place_name)
            if place is None:
                st.error(plain(f"No place is known by the name {place_name!r}; write it as 19.94, -103.76."))
                return
            event = own_event(title, event_type, place, day if isinstance(day, dt.date) else None)
            acts.add(with_source(event, shown, article_id, quote))
            st.session_state["selected"] = event.event_id
            drafts.sent("add-event")
            st.rerun()


def place_of(text: str, name: str = "here") -> Place | None:
    """Return the place of a name that the gazetteer knows, or the point of "lat, lon" under `name`; None for others."""
    point = coordinates(text)
    if point is None:
        return next(iter(_found(text)), None) if text.strip() else None
    lat, lon = point
    near = next(iter(services.gazetteer().nearest(lat, lon)), None)
    return Place(
        name=name,
        lat=lat,
        lon=lon,
        country=near.country if near else "",
        admin1=near.admin1 if near else "",
        admin1_code=near.admin1_code if near else "",
        feature_class="P",
        provider="person",
    )


def coordinates(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of a text that is nothing else: 37.5, -93, or 37°30′N 93°W; None for others."""
    written = text.strip().upper().replace("\u2212", "-").replace("º", "°")
    if not _COORDINATES.fullmatch(written):
        return None
    numbers = [float(number) for number in _NUMBER.findall(written)]
    if numbers[0] > HALF_TURN / 2 or max(numbers) > HALF_TURN:  # geopy would turn them around the globe
        return None
    try:
        point = Point.from_string(written)
    except ValueError:
        return None
    return point.latitude, point.longitude


def own_event(title: str, event_type: str, place: Place, day: dt.date | None) -> Event:
    """Return an event that a person vouches for."""
    when = When(start=day, end=day, precision="day", source="person") if day else When()
    location = Location(place=place, lat=place.lat, lon=place.lon, geo_precision=1, radius_km=place.radius_km)
    return Event(
        event_id=acts.new_id(),
        type=event_type,
        category=category_of(event_type),
        title=title.strip() or f"{EVENT_TYPES[event_type].label} in {place.name}",
        when=when,
        location=location,
        place_source="person",
        confidence=Confidence(overall=1.0, type=1.0, date=1.0, place=1.0),
    )


def with_source(event: Event, shown: services.Shown, article_id: str, quote: str) -> Event:
    """Return an event with the sentence that says so, found in its article where it stands there."""
    article = shown.articles.get(article_id)
    quote = quote.strip()
    if article is None and not quote:
        return event
    start = max(0, article.text.find(quote)) if article and quote else 0
    source = Source(
        article_id=article_id,
        start=start,
        end=start + len(quote),
        quote=quote,
        publisher=article.publisher if article else "",
        title=article.title if article else "",
        published=article.published if article else None,
        url=article.url if article else "",
    )
    return replace(event, sources=(source,))
