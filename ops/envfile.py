"""The `.env` file: what is missing is added with random secrets, what is there is never changed."""

from __future__ import annotations

import os
import secrets
import string
from collections.abc import Mapping
from pathlib import Path

from ops.say import Stop

LETTERS = string.ascii_letters + string.digits
LOST_KEY = "{database} was written with a FIELD_ENCRYPTION_KEY that .env no longer holds: put it back, or start anew with `make forget`."
HEAD = "# Secrets and addresses of this installation. Keep it: stored conversations cannot be read without FIELD_ENCRYPTION_KEY.\n"


def read(path: Path) -> dict[str, str]:
    """The NAME=value lines; empty when there is no file."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.removeprefix("export ").partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}


def random_word(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def fresh_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_ENCRYPTION_KEY": secrets.token_urlsafe(48),
        "WECHAT_APP_ID": "wx" + secrets.token_hex(8),
        "WECHAT_APP_SECRET": secrets.token_hex(16),
        "WECHAT_TOKEN": random_word(24),
        "WECHAT_AES_KEY": random_word(43),
    }


def complete(path: Path, addresses: Mapping[str, str], database: Path) -> int:
    """Add what `path` lacks, readable by its owner only; returns how many values were added. Raises Stop when the data's key is lost."""
    have = read(path)
    if database.exists() and not have.get("FIELD_ENCRYPTION_KEY") and not os.environ.get("FIELD_ENCRYPTION_KEY"):
        raise Stop(LOST_KEY.format(database=database.name))
    missing = {name: value for name, value in {**fresh_secrets(), **addresses}.items() if name not in have}
    if missing:
        _append(path, missing)
    path.chmod(0o600)
    return len(missing)


def _append(path: Path, values: Mapping[str, str]) -> None:
    """Write beside and rename: a start that is cut off leaves the old file or the new one."""
    before = path.read_text(encoding="utf-8") if path.exists() else HEAD
    joint = "" if before.endswith("\n") else "\n"
    beside = path.with_name(".env.new")
    beside.touch(mode=0o600)
    beside.write_text(before + joint + "".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    beside.replace(path)
