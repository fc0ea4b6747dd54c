"""The WeChat door: signatures, encryption, parsing what comes in, rendering what goes back in the same request.

The only file that knows wechatpy's message and crypto classes. Its traps (lazy fields, exceptions of many kinds, no freshness
check, no escaping) are handled here and nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import ArticlesReply, ImageReply, TextReply

from bot.channels.inbound import InboundMessage
from store.outbox import Part

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MILLISECONDS = 10**11
EVENT_KEY_LENGTH = 200
PLAIN_KINDS = ("text", "image", "voice", "video", "shortvideo", "location", "link")


class Refused(Exception):
    """The request is not to be worked on; `status` is what the platform is told (403 not from it, 400 not understandable)."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def sanitise(text: str) -> str:
    """Drop what XML 1.0 forbids and break up `]]>`, which would end a CDATA section early."""
    return ILLEGAL.sub("", text).replace("]]>", "]] >")


class WeChatDoor:
    """Verifies and translates; holds no connection and no state. Raises ValueError on an empty token: anyone could sign with it."""

    def __init__(self, token: str, aes_key: str, app_id: str, max_age: int) -> None:
        if not token.strip():
            raise ValueError("WECHAT_TOKEN is empty: anybody could forge messages. Set the token of the account's server configuration")
        self._token, self._max_age = token, max_age
        self._crypto = WeChatCrypto(token, aes_key, app_id) if aes_key else None

    def verify(self, args: Mapping[str, str], now: float | None = None) -> None:
        """Refused(403) unless the signature is right, compared in constant time, and fresh."""
        timestamp, nonce = args.get("timestamp", ""), args.get("nonce", "")
        expected = hashlib.sha1("".join(sorted([self._token, timestamp, nonce])).encode()).hexdigest()
        if not hmac.compare_digest(expected.encode(), args.get("signature", "").encode()):
            raise Refused("signature does not match", 403)
        if not timestamp.isdigit() or abs((now or time.time()) - int(timestamp[:12])) > self._max_age:
            raise Refused("signature is too old", 403)

    def read(self, body: bytes, args: Mapping[str, str]) -> tuple[InboundMessage, bool]:
        """The message, and whether it came encrypted. Refused(403) when it cannot be decrypted, (400) when it makes no sense."""
        encrypted = args.get("encrypt_type") == "aes"
        fields = _fields(self._decrypt(body, args) if encrypted else body)
        return to_message(fields), encrypted

    def _decrypt(self, body: bytes, args: Mapping[str, str]) -> bytes:
        if self._crypto is None:
            raise Refused("an encrypted message, but WECHAT_AES_KEY is empty", 403)
        _reject_doctype(body)
        try:
            plain = self._crypto.decrypt_message(body, args.get("msg_signature", ""), args.get("timestamp", ""), args.get("nonce", ""))
        except Exception as error:  # the library lets half a dozen unrelated types through on hostile input
            raise Refused(f"cannot be decrypted: {type(error).__name__}", 403) from error
        return plain if isinstance(plain, bytes) else plain.encode()

    def render(self, parts: Sequence[Part], message: InboundMessage, *, encrypted: bool) -> str:
        """The passive reply XML for the one part it may carry; `success` for none, which is never encrypted."""
        if not parts:
            return "success"
        xml = _reply(parts[0], message)
        if not encrypted or self._crypto is None:
            return xml
        return str(self._crypto.encrypt_message(xml, hashlib.sha256(xml.encode()).hexdigest()[:16], str(int(time.time()))))


def can_be_passive(part: Part) -> bool:
    """A menu message and an image that still has to be uploaded leave only as customer-service messages."""
    return part.kind in ("text", "news") or (part.kind == "image" and "media_id" in part.content)


def _reply(part: Part, message: InboundMessage) -> str:
    head: dict[str, Any] = {"source": message.account, "target": message.openid}
    if part.kind == "image":
        return str(ImageReply(media_id=part.content["media_id"], **head).render())
    if part.kind == "news":
        reply = ArticlesReply(**head)
        card = {
            key: sanitise(str(part.content.get(name) or ""))
            for key, name in (("title", "title"), ("description", "description"), ("url", "url"))
        }
        reply.add_article({**card, "image": sanitise(str(part.content.get("image_url") or ""))})
        return str(reply.render())
    return str(TextReply(content=sanitise(part.content["text"]), **head).render())


def _reject_doctype(body: bytes) -> None:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Refused("a document type is not allowed", 400)


def _fields(body: bytes) -> dict[str, Any]:
    _reject_doctype(body)
    try:
        document = xmltodict.parse(body)
    except Exception as error:  # ExpatError, ValueError, UnicodeDecodeError: whatever the parser meets
        raise Refused(f"not well-formed XML: {type(error).__name__}", 400) from error
    fields = document.get("xml")
    if not isinstance(fields, dict):
        raise Refused("the root is not <xml> with fields", 400)
    return fields


def _word(fields: Mapping[str, Any], name: str) -> str:
    """A single text field; duplicated, nested or attributed fields count as empty."""
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def to_message(fields: Mapping[str, Any]) -> InboundMessage:
    """Our message from the platform's fields. Refused(400) without sender, recipient or type."""
    openid, account, kind = _word(fields, "FromUserName"), _word(fields, "ToUserName"), _word(fields, "MsgType")
    if not openid or not account or not kind:
        raise Refused("FromUserName, ToUserName or MsgType is missing", 400)
    if len(openid) > 128 or len(account) > 128:
        raise Refused("FromUserName or ToUserName is too long", 400)
    if kind == "event":
        return _event(fields, openid, account)
    known = kind in PLAIN_KINDS
    text = _word(fields, "Content") if kind == "text" else _word(fields, "Recognition") if kind == "voice" else ""
    return InboundMessage(
        openid,
        account,
        kind if known else "unknown",
        _message_key(fields, openid),
        _moment(fields),
        text=text or None,
        media_id=_word(fields, "MediaId")[:200] or None,
        tapped=bool(_word(fields, "bizmsgmenuid")),
        extra=_extra(fields, kind),
    )


def _event(fields: Mapping[str, Any], openid: str, account: str) -> InboundMessage:
    name, key = _word(fields, "Event").lower(), _word(fields, "EventKey")
    if name == "subscribe" and key.startswith("qrscene_"):
        name, key = "subscribe_scan", key.removeprefix("qrscene_")
    dedupe = f"e:{_digest(openid)}:{_word(fields, 'CreateTime')[:20]}:{name[:40]}:{_digest(key)}"
    return InboundMessage(
        openid,
        account,
        "event",
        dedupe,
        _moment(fields),
        event=name[:40],
        event_key=key[:EVENT_KEY_LENGTH] or None,
        extra=_extra(fields, name),
    )


def _message_key(fields: Mapping[str, Any], openid: str) -> str:
    number = _word(fields, "MsgId")
    if number.isdigit() and int(number) > 0:
        return f"m:{number[:40]}"
    return f"x:{_digest(openid)}:{_digest(repr(sorted(fields.items(), key=str)))}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:32]


def _moment(fields: Mapping[str, Any]) -> datetime:
    """CreateTime; the present when it is missing or nonsense, seconds also when milliseconds came."""
    raw = _word(fields, "CreateTime")
    seconds = int(raw) if raw.isdigit() and len(raw) < 16 else 0
    seconds = seconds // 1000 if seconds > MILLISECONDS else seconds
    return datetime.fromtimestamp(seconds, UTC) if seconds else datetime.now(UTC)


EXTRA_FIELDS = {
    "image": ("PicUrl",),
    "voice": ("Format", "MediaId16K"),
    "video": ("ThumbMediaId",),
    "shortvideo": ("ThumbMediaId",),
    "location": ("Location_X", "Location_Y", "Label"),
    "link": ("Title", "Description", "Url"),
    "templatesendjobfinish": ("MsgID", "Status"),
    "masssendjobfinish": ("MsgID", "Status"),
    "scancode_waitmsg": ("ScanCodeInfo",),
    "subscribe_msg_popup_event": ("SubscribeMsgPopupEvent",),
    "subscribe_msg_change_event": ("SubscribeMsgChangeEvent",),
    "subscribe_msg_sent_event": ("SubscribeMsgSentEvent",),
    "kf_create_session": ("KfAccount",),
    "kf_close_session": ("KfAccount",),
}


def _extra(fields: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {name: fields[name] for name in EXTRA_FIELDS.get(kind, ()) if fields.get(name)}
