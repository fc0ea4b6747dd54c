"""What must be on the machine: Python 3.11, Python 3.10 for Rasa, Node 20 for the console. Each missing one is one line with the remedy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from glob import glob

from ops.say import Stop, say

NODE = 20


def answer(*command: str) -> str:
    """What the command prints; empty when it is missing or fails (a version manager's stand-in may do both)."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def is_python(command: str, version: str) -> bool:
    code = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"
    return answer(command, "-c", code) == version


def python311() -> str:
    """The interpreter this runs under: the Makefile has looked for it."""
    if not is_python(sys.executable, "3.11"):
        raise Stop("Python 3.11 with venv is missing: install it (Debian: apt-get install python3.11 python3.11-venv) and run this again.")
    return sys.executable


def pythons310() -> Iterator[str]:
    """Where a Python 3.10 may be, best first."""
    yield os.environ.get("RASA_PYTHON", "")
    yield "python3.10"
    yield "/usr/bin/python3.10"
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    yield from sorted(glob(f"{root}/versions/3.10*/bin/python"), reverse=True)
    yield answer("uv", "python", "find", "3.10")


def python310() -> str:
    """A Python 3.10: found on the machine, else fetched by uv when that is installed."""
    chosen = os.environ.get("RASA_PYTHON")
    if chosen and not is_python(chosen, "3.10"):
        raise Stop(f"RASA_PYTHON={chosen} is not a working Python 3.10: point it at one, or unset it.")
    for candidate in filter(None, pythons310()):
        if is_python(candidate, "3.10"):
            return candidate
    return _from_uv()


def _from_uv() -> str:
    if shutil.which("uv"):
        say("No Python 3.10 here: uv fetches one.")
        subprocess.run(["uv", "python", "install", "3.10"], check=False)
        found = answer("uv", "python", "find", "3.10")
        if found and is_python(found, "3.10"):
            return found
    raise Stop("Python 3.10 (for Rasa) is missing: install it with pyenv or uv, or name one: RASA_PYTHON=/path/to/python3.10 make run")


def node() -> str:
    """The folder of a Node that is new enough; npm lies beside it."""
    version = re.match(r"v(\d+)\.", answer("node", "--version"))
    if not version or int(version[1]) < NODE:
        have = f"this is {version[0].rstrip('.')}" if version else "none was found"
        raise Stop(f"Node {NODE} or newer is missing ({have}): install it and run this again.")
    if not shutil.which("npm"):
        raise Stop("npm is missing: install it beside Node and run this again.")
    return os.path.dirname(shutil.which("node") or "")
