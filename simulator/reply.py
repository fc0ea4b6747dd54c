"""Reading the bot's answer to a delivery the way the platform does: strictly, or it is a fault on the phone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree

from simulator.crypto import CryptoError, Envelope

TEXT_BYTES = 2048
SILENT = ("", "success")
TYPES = ("text", "image", "voice", "video", "music", "news", "transfer_customer_service")


class ReplyFault(Exception):
    """The answer is abnormal; the text says why, for the developer."""


@dataclass(frozen=True)
class Reply:
    """`content` is what can be read of it, `data` its parts by their wire names in lower case."""

    kind: str
    content: str = ""
    data: dict[str, object] = field(default_factory=dict)


def parse(body: bytes, openid: str, account: str, mode: str, seal: Envelope | None) -> Reply | None:
    """None when the bot says "handled" (`success` or nothing). Raises ReplyFault."""
    text = _decode(body)
    if text.strip() in SILENT:
        return None
    root = _root(text)
    if root.find("Encrypt") is not None:
        root = _root(_opened(root, mode, seal))
    elif mode == "safe":
        raise ReplyFault("safe mode needs an encrypted reply")
    return _reply(root, openid, account)


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ReplyFault("reply is not UTF-8") from error


def _root(text: str) -> ElementTree.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ReplyFault("reply has a document type")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ReplyFault(f"reply is not well-formed XML: {error}") from error
    if root.tag != "xml":
        raise ReplyFault("reply has no <xml> root")
    return root


def _opened(root: ElementTree.Element, mode: str, seal: Envelope | None) -> str:
    if mode == "plain" or seal is None:
        raise ReplyFault("encrypted reply in plain mode")
    ciphertext = _only(root, "Encrypt")
    if not seal.verify(_only(root, "MsgSignature"), _only(root, "TimeStamp"), _only(root, "Nonce"), ciphertext):
        raise ReplyFault("MsgSignature does not match")
    try:
        return seal.open(ciphertext)
    except CryptoError as error:
        raise ReplyFault(f"reply cannot be decrypted: {error}") from error


def _reply(root: ElementTree.Element, openid: str, account: str) -> Reply:
    if (_only(root, "ToUserName"), _only(root, "FromUserName")) != (openid, account):
        raise ReplyFault("ToUserName and FromUserName are not the message's, swapped")
    if not _only(root, "CreateTime").isdigit():
        raise ReplyFault("CreateTime is not a number")
    kind = _only(root, "MsgType")
    if kind not in TYPES:
        raise ReplyFault(f"MsgType {kind!r} cannot be a reply")
    return READERS[kind](root)


def _text(root: ElementTree.Element) -> Reply:
    content = _only(root, "Content")
    if len(content.encode()) > TEXT_BYTES:
        raise ReplyFault(f"Content has {len(content.encode())} bytes, {TEXT_BYTES} are allowed")
    return Reply("text", content)


def _news(root: ElementTree.Element) -> Reply:
    items = root.findall("Articles/item")
    if _only(root, "ArticleCount") != "1" or len(items) != 1:
        raise ReplyFault("a reply carries exactly one article")
    title = _only(items[0], "Title")
    article = {name.lower(): items[0].findtext(name, "") for name in ("Title", "Description", "PicUrl", "Url")}
    return Reply("news", title, dict(article))


def _media(tag: str) -> Callable[[ElementTree.Element], Reply]:
    def read(root: ElementTree.Element) -> Reply:
        block = root.find(tag)
        if block is None:
            raise ReplyFault(f"<{tag}> is missing")
        parts = {child.tag: child.text or "" for child in block}
        if tag != "Music" and not parts.get("MediaId"):
            raise ReplyFault(f"<{tag}> has no MediaId")
        data = {"media_id": parts.get("MediaId", ""), "title": parts.get("Title", ""), "url": parts.get("MusicUrl", "")}
        return Reply(tag.lower(), data["title"], dict(data))

    return read


def _transfer(root: ElementTree.Element) -> Reply:
    return Reply("transfer_customer_service", "", {"kf_account": root.findtext("TransInfo/KfAccount", "")})


READERS: dict[str, Callable[[ElementTree.Element], Reply]] = {
    "text": _text,
    "news": _news,
    "image": _media("Image"),
    "voice": _media("Voice"),
    "video": _media("Video"),
    "music": _media("Music"),
    "transfer_customer_service": _transfer,
}


def _only(parent: ElementTree.Element, name: str) -> str:
    """The text of the one child called `name`; none, two or an empty one are a fault."""
    found = parent.findall(name)
    if len(found) != 1 or not (found[0].text or "").strip() or len(found[0]):
        raise ReplyFault(f"there must be exactly one non-empty <{name}>")
    return found[0].text or ""
