"""Web login inside WeChat: single-use codes that tell a page whose phone it is on."""

import secrets
import threading

from simulator.errors import PlatformError

CODE_SECONDS = 300


class LoginCodes:
    """Codes by value, with their openid, scope and birth."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, tuple[str, str, float]] = {}
        self._used: set[str] = set()

    def issue(self, openid: str, scope: str, now: float) -> str:
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._open[code] = (openid, scope, now)
        return code

    def redeem(self, code: str, now: float) -> tuple[str, str]:
        """The openid and scope. Raises 40163 for a used code, 40029 for an unknown or old one."""
        with self._lock:
            if code in self._used:
                raise PlatformError(40163)
            openid, scope, born = self._open.pop(code, ("", "", 0.0))
            if not openid or now - born > CODE_SECONDS:
                raise PlatformError(40029)
            self._used.add(code)
            return openid, scope
