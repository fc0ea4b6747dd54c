"""The simulator and a parent's phone, as tests use them: over real HTTP."""

import json
from dataclasses import dataclass
from typing import Any

import requests

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID, SECRET = "wx0123456789abcdef", "a-secret"


@dataclass
class Platform:
    """The simulator as tests use it: control calls, and platform calls with a token."""

    base: str
    token: str = ""

    def post(self, path: str, /, **body: Any) -> Any:
        return requests.post(f"{self.base}/sim/api{path}", json=body, timeout=60).json()

    def get(self, path: str, /, **query: Any) -> Any:
        return requests.get(f"{self.base}/sim/api{path}", params=query, timeout=60).json()

    def api(self, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """A call as the account makes it: raw UTF-8 JSON, no Content-Type."""
        return self.call(path, body, **query).json()

    def call(self, path: str, body: dict[str, Any] | None = None, timeout: float = 20, **query: Any) -> requests.Response:
        params = {"access_token": self.token or self.new_token(), **query}
        if body is None:
            return requests.get(self.base + path, params=params, timeout=timeout)
        return requests.post(self.base + path, params=params, data=json.dumps(body).encode(), timeout=timeout)

    def new_token(self) -> str:
        self.token = self.ask_token()["access_token"]
        return self.token

    def ask_token(self, **changes: str) -> Any:
        query = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET} | changes
        return requests.get(f"{self.base}/cgi-bin/token", params=query, timeout=10).json()

    def ask_stable(self, *, force: bool = False) -> Any:
        body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, "force_refresh": force}
        return requests.post(f"{self.base}/cgi-bin/stable_token", json=body, timeout=10).json()

    def advance(self, seconds: float) -> None:
        self.post("/clock", advance_seconds=seconds)


@dataclass
class Phone:
    """One parent's phone."""

    platform: Platform
    openid: str

    def says(self, content: str, **more: Any) -> Any:
        """Sends a text and waits for the end of its delivery."""
        return self.platform.post("/say", openid=self.openid, content=content, wait=True, **more)

    def does(self, event: str, **more: Any) -> Any:
        return self.platform.post("/event", openid=self.openid, event=event, wait=True, **more)

    def taps(self, content: str, item_id: str | None = None) -> Any:
        return self.platform.post("/tap", openid=self.openid, content=content, id=item_id, wait=True)

    def is_sent(self, content: str = "您好") -> int:
        """A customer-service text to her; the errcode."""
        body = {"touser": self.openid, "msgtype": "text", "text": {"content": content}}
        return int(self.platform.api("/cgi-bin/message/custom/send", body)["errcode"])

    def shows(self, sender: str = "") -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.platform.get("/thread", openid=self.openid, **{"from": sender})["items"]
        return items
