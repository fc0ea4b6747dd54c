"""What every staff route shares: who is asking, the transaction, and errors that people can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from flask import Response, g, jsonify, make_response, request
from flask_openapi3.blueprint import APIBlueprint
from sqlalchemy.orm import Session

from advisors import accounts
from advisors.access import Forbidden, require
from advisors.accounts import AccountError
from advisors.desk import DeskError
from bot.webhook import house
from knowledge.article import ArticleError
from knowledge.review import ArticleMissing, EditConflict, OwnArticle, ReviewError
from store.base import reading, writing
from store.people import Staff

COOKIE = "pa_session"
PREFIX = "/api/v1"
HEADER = "X-Requested-With"

F = TypeVar("F", bound=Callable[..., Any])


class NotFound(Exception):
    """There is no such thing, or not for this person."""


def api(name: str, module: str) -> APIBlueprint:
    blueprint = APIBlueprint(name, module, url_prefix=PREFIX)
    for kind, (status, code) in ERRORS.items():
        blueprint.register_error_handler(kind, _handler(status, code))
    blueprint.before_request(_same_site)
    return blueprint


def _same_site() -> Response | None:
    """A page of another origin cannot set this header, so it cannot act in a signed-in person's name."""
    if request.method in ("POST", "PUT", "PATCH", "DELETE") and request.headers.get(HEADER) != "console":
        return problem(400, "header", "请求缺少 X-Requested-With 头")
    return None


def problem(status: int, code: str, message: str, **more: Any) -> Response:
    return make_response(jsonify(error={"code": code, "message": message, **more}), status)


def signed_in(*roles: str) -> Callable[[F], F]:
    """The route needs a signed-in member of staff, of one of these roles if any are named."""

    def decorate(view: F) -> F:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            here = house()
            with reading(here.sessions) as session:
                staff = accounts.signed_in(session, request.cookies.get(COOKIE), here.clock())
                if staff is None:
                    return problem(401, "signed_out", "请先登录")
                list(staff.shifts)
            if roles:
                require(staff, roles)
            g.staff = staff
            return view(*args, **kwargs)

        guarded.allowed_roles = roles  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def me() -> Staff:
    staff: Staff = g.staff
    return staff


@contextmanager
def changing() -> Iterator[Session]:
    """One transaction for one action of the person who asks."""
    with writing(house().sessions) as session:
        yield session


@contextmanager
def looking() -> Iterator[Session]:
    with reading(house().sessions) as session:
        yield session


def _handler(status: int, code: str) -> Callable[[Exception], Response]:
    def handle(error: Exception) -> Response:
        return problem(status, getattr(error, "code", code), WORDS.get(type(error)) or str(error))

    return handle


WORDS: dict[type[Exception], str] = {
    Forbidden: "您没有权限做这件事",
    NotFound: "没有找到",
    EditConflict: "别人已经保存了更新的版本，请刷新后再改",
    OwnArticle: "不能审核自己写的文章，请另一位审核人来审",
    ArticleMissing: "没有这篇文章",
}
ERRORS: dict[type[Exception], tuple[int, str]] = {
    Forbidden: (403, "forbidden"),
    NotFound: (404, "not_found"),
    DeskError: (409, "state"),
    AccountError: (422, "account"),
    ArticleMissing: (404, "not_found"),
    EditConflict: (409, "conflict"),
    OwnArticle: (403, "own_article"),
    ReviewError: (409, "state"),
    ArticleError: (422, "article"),
}
