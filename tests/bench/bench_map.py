"""What the map costs at 100,000 events, beside folium's own layers in the same run.

Run with `pytest tests/bench/bench_map.py -s`, or as a script; DATELINE_BENCH_EVENTS changes the number.
Each build runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import folium
from folium.plugins import FastMarkerCluster, MarkerCluster

from geodata.model import Event
from mapapp.page import export_html
from tests.factories import make_events

EVENTS = int(os.environ.get("DATELINE_BENCH_EVENTS", "100000"))
MILLION = 1_000_000
STEPS = 60
PATIENCE_SECONDS = 120.0
LOOK = """(() => { const view = datelineMap.dateline.view;
  datelineMap.setView(view.latlng(view.store.list()[0]), datelineMap.getMaxZoom(), { animate: false }); })()"""
"""Go to where an event stands alone, so that a click opens it."""
WHERE = """(() => { const view = datelineMap.dateline.view;
  const at = datelineMap.latLngToContainerPoint(view.latlng(view.store.list()[0]));
  return [at.x, at.y]; })()"""
BROWSER = """
async (steps) => {
  const view = datelineMap.dateline.view, out = {}, times = [];
  const time = (act) => { const from = performance.now(); act(); return performance.now() - from; };
  const [first, last] = view.store.span;
  for (let k = 0; k < steps; k++) {
    const from = first + Math.floor((last - first) * k / steps / 2);
    times.push(time(() => view.setFilter({ since: Dateline.days.iso(from), until: Dateline.days.iso(from + 60) })));
    await new Promise(requestAnimationFrame);
  }
  for (let k = 0; k < steps; k++) {
    times.push(time(() => view.setFilter({ since: null, until: null, minConfidence: (k % 20) / 25 })));
    await new Promise(requestAnimationFrame);
  }
  times.sort((a, b) => a - b);
  out.step_p50_ms = times[Math.floor(times.length / 2)];
  out.step_p95_ms = times[Math.floor(times.length * 0.95)];
  view.setFilter({ minConfidence: 0 });
  out.search_ms = time(() => view.setFilter({ text: "district" }));
  view.setFilter({ text: "" });
  return out;
}
"""


def ours_mail(events: Sequence[Event], path: Path) -> None:
    """The exported map, packed."""
    export_html(events, path)


def ours_web(events: Sequence[Event], path: Path) -> None:
    """The exported map, plain."""
    export_html(events, path, encoding="web")


def _popup(event: Event) -> str:
    return f"{event.title}<br>{event.sources[0].quote}"


def marker_cluster(events: Sequence[Event], path: Path) -> None:
    """folium's MarkerCluster with a popup each."""
    world = folium.Map()
    MarkerCluster([(e.location.lat, e.location.lon) for e in events], popups=[_popup(e) for e in events]).add_to(world)
    world.save(str(path))


def fast_marker_cluster(events: Sequence[Event], path: Path) -> None:
    """folium's FastMarkerCluster, which carries no text but what is put in its rows."""
    world = folium.Map()
    FastMarkerCluster([[e.location.lat, e.location.lon, _popup(e)] for e in events]).add_to(world)
    world.save(str(path))


def geojson(events: Sequence[Event], path: Path) -> None:
    """folium's GeoJson with a popup from its properties."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [e.location.lon, e.location.lat]},
            "properties": {"title": e.title, "quote": e.sources[0].quote},
        }
        for e in events
    ]
    world = folium.Map()
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features}, popup=folium.GeoJsonPopup(["title", "quote"])
    ).add_to(world)
    world.save(str(path))


LAYERS: dict[str, Callable[[Sequence[Event], Path], None]] = {
    "ours_mail": ours_mail,
    "ours_web": ours_web,
    "fast_marker_cluster": fast_marker_cluster,
    "geojson": geojson,
    "marker_cluster": marker_cluster,
}


def build(name: str, count: int, path: Path) -> dict[str, float]:
    """Build one layer in this process and return its figures."""
    events = make_events(count, scatter=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    LAYERS[name](events, path)
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"cpu_s": cpu, "peak_mb": peak / 1024, "events_mb": before / 1024, "file_mb": path.stat().st_size / 1e6}


def in_browser(path: Path) -> dict[str, float]:
    """Open the exported map in Chromium and return its figures."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, until
    from tests.chromium import find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, "--js-flags=--expose-gc"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        start = time.monotonic()
        page.goto(path.as_uri(), wait_until="commit")
        until(page, "Boolean(window.datelineMap && window.datelineMap.dateline)", PATIENCE_SECONDS)
        page.evaluate(LOOK)
        page.mouse.click(*page.evaluate(WHERE))
        page.locator(".dl-event h2, .dl-popup h2").first.wait_for()
        popup = time.monotonic() - start
        figures: dict[str, float] = page.evaluate(BROWSER, STEPS)
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
        browser.close()
    return {"popup_s": popup, **figures, "heap_mb": heap}


def test_map_bench() -> None:
    """Print one line of figures a layer."""
    with tempfile.TemporaryDirectory() as folder:
        for name in LAYERS:
            path = Path(folder) / f"{name}.html"
            command = [sys.executable, "-m", "tests.bench.bench_map", name, str(EVENTS), str(path)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            print(name, EVENTS, answer.strip())
            if name.startswith("ours"):
                print(name, "in Chromium", json.dumps({k: round(v, 1) for k, v in in_browser(path).items()}))
            assert path.stat().st_size > 0


def test_a_million_events() -> None:
    """Print how long a million events take to build, to load and to filter; needs about 8 GB of memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.html"
        command = [sys.executable, "-m", "tests.bench.bench_map", "ours_mail", str(MILLION), str(path)]
        print("ours_mail", MILLION, subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
        print("ours_mail in Chromium", json.dumps({k: round(v, 1) for k, v in in_browser(path).items()}))


if __name__ == "__main__":
    if len(sys.argv) == 4:
        figures = build(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
        print(json.dumps({key: round(value, 2) for key, value in figures.items()}))
    else:
        test_map_bench()
