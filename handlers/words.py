"""What parents read: the templates of handlers/texts, rendered strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEXTS = Path(__file__).parent / "texts"


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEXTS), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)


def say(name: str, /, **values: object) -> str:
    """The text `handlers/texts/<name>.txt` with its values; a missing value is an error, not an empty space."""
    return _environment().get_template(f"{name}.txt").render(**values).strip()
