"""Faults put in the way of the account's calls: errcodes, a proxy's HTML, a 502, a hanging line; counted or by chance."""

import random
import threading
import time
from dataclasses import asdict, dataclass

KINDS = ("errcode", "html200", "http502", "hang")


@dataclass
class Fault:
    """`path` may end in `*`. `count` None is for ever. `executed`: the call takes effect, only its answer is spoilt."""

    path: str
    kind: str
    errcode: int = -1
    errmsg: str = ""
    seconds: float = 0.0
    probability: float = 1.0
    count: int | None = 1
    executed: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        if not self.path.startswith(("/", "*")):
            raise ValueError("path starts with / or is *")

    def meets(self, path: str) -> bool:
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return path == self.path


class Faults:
    """Waiting faults, taken in the order they were set."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._queue.append(fault)

    def take(self, path: str) -> Fault | None:
        """The fault this call meets, if any; its count goes down."""
        with self._lock:
            for fault in self._queue:
                if fault.meets(path) and random.random() < fault.probability:
                    self._spend(fault)
                    return fault
            return None

    def view(self) -> list[dict[str, object]]:
        with self._lock:
            return [asdict(fault) for fault in self._queue]

    def clear(self) -> None:
        with self._lock:
            self._queue.clear()

    def _spend(self, fault: Fault) -> None:
        if fault.count is None:
            return
        fault.count -= 1
        if fault.count <= 0:
            self._queue.remove(fault)


def hang(fault: Fault) -> None:
    """Hold the line; also before any other kind of fault that asks for seconds."""
    time.sleep(fault.seconds)
