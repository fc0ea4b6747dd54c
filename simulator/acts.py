"""What a parent does with the phone: say, tap, follow, leave, scan, press the menu. Each act reaches the webhook."""

from typing import Any

from simulator.delivery import Dispatch
from simulator.desk import AGENT_RECEIVED
from simulator.envelopes import Parcel
from simulator.media import sample
from simulator.parents import Parent
from simulator.quota import Act
from simulator.state import World
from simulator.timeline import Item

Request = dict[str, Any]
Fields = dict[str, Any]
Done = tuple[Item, Dispatch | None]


class ActError(ValueError):
    """The phone cannot do this: the text says why."""


def say(world: World, parent: Parent, request: Request) -> Done:
    """Send one message of `request["type"]`. No dispatch while an agent serves her: then the webhook hears nothing."""
    kind = str(request.get("type", "text"))
    fields, content, data = WRITERS.get(kind, _other)(world, request)
    fields.update(request.get("fields") or {})
    return _send(world, parent, Act.MESSAGE, (kind, fields), (content, data))


def tap(world: World, parent: Parent, content: str, item_id: str | None) -> Done:
    """Tap an item of a menu message: a text, with `bizmsgmenuid` unless the item id is None; counts as a menu click."""
    fields: Fields = {"Content": content} | ({"bizmsgmenuid": item_id} if item_id else {})
    return _send(world, parent, Act.MENU, ("text", fields), (content, {"bizmsgmenuid": item_id} if item_id else {}))


def _send(world: World, parent: Parent, act: Act, wire: tuple[str, Fields], shown: tuple[str, Fields]) -> Done:
    now, msgid, (kind, fields), (content, data) = world.clock.now(), world.next_msgid(), wire, shown
    with world.lock:
        if not parent.subscribed:
            raise ActError("she does not follow the account")
        parent.allowance.open(act, now)
        parent.last_exchange_at = now
        session = world.desk.session_of(parent.openid, now)
        if session:
            text = content if kind == "text" else f"[{kind}]"
            world.desk.record(parent.openid, session.account, AGENT_RECEIVED, text, now)
    item = world.timeline.add(parent.openid, "parent", kind, content, "wechat", now, msgid=msgid, data=data)
    return item, None if session else world.dispatch(Parcel(parent.openid, kind, fields, msgid))


def _text(_world: World, request: Request) -> tuple[Fields, str, Fields]:
    content = str(request.get("content", ""))
    return {"Content": content}, content, {}


def _image(world: World, request: Request) -> tuple[Fields, str, Fields]:
    media_id = _medium(world, "image", request)
    url = f"{world.settings.base_url}/sim/media/{media_id}"
    return {"PicUrl": url, "MediaId": media_id}, "[图片]", {"media_id": media_id}


def _voice(world: World, request: Request) -> tuple[Fields, str, Fields]:
    """`recognition` None leaves it to the knob; "" sends the field empty."""
    media_id, spoken = _medium(world, "voice", request), str(request.get("content", ""))
    heard = request.get("recognition")
    if heard is None:
        heard = {"absent": None, "empty": "", "present": spoken}[world.board.now.recognition]
    fields: Fields = {"MediaId": media_id, "Format": "amr", "MediaId16K": media_id}
    if heard is not None:
        fields["Recognition"] = str(heard)
    return fields, spoken or str(heard or "[语音]"), {"media_id": media_id, "seconds": int(request.get("seconds", 3))}


def _video(world: World, request: Request) -> tuple[Fields, str, Fields]:
    media_id, thumb = _medium(world, "video", request), world.media.keep("thumb", sample("image"), world.clock.now())
    return {"MediaId": media_id, "ThumbMediaId": thumb.media_id}, "[视频]", {"media_id": media_id}


def _location(_world: World, request: Request) -> tuple[Fields, str, Fields]:
    """Location_X is the latitude, as on the platform."""
    label = str(request.get("label", ""))
    x, y = request.get("latitude", 31.230416), request.get("longitude", 121.473701)
    fields = {"Location_X": x, "Location_Y": y, "Scale": int(request.get("scale", 15)), "Label": label}
    return fields, label or "[位置]", {"latitude": x, "longitude": y}


def _link(_world: World, request: Request) -> tuple[Fields, str, Fields]:
    title, about, url = (str(request.get(name, "")) for name in ("title", "description", "url"))
    return {"Title": title, "Description": about, "Url": url}, title, {"url": url, "description": about}


def _other(_world: World, request: Request) -> tuple[Fields, str, Fields]:
    """A kind the account may never have seen; its parts come in `fields`."""
    return {}, str(request.get("content", f"[{request.get('type')}]")), {}


WRITERS = {"text": _text, "image": _image, "voice": _voice, "video": _video, "shortvideo": _video, "location": _location, "link": _link}


def _medium(world: World, kind: str, request: Request) -> str:
    content = request.get("bytes")
    return world.media.keep(kind, content if isinstance(content, bytes) else sample(kind), world.clock.now()).media_id
