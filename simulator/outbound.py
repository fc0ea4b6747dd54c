"""The log of calls the account made to the platform, with secrets left out."""

import threading
from collections import Counter

from simulator.errors import PlatformError

DAILY = {
    "/cgi-bin/token": 2000,
    "/cgi-bin/menu/create": 1000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/message/template/send": 100_000,
    "/cgi-bin/qrcode/create": 100_000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
}
CLEARS_A_MONTH = 10
SHANGHAI = 8 * 3600
KEPT_CALLS = 20_000


class OutboundLog:
    """Calls in order, and how many of each kind were made today (Beijing time)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[dict[str, object]] = []
        self._dropped = 0
        self._today: Counter[str] = Counter()
        self._day = 0
        self._clears: Counter[int] = Counter()
        self._limits = dict(DAILY)

    def add(self, call: dict[str, object]) -> None:
        with self._lock:
            self._calls.append({"seq": self._dropped + len(self._calls) + 1, **call})
            if len(self._calls) > KEPT_CALLS:
                del self._calls[: KEPT_CALLS // 2]
                self._dropped += KEPT_CALLS // 2

    def after(self, seq: int, path: str = "") -> list[dict[str, object]]:
        with self._lock:
            newer = self._calls[max(seq - self._dropped, 0) :]
        return [call for call in newer if path in ("", call["path"])]

    def count(self, path: str, now: float) -> None:
        """Count a call. Raises 45009 above the day's limit."""
        with self._lock:
            self._turn_day(now)
            self._today[path] += 1
            if self._today[path] > self._limits.get(path, self._today[path]):
                raise PlatformError(45009)

    def limit(self, path: str, calls: int) -> None:
        """Change a day's limit, as for a new account."""
        with self._lock:
            self._limits[path] = calls

    def clear_quota(self, now: float) -> None:
        """Start the day's counts again. Raises 48006 after ten times in a month."""
        with self._lock:
            month = int((now + SHANGHAI) // (30 * 86400))
            if self._clears[month] >= CLEARS_A_MONTH:
                raise PlatformError(48006)
            self._clears[month] += 1
            self._today.clear()

    def reset(self) -> None:
        with self._lock:
            self._dropped += len(self._calls)
            self._calls.clear()
            self._today.clear()
            self._clears.clear()
            self._limits = dict(DAILY)

    def _turn_day(self, now: float) -> None:
        day = int((now + SHANGHAI) // 86400)
        if day != self._day:
            self._day = day
            self._today.clear()
