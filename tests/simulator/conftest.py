"""A platform over real HTTP, with a small bot behind it and a parent in front."""

import threading
from collections.abc import Iterator

import pytest
from simulated import AES_KEY, APP_ID, SECRET, Phone, Platform
from small_bot import SmallBot
from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.settings import Settings


@pytest.fixture
def bot() -> Iterator[SmallBot]:
    bot = SmallBot()
    yield bot
    bot.stop()


@pytest.fixture
def platform(bot: SmallBot) -> Iterator[Platform]:
    settings = Settings(app_id=APP_ID, app_secret=SECRET, token="a-token", aes_key=AES_KEY, port=0, bot_url=bot.url, demo_parents=False)
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    platform = Platform(f"http://127.0.0.1:{server.server_port}")
    platform.post("/settings", mode="plain", timeout=0.4)
    yield platform
    server.shutdown()
    server.server_close()


@pytest.fixture
def mei(platform: Platform) -> Phone:
    return Phone(platform, platform.post("/parents", name="梅")["openid"])
