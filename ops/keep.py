"""Keep one process running: `python ops/keep.py COMMAND...` starts it again when it ends by itself, and ends with it when told to.

A process that ends again and again soon after its start is given up, with its exit code.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

STARTS, WITHIN, PAUSE = 4, 60.0, 2.0
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Linux: be told to end when the parent ends, however it ends. Elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(command: Sequence[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    starts: deque[float] = deque(maxlen=STARTS)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            starts.append(time.monotonic())
            code = _run(command)
            if len(starts) == STARTS and time.monotonic() - starts[0] < WITHIN:
                return code or 1
            _note(f"{command[0]} ended with {code}: starting it again")
            time.sleep(PAUSE)
    return 0


def _run(command: Sequence[str]) -> int:
    child = subprocess.Popen(command, preexec_fn=die_with_parent)
    try:
        return child.wait()
    except KeyboardInterrupt:
        _end(child)
        raise


def _end(child: subprocess.Popen[bytes]) -> None:
    """The whole group is told at once as a rule, so the child may be ending already; it is told again only if not."""
    with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
        child.wait(0.5)
        return
    child.terminate()
    with contextlib.suppress(KeyboardInterrupt):
        child.wait()


def _interrupt(_signal: int, _frame: Any) -> None:
    raise KeyboardInterrupt


def _note(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    die_with_parent()
    sys.exit(main(sys.argv[1:]))
