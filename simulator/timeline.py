"""Everything seen on every phone, in one numbered row of items, and waiting for the next one."""

import threading
import time
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Item:
    """`sender` is parent, account or system. `content` is what can be read; `data` holds the parts of cards, media and menus.

    `via` says how it came: wechat (the parent), passive, custom, template, notice, agent or banner.
    """

    seq: int
    openid: str
    sender: str
    kind: str
    content: str
    via: str
    time: float
    msgid: str = ""
    data: dict[str, object] = field(default_factory=dict)

    def view(self) -> dict[str, object]:
        return asdict(self)


class Timeline:
    """Append-only; readers may block until something new arrives."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._items: list[Item] = []
        self._cleared = 0

    @property
    def seq(self) -> int:
        """The number of the newest item; it never goes back, not even when the timeline is cleared."""
        return self._cleared + len(self._items)

    def add(
        self,
        openid: str,
        sender: str,
        kind: str,
        content: str,
        via: str,
        at: float,
        *,
        msgid: str = "",
        data: dict[str, object] | None = None,
    ) -> Item:
        with self._changed:
            item = Item(self.seq + 1, openid, sender, kind, content, via, at, msgid, data or {})
            self._items.append(item)
            self._changed.notify_all()
            return item

    def after(self, seq: int, openid: str = "", sender: str = "") -> list[Item]:
        """Items newer than `seq`; empty filters mean everyone."""
        with self._changed:
            newer = self._items[max(seq - self._cleared, 0) :]
        return [item for item in newer if openid in ("", item.openid) and sender in ("", item.sender)]

    def wait(self, seq: int, timeout: float, openid: str = "", sender: str = "") -> list[Item]:
        """Like `after`, but waits up to `timeout` real seconds for the first such item."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (found := self.after(seq, openid, sender)):
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return self.after(seq, openid, sender)
            return found

    def clear(self) -> None:
        with self._changed:
            self._cleared = self.seq
            self._items.clear()
            self._changed.notify_all()
