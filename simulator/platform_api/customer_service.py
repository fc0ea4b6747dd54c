"""The native customer-service desk: agents, sessions, and the record of what was said."""

from flask import request

from simulator.errors import PlatformError
from simulator.platform_api.gate import Answer, behind_gate, body, ok
from simulator.state import world

calls = behind_gate("customer_service")
DAY = 86400
MOST_RECORDS = 10_000


@calls.get("/cgi-bin/customservice/getkflist")
def agents() -> Answer:
    return {"kf_list": [agent.view() for agent in world().desk.agents.values()]}


@calls.get("/cgi-bin/customservice/getonlinekflist")
def online() -> Answer:
    sessions = list(world().desk.sessions.values())
    rows = [
        {
            "kf_account": agent.account,
            "status": 1,
            "kf_id": str(agent.kf_id),
            "accepted_case": sum(s.account == agent.account for s in sessions),
        }
        for agent in world().desk.agents.values()
        if agent.online
    ]
    return {"kf_online_list": rows}


@calls.post("/customservice/kfaccount/add")
def add() -> Answer:
    asked = body()
    with world().lock:
        world().desk.hire(str(asked.get("kf_account", "")), str(asked.get("nickname", "")), online=False)
    return ok()


@calls.post("/customservice/kfaccount/update")
def update() -> Answer:
    asked = body()
    world().desk.agent(asked.get("kf_account")).nick = str(asked.get("nickname", ""))
    return ok()


@calls.route("/customservice/kfaccount/del", methods=["GET", "POST"])
def delete() -> Answer:
    account = request.args.get("kf_account") or body().get("kf_account")
    with world().lock:
        del world().desk.agents[world().desk.agent(account).account]
    return ok()


@calls.post("/customservice/kfsession/create")
def open_session() -> Answer:
    asked = body()
    parent = world().parents.known(asked.get("openid"))
    with world().lock:
        begun = world().desk.open(asked.get("kf_account"), parent.openid, world().clock.now())
    if begun:
        world().send_event(parent.openid, "kf_create_session", {"KfAccount": asked["kf_account"]})
    return ok()


@calls.post("/customservice/kfsession/close")
def close_session() -> Answer:
    asked = body()
    parent = world().parents.known(asked.get("openid"))
    with world().lock:
        world().desk.close(asked.get("kf_account"), parent.openid, world().clock.now())
    world().send_event(parent.openid, "kf_close_session", {"KfAccount": asked["kf_account"]})
    return ok()


@calls.get("/customservice/kfsession/getsession")
def session() -> Answer:
    parent = world().parents.known(request.args.get("openid"))
    with world().lock:
        found = world().desk.session_of(parent.openid, world().clock.now())
    return ok(createtime=found.created_at if found else 0, kf_account=found.account if found else "")


@calls.get("/customservice/kfsession/getsessionlist")
def sessions_of() -> Answer:
    with world().lock:
        agent = world().desk.agent(request.args.get("kf_account"))
        own = [one for one in world().desk.sessions.values() if one.account == agent.account]
    return {"sessionlist": [{"createtime": one.created_at, "openid": one.openid} for one in own]}


@calls.get("/customservice/kfsession/getwaitcase")
def waiting() -> Answer:
    cases = [{"latest_time": since, "openid": openid} for openid, since in world().desk.waiting.items()]
    return {"count": len(cases), "waitcaselist": cases}


@calls.post("/customservice/msgrecord/getmsglist")
def records() -> Answer:
    asked = body()
    start, end, first, number = (asked.get(name) for name in ("starttime", "endtime", "msgid", "number"))
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(first, int) and isinstance(number, int)):
        raise PlatformError(65416)
    if not 0 <= end - start <= DAY or not 1 <= number <= MOST_RECORDS or first < 1:
        raise PlatformError(65416)
    rows = list(enumerate(world().desk.records, start=1))
    page = [(at, row) for at, row in rows if at >= first and start <= int(str(row["time"])) <= end][:number]
    return {"recordlist": [row for _, row in page], "number": len(page), "msgid": page[-1][0] + 1 if page else first}
