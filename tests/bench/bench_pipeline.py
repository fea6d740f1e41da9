"""The main job's cost: one article to a map as a whole process, and the pipeline beside spaCy's own parse."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil

from geodata import build
from geodata.language import load_pipeline
from geodata.settings import Settings

RUNS = 3


def test_one_article_to_a_map(session_settings: Settings, tmp_path: Path) -> None:
    """Print wall seconds and peak memory of `dateline map` on one article, model and gazetteer on disk."""
    article = next(iter(sorted(build.SAMPLES.glob("*.json"))))
    code = "from mapapp.cli import main; main()"
    command = [sys.executable, "-c", code, "map", str(article), "-o", str(tmp_path / "map.html")]
    seconds, peaks = [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        process = psutil.Popen(
            command, env={**os.environ, "DATELINE_HOME": str(session_settings.home)}, stderr=subprocess.DEVNULL
        )
        peak = 0
        while process.poll() is None:
            try:
                peak = max(peak, process.memory_info().rss)
            except psutil.Error:
                break
            time.sleep(0.01)
        assert process.wait() == 0
        seconds.append(time.perf_counter() - started)
        peaks.append(peak / 1e6)
    print(f"\none article to a map: {statistics.median(seconds):.2f} s, peak {max(peaks):.0f} MB")


def test_the_pipeline_beside_spacy(session_settings: Settings) -> None:
    """Print the pipeline's time over that of `nlp.pipe` on the same texts."""
    articles = list(build.open_inputs(session_settings, [str(build.SAMPLES)]))
    nlp = load_pipeline(session_settings.spacy_model)
    pipeline = build.build_pipeline(session_settings)
    list(pipeline.run(articles))  # caches warm, tables loaded
    ratios = []
    for _ in range(RUNS):
        started = time.process_time()
        list(nlp.pipe([article.text for article in articles]))
        alone = time.process_time() - started
        started = time.process_time()
        list(pipeline.run(articles))
        ratios.append((time.process_time() - started) / alone)
    print(f"\npipeline over nlp.pipe on {len(articles)} samples: {statistics.median(ratios):.2f}")
    assert min(ratios) > 1
