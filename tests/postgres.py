"""A throw-away PostgreSQL for the tests that need one: a cluster in a temporary folder, ended and removed afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

FLAGS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c listen_addresses=127.0.0.1"


def binaries() -> Path | None:
    """The folder of the newest installed server's programs; None when there is none this user can run."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[4]))
    found = folders[-1] if folders else shutil.which("initdb")
    return Path(found).parent if found and (os.getuid() or shutil.which("runuser")) else None


def run(*command: str | Path) -> None:
    """Run it as a user PostgreSQL accepts: it refuses root, so root steps down to `postgres`."""
    as_user = [] if os.getuid() else ["runuser", "-u", "postgres", "--"]
    done = subprocess.run([*as_user, *map(str, command)], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The address of a running cluster, without a database name."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    home = Path(tempfile.mkdtemp(prefix="advisor-postgres-", dir="/tmp"))
    if not os.getuid():
        shutil.chown(home, "postgres")
    data, port = home / "data", free_port()
    run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    run(programs / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", f"-p {port} -k {home} {FLAGS}", "start")
    yield f"postgresql://postgres@127.0.0.1:{port}"
    run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(home)


@pytest.fixture
def postgres_url(postgres_cluster: str) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    with psycopg.connect(f"{postgres_cluster}/postgres", autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS advisor_test WITH (FORCE)")
        admin.execute("CREATE DATABASE advisor_test")
        yield f"{postgres_cluster}/advisor_test"
        admin.execute("DROP DATABASE IF EXISTS advisor_test WITH (FORCE)")
