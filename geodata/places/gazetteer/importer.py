"""Real GeoNames dumps into the gazetteer: finer than what the packages hold, down to every hamlet and stream."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from filelock import FileLock

from geodata.errors import GazetteerError, UsageError
from geodata.places.gazetteer.builder import assemble, inputs_digest
from geodata.places.gazetteer.dumps import Advance, Dump, DumpFile
from geodata.places.gazetteer.folding import fold_uncached
from geodata.places.gazetteer.records import Feature
from geodata.places.gazetteer.schema import NameKind
from geodata.places.gazetteer.writer import Progress, Writer, batches, remove_leftovers

_ORDER = (Dump.FEATURES, Dump.ADMIN1, Dump.ADMIN2, Dump.NAMES)
"""Names and codes belong to features that are already there."""

_BATCH = 5_000


def import_dump(
    files: Collection[Path],
    path: Path,
    progress: Progress | None = None,
    *,
    folder: Traversable | None = None,
    towns: Iterable[Feature] | None = None,
) -> None:
    """Build the gazetteer at `path` from the packages, the project's tables and these GeoNames files.

    The files (country files, allCountries, admin1CodesASCII, admin2Codes, alternateNamesV2; .txt or .zip) are
    read as streams in any order.  What they know of a town replaces what the packages know; countries,
    divisions and regions of the project's tables keep their points and gain names.  An import that fails or
    is interrupted leaves the gazetteer as it was.  Raises GazetteerError that names file and line.
    """
    if not files:
        raise UsageError("no files to import")
    dumps = sorted((DumpFile(file) for file in files), key=lambda dump: _ORDER.index(dump.kind))

    def extra(writer: Writer, tell: Progress) -> dict[str, str]:
        curated = {row[0] for row in writer.connection.execute("SELECT id FROM place WHERE feature_class != 'P'")}
        for dump in dumps:
            _add(dump, writer, curated, tell)
        digest = f"{inputs_digest(folder)} dumps {_digest(dumps)}"
        return {"made_from": "dumps: " + ", ".join(dump.path.name for dump in dumps), "inputs": digest}

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(path.name + ".lock")):
            remove_leftovers(path)
            assemble(path, progress=progress, folder=folder, towns=towns, extra=extra)
    except OSError as error:
        raise GazetteerError(f"cannot write the gazetteer in {path.parent}: {error.strerror}") from error


def _add(dump: DumpFile, writer: Writer, curated: set[int], tell: Progress) -> None:
    def advance(done: int, total: int) -> None:
        tell(dump.path.name, done, total)

    match dump.kind:
        case Dump.FEATURES:
            writer.add(_outside(curated, dump.features(advance), writer))
        case Dump.ADMIN1 | Dump.ADMIN2:
            _add_divisions(dump, writer, advance)
        case Dump.NAMES:
            _stage_names(writer, dump.names(advance))


def _outside(curated: set[int], features: Iterator[Feature], writer: Writer) -> Iterator[Feature]:
    """Yield the features that no table of ours has; of the others only the names are taken."""
    for feature in features:
        if feature.id not in curated:
            yield feature
            continue
        names = [(feature.name, NameKind.EXONYM), *feature.names]
        _stage_names(writer, ((feature.id, spelling, kind) for spelling, kind in names))


def _stage_names(writer: Writer, names: Iterable[tuple[int, str, NameKind]]) -> None:
    """Stage names of places that are there, and pass over the others."""
    rows = ((fold_uncached(spelling), place_id, int(kind), spelling) for place_id, spelling, kind in names)
    for batch in batches((row for row in rows if row[0]), _BATCH):
        writer.connection.executemany(
            "INSERT INTO staged SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM place WHERE id = ?2)", batch
        )


_BIGGEST_TOWN = (
    "SELECT lat, lon FROM place WHERE country = ? AND admin1_code = ? AND ? IN ('', admin2_code) "
    "AND feature_class = 'P' ORDER BY rank LIMIT 1"
)


def _add_divisions(dump: DumpFile, writer: Writer, advance: Advance) -> None:
    """Add the names of divisions, and those that are new at their biggest town: the files have no coordinates."""
    run = writer.connection.execute
    run("CREATE INDEX IF NOT EXISTS place_code ON place (country, admin1_code, admin2_code)")
    for place_id, country, code, second, names in dump.divisions(advance):
        if run("SELECT 1 FROM place WHERE id = ?", (place_id,)).fetchone():
            _stage_names(writer, [(place_id, name, NameKind.EXONYM) for name in names])
            continue
        point = run(_BIGGEST_TOWN, (country, code, second)).fetchone()
        if point is not None:
            lat, lon = point
            division = Feature(place_id, names[0], lat, lon, country, code, second, "A", "ADM2" if second else "ADM1")
            writer.add([division._replace(names=tuple((name, NameKind.EXONYM) for name in names[1:]))])
    run("DROP INDEX place_code")


def _digest(dumps: Iterable[DumpFile]) -> str:
    """Return a digest of the files' names, sizes and first megabyte."""
    digest = hashlib.sha256()
    for dump in dumps:
        with dump.path.open("rb") as stream:
            digest.update(f"{dump.path.name} {dump.path.stat().st_size} ".encode() + stream.read(1 << 20))
    return digest.hexdigest()[:16]
