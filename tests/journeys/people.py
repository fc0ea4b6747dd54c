"""The people of the stories: parents with a phone, staff with a browser's worth of API."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from typing import Any

import requests

from benchmarks.town import Town, until

_numbers = itertools.count(1)


class Parent:
    """A phone in the simulator."""

    def __init__(self, town: Town, name: str, *, follow: bool = False, scene: str | None = None) -> None:
        self.town, self.name = town, name
        self.openid = f"o-{name}-{next(_numbers)}-{town.web_port}"
        body: dict[str, Any] = {"name": name, "openid": self.openid, "follow": follow}
        if scene:
            body["scene"] = scene
        town.sim("POST", "parents", **body)
        self.seen = 0
        self.said: list[str] = []

    def says(self, text: str, **more: Any) -> dict[str, Any]:
        self.seen = self._last()
        self.said.append(text)
        answer: dict[str, Any] = self.town.sim("POST", "say", openid=self.openid, type="text", content=text, **more)
        return answer

    def sends(self, kind: str, **more: Any) -> dict[str, Any]:
        self.seen = self._last()
        self.said.append(kind)
        answer: dict[str, Any] = self.town.sim("POST", "say", openid=self.openid, type=kind, **more)
        return answer

    def taps(self, label: str, item: str | None = None) -> None:
        self.seen = self._last()
        self.town.sim("POST", "tap", openid=self.openid, content=label, **({"id": item} if item else {}))

    def does(self, event: str, **more: Any) -> dict[str, Any]:
        self.seen = self._last()
        answer: dict[str, Any] = self.town.sim("POST", "event", openid=self.openid, event=event, **more)
        return answer

    def _last(self) -> int:
        return int(self.town.sim("GET", "thread", openid=self.openid)["seq"])

    def heard(self, since: int | None = None) -> list[dict[str, Any]]:
        """What the account said since her last message."""
        after = self.seen if since is None else since
        items: list[dict[str, Any]] = self.town.sim("GET", "thread", openid=self.openid, after=after)["items"]
        return [item for item in items if item["sender"] == "account"]

    def faults(self) -> list[dict[str, Any]]:
        items = self.town.sim("GET", "thread", openid=self.openid)["items"]
        return [item for item in items if item["sender"] == "system"]

    def hears(self, words: str = "", seconds: float = 15.0, since: int | None = None) -> str:
        """Wait until something she reads contains these words; that text."""

        def found() -> str | None:
            return next((t for t in map(text_of, self.heard(since)) if words in t), None)

        text: str = until(found, seconds, f"{self.name} never read {words!r}; she read {[text_of(i) for i in self.heard(since)]}")
        return text

    def asks(self, text: str, words: str = "", seconds: float = 15.0) -> str:
        self.says(text)
        return self.hears(words, seconds)


def text_of(item: dict[str, Any]) -> str:
    """All the words of one bubble, menu items included."""
    content = item["content"]
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


class Staff:
    """A signed-in member of staff."""

    def __init__(self, town: Town, username: str, password: str | None = None) -> None:
        self.town, self.username = town, username
        self.http = requests.Session()
        self.http.headers["X-Requested-With"] = "console"
        answer = self.post("login", username=username, password=password or town.passwords[username])
        assert answer.ok, answer.text
        self.id = answer.json()["id"]

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.http.post(f"{self.town.web}/api/v1/{path}", json=body, timeout=30)

    def put(self, path: str, **body: Any) -> requests.Response:
        return self.http.put(f"{self.town.web}/api/v1/{path}", json=body, timeout=30)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(f"{self.town.web}/api/v1/{path}", params=query, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def conversation_with(self, parent: Parent, seconds: float = 10.0) -> dict[str, Any]:
        """The open conversation of this parent on the desk: the newest one in which everything she did is seen."""

        def found() -> dict[str, Any] | None:
            for item in sorted(self.get("conversations", filter="all")["items"], key=lambda i: -int(i["id"])):
                whole = self.get(f"conversations/{item['id']}")
                hers = [line["text"] if line["kind"] == "text" else line["kind"] for line in whole["thread"] if line["side"] == "parent"]
                if [line for line in hers if line != "event"] == parent.said:
                    return dict(whole)
            return None

        whole: dict[str, Any] = until(found, seconds, f"{parent.name} never came to the desk of {self.username}")
        return whole

    def takes(self, conversation_id: int) -> requests.Response:
        return self.post(f"conversations/{conversation_id}/take")

    def replies(self, conversation_id: int, text: str) -> dict[str, Any]:
        answer = self.post(f"conversations/{conversation_id}/reply", text=text)
        assert answer.ok, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def closes(self, conversation_id: int) -> None:
        assert self.post(f"conversations/{conversation_id}/close", ask_satisfaction=True).ok

    def clears_desk(self) -> None:
        """Finish what earlier stories left with this person, silently."""
        for item in self.get("conversations", filter="mine")["items"]:
            if item["state"] != "closed":
                self.takes(int(item["id"]))
                assert self.post(f"conversations/{item['id']}/close", ask_satisfaction=False).ok

    def works(self, *, always: bool) -> None:
        """Set this person's shifts (needs an administrator): round the clock, or never."""
        shifts = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(7)] if always else []
        admin = Staff(self.town, "admin")
        assert admin.put(f"staff/{self.id}/shifts", shifts=shifts).ok


class EventStream:
    """What a desk's browser is told, collected in the background."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._response = staff.http.get(f"{staff.town.web}/api/v1/events", params={"after": self._latest()}, stream=True, timeout=60)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _latest(self) -> int:
        return int(self._staff.get("events/latest")["seq"])

    def _read(self) -> None:
        kind = ""
        try:
            for line in self._response.iter_lines(decode_unicode=True):
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                if line.startswith("data: "):
                    self.events.append((kind, json.loads(line.removeprefix("data: "))))
        except (requests.RequestException, AttributeError, ValueError):
            return

    def waits_for(self, kind: str, seconds: float = 10.0) -> dict[str, Any]:
        event: dict[str, Any] = until(lambda: next((data for k, data in self.events if k == kind), None), seconds, f"no event {kind}")
        return event

    def close(self) -> None:
        self._response.close()


def numbered(prefix: str) -> Iterator[str]:
    return (f"{prefix}{n}" for n in itertools.count(1))
