"""The platform's clock: real time plus an offset that tests move."""

import threading
import time


class Clock:
    """Ticks like the wall clock, `offset` seconds away from it. Seconds since 1970, as on the wire."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0

    @property
    def offset(self) -> float:
        return self._offset

    def now(self) -> float:
        return time.time() + self._offset

    def seconds(self) -> int:
        """Whole seconds, as CreateTime is written."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._offset += seconds

    def set(self, timestamp: float) -> None:
        """Make it `timestamp` now; time goes on from there."""
        with self._lock:
            self._offset = timestamp - time.time()

    def reset(self) -> None:
        with self._lock:
            self._offset = 0.0
