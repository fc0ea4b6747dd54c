"""The platform client: one token for all workers, bounded retries, time-outs everywhere, no secret in any error."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis

from benchmarks.town import redis_server
from bot.channels.wechat_api import ApiSettings, SendError, WeChatApi
from store.keys import connect
from store.outbox import Part, menu_part, text_part

SECRET = "very-secret-value"
OK = {"errcode": 0, "errmsg": "ok"}


class Script:
    """What the platform answers: a list per path, the last answer for ever; every request is remembered."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.tokens = 0
        self.lock = threading.Lock()

    def next(self, path: str) -> Any:
        with self.lock:
            if path == "/cgi-bin/stable_token" and path not in self.answers:
                self.tokens += 1
                return {"access_token": f"T{self.tokens}", "expires_in": 7200}
            waiting = self.answers.get(path, [OK])
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def count(self, path: str) -> int:
        return sum(1 for seen, _, _ in self.requests if seen == path)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def base(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            script.requests.append((path, dict(p.split("=", 1) for p in query.split("&") if "=" in p), body))
            answer = script.next(path)
            if isinstance(answer, float):
                time.sleep(answer)
                answer = OK
            data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(502 if answer == "502" else 200)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def store(redis_url: str) -> Iterator[redis.Redis]:
    client = connect(redis_url)
    client.flushdb()
    yield client
    client.close()


def api_of(base: str, store: redis.Redis, timeout: float = 2.0) -> WeChatApi:
    return WeChatApi(ApiSettings("wxapp", SECRET, base, timeout), store)


@pytest.fixture
def api(base: str, store: redis.Redis) -> WeChatApi:
    return api_of(base, store)


SEND = "/cgi-bin/message/custom/send"


def test_the_same_token_serves_many_workers_after_one_refresh(script: Script, base: str, store: redis.Redis) -> None:
    apis = [api_of(base, store) for _ in range(4)]
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: apis[n % 4].send("o", text_part(f"第{n}条")), range(20)))
    assert script.count("/cgi-bin/stable_token") == 1
    assert script.count(SEND) == 20


def test_a_refused_token_is_refreshed_once_and_the_message_sent(script: Script, api: WeChatApi) -> None:
    script.answers[SEND] = [{"errcode": 40001, "errmsg": "invalid credential rid: 1"}, OK]
    api.send("o", text_part("你好"))
    assert script.count("/cgi-bin/stable_token") == 2
    assert [params["access_token"] for path, params, _ in script.requests if path == SEND] == ["T1", "T2"]


def test_a_permanent_refusal_ends_after_three_requests_instead_of_a_thousand(script: Script, api: WeChatApi) -> None:
    script.answers[SEND] = [{"errcode": 40001, "errmsg": "no"}]
    with pytest.raises(SendError) as failed:
        api.send("o", text_part("你好"))
    assert failed.value.retry
    assert script.count(SEND) == 2
    assert script.count("/cgi-bin/stable_token") == 2


@pytest.mark.parametrize(
    ("code", "retry", "outcome"),
    [(-1, True, "failed"), (45015, False, "held"), (45047, False, "held"), (45009, False, "held"), (45011, True, "failed"),
     (43004, False, "blocked"), (48002, False, "blocked"), (40003, False, "blocked"), (45002, False, "failed"), (99999, False, "failed")],
)  # fmt: skip
def test_every_refusal_says_what_to_do(script: Script, api: WeChatApi, code: int, retry: bool, outcome: str) -> None:
    script.answers[SEND] = [{"errcode": code, "errmsg": "whatever rid: 656d6d2f"}]
    with pytest.raises(SendError) as failed:
        api.send("o", text_part("你好"))
    assert (failed.value.code, failed.value.retry, failed.value.outcome) == (code, retry, outcome)


@pytest.mark.parametrize("answer", ["<html>busy</html>", "502", "[1, 2]"])
def test_an_answer_that_is_no_json_object_is_no_success(script: Script, api: WeChatApi, answer: str) -> None:
    script.answers[SEND] = [answer]
    with pytest.raises(SendError) as failed:
        api.send("o", text_part("你好"))
    assert failed.value.retry


@pytest.mark.parametrize("path", [SEND, "/cgi-bin/stable_token"])
def test_a_hanging_platform_is_given_up_also_while_fetching_a_token(script: Script, base: str, store: redis.Redis, path: str) -> None:
    script.answers[path] = [30.0]
    started = time.monotonic()
    with pytest.raises(SendError) as failed:
        api_of(base, store, timeout=0.5).send("o", text_part("你好"))
    assert failed.value.retry
    assert time.monotonic() - started < 5


def test_no_error_names_the_secret(script: Script, store: redis.Redis) -> None:
    with pytest.raises(SendError) as failed:
        api_of("http://127.0.0.1:9", store).send("o", text_part("你好"))
    assert SECRET not in str(failed.value)
    assert failed.value.__cause__ is None


def test_text_is_sent_as_utf_8_with_emoji_intact(script: Script, api: WeChatApi) -> None:
    api.send("o", text_part("宝宝😀]]>"))
    body = next(body for path, _, body in script.requests if path == SEND)
    assert json.loads(body)["text"]["content"] == "宝宝😀]]>"


def test_a_menu_becomes_text_on_accounts_without_menus(script: Script, api: WeChatApi) -> None:
    script.answers[SEND] = [{"errcode": 40200, "errmsg": "invalid account type"}, OK]
    api.send("o", menu_part("有帮助吗？", [("a", "有帮助"), ("b", "没帮助")]))
    last = json.loads(script.requests[-1][2])
    assert last["msgtype"] == "text"
    assert "1. 有帮助" in last["text"]["content"]


def test_a_card_is_one_article(script: Script, api: WeChatApi) -> None:
    api.send("o", Part("news", {"title": "标题", "description": "说明", "url": "https://e.invalid/a"}))
    assert len(json.loads(script.requests[-1][2])["news"]["articles"]) == 1


def test_an_upload_refused_for_its_token_is_not_repeated_with_an_empty_file(script: Script, api: WeChatApi) -> None:
    script.answers["/cgi-bin/media/upload"] = [{"errcode": 40001, "errmsg": "no"}, {"media_id": "M"}]
    with pytest.raises(SendError) as failed:
        api.upload_image("a.jpg", b"picture")
    assert failed.value.retry, "the delivery tries again with the bytes whole"
    assert api.upload_image("a.jpg", b"picture") == "M"
    assert b"picture" in script.requests[-1][2]


def test_without_redis_a_process_keeps_its_own_token(script: Script, base: str, tmp_path: Path) -> None:
    api = api_of(base, connect("redis://127.0.0.1:9/0"))
    for _ in range(3):
        api.send("o", text_part("你好"))
    assert script.count("/cgi-bin/stable_token") == 1


def test_a_token_never_outlives_the_platforms_word(script: Script, api: WeChatApi, store: redis.Redis) -> None:
    script.answers["/cgi-bin/stable_token"] = [{"access_token": "short", "expires_in": 200}]
    api.send("o", text_part("你好"))
    key = next(key for key in store.keys("pa:wx:*") if key.endswith("token"))
    assert 0 < store.ttl(key) <= 80
