"""Calls to the platform: customer-service messages, media, menus, QR codes, with one shared access token.

wechatpy's client is used for its call shapes; token handling, time-outs, retries and the base address are ours, because the
library's own would wait for ever, refresh once per worker and retry without end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis
import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException
from wechatpy.session import SessionStorage

from store.keys import TOKEN_PREFIX
from store.outbox import Part

log = logging.getLogger(__name__)
REAL = "https://api.weixin.qq.com"
TOKEN_INVALID = (40001, 40014, 42001)
TOKEN_MARGIN = 120
# code: (reason, whether trying again can help, what the row becomes)
REFUSALS: dict[int, tuple[str, bool, str]] = {
    -1: ("platform busy", True, "failed"),
    40001: ("token refused", True, "failed"),
    40014: ("token refused", True, "failed"),
    42001: ("token expired", True, "failed"),
    45009: ("daily quota of the account used up", False, "held"),
    45011: ("too many calls a minute", True, "failed"),
    45015: ("reply window closed", False, "held"),
    45047: ("reply quota used up", False, "held"),
    40003: ("unknown openid", False, "blocked"),
    43004: ("not a follower", False, "blocked"),
    43019: ("on the account's blacklist", False, "blocked"),
    48002: ("she refuses messages", False, "blocked"),
    40007: ("media expired", False, "failed"),
    40200: ("menus not available for this account", False, "failed"),
}


class SendError(Exception):
    """A call to the platform failed. `retry`: trying again can help; `outcome`: what the message becomes if not."""

    def __init__(self, reason: str, *, retry: bool, outcome: str = "failed", code: int | None = None) -> None:
        super().__init__(reason)
        self.retry, self.outcome, self.code = retry, outcome, code


@dataclass(frozen=True)
class ApiSettings:
    app_id: str
    secret: str
    base: str
    timeout: float


class _NoStorage(SessionStorage):  # type: ignore[misc]
    """The library wants a place for its token; ours lives in TokenKeeper."""

    def get(self, key: str, default: Any = None) -> Any:
        return default

    def set(self, key: str, value: Any, ttl: int | None = None) -> None: ...

    def delete(self, key: str) -> None: ...


class TokenKeeper:
    """One access token for all workers, kept in Redis; one refresh at a time. Without Redis, one token per process."""

    def __init__(self, settings: ApiSettings, client: redis.Redis, http: requests.Session) -> None:
        self._settings, self._redis, self._http = settings, client, http
        self._own: str | None = None
        self._key = f"{TOKEN_PREFIX}:{settings.app_id}:token"

    def current(self) -> str:
        try:
            held = self._redis.get(self._key)
            return str(held) if held else self.refresh(None)
        except redis.RedisError:
            self._own = self._own or self._fetch()[0]
            return self._own

    def refresh(self, refused: str | None) -> str:
        """A token other than `refused`; a worker that comes late takes the one its colleague has just fetched."""
        try:
            with self._redis.lock(f"{self._key}:lock", timeout=15, blocking_timeout=15):
                held = self._redis.get(self._key)
                if held and held != refused:
                    return str(held)
                token, seconds = self._fetch()
                self._redis.set(self._key, token, ex=max(seconds - TOKEN_MARGIN, 30))
                return token
        except redis.RedisError:
            self._own = self._fetch()[0]
            return self._own

    def _fetch(self) -> tuple[str, int]:
        body = {"grant_type": "client_credential", "appid": self._settings.app_id, "secret": self._settings.secret, "force_refresh": False}
        try:
            answer = self._http.post(f"{self._settings.base}/cgi-bin/stable_token", json=body, timeout=self._settings.timeout).json()
        except (requests.RequestException, ValueError) as error:  # the text of these holds the secret: only the kind is passed on
            raise SendError(f"token: {type(error).__name__}", retry=True) from None
        if not isinstance(answer, dict) or "access_token" not in answer:
            code = answer.get("errcode") if isinstance(answer, dict) else None
            raise SendError(f"token refused with {code}", retry=code == -1, code=code)
        return str(answer["access_token"]), int(answer.get("expires_in", 7200))


class WeChatApi(WeChatClient):  # type: ignore[misc]
    """The client every process uses. Raises SendError only."""

    def __init__(self, settings: ApiSettings, client: redis.Redis) -> None:
        super().__init__(settings.app_id, settings.secret, session=_NoStorage(), timeout=settings.timeout, auto_retry=False)
        self._settings = settings
        self.tokens = TokenKeeper(settings, client, self._http)

    def send(self, openid: str, part: Part) -> None:
        """One customer-service message; at most once per call, except that a refused token is refreshed and tried once more."""
        SENDERS[part.kind](self, openid, part.content)

    def upload_image(self, name: str, data: bytes) -> str:
        """A temporary media id (3 days). The bytes are passed whole: a file object would be empty on a second try."""
        return str(self.call(lambda: self.media.upload("image", (name, data, "image/jpeg")))["media_id"])

    def download(self, media_id: str) -> bytes:
        answer = self.call(lambda: self.media.download(media_id), json_expected=False)
        if isinstance(answer, requests.Response):
            return answer.content
        raise SendError("media is gone", retry=False)

    def qr_address(self, scene: str) -> str:
        """The address behind a permanent code with this scene: following or scanning through it tells us the scene."""
        body = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        return str(self.call(lambda: self.qrcode.create(body))["url"])

    def create_menu(self, menu: dict[str, Any]) -> None:
        self.call(lambda: self.menu.create(menu))

    def typing(self, openid: str) -> None:
        self.call(lambda: self.post("message/custom/typing", data={"touser": openid, "command": "Typing"}))

    def call(self, action: Callable[[], Any], *, json_expected: bool = True) -> Any:
        """Run one API call; every kind of failure becomes a SendError."""
        try:
            answer = action()
        except WeChatClientException as error:
            raise _refusal(error) from None
        except requests.RequestException as error:  # may name the secret in its text
            raise SendError(f"network: {type(error).__name__}", retry=True) from None
        if json_expected and not isinstance(answer, dict):  # an HTML page with status 200 looks like success to the library
            raise SendError("the platform's answer is not JSON", retry=True)
        return answer

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        """The library's request with our base address and our token; one refresh when the token is refused."""
        url = url_or_endpoint if url_or_endpoint.startswith("http") else kwargs.pop("api_base_url", self.API_BASE_URL) + url_or_endpoint
        url = url.replace(REAL, self._settings.base, 1)
        given = kwargs.pop("params", None)
        params = {key: value for key, value in given.items() if key != "access_token"} if isinstance(given, dict) else {}
        token = self.tokens.current()
        try:
            return super()._request(method, url, params={**params, "access_token": token}, **kwargs)
        except WeChatClientException as error:
            if error.errcode not in TOKEN_INVALID or "files" in kwargs:
                raise
        fresh = self.tokens.refresh(token)
        return super()._request(method, url, params={**params, "access_token": fresh}, **kwargs)

    @property
    def access_token(self) -> str:
        return self.tokens.current()


def _refusal(error: WeChatClientException) -> SendError:
    code = error.errcode
    if code is None:  # an HTTP error status
        return SendError("platform answered with an HTTP error", retry=True)
    reason, retry, outcome = REFUSALS.get(code, (f"refused with {code}", False, "failed"))
    return SendError(reason, retry=retry, outcome=outcome, code=code)


def _send_text(api: WeChatApi, openid: str, content: dict[str, Any]) -> None:
    api.call(lambda: api.message.send_text(openid, content["text"]))


def _send_menu(api: WeChatApi, openid: str, content: dict[str, Any]) -> None:
    items = [{"id": item["id"], "content": item["label"]} for item in content["items"]]
    menu = {"head_content": content["head"], "list": items, "tail_content": content["tail"]}
    try:
        api.call(lambda: api.post("message/custom/send", data={"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}))
    except SendError as error:
        if error.code != 40200:  # sandbox accounts have no menus: the same words as plain text
            raise
        _send_text(api, openid, {"text": menu_as_text(content)})


def menu_as_text(content: dict[str, Any]) -> str:
    lines = [f"{number}. {item['label']}" for number, item in enumerate(content["items"], 1)]
    return "\n".join([content["head"], *lines, content["tail"] or "回复数字或文字都可以"])


def _send_image(api: WeChatApi, openid: str, content: dict[str, Any]) -> None:
    api.call(lambda: api.message.send_image(openid, content["media_id"]))


def _send_news(api: WeChatApi, openid: str, content: dict[str, Any]) -> None:
    card = {
        "title": content["title"],
        "description": content.get("description", ""),
        "url": content["url"],
        "image": content.get("image_url", ""),
    }
    api.call(lambda: api.message.send_articles(openid, [card]))


SENDERS: dict[str, Callable[[WeChatApi, str, dict[str, Any]], None]] = {
    "text": _send_text,
    "menu": _send_menu,
    "image": _send_image,
    "news": _send_news,
}
