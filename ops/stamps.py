"""What was made from what: a stamp holds the fingerprint of a step's inputs, so that the second time is quick."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

MADE = {"__pycache__", "node_modules", "dist", "models", "results", ".rasa"}


def files(root: Path, patterns: Iterable[str]) -> list[Path]:
    """The files below `root` that match, but for what programs made."""
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    return sorted(file for file in found if not MADE & set(file.relative_to(root).parts))


def fingerprint(root: Path, patterns: Iterable[str], *words: str) -> str:
    """SHA-256 over names and contents, and over `words` (an address, an interpreter)."""
    digest = hashlib.sha256("\0".join(words).encode())
    for file in files(root, patterns):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(root)}\0{content}\n".encode())
    return digest.hexdigest()


def is_current(stamp: Path, value: str, results: Iterable[Path]) -> bool:
    return stamp.is_file() and stamp.read_text() == value and all(result.exists() for result in results)


def write(stamp: Path, value: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)
