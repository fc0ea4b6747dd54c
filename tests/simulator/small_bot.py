"""A real little HTTP bot: it keeps what the platform posts and answers as a test tells it to."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree


@dataclass(frozen=True)
class Received:
    """One POST: its query, its body, and its top-level XML fields."""

    params: dict[str, str]
    body: str

    @property
    def fields(self) -> dict[str, str]:
        return {child.tag: child.text or "" for child in ElementTree.fromstring(self.body)}


Answer = Callable[[Received], str | tuple[int, str]]


class SmallBot:
    """`answer` decides each response: a body, or (status, body)."""

    def __init__(self) -> None:
        self.answer: Answer = lambda received: "success"
        self.received: list[Received] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/wechat"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def events(self, name: str) -> list[Received]:
        return [one for one in self.received if one.fields.get("Event") == name]

    def _take(self, received: Received) -> tuple[int, bytes]:
        self.received.append(received)
        answer = self.answer(received)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return status, body.encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        bot = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._respond(200, dict(parse_qsl(urlsplit(self.path).query)).get("echostr", "").encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._respond(*bot._take(Received(dict(parse_qsl(urlsplit(self.path).query)), body)))

            def _respond(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def text_reply(received: Received, content: str) -> str:
    """A well-formed plain text answer to `received`."""
    fields = received.fields
    return (
        f"<xml><ToUserName><![CDATA[{fields['FromUserName']}]]></ToUserName>"
        f"<FromUserName><![CDATA[{fields['ToUserName']}]]></FromUserName><CreateTime>1700000000</CreateTime>"
        f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content></xml>"
    )
