"""QR codes the account has made: ticket, scene, and until when a temporary one can be scanned."""

import secrets
import threading
from dataclasses import dataclass

from simulator.errors import PlatformError

LONGEST_SECONDS = 2_592_000
DEFAULT_SECONDS = 60
LARGEST_PERMANENT = 100_000
NUMBERED = ("QR_SCENE", "QR_LIMIT_SCENE")
NAMED = ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE")


@dataclass(frozen=True)
class QrCode:
    ticket: str
    scene: str
    url: str
    expires_at: float | None
    created_at: float

    def view(self) -> dict[str, object]:
        return {"ticket": self.ticket, "scene": self.scene, "url": self.url, "expires_at": self.expires_at}


class QrCodes:
    """Codes by ticket."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_ticket: dict[str, QrCode] = {}

    def create(self, request: dict[str, object], now: float) -> QrCode:
        """The body of `/cgi-bin/qrcode/create`. Raises 40035 for a bad action, scene or expiry."""
        action = str(request.get("action_name", ""))
        scene = _scene(action, request.get("action_info"))
        ends = None if "LIMIT" in action else now + _seconds(request.get("expire_seconds", DEFAULT_SECONDS))
        return self.add(scene, now, ends)

    def add(self, scene: str, now: float, ends: float | None = None) -> QrCode:
        ticket = "gQ" + secrets.token_urlsafe(68) + "=="
        code = QrCode(ticket, scene, "http://weixin.qq.com/q/" + secrets.token_urlsafe(16), ends, now)
        with self._lock:
            self._by_ticket[ticket] = code
        return code

    def find(self, ticket: str) -> QrCode | None:
        with self._lock:
            return self._by_ticket.get(ticket)

    def live(self, now: float) -> list[QrCode]:
        """Codes that can be scanned now, newest first."""
        with self._lock:
            codes = list(self._by_ticket.values())
        return [code for code in reversed(codes) if code.expires_at is None or code.expires_at > now]


def _scene(action: str, info: object) -> str:
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict) or action not in NUMBERED + NAMED:
        raise PlatformError(40035)
    return _number(action, scene.get("scene_id")) if action in NUMBERED else _name(scene.get("scene_str"))


def _number(action: str, value: object) -> str:
    highest = LARGEST_PERMANENT if action == "QR_LIMIT_SCENE" else 2**32 - 1
    if not isinstance(value, int) or not 1 <= value <= highest:
        raise PlatformError(40035, "scene_id")
    return str(value)


def _name(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 64:
        raise PlatformError(40035, "scene_str")
    return value


def _seconds(value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= LONGEST_SECONDS:
        raise PlatformError(40035, "expire_seconds")
    return value
