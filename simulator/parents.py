"""The parents with a phone in hand: who follows, what they allow, and what the platform still lets the account send."""

import secrets
import string
from dataclasses import dataclass, field

from simulator.errors import PlatformError
from simulator.quota import Allowance

TYPING_SECONDS = 15
EXCHANGE_SECONDS = 30
OPENID_LETTERS = string.ascii_letters + string.digits + "_-"


@dataclass
class Parent:
    """`notices` counts one-off subscription credits by template id; `avatar` is an index into the page's pictures."""

    openid: str
    name: str
    avatar: int
    subscribed: bool = False
    subscribed_at: int = 0
    subscribe_scene: str = "ADD_SCENE_SEARCH"
    scene: str = ""
    remark: str = ""
    unionid: str = ""
    tags: list[int] = field(default_factory=list)
    notices: dict[str, int] = field(default_factory=dict)
    allowance: Allowance = field(default_factory=Allowance)
    last_exchange_at: float = float("-inf")
    typing_until: float = float("-inf")

    def follow(self, now: float, scene: str = "") -> None:
        self.subscribed, self.subscribed_at, self.scene = True, int(now), scene
        self.subscribe_scene = "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH"

    def leave(self) -> None:
        self.subscribed = False
        self.allowance.close()
        self.notices.clear()

    def start_typing(self, now: float) -> None:
        """Show "typing" on her phone. Raises 45080 without a recent exchange, 45081 when already shown."""
        if now - self.last_exchange_at > EXCHANGE_SECONDS:
            raise PlatformError(45080)
        if now < self.typing_until:
            raise PlatformError(45081)
        self.typing_until = now + TYPING_SECONDS

    def stop_typing(self) -> None:
        self.typing_until = float("-inf")

    def view(self, now: float) -> dict[str, object]:
        """What the control API shows of her."""
        return {
            "openid": self.openid,
            "name": self.name,
            "avatar": self.avatar,
            "subscribed": self.subscribed,
            "scene": self.scene,
            "typing": now < self.typing_until,
            "quota": self.allowance.view(now),
            "notices": dict(self.notices),
        }


class Parents:
    """All phones by openid. Not locked: the caller holds the platform's lock."""

    def __init__(self) -> None:
        self._by_openid: dict[str, Parent] = {}

    def add(self, name: str, openid: str | None = None) -> Parent:
        """Raises ValueError when the openid is taken."""
        openid = openid or new_openid()
        if openid in self._by_openid:
            raise ValueError(f"openid {openid} exists")
        parent = Parent(openid, name, avatar=len(self._by_openid))
        self._by_openid[openid] = parent
        return parent

    def find(self, openid: object) -> Parent | None:
        return self._by_openid.get(openid) if isinstance(openid, str) else None

    def known(self, openid: object) -> Parent:
        """Raises 40003 for an openid that is not of this account."""
        parent = self.find(openid)
        if parent is None:
            raise PlatformError(40003)
        return parent

    def all(self) -> list[Parent]:
        return list(self._by_openid.values())


def new_openid() -> str:
    return "o" + "".join(secrets.choice(OPENID_LETTERS) for _ in range(27))
