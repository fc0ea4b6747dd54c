"""How many customer-service messages an account may send to one parent, and until when.

Every act of the parent opens its own bucket: a message 5 within 48 hours, a menu click, a follow and a scan 3 within one
minute each. Tapping an item of a menu message counts as a menu click. A new act of the same kind resets its bucket.
A message is paid from the longest-lived bucket that still has credit.
"""

from dataclasses import dataclass
from enum import Enum

from simulator.errors import PlatformError


class Act(Enum):
    """What the parent did: (credit, seconds it lasts)."""

    MESSAGE = ("message", 5, 48 * 3600)
    MENU = ("menu", 3, 60)
    FOLLOW = ("follow", 3, 60)
    SCAN = ("scan", 3, 60)

    @property
    def credit(self) -> int:
        return self.value[1]

    @property
    def seconds(self) -> int:
        return self.value[2]


@dataclass
class Bucket:
    left: int
    ends_at: float


class Allowance:
    """One parent's buckets. Not locked: the caller holds the platform's lock."""

    def __init__(self) -> None:
        self._buckets: dict[Act, Bucket] = {}

    def open(self, act: Act, now: float) -> None:
        self._buckets[act] = Bucket(act.credit, now + act.seconds)

    def close(self) -> None:
        """The parent stopped following: every window shuts."""
        self._buckets.clear()

    def spend(self, now: float) -> None:
        """Pay for one message. Raises 45015 when no window is open, 45047 when the open ones are used up."""
        live = [bucket for bucket in self._buckets.values() if bucket.ends_at > now]
        if not live:
            raise PlatformError(45015)
        paying = [bucket for bucket in live if bucket.left > 0]
        if not paying:
            raise PlatformError(45047)
        max(paying, key=lambda bucket: bucket.ends_at).left -= 1

    def view(self, now: float) -> list[dict[str, object]]:
        """The open windows, longest first: kind, credit left, seconds left."""
        live = sorted(self._live(now), key=lambda pair: -pair[1].ends_at)
        return [{"kind": act.value[0], "left": bucket.left, "seconds": round(bucket.ends_at - now)} for act, bucket in live]

    def _live(self, now: float) -> list[tuple[Act, Bucket]]:
        return [(act, bucket) for act, bucket in self._buckets.items() if bucket.ends_at > now]
