"""Write requirements/*.lock from what is installed: `make lock`, after an environment was brought up to date and the tests passed.

Run by the environment it describes. app.lock holds what pyproject.toml needs at run time with everything below it, dev.lock what the `dev`
extra needs beyond that, rasa.lock the whole Rasa environment.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

from pip._vendor import tomli
from pip._vendor.packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
INSTALLER = {"pip", "parenting-advisor"}
Versions = dict[str, str]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    return {plain(dist.metadata["Name"]): dist for dist in distributions()}


def closure(wanted: list[str], have: dict[str, Distribution]) -> Versions:
    """Each wanted requirement and all it needs here, with versions; a local suffix such as +cpu names a build and is dropped."""
    found: Versions = {}
    todo = [(requirement, "") for requirement in map(Requirement, wanted)]
    seen: set[tuple[str, str]] = set()
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = plain(requirement.name)
        if name not in have:
            sys.exit(f"{requirement} is not installed here: run `make setup` first")
        found[name] = have[name].version.partition("+")[0]
        fresh = {(name, e) for e in {"", *requirement.extras}} - seen
        seen |= fresh
        todo += [(Requirement(text), e) for _, e in fresh for text in have[name].requires or []]
    return found


def write(file: str, says: str, versions: Versions) -> None:
    lines = [f"# {says}", "# Written by `make lock`.", *(f"{name}=={version}" for name, version in sorted(versions.items()))]
    (FOLDER / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_app() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    have = installed()
    runtime = closure([*project["dependencies"], "setuptools"], have)
    everything = closure([*project["dependencies"], "setuptools", *project["optional-dependencies"]["dev"]], have)
    write("app.lock", "Python 3.11: everything but Rasa. torch is installed first, by itself (README).", runtime)
    beyond = {name: version for name, version in everything.items() if name not in runtime}
    write("dev.lock", "Beyond app.lock: what tests, linters and type checks need.", beyond)


def write_rasa() -> None:
    """The whole environment: it holds nothing but Rasa and the Chinese tokenizer."""
    whole = {name: dist.version.partition("+")[0] for name, dist in installed().items() if name not in INSTALLER}
    write("rasa.lock", "Python 3.10: the Rasa server and its Chinese tokenizer.", whole)


if __name__ == "__main__":
    write_rasa() if "rasa" in sys.argv[1:] else write_app()
