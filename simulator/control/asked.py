"""Reading a control request: its JSON, its parent, its numbers; and saying what was wrong with it."""

from typing import Any

from flask import request

from simulator.parents import Parent
from simulator.state import world


class BadRequest(Exception):
    """The control request cannot be carried out; `status` is 400, 404 or 409."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def asked() -> dict[str, Any]:
    """The JSON object of the request; an empty body is an empty object."""
    if not request.get_data().strip():
        return {}
    parsed = request.get_json(force=True, silent=True)
    if not isinstance(parsed, dict):
        raise BadRequest("the body must be a JSON object")
    return parsed


def parent_of(openid: object) -> Parent:
    parent = world().parents.find(openid)
    if parent is None:
        raise BadRequest("no such parent: create one with POST /sim/api/parents", 404)
    return parent


def number(name: str, default: float) -> float:
    """A number from the query."""
    try:
        return float(request.args.get(name, default))
    except ValueError as error:
        raise BadRequest(f"{name} must be a number") from error
