"""Faults in the way of the account's calls, the clock, and starting afresh."""

import time

import pytest
import requests

SEND = "/cgi-bin/message/custom/send"


def send(mei, platform, timeout=20):
    return platform.call(SEND, {"touser": mei.openid, "msgtype": "text", "text": {"content": "好"}}, timeout=timeout)


@pytest.fixture(autouse=True)
def open_window(mei, platform):
    mei.says("在吗")
    platform.new_token()


def test_errcodes_come_in_order_and_then_stop(mei, platform):
    platform.post("/faults", faults=[{"path": SEND, "kind": "errcode", "errcode": code} for code in (-1, 45009)])
    assert [send(mei, platform).json()["errcode"] for _ in range(3)] == [-1, 45009, 0]
    assert len(mei.shows("account")) == 1


def test_a_proxy_page_and_a_bad_gateway(mei, platform):
    platform.post("/faults", faults=[{"path": "/cgi-bin/*", "kind": "html200"}, {"path": "*", "kind": "http502"}])
    page, gateway = send(mei, platform), send(mei, platform)
    assert (page.status_code, page.headers["Content-Type"][:9], gateway.status_code) == (200, "text/html", 502)


def test_a_hanging_line(mei, platform):
    platform.post("/faults", path=SEND, kind="hang", seconds=1.0)
    with pytest.raises(requests.Timeout):
        send(mei, platform, timeout=0.3)


def test_a_call_can_take_effect_although_its_answer_is_spoilt(mei, platform):
    platform.post("/faults", path=SEND, kind="errcode", errcode=-1, executed=True)
    assert send(mei, platform).json()["errcode"] == -1
    assert len(mei.shows("account")) == 1


def test_faults_last_until_cleared_when_they_have_no_count(mei, platform):
    platform.post("/faults", path=SEND, kind="http502", count=None)
    assert [send(mei, platform).status_code for _ in range(3)] == [502] * 3
    requests.delete(f"{platform.base}/sim/api/faults", timeout=5)
    assert send(mei, platform).status_code == 200


def test_chance(mei, platform):
    platform.post("/faults", path=SEND, kind="http502", probability=0.0)
    assert send(mei, platform).status_code == 200


def test_a_fault_must_make_sense(platform):
    assert "error" in platform.post("/faults", path=SEND, kind="dance")
    assert "error" in platform.post("/settings", mode="dance")
    assert "error" in platform.post("/settings", deliveries="3")


def test_the_clock_moves_and_ticks_on(platform):
    platform.post("/clock", set=2_000_000_000)
    assert 0 <= platform.get("/clock")["now"] - 2_000_000_000 < 2
    assert platform.post("/clock", advance_seconds=3600)["now"] >= 2_000_003_600


def test_calls_are_logged_without_secrets(mei, platform):
    send(mei, platform)
    platform.ask_stable()
    calls = platform.get("/outbound")["calls"]
    assert [call["path"] for call in calls] == ["/cgi-bin/token", SEND, "/cgi-bin/stable_token"]
    assert "a-secret" not in str(calls)
    assert platform.token not in str(calls)


def test_waiting_returns_as_soon_as_something_is_there(mei, platform):
    seq = platform.get("/thread")["seq"]
    started = time.monotonic()
    assert platform.get("/wait", after=seq, timeout=0.3)["items"] == []
    mei.is_sent("来了")
    found = platform.get("/wait", after=seq, timeout=20, openid=mei.openid, **{"from": "account"})
    assert [item["content"] for item in found["items"]] == ["来了"]
    assert time.monotonic() - started < 10


def test_a_reset_forgets_parents_but_not_the_account(mei, platform):
    before = platform.get("/thread")["seq"]
    platform.post("/reset")
    assert platform.get("/parents")["parents"] == []
    assert platform.get("/thread")["seq"] >= before
    assert "errcode" not in platform.api("/cgi-bin/user/get")
    platform.post("/reset", all=True)
    assert platform.api("/cgi-bin/user/get")["errcode"] == 40001
