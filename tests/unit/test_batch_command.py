"""`dateline batch`: the real pipeline on a cluster, its exit codes and its words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import geopandas
import pyarrow.dataset as ds
import pytest
from click.testing import CliRunner, Result

from geodata import build
from geodata.archive.run import Tick
from geodata.errors import UsageError
from geodata.model import Event
from geodata.pipeline import Pipeline
from geodata.settings import Settings
from geodata.values import from_json
from mapapp.cli import main
from mapapp.commands.batch import cluster_line, duration, tick_line

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings) -> Run:
    """A function from arguments to the result of the command."""

    def call(*arguments: str, **environ: str) -> Result:
        env = {"DATELINE_HOME": str(settings.home), **environ}
        chosen = ("--workers", "1", "--dashboard", "127.0.0.1:0")
        return CliRunner().invoke(main, ["batch", *arguments, *chosen], env=env)

    return call


def test_the_samples_give_the_events_of_one_machine_and_a_bad_file_exits_with_1(
    run: Run, tmp_path: Path, pipeline: Pipeline, session_settings: Settings
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    out = tmp_path / "out"
    result = run(str(build.SAMPLES), str(tmp_path / "empty.txt"), "--out", str(out))
    assert result.exit_code == 1, result.output
    assert "20 articles" in result.output
    assert "dead-letters.jsonl: 1 that could not be read" in result.output
    assert "one worker of at most 2GB; Dask's dashboard: http://127.0.0.1:" in result.output
    articles = build.open_inputs(session_settings, [str(build.SAMPLES)])
    wanted = build.merge_events([event for result in pipeline.run(articles) for event in result.events])
    values = ds.dataset(out / "events", format="parquet").to_table(columns=["value"])["value"].to_pylist()
    found = [from_json(Event, value) for value in values]
    assert sorted(found, key=lambda event: event.event_id) == sorted(wanted, key=lambda event: event.event_id)
    mentions = geopandas.read_parquet(out / "mentions")
    assert f"{len(mentions):,} mentions" in result.output
    known = mentions[mentions.geonameid.notna()]
    assert len(known) > 20
    assert ((known.geometry.x == known.lon) & (known.geometry.y == known.lat) & (known.country.str.len() == 2)).all()
    again = run(str(build.SAMPLES), str(tmp_path / "empty.txt"), "--out", str(out))
    assert "1 of 1 partitions were finished before" in again.output


def test_online_geocoders_are_refused(run: Run, tmp_path: Path) -> None:
    result = run(str(build.SAMPLES), "--out", str(tmp_path / "out"), DATELINE_GEOCODERS="gazetteer,nominatim")
    assert result.exit_code == 2
    assert "an archive asks the gazetteer alone" in result.output
    assert not (tmp_path / "out").exists()


def test_a_source_that_is_not_there_is_bad_usage(run: Run, tmp_path: Path) -> None:
    result = run(str(tmp_path / "none"), "--out", str(tmp_path / "out"))
    assert (result.exit_code, "no such file or folder" in result.output) == (2, True)


def test_without_dask_the_way_to_it_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "dask" or name.startswith("geodata.archive")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(UsageError, match=r"needs dask: pip install 'dateline\[archive\]'"):
        build.run_batch(settings, [str(build.SAMPLES)], tmp_path / "out")


def test_progress_has_the_rate_and_the_time_left() -> None:
    tick = Tick(stage="articles", done=3, total=12, articles=300, failed=2, expected=1_200, seconds=20.0)
    assert tick_line(tick) == "articles  3 of 12  300 articles, 15.0 a second, 1 min 0 s left, 2 failed"
    assert tick_line(Tick(stage="days", done=0, total=2)) == "days      0 of 2"


def test_the_cluster_and_its_memory_are_said() -> None:
    assert cluster_line("http://a/status", "tcp://b:1", 2, "2GB") == "on tcp://b:1; Dask's dashboard: http://a/status"
    assert cluster_line("x", "", 2, "2GB") == "2 workers of at most 2GB each; Dask's dashboard: x"


def test_without_duckdb_the_way_to_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name == "duckdb" or name.startswith("geodata.archive")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"needs duckdb: pip install 'dateline\[archive\]'"):
        build.open_archive(tmp_path)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (61, "1 min 1 s"), (7_260, "2 h 1 min"), (200_000, "2 d 7 h")]
)
def test_a_time_is_said_in_two_units(seconds: float, said: str) -> None:
    assert duration(seconds) == said
