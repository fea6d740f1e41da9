"""`python -m geodata extract INPUT…`: one line of JSON per article, for pipes and programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from geodata import build
from geodata.errors import DatelineError, InputError, UsageError
from geodata.records import article_line
from geodata.settings import load_settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code (1: an input could not be read, 2: bad usage)."""
    arguments = _parser().parse_args(argv)
    try:
        return _extract(arguments)
    except UsageError as error:
        print(f"geodata: {error}", file=sys.stderr)
        return 2
    except DatelineError as error:
        print(f"geodata: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read us has had enough; python would complain once more when it flushes at exit.
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geodata", description="Find the events in news articles.")
    commands = parser.add_subparsers(dest="command", required=True)
    extract = commands.add_parser("extract", help="print places and events, a JSON object a line and article")
    extract.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder, or - (formats: see README)")
    extract.add_argument("--all-mentions", action="store_true", help="also toponyms that are not meant as locations")
    extract.add_argument("--demonyms", action="store_true", help="also adjectives of nationality")
    extract.add_argument("--given-spans", action="store_true", help="resolve the spans in the input's 'toponyms'")
    return parser


def _say(message: object) -> None:
    print(f"geodata: {message}", file=sys.stderr)


def _extract(arguments: argparse.Namespace) -> int:
    failures: list[InputError] = []

    def on_error(error: InputError) -> None:
        failures.append(error)
        _say(error)

    settings = load_settings()
    pipeline = build.build_pipeline(settings, demonyms=arguments.demonyms, given_spans=arguments.given_spans)
    articles = build.open_inputs(settings, arguments.inputs, on_error=on_error, on_note=_say)
    for result in pipeline.run(articles, on_error=on_error):
        line = article_line(
            result.article,
            result.resolutions,
            result.events,
            all_mentions=arguments.all_mentions,
            demonyms=arguments.demonyms,
        )
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
