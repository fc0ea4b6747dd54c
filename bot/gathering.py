"""One task for the deliveries of a moment: under load, a task each would cost the house more than the deliveries themselves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Gathering:
    """Hands customers on at once while it is quiet, and together at most once every `seconds` when many come in."""

    def __init__(self, send: Callable[[list[int]], None], seconds: float = 0.5) -> None:
        self._send, self._seconds = send, seconds
        self._lock = threading.Lock()
        self._waiting: list[int] = []
        self._last = -seconds
        self._timer: threading.Timer | None = None

    def add(self, customer_id: int) -> None:
        with self._lock:
            self._waiting.append(customer_id)
            if self._timer is not None:
                return
            pause = self._last + self._seconds - time.monotonic()
            if pause > 0:
                self._timer = threading.Timer(pause, self.flush)
                self._timer.daemon = True
                self._timer.start()
                return
        self.flush()

    def flush(self) -> None:
        """Hand on whoever waits."""
        with self._lock:
            customers, self._waiting = list(dict.fromkeys(self._waiting)), []
            self._timer, self._last = None, time.monotonic()
        if customers:
            self._send(customers)
