"""A process that ends comes back, one that cannot start is given up, and nothing outlives its keeper."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from ops import keep

ROOT = Path(__file__).resolve().parent.parent.parent


def start(code: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, ROOT / "ops" / "keep.py", sys.executable, "-c", code], cwd=folder, start_new_session=True)


def wait_for(file: Path, count: int) -> list[int]:
    """The process ids written so far, once there are `count`."""
    for _ in range(200):
        pids = [int(line) for line in file.read_text().split()] if file.exists() else []
        if len(pids) >= count:
            return pids
        time.sleep(0.05)
    raise AssertionError(f"{count} starts expected")


SLEEPER = "import os, time; open('pids', 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"


def test_a_killed_process_comes_back_and_ends_with_its_keeper(tmp_path: Path) -> None:
    keeper = start(SLEEPER, tmp_path)
    first = wait_for(tmp_path / "pids", 1)[0]
    psutil.Process(first).kill()
    second = wait_for(tmp_path / "pids", 2)[1]
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(10) == 0
    assert not psutil.pid_exists(second)


def test_a_process_ends_even_when_its_keeper_is_killed(tmp_path: Path) -> None:
    keeper = start(SLEEPER, tmp_path)
    child = psutil.Process(wait_for(tmp_path / "pids", 1)[0])
    keeper.kill()
    keeper.wait(10)
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_process_that_cannot_start_is_given_up(monkeypatch) -> None:
    monkeypatch.setattr(keep, "PAUSE", 0.0)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    assert keep.main([sys.executable, "-c", "import sys; sys.exit(3)"]) == 3
    for number, handler in before.items():
        signal.signal(number, handler)
