"""`advisor menu`: publish the account's menu."""

from __future__ import annotations

from pathlib import Path

import click
import yaml

from bot.channels.wechat_api import ApiSettings, SendError, WeChatApi
from bot.settings import load
from store.keys import connect

MENU = Path(__file__).resolve().parent.parent / "menu.yml"


@click.command()
def menu() -> None:
    """Publish bot/menu.yml to the platform; phones show it within minutes."""
    settings = load()
    api = WeChatApi(
        ApiSettings(
            settings.wechat_app_id, settings.wechat_app_secret, settings.wechat_api_base.rstrip("/"), settings.platform.timeout_seconds
        ),
        connect(settings.redis_url),
    )
    try:
        api.create_menu(yaml.safe_load(MENU.read_text(encoding="utf-8")))
    except SendError as error:
        raise click.ClickException(f"the platform did not take the menu: {error}") from None
    click.echo("the menu is published")
