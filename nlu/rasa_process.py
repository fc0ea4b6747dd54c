"""A short-lived Rasa server of our own, for the command line when no other one answers."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from nlu.rasa_client import RasaClient

PROJECT = Path(__file__).resolve().parent / "rasa"
ENVIRONMENT = Path(__file__).resolve().parents[1] / ".venv-rasa"
START_SECONDS = 180.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.3
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}
_PR_SET_PDEATHSIG = 1


class RasaUnavailable(Exception):
    """Rasa cannot be started; the message names the remedy."""


def newest_model(project: Path = PROJECT) -> Path:
    """The model trained last; raises RasaUnavailable when there is none."""
    models = sorted((project / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise RasaUnavailable(f"No Rasa model in {project / 'models'}: train one with `advisor train`.")
    return models[-1]


@contextmanager
def answering(url: str) -> Iterator[str]:
    """`url` when a server with a model answers there, else the address of one started for the duration of the block."""
    client = RasaClient(url)
    try:
        ready = client.ready()
    finally:
        client.close()
    if ready:
        yield url
        return
    with rasa_server() as own:
        yield own


@contextmanager
def rasa_server(
    project: Path = PROJECT, environment: Path = ENVIRONMENT, wait: float = START_SECONDS, program: str = "rasa"
) -> Iterator[str]:
    """Start Rasa on a free port with the newest model and yield its address once it is ready; it ends with the block, or with us.

    Raises RasaUnavailable when the environment or a model is missing, or when the server does not come up within `wait` seconds.
    """
    executable = environment / "bin" / program
    if not executable.exists():
        raise RasaUnavailable(f"The Rasa environment {environment} is missing: make it with `make setup` (needs Python 3.10).")
    command, port = _command(executable, newest_model(project))
    with tempfile.TemporaryFile() as output:
        process = _start(command, project, output)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, url, wait, output)
            yield url
        finally:
            _end(process)


def _command(executable: Path, model: Path) -> tuple[list[str], int]:
    port = _free_port()
    options = ["run", "--enable-api", "--model", str(model), "--interface", "127.0.0.1", "--port", str(port)]
    return [str(executable), *options], port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(command: list[str], project: Path, output: IO[bytes]) -> "subprocess.Popen[bytes]":
    environment: Mapping[str, str] = {**os.environ, **QUIET}
    return subprocess.Popen(
        command, cwd=project, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        start_new_session=True, preexec_fn=_die_with_parent(),
    )  # fmt: skip


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel ends the child even when we are killed and cannot."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_ready(process: "subprocess.Popen[bytes]", url: str, wait: float, output: IO[bytes]) -> None:
    client, deadline = RasaClient(url, timeout=2.0), time.monotonic() + wait
    try:
        while not client.ready():
            if process.poll() is not None:
                raise RasaUnavailable(f"Rasa ended with code {process.returncode}: {_last_words(output)}")
            if time.monotonic() > deadline:
                raise RasaUnavailable(f"Rasa was not ready after {wait:g} s: {_last_words(output)}")
            time.sleep(POLL_SECONDS)
    finally:
        client.close()


def _last_words(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read()[-600:].decode("utf-8", "replace").strip() or "it said nothing"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the whole process group to end, then make it."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        _signal_group(process, kind)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    _signal_group(process, signal.SIGKILL)


def _signal_group(process: "subprocess.Popen[bytes]", kind: signal.Signals) -> None:
    try:
        os.killpg(process.pid, kind)
    except (ProcessLookupError, PermissionError):
        return
