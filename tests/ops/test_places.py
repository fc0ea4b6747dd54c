"""Where the processes listen, and what is left to others."""

import socket
from collections.abc import Iterator

import pytest

from ops import places, run
from ops.say import Stop


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_without_settings_everything_runs_here() -> None:
    assert places.find({}).ports == {"web": 8000, "simulator": 8100, "rasa": 5005, "redis": 6380}


def test_a_port_variable_moves_the_address_too() -> None:
    found = places.find({"REDIS_PORT": "6390", "REDIS_URL": "redis://:secret@127.0.0.1:6380/2", "WEB_PORT": "8010"})
    assert found.environ["REDIS_URL"] == "redis://:secret@127.0.0.1:6390/2"
    assert found.environ["PUBLIC_URL"] == "http://127.0.0.1:8010"


def test_what_is_elsewhere_is_not_started() -> None:
    found = places.find({"RASA_URL": "http://nlu.example:5005", "WECHAT_API_BASE": "https://api.weixin.qq.com", "PUBLIC_URL": "https://care.example"})
    assert found.ports == {"web": 8000, "redis": 6380}
    assert found.environ["PUBLIC_URL"] == "https://care.example"


def test_a_taken_port_is_named_with_the_remedy(taken_port: int) -> None:
    with pytest.raises(Stop, match=f"Port {taken_port} .web. is taken.*WEB_PORT={taken_port + 1} make run"):
        run.to_start(places.Places({"web": taken_port}, {}))
