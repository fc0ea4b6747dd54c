"""Creating, reading and deleting the menu."""

from simulator.platform_api.gate import Answer, behind_gate, body, ok
from simulator.state import world

calls = behind_gate("menus")


@calls.post("/cgi-bin/menu/create")
def create() -> Answer:
    world().menu.create(body().get("button"))
    return ok()


@calls.get("/cgi-bin/menu/get")
def get() -> Answer:
    return {"menu": {"button": world().menu.get()}}


@calls.get("/cgi-bin/menu/delete")
def delete() -> Answer:
    world().menu.delete()
    return ok()
