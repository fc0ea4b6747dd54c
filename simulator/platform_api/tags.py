"""Tags and who carries them."""

from typing import Any

from simulator.errors import PlatformError
from simulator.parents import Parent
from simulator.platform_api.gate import Answer, behind_gate, body, ok
from simulator.state import world

calls = behind_gate("tags")
MOST_OPENIDS, MOST_ON_ONE = 50, 20


@calls.post("/cgi-bin/tags/create")
def create() -> Answer:
    name = _tag().get("name")
    return {"tag": {"id": world().tags.create(name), "name": name}}


@calls.get("/cgi-bin/tags/get")
def get() -> Answer:
    parents = world().parents.all()
    rows = [(tag_id, name, sum(tag_id in parent.tags for parent in parents)) for tag_id, name in world().tags.all().items()]
    return {"tags": [{"id": tag_id, "name": name, "count": count} for tag_id, name, count in rows]}


@calls.post("/cgi-bin/tags/update")
def update() -> Answer:
    tag = _tag()
    world().tags.rename(tag.get("id"), tag.get("name"))
    return ok()


@calls.post("/cgi-bin/tags/delete")
def delete() -> Answer:
    gone = world().tags.delete(_tag().get("id"))
    for parent in world().parents.all():
        parent.tags[:] = [tag for tag in parent.tags if tag != gone]
    return ok()


@calls.post("/cgi-bin/tags/members/batchtagging")
def add_members() -> Answer:
    asked = body()
    tag, parents = world().tags.known(asked.get("tagid")), _members(asked)
    with world().lock:
        if any(tag not in parent.tags and len(parent.tags) >= MOST_ON_ONE for parent in parents):
            raise PlatformError(45059)
        for parent in parents:
            parent.tags[:] = [*(one for one in parent.tags if one != tag), tag]
    return ok()


@calls.post("/cgi-bin/tags/members/batchuntagging")
def remove_members() -> Answer:
    asked = body()
    tag, parents = world().tags.known(asked.get("tagid")), _members(asked)
    with world().lock:
        for parent in parents:
            parent.tags[:] = [one for one in parent.tags if one != tag]
    return ok()


@calls.post("/cgi-bin/tags/getidlist")
def tags_of() -> Answer:
    return {"tagid_list": list(world().parents.known(body().get("openid")).tags)}


@calls.post("/cgi-bin/user/tag/get")
def members() -> Answer:
    tag = world().tags.known(body().get("tagid"))
    openids = [parent.openid for parent in world().parents.all() if tag in parent.tags]
    return {"count": len(openids), "data": {"openid": openids}, "next_openid": openids[-1] if openids else ""}


def _tag() -> dict[str, Any]:
    tag = body().get("tag")
    if not isinstance(tag, dict):
        raise PlatformError(47001, "tag")
    return tag


def _members(asked: dict[str, Any]) -> list[Parent]:
    """Raises 40032 for too many, 49003 for an openid of another account."""
    openids = asked.get("openid_list")
    if not isinstance(openids, list) or not 1 <= len(openids) <= MOST_OPENIDS:
        raise PlatformError(40032)
    found = [world().parents.find(openid) for openid in openids]
    if None in found:
        raise PlatformError(49003)
    return [parent for parent in found if parent]
