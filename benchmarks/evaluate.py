"""`python -m benchmarks.evaluate`: plays the frozen sets through the code of `advisor ask`. Exit code 1 when a floor is missed."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks import report
from benchmarks.cases import FOLDER, NAMES, Case, CaseError, load_sets
from benchmarks.figures import Figure, figures
from benchmarks.play import Ask, Played, play_all
from bot.settings import ROOT, SettingsError, load
from bot.standalone import NotTrained, rehearsal

OUT = ROOT / "build"
# Opens the thing that answers for the time of the run.
Stage = Callable[[], AbstractContextManager[Ask]]


@contextmanager
def house_stage(with_rasa: bool = True) -> Iterator[Ask]:
    """The bot as it stands: its articles, models and settings."""
    logging.getLogger("bot.turns").setLevel(logging.ERROR)
    with rehearsal(load(), with_rasa=with_rasa) as (stage, missing):
        if missing:
            _note(f"without Rasa: {missing}")
        yield stage.ask


def run(sets: Mapping[str, Sequence[Case]], ask: Ask) -> dict[str, list[Played]]:
    """Every set, played."""
    played = {}
    for name, cases in sets.items():
        begun = time.monotonic()
        played[name] = play_all(cases, ask)
        _note(f"{name}: {len(cases)} cases in {time.monotonic() - begun:.0f} s")
    return played


def write(played: report.Run, found: Sequence[Figure], folder: Path = OUT) -> None:
    """eval.json and eval.md."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "eval.json").write_text(json.dumps(report.as_json(played, found), ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "eval.md").write_text(report.markdown(played, found), encoding="utf-8")


def evaluate(sets: Mapping[str, Sequence[Case]], stage: Stage, folder: Path = OUT) -> bool:
    """Play, print and write; whether every floor held."""
    with stage() as ask:
        played = run(sets, ask)
    found = figures(played)
    write(played, found, folder)
    print(report.console(played, found))
    return all(figure.ok for figure in found)


def _note(line: str) -> None:
    print(line, file=sys.stderr)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.evaluate", description=__doc__)
    parser.add_argument("--set", dest="names", action="append", choices=NAMES, help="only this set (may be repeated)")
    parser.add_argument("--sets", type=Path, default=FOLDER, help="the folder with the sets")
    parser.add_argument("--out", type=Path, default=OUT, help="where eval.json and eval.md go")
    parser.add_argument("--no-rasa", action="store_true", help="measure as if Rasa were down")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every floor held, 1 when one was missed, 2 when nothing could be measured."""
    options = _options(arguments)
    try:
        sets = load_sets(options.names or NAMES, options.sets)
        return 0 if evaluate(sets, lambda: house_stage(not options.no_rasa), options.out) else 1
    except (CaseError, NotTrained, SettingsError) as error:
        _note(f"evaluate: {error}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
