"""Signing in and out."""

from __future__ import annotations

import redis
from flask import Response, jsonify, request
from pydantic import BaseModel, Field

from advisors import accounts
from bot.api.door import COOKIE, api, changing, looking, me, problem, signed_in
from bot.api.views import staff_view
from bot.webhook import house
from store.keys import login_attempts

blueprint = api("session", __name__)
LOCK_SECONDS = 900


class Credentials(BaseModel):
    username: str = Field(min_length=1, max_length=40)
    password: str = Field(min_length=1, max_length=200)


@blueprint.post("/login")
def login(body: Credentials) -> Response:
    """Sign in; five wrong passwords lock the name for a quarter of an hour."""
    here = house()
    if _failures(body.username) >= here.settings.desk.login_attempts:
        return problem(429, "locked", "密码错误次数太多，请15分钟后再试")
    with changing() as session:
        staff = accounts.check_password(session, body.username, body.password)
        if staff is None:
            _count_failure(body.username)
            return problem(401, "credentials", "用户名或密码不对")
        token = accounts.sign_in(session, staff, here.clock(), here.settings.desk.session_hours)
        answer = jsonify(staff_view(session, staff, here.clock()))
    answer.set_cookie(
        COOKIE,
        token,
        max_age=here.settings.desk.session_hours * 3600,
        httponly=True,
        samesite="Strict",
        secure=here.settings.public_url.startswith("https"),
    )
    return answer


@blueprint.post("/logout")
def logout() -> Response:
    with changing() as session:
        accounts.sign_out(session, request.cookies.get(COOKIE))
    answer = jsonify({})
    answer.delete_cookie(COOKIE)
    return answer


@blueprint.get("/me")
@signed_in()
def who_am_i() -> Response:
    with looking() as session:
        return jsonify(staff_view(session, me(), house().clock()))


def _failures(username: str) -> int:
    try:
        return int(house().redis.get(login_attempts(username)) or 0)
    except redis.RedisError:
        return 0


def _count_failure(username: str) -> None:
    try:
        with house().redis.pipeline() as pipe:
            pipe.incr(login_attempts(username))
            pipe.expire(login_attempts(username), LOCK_SECONDS)
            pipe.execute()
    except redis.RedisError:
        return
