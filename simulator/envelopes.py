"""What goes to the webhook: the XML of one message or event, and the signed request around it in each mode."""

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from simulator.crypto import Envelope, signature

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SILENT_EVENTS = {
    "unsubscribe",
    "LOCATION",
    "VIEW",
    "TEMPLATESENDJOBFINISH",
    "MASSSENDJOBFINISH",
    "kf_create_session",
    "kf_close_session",
    "kf_switch_session",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
}


@dataclass(frozen=True)
class Parcel:
    """One message or event on its way; `msgid` is empty for events. `fields` keep their order on the wire."""

    openid: str
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    msgid: str = ""

    @property
    def is_event(self) -> bool:
        return self.kind == "event"

    @property
    def shows_reply(self) -> bool:
        """Whether an answer or a fault is seen on the phone."""
        return self.fields.get("Event") not in SILENT_EVENTS

    def xml(self, account: str, created_at: int) -> str:
        head = {"ToUserName": account, "FromUserName": self.openid, "CreateTime": created_at, "MsgType": self.kind}
        tail = {"MsgId": int(self.msgid)} if self.msgid else {}
        return render({**head, **self.fields, **tail})


@dataclass(frozen=True)
class SignedPost:
    params: dict[str, str]
    body: str


def render(fields: dict[str, Any]) -> str:
    """`<xml>` of nested dicts; text as CDATA, numbers bare, a list as repeated tags."""
    return f"<xml>{_children(fields)}</xml>"


def signed(xml: str, account: str, token: str, mode: str, seal: Envelope | None, openid: str = "") -> SignedPost:
    """The request of one delivery; timestamp (real time) and nonce are new each time."""
    params = signed_params(token, openid)
    if mode == "plain" or seal is None:
        return SignedPost(params, xml)
    ciphertext = seal.seal(xml)
    params["encrypt_type"] = "aes"
    params["msg_signature"] = signature(token, params["timestamp"], params["nonce"], ciphertext)
    wrapped = f"<Encrypt><![CDATA[{ciphertext}]]></Encrypt>"
    if mode == "compatible":
        return SignedPost(params, xml.removesuffix("</xml>") + wrapped + "</xml>")
    return SignedPost(params, f"<xml><ToUserName><![CDATA[{account}]]></ToUserName>{wrapped}</xml>")


def signed_params(token: str, openid: str = "") -> dict[str, str]:
    """The query of a plain call; also used for the address check."""
    stamp, nonce = str(int(time.time())), str(secrets.randbelow(10**9))
    params = {"signature": signature(token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    return {**params, "openid": openid} if openid else params


def _children(fields: dict[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if isinstance(value, dict):
        return f"<{name}>{_children(value)}</{name}>"
    if isinstance(value, int | float):
        return f"<{name}>{value}</{name}>"
    return f"<{name}><![CDATA[{_clean(str(value))}]]></{name}>"


def _clean(text: str) -> str:
    return ILLEGAL.sub("", text).replace("]]>", "]]]]><![CDATA[>")
