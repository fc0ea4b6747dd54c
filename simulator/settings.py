"""What the simulator is started with: read once from the command line, the environment and a `.env` file."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REQUIRED = ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN")
AES_KEY_LENGTH = 43


class SettingsError(Exception):
    """A setting is missing or malformed; the text names it and says the remedy."""


@dataclass(frozen=True)
class Settings:
    """`aes_key` is empty (plain mode only) or 43 characters; `account` is the original id messages are addressed to."""

    app_id: str
    app_secret: str
    token: str
    aes_key: str = ""
    port: int = 8100
    bot_url: str = "http://127.0.0.1:8000/wechat"
    host: str = "127.0.0.1"
    account: str = "gh_5d2c81fa07be"
    account_name: str = "育儿顾问"
    demo_parents: bool = True

    @property
    def base_url(self) -> str:
        """Where pictures and QR codes of the simulator can be fetched from."""
        return f"http://127.0.0.1:{self.port}"


def read_dotenv(path: Path) -> dict[str, str]:
    """The NAME=value lines of `path`; empty when there is no such file."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.removeprefix("export ").partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}


def load_settings(argv: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Flags win over the environment, the environment over `.env`. Raises SettingsError."""
    env = {**read_dotenv(Path(".env")), **(os.environ if environ is None else environ)}
    flags = _parser(env).parse_args(argv)
    _check(env)
    return Settings(
        app_id=env["WECHAT_APP_ID"],
        app_secret=env["WECHAT_APP_SECRET"],
        token=env["WECHAT_TOKEN"],
        aes_key=env.get("WECHAT_AES_KEY", ""),
        port=flags.port,
        bot_url=flags.bot,
        host=flags.host,
        demo_parents=not flags.no_demo,
    )


def _parser(env: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A stand-in WeChat platform with a phone page.")
    parser.add_argument("--port", type=int, default=int(env.get("SIMULATOR_PORT") or 8100))
    parser.add_argument("--bot", default=env.get("SIMULATOR_BOT_URL") or Settings.bot_url, help="the bot's webhook")
    parser.add_argument("--host", default=env.get("SIMULATOR_HOST") or "127.0.0.1", help="address to listen on")
    parser.add_argument("--no-demo", action="store_true", help="start without the three demo parents")
    return parser


def _check(env: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED if not env.get(name)]
    if missing:
        raise SettingsError(f"{', '.join(missing)} not set: put the same values here as in the bot's .env")
    if len(env.get("WECHAT_AES_KEY", "")) not in (0, AES_KEY_LENGTH):
        raise SettingsError(f"WECHAT_AES_KEY must have {AES_KEY_LENGTH} characters, or be empty for plain mode")
