"""Where the processes listen: the addresses in the environment and `.env`. WEB_PORT, SIMULATOR_PORT, RASA_PORT, REDIS_PORT move them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

HERE = {"127.0.0.1", "localhost", "::1", "[::1]"}
# What listens, the setting with its address, the address on a developer's machine.
ADDRESSES = {
    "web": ("PUBLIC_URL", "http://127.0.0.1:8000"),
    "simulator": ("WECHAT_API_BASE", "http://127.0.0.1:8100"),
    "rasa": ("RASA_URL", "http://127.0.0.1:5005"),
    "redis": ("REDIS_URL", "redis://127.0.0.1:6380/0"),
}


@dataclass(frozen=True)
class Places:
    """`ports` of what this machine starts; what is elsewhere has none. `environ` tells every process the same."""

    ports: dict[str, int]
    environ: dict[str, str]

    def address(self, name: str) -> str:
        return self.environ[ADDRESSES[name][0]]


def find(settings: Mapping[str, str]) -> Places:
    """`settings` are `.env` and the environment together. The web process always runs here, whatever its public address."""
    ports, environ = {}, {}
    for name, (setting, local) in ADDRESSES.items():
        wanted = settings.get(port_variable(name))
        address = settings.get(setting) or local
        if is_here(address):
            address = with_port(address, int(wanted)) if wanted else address
            ports[name] = urlsplit(address).port or 80
        elif name == "web":
            ports[name] = int(wanted or 8000)
        environ[setting] = address
    environ |= {port_variable(name): str(port) for name, port in ports.items()}
    return Places(ports, environ)


def port_variable(name: str) -> str:
    return f"{name.upper()}_PORT"


def is_here(address: str) -> bool:
    return urlsplit(address).hostname in HERE


def with_port(address: str, port: int) -> str:
    parts = urlsplit(address)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return urlunsplit(parts._replace(netloc=f"{login}{parts.hostname}:{port}"))
