"""Numbered steps with live progress: each runs commands, side by side with others, and is skipped when its inputs have not changed."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ops import stamps
from ops.say import Stop, say, seconds

TICK = 10.0
SHOWN = 70
HARMLESS = ("WARNING: Location", "[notice]", "WARNING: Running pip as", "npm warn")
Progress = Callable[[str], str | None]


def last_line(line: str) -> str | None:
    """Progress by default: what the program said last."""
    return line.rpartition("\r")[2].strip()[:SHOWN] or None


@dataclass(frozen=True)
class Command:
    """`progress` turns a line of output into what people are shown; None leaves what was shown before."""

    argv: Sequence[str | Path]
    cwd: Path
    progress: Progress = last_line


@dataclass(frozen=True)
class Step:
    """Done again when `fingerprint` differs from the stamp or a result is gone."""

    title: str
    commands: Callable[[], Sequence[Command]]
    fingerprint: str
    stamp: Path
    results: Sequence[Path] = ()

    def is_current(self) -> bool:
        return stamps.is_current(self.stamp, self.fingerprint, self.results)


@dataclass
class Workshop:
    """Runs chains of steps side by side; the first failure ends the others."""

    logs: Path
    environ: dict[str, str]
    total: int = 0
    failure: str = ""
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, chains: Sequence[Sequence[Step]]) -> None:
        """Numbers count through the chains in order. Raises Stop with the first failure."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self.total = sum(map(len, chains))
        starts = [1 + sum(map(len, chains[:i])) for i in range(len(chains))]
        threads = [threading.Thread(target=self._chain, args=pair) for pair in zip(chains, starts, strict=True)]
        try:
            for thread in threads:
                thread.start()
            while any(thread.is_alive() for thread in threads):
                time.sleep(0.1)
        except KeyboardInterrupt:
            self.failure = "interrupted"
            self._end_all()
            raise
        if self.failure:
            raise Stop(self.failure)

    def _chain(self, steps: Sequence[Step], start: int) -> None:
        for number, step in enumerate(steps, start):
            if self.failure:
                return
            try:
                self._do(step, f"[{number}/{self.total}] {step.title}")
            except (Stop, OSError) as error:
                self.failure = self.failure or str(error)
                self._end_all()

    def _do(self, step: Step, label: str) -> None:
        if step.is_current():
            say(f"{label}: up to date")
            return
        say(f"{label} ...")
        began = time.monotonic()
        for command in step.commands():
            self._call(command, label, began, self.logs / f"{step.title.replace(' ', '-').lower()}.log")
        stamps.write(step.stamp, step.fingerprint)
        say(f"{label}: done in {seconds(time.monotonic() - began)}")

    def _call(self, command: Command, label: str, began: float, log: Path) -> None:
        shown, over = ["starting"], threading.Event()
        child = subprocess.Popen(
            [str(word) for word in command.argv],
            cwd=command.cwd,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.running.append(child)
        ticker = threading.Thread(target=_tick, args=(label, began, shown, over), daemon=True)
        ticker.start()
        tail = _follow(child, command.progress, shown, log)
        code = child.wait()
        over.set()
        self.running.remove(child)
        if code:
            raise Stop(f"{label} failed:\n{_reason(tail)}\n(all of it: {log})")

    def _end_all(self) -> None:
        for child in list(self.running):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)


def _follow(child: subprocess.Popen[str], progress: Progress, shown: list[str], log: Path) -> list[str]:
    """Read to the end, keeping `shown` current; returns the last lines."""
    tail: deque[str] = deque(maxlen=40)
    assert child.stdout
    with log.open("w", encoding="utf-8") as file:
        for line in child.stdout:
            file.write(line)
            if line.strip() and not line.strip().startswith(HARMLESS):
                tail.append(line.rstrip())
                shown[0] = progress(line) or shown[0]
    return list(tail)


def _tick(label: str, began: float, shown: list[str], over: threading.Event) -> None:
    while not over.wait(TICK):
        say(f"{label}: {shown[0]} ({seconds(time.monotonic() - began)})")


def _reason(tail: Sequence[str]) -> str:
    """The lines that say ERROR, else the last ones."""
    errors = [line for line in tail if line.lstrip().lower().startswith("error")]
    return "\n".join(f"    {line}" for line in (errors or tail)[-8:])


def pip_progress(total: int) -> Progress:
    """Counts packages while pip looks them up, then says that it installs."""
    seen: set[str] = set()

    def progress(line: str) -> str | None:
        words = line.split()
        if words[0] == "Collecting":
            seen.add(words[1])
            return f"{len(seen)} of {total} packages"
        if words[0] == "Downloading":
            return f"{len(seen)} of {total} packages, downloading {words[1].rpartition('/')[2][:40]}"
        return f"installing {len(seen)} packages" if line.startswith("Installing collected") else None

    return progress


def rasa_progress(line: str) -> str | None:
    """The part of Rasa's pipeline that learns just now."""
    _, found, rest = line.partition("Starting to train component '")
    return f"training {rest.partition(chr(39))[0]}" if found else None
