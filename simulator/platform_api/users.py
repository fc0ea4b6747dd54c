"""Who follows the account: user/info (with the keys the platform no longer gives left out), the list, remarks."""

from flask import request

from simulator.errors import PlatformError
from simulator.parents import Parent
from simulator.platform_api.gate import Answer, behind_gate, body, ok
from simulator.state import world

calls = behind_gate("users")
MOST_AT_ONCE = 100
PAGE = 10_000


@calls.get("/cgi-bin/user/info")
def info() -> Answer:
    return _view(world().parents.known(request.args.get("openid")))


@calls.post("/cgi-bin/user/info/batchget")
def batch() -> Answer:
    asked = body().get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST_AT_ONCE:
        raise PlatformError(40032)
    parents = [world().parents.known(one.get("openid") if isinstance(one, dict) else None) for one in asked]
    return {"user_info_list": [_view(parent) for parent in parents]}


@calls.post("/cgi-bin/user/info/updateremark")
def remark() -> Answer:
    asked = body()
    world().parents.known(asked.get("openid")).remark = str(asked.get("remark", ""))[:30]
    return ok()


@calls.get("/cgi-bin/user/get")
def followers() -> Answer:
    openids = [parent.openid for parent in world().parents.all() if parent.subscribed]
    start = openids.index(first) + 1 if (first := request.args.get("next_openid", "")) in openids else 0
    page = openids[start : start + PAGE]
    answer: Answer = {"total": len(openids), "count": len(page), "next_openid": page[-1] if page else ""}
    return answer | ({"data": {"openid": page}} if page else {})


def _view(parent: Parent) -> Answer:
    """No nickname, picture, sex, city or language: the platform gives them no more. unionid only when bound."""
    if not parent.subscribed:
        return {"subscribe": 0, "openid": parent.openid}
    scene = {"qr_scene": int(parent.scene)} if parent.scene.isdigit() else {"qr_scene": 0, "qr_scene_str": parent.scene}
    known = {
        "subscribe": 1,
        "openid": parent.openid,
        "subscribe_time": parent.subscribed_at,
        "remark": parent.remark,
        "groupid": 0,
        "tagid_list": list(parent.tags),
        "subscribe_scene": parent.subscribe_scene,
    }
    return {**known, **scene, **({"unionid": parent.unionid} if parent.unionid else {})}
