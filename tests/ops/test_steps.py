"""Steps run side by side, are skipped when nothing changed, and end together when one fails."""

import sys
import time
from pathlib import Path

import pytest

from ops.say import Stop
from ops.stamps import fingerprint
from ops.steps import Command, Step, Workshop, pip_progress


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path / "log", {"PATH": "/usr/bin:/bin"})


def step(folder: Path, name: str, code: str, value: str = "1") -> Step:
    return Step(name, lambda: [Command([sys.executable, "-c", code], folder)], value, folder / "stamps" / name)


def test_a_step_is_skipped_until_its_inputs_change(workshop: Workshop, tmp_path: Path) -> None:
    note = "open('ran', 'a').write('x')"
    for value in ("1", "1", "2"):
        workshop.run([[step(tmp_path, "a", note, value)]])
    assert (tmp_path / "ran").read_text() == "xx"


def test_a_failure_says_why_and_ends_the_others(workshop: Workshop, tmp_path: Path) -> None:
    failing = step(tmp_path, "bad", "import sys, time; time.sleep(0.5); sys.exit('ERROR: no such package')")
    began = time.monotonic()
    with pytest.raises(Stop, match=r"(?s)\[1/3\] bad failed.*no such package"):
        workshop.run([[failing, step(tmp_path, "after", "open('after', 'w')")], [step(tmp_path, "slow", "import time; time.sleep(60)")]])
    assert time.monotonic() - began < 20
    assert not (tmp_path / "after").exists()
    assert not (tmp_path / "stamps" / "bad").exists()


def test_a_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    def mark() -> str:
        return fingerprint(tmp_path, ["**/*.md"])

    (tmp_path / "a.md").write_text("one")
    first = mark()
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "made.md").write_text("made by a program")
    assert mark() == first
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    assert mark() != first


def test_pip_progress_counts_packages() -> None:
    progress = pip_progress(3)
    assert progress("Collecting flask==3.1.3 (from -r app.lock)") == "1 of 3 packages"
    assert progress("  Downloading flask-3.1.3-py3-none-any.whl (103 kB)") == "1 of 3 packages, downloading flask-3.1.3-py3-none-any.whl"
    assert progress("Installing collected packages: flask") == "installing 1 packages"
