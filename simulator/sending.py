"""What the account sends to a phone by customer-service message: every check the platform makes, in its order."""

from collections.abc import Callable
from typing import Any

from simulator.errors import PlatformError
from simulator.parents import Parent
from simulator.reply import TEXT_BYTES
from simulator.state import World

Body = dict[str, Any]
Shown = tuple[str, dict[str, object]]


def send(world: World, body: Body) -> None:
    """`/cgi-bin/message/custom/send`. Raises PlatformError and then shows nothing."""
    parent, kind = world.parents.known(body.get("touser")), body.get("msgtype")
    writer = WRITERS.get(kind) if isinstance(kind, str) else None
    if writer is None:
        raise PlatformError(40008)
    content, data = writer(world, _part(body, str(kind)))
    data.update(_agent(world, body))
    _pay(world, parent)
    world.show(parent.openid, str(kind), content, "custom", data)


def _pay(world: World, parent: Parent) -> None:
    with world.lock:
        if not parent.subscribed:
            raise PlatformError(45015)
        parent.allowance.spend(world.clock.now())


def _part(body: Body, kind: str) -> Body:
    part = body.get(kind)
    if not isinstance(part, dict):
        raise PlatformError(47001, f"{kind} is missing")
    return part


def _agent(world: World, body: Body) -> dict[str, object]:
    """The agent shown as the sender, when one is named. Raises 65401."""
    service = body.get("customservice")
    if not isinstance(service, dict):
        return {}
    return {"agent": world.desk.agent(service.get("kf_account")).nick}


def _checked_text(text: object) -> str:
    if not isinstance(text, str):
        raise PlatformError(47001, "content")
    if not text.strip():
        raise PlatformError(44004)
    if len(text.encode()) > TEXT_BYTES:
        raise PlatformError(45002)
    return text


def _text(_world: World, part: Body) -> Shown:
    return _checked_text(part.get("content")), {}


def _media(kind: str) -> Callable[[World, Body], Shown]:
    def write(world: World, part: Body) -> Shown:
        medium = world.media.fetch(part.get("media_id"), world.clock.now(), kind)
        title = str(part.get("title") or "")
        return title or {"image": "[图片]", "voice": "[语音]", "video": "[视频]"}[kind], {"media_id": medium.media_id, "title": title}

    return write


def _news(_world: World, part: Body) -> Shown:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles or not isinstance(articles[0], dict):
        raise PlatformError(47001, "articles")
    if len(articles) > 1:
        raise PlatformError(45008)
    article = {name: str(articles[0].get(name) or "") for name in ("title", "description", "url", "picurl")}
    return _checked_text(article["title"]), dict(article)


def _menu(world: World, part: Body) -> Shown:
    if not world.board.now.msgmenu_allowed:
        raise PlatformError(40200)
    items = part.get("list")
    if not isinstance(items, list) or not items or not all(_is_item(item) for item in items):
        raise PlatformError(47001, "list")
    head, tail = str(part.get("head_content") or ""), str(part.get("tail_content") or "")
    lines = [head, *(item["content"] for item in items), tail]
    choices = [{"id": str(item["id"]), "content": item["content"]} for item in items]
    return _checked_text("\n".join(filter(None, lines))), {"head": head, "items": choices, "tail": tail}


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and bool(item.get("id")) and isinstance(item.get("content"), str) and bool(item["content"])


def _link(_world: World, part: Body) -> Shown:
    return _checked_text(part.get("title")), {"url": str(part.get("url") or ""), "description": str(part.get("description") or "")}


WRITERS: dict[str, Callable[[World, Body], Shown]] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "news": _news,
    "msgmenu": _menu,
    "link": _link,
}
