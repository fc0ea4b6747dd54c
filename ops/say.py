"""The few lines people see while the project is set up and started."""

from __future__ import annotations

import sys
import threading

_one_at_a_time = threading.Lock()


class Stop(Exception):
    """Nothing can go on; the text is one clear line, with what to do."""


def say(line: str = "") -> None:
    with _one_at_a_time:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def seconds(duration: float) -> str:
    """12 s, or 3 min 05 s."""
    whole = round(duration)
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60:02d} s"
