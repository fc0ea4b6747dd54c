"""The account's tags; which parent carries which is kept with the parent."""

import threading

from simulator.errors import PlatformError

FIRST_ID, MOST_TAGS, MOST_NAME = 100, 100, 30
SYSTEM_IDS = (0, 1, 2)


class Tags:
    """Names by tag id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[int, str] = {}
        self._next = FIRST_ID

    def create(self, name: object) -> int:
        """The new id. Raises 45158, 45157 or 45056."""
        with self._lock:
            checked = self._free_name(name)
            if len(self._names) >= MOST_TAGS:
                raise PlatformError(45056)
            self._names[self._next] = checked
            self._next += 1
            return self._next - 1

    def rename(self, tag_id: object, name: object) -> None:
        with self._lock:
            self._names[self._own(tag_id)] = self._free_name(name)

    def delete(self, tag_id: object) -> int:
        with self._lock:
            own = self._own(tag_id)
            del self._names[own]
            return own

    def known(self, tag_id: object) -> int:
        """Raises 45159 for a tag that does not exist."""
        if not isinstance(tag_id, int) or tag_id not in self._names:
            raise PlatformError(45159)
        return tag_id

    def all(self) -> dict[int, str]:
        with self._lock:
            return dict(self._names)

    def _own(self, tag_id: object) -> int:
        if tag_id in SYSTEM_IDS:
            raise PlatformError(45058)
        return self.known(tag_id)

    def _free_name(self, name: object) -> str:
        if not isinstance(name, str) or not 1 <= len(name) <= MOST_NAME:
            raise PlatformError(45158)
        if name in self._names.values():
            raise PlatformError(45157)
        return name
