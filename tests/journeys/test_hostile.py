"""What strangers send to the webhook: 403, 400 or success, never a 500."""

from __future__ import annotations

import pytest

from benchmarks.town import Town

pytestmark = pytest.mark.journey
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><MsgType>&b;</MsgType></xml>'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<xml/>",
        "<xml></xml>",
        "<html><body/></html>",
        "not xml",
        '{"json": 1}',
        ENTITIES,
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><MsgType></MsgType></xml>",
        "<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
        "<xml><ToUserName>a</ToUserName><FromUserName><x>b</x></FromUserName><MsgType>text</MsgType></xml>",
        "<xml><ToUserName>a\x0b</ToUserName></xml>",
        "<xml>" + "<a>" * 500 + "</a>" * 500 + "</xml>",
        "<xml><a>" + "好" * 700_000 + "</a></xml>",
    ],
)
@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_hostile_bodies_never_cause_a_500(town: Town, body: str, mode: str) -> None:
    answer = town.sim("POST", "raw", body=body, mode=mode)
    assert answer["status"] in (200, 400, 403), answer
    if answer["status"] == 200:
        assert answer["body"] in ("success", "")


def test_the_address_check_answers_the_echo_string(town: Town) -> None:
    assert town.sim("POST", "check")


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_all_three_modes_are_answered(town: Town, mode: str) -> None:
    from people import Parent

    town.sim("POST", "settings", mode=mode)
    try:
        assert "顾问" in Parent(town, f"模式{mode}").asks("你是谁", "助手")
    finally:
        town.sim("POST", "settings", mode="safe")


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("VIEW", {"EventKey": "https://example.invalid"}),
        ("LOCATION", {"Latitude": "30", "Longitude": "104", "Precision": "5"}),
        ("TEMPLATESENDJOBFINISH", {"MsgID": "1", "Status": "failed: system failed"}),
        ("kf_create_session", {"KfAccount": "a@b"}),
        ("something_new", {}),
        ("subscribe_msg_popup_event", {}),
    ],
)
def test_other_events_are_acknowledged_in_silence(town: Town, event: str, fields: dict[str, str]) -> None:
    from people import Parent

    mother = Parent(town, f"事件{event}")
    result = mother.does(event, fields=fields, wait=True)
    assert result["delivery"]["attempts"][0]["status"] == 200
    assert mother.heard() == []
    assert mother.faults() == []
