"""Rasa misbehaves in every way we know of; the parent's turn goes on within the limit."""

import json
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from nlu.rasa_client import RasaClient
from nlu.rasa_process import RasaUnavailable, answering, newest_model, rasa_server

LIMIT = 0.8
MARGIN = 0.4
GOOD = {
    "text": "宝宝夜里总醒",
    "intent": {"name": "ask_sleep", "confidence": 0.93},
    "intent_ranking": [{"name": "ask_sleep", "confidence": 0.93}, {"name": "greet", "confidence": 0.02}],
    "entities": [{"entity": "symptom", "value": "夜醒", "start": 2, "end": 6}],
}


class FakeRasa(BaseHTTPRequestHandler):
    """Answers /model/parse in the manner last set; counts what it was asked."""

    protocol_version = "HTTP/1.1"
    manner: ClassVar[str] = "good"
    asked: ClassVar[list[str]] = []
    peers: ClassVar[set[tuple[str, int]]] = set()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        FakeRasa.asked.append(json.loads(body)["text"])
        FakeRasa.peers.add(self.client_address[:2])
        getattr(self, f"_{self.manner}")()

    def do_GET(self) -> None:
        self._send(200, json.dumps({"model_file": "m.tar.gz"} if self.manner == "good" else {}).encode())

    def _good(self) -> None:
        self._send(200, json.dumps(GOOD).encode())

    def _slow(self) -> None:
        time.sleep(1.5)
        self._good()

    def _hang(self) -> None:
        time.sleep(3)
        self.close_connection = True

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(12):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.2)

    def _broken(self) -> None:
        self._send(500, b"{}")

    def _garbage(self) -> None:
        self._send(200, b"<html>no parse here</html>")

    def _shapeless(self) -> None:
        self._send(200, json.dumps({"intent": {"name": None, "confidence": 0.0}}).encode())

    def _list(self) -> None:
        self._send(200, b"[1, 2]")

    def _disconnect(self) -> None:
        self.close_connection = True

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            return


@pytest.fixture
def rasa() -> Iterator[str]:
    FakeRasa.manner, FakeRasa.asked, FakeRasa.peers = "good", [], set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeRasa)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    socket_closed_without_waiting_for_hung_answers(server)


def socket_closed_without_waiting_for_hung_answers(server: ThreadingHTTPServer) -> None:
    server.socket.close()


@pytest.fixture
def client(rasa: str) -> Iterator[RasaClient]:
    made = RasaClient(rasa, timeout=LIMIT, pause=0.5)
    yield made
    made.close()


def test_a_good_answer_is_read(client: RasaClient) -> None:
    parsed = client.parse("宝宝夜里总醒")
    assert parsed is not None
    assert (parsed.intent, parsed.confidence) == ("ask_sleep", 0.93)
    assert [score.name for score in parsed.ranking] == ["ask_sleep", "greet"]
    assert (parsed.entities[0].name, parsed.entities[0].value, parsed.entities[0].start) == ("symptom", "夜醒", 2)
    assert client.ready()


def test_the_same_question_is_asked_once(client: RasaClient) -> None:
    assert client.parse("夜醒") == client.parse("夜醒")
    assert FakeRasa.asked == ["夜醒"]


def test_nothing_is_not_asked(client: RasaClient) -> None:
    assert client.parse("  ") is None
    assert FakeRasa.asked == []


@pytest.mark.parametrize("manner", ["slow", "hang", "trickle", "broken", "garbage", "shapeless", "list", "disconnect"])
def test_whatever_rasa_does_the_answer_is_none_in_time(client: RasaClient, manner: str) -> None:
    FakeRasa.manner = manner
    start = time.monotonic()
    assert client.parse("发烧") is None
    assert time.monotonic() - start < LIMIT + MARGIN
    assert client.available


def test_failures_are_not_remembered(client: RasaClient) -> None:
    FakeRasa.manner = "broken"
    assert client.parse("发烧") is None
    FakeRasa.manner = "good"
    assert client.parse("发烧") is not None


def test_after_three_failures_rasa_is_left_alone_and_then_tried_again(client: RasaClient) -> None:
    FakeRasa.manner = "broken"
    assert [client.parse(text) for text in ("一", "二", "三", "四", "五")] == [None] * 5
    assert FakeRasa.asked == ["一", "二", "三"]
    assert not client.available
    FakeRasa.manner = "good"
    time.sleep(0.6)
    assert client.available
    assert client.parse("六") is not None
    assert client.parse("七") is not None


def test_a_failed_trial_begins_a_new_pause(client: RasaClient) -> None:
    FakeRasa.manner = "broken"
    for text in ("一", "二", "三"):
        client.parse(text)
    time.sleep(0.6)
    assert client.parse("四") is None
    assert not client.available
    assert client.parse("五") is None
    assert FakeRasa.asked == ["一", "二", "三", "四"]


def test_only_one_of_many_finds_out_whether_rasa_is_back(client: RasaClient) -> None:
    FakeRasa.manner = "broken"
    for text in ("一", "二", "三"):
        client.parse(text)
    time.sleep(0.6)
    FakeRasa.manner = "hang"
    with ThreadPoolExecutor(8) as parents:
        assert list(parents.map(client.parse, "四五六七八九十百")) == [None] * 8
    assert len(FakeRasa.asked) == 4


def test_many_parents_are_served_at_once_over_few_connections(client: RasaClient) -> None:
    with ThreadPoolExecutor(16) as parents:
        parsed = list(parents.map(client.parse, (f"问题{number}" for number in range(200))))
    assert all(parsed)
    assert len(FakeRasa.peers) <= 32


def test_nobody_waits_for_another_ones_slow_answer(client: RasaClient) -> None:
    FakeRasa.manner = "hang"
    start = time.monotonic()
    with ThreadPoolExecutor(3) as parents:
        assert list(parents.map(client.parse, ("一", "二", "三"))) == [None] * 3
    assert time.monotonic() - start < LIMIT + MARGIN


def test_no_server_at_all_is_no_answer() -> None:
    client = RasaClient("http://127.0.0.1:1", timeout=LIMIT)
    assert client.parse("发烧") is None
    assert not client.ready()
    client.close()


def test_a_server_without_a_model_is_not_ready(client: RasaClient) -> None:
    FakeRasa.manner = "broken"
    assert not client.ready()


SERVER = """#!{python}
import json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Status(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({{"model_file": sys.argv[sys.argv.index("--model") + 1]}}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *words): pass
HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Status).serve_forever()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    for age, name in ((100, "old.tar.gz"), (1, "new.tar.gz")):
        model = tmp_path / "models" / name
        model.write_bytes(b"")
        os.utime(model, (time.time() - age, time.time() - age))
    return tmp_path


def environment_with(tmp_path: Path, script: str) -> Path:
    program = tmp_path / "env" / "bin" / "rasa"
    program.parent.mkdir(parents=True)
    program.write_text(script, "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path / "env"


def test_our_own_server_takes_the_newest_model_and_ends_with_the_block(project: Path, tmp_path: Path) -> None:
    environment = environment_with(tmp_path, SERVER.format(python=sys.executable))
    with rasa_server(project, environment, wait=20) as url:
        client = RasaClient(url)
        assert client.ready()
    assert newest_model(project).name == "new.tar.gz"
    assert not client.ready()
    client.close()


def test_it_ends_even_when_the_block_fails(project: Path, tmp_path: Path) -> None:
    environment = environment_with(tmp_path, SERVER.format(python=sys.executable))
    with pytest.raises(KeyError), rasa_server(project, environment, wait=20) as url:
        raise KeyError(url)
    assert not RasaClient(url).ready()


def test_a_running_server_is_used_as_it_is(rasa: str) -> None:
    with answering(rasa) as url:
        assert url == rasa


def test_the_remedy_is_named_when_something_is_missing(project: Path, tmp_path: Path) -> None:
    with pytest.raises(RasaUnavailable, match="make setup"), rasa_server(project, tmp_path / "nowhere"):
        pass
    environment = environment_with(tmp_path, "#!/bin/sh\necho out of memory\nexit 3\n")
    with pytest.raises(RasaUnavailable, match="code 3: out of memory"), rasa_server(project, environment):
        pass
    with pytest.raises(RasaUnavailable, match="advisor train"), rasa_server(tmp_path / "env", environment):
        pass
