"""The whole platform in memory: one world per running simulator, and what happens to the bot's answers."""

import itertools
import threading
import time
from typing import cast

from flask import current_app

from simulator.clock import Clock
from simulator.delivery import Courier, Dispatch
from simulator.desk import Desk
from simulator.envelopes import Parcel
from simulator.errors import PlatformError
from simulator.faults import Faults
from simulator.knobs import Board, Knobs
from simulator.media import MediaShelf
from simulator.menu import Menu
from simulator.oauth import LoginCodes
from simulator.outbound import OutboundLog
from simulator.parents import Parent, Parents
from simulator.qrcodes import QrCodes
from simulator.reply import Reply
from simulator.settings import Settings
from simulator.tags import Tags
from simulator.timeline import Item, Timeline
from simulator.tokens import Tokens

BANNER = "该公众号暂时无法提供服务，请稍后再试"
MEDIA_KINDS = ("image", "voice", "video")


class World:
    """Parents, desk and allowances change under `lock`; every other part locks itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lock = threading.RLock()
        self.clock = Clock()
        self.timeline = Timeline()
        self.tokens, self.outbound, self.faults = Tokens(), OutboundLog(), Faults()
        self.media, self.qrcodes, self.menu, self.tags = MediaShelf(), QrCodes(), Menu(), Tags()
        self.logins = LoginCodes()
        self.board = Board(Knobs(mode="safe" if settings.aes_key else "plain"))
        self.courier = Courier(settings, self.board, self._conclude)
        self.parents, self.desk = Parents(), Desk()
        self.epoch = 1
        self._msgids = itertools.count(24_000_000_000_000_000 + int(time.time() * 1000))

    def next_msgid(self) -> str:
        """64-bit, and never used before, not even by an earlier run."""
        return str(next(self._msgids))

    def forget_everyone(self) -> None:
        """Back to an empty platform; tokens, media, menu and QR codes stay, as the account itself stays."""
        with self.lock:
            self.parents, self.desk = Parents(), Desk()
            self.epoch += 1
        self.timeline.clear()
        self.faults.clear()
        self.outbound.reset()
        self.courier.clear()
        self.board.reset()
        self.clock.reset()

    def forget_account(self) -> None:
        """Also what the account has set up: tokens, media, menu, QR codes, tags."""
        self.tokens, self.media, self.qrcodes, self.menu, self.tags = Tokens(), MediaShelf(), QrCodes(), Menu(), Tags()

    def send_event(self, openid: str, event: str, fields: dict[str, object] | None = None) -> Dispatch:
        return self.dispatch(Parcel(openid, "event", {"Event": event, **(fields or {})}))

    def dispatch(self, parcel: Parcel) -> Dispatch:
        return self.courier.send(parcel, self.clock.seconds())

    def show(self, openid: str, kind: str, content: str, via: str, data: dict[str, object] | None = None) -> Item:
        """Something from the account appears on the phone, and "typing" goes away."""
        now = self.clock.now()
        with self.lock:
            parent = self.parents.find(openid)
            if parent:
                parent.last_exchange_at = now
                parent.stop_typing()
        return self.timeline.add(openid, "account", kind, content, via, now, data=data)

    def _conclude(self, dispatch: Dispatch) -> None:
        parcel, outcome = dispatch.parcel, dispatch.outcome
        parent = self.parents.find(parcel.openid)
        if outcome is None or parent is None or not parcel.shows_reply:
            return
        if outcome.outcome in ("fault", "lost"):
            self._banner(parcel, outcome.reason)
        elif outcome.reply:
            self._show_reply(parent, parcel, outcome.reply)

    def _show_reply(self, parent: Parent, parcel: Parcel, reply: Reply) -> None:
        if reply.kind == "transfer_customer_service":
            self._transfer(parcel, str(reply.data["kf_account"]))
        elif reply.kind in MEDIA_KINDS and not self._has_media(reply):
            self._banner(parcel, "invalid media_id in the reply")
        elif parent.subscribed:
            self.show(parcel.openid, reply.kind, reply.content, "passive", reply.data)

    def _has_media(self, reply: Reply) -> bool:
        try:
            self.media.fetch(reply.data["media_id"], self.clock.now(), reply.kind)
        except PlatformError:
            return False
        return True

    def _transfer(self, parcel: Parcel, account: str) -> None:
        """Only for real messages, never for events."""
        if parcel.is_event:
            self._banner(parcel, "an event cannot be transferred")
            return
        with self.lock:
            taker = self.desk.transfer(parcel.openid, account, self.clock.now())
        if taker:
            self.send_event(parcel.openid, "kf_create_session", {"KfAccount": taker})

    def _banner(self, parcel: Parcel, reason: str) -> None:
        data: dict[str, object] = {"reason": reason}
        self.timeline.add(parcel.openid, "system", "banner", BANNER, "banner", self.clock.now(), msgid=parcel.msgid, data=data)


def world() -> World:
    """The world of the application that handles this request."""
    return cast(World, current_app.extensions["world"])
