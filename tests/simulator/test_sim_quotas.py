"""How many customer-service messages she can be sent, and what they may hold."""

import pytest
import requests

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
MENU = {"head_content": "有帮助吗？", "list": [{"id": "1", "content": "有"}, {"id": "2", "content": "没有"}], "tail_content": "点一下"}


def test_nobody_is_written_to_before_she_writes(mei):
    assert mei.is_sent() == 45015


def test_a_message_allows_five_and_the_next_one_five_again(mei):
    mei.says("在吗")
    assert [mei.is_sent() for _ in range(6)] == [0] * 5 + [45047]
    mei.says("在吗")
    mei.says("在吗")
    assert [mei.is_sent() for _ in range(6)] == [0] * 5 + [45047]


def test_the_window_shuts_after_48_hours(mei, platform):
    mei.says("在吗")
    platform.advance(48 * 3600 + 1)
    platform.new_token()
    assert mei.is_sent() == 45015


@pytest.mark.parametrize(("event", "more"), [("CLICK", {"key": "profile"}), ("SCAN", {"scene": "7"})])
def test_a_click_or_scan_allows_three_within_a_minute(mei, platform, event, more):
    mei.does(event, **more)
    assert [mei.is_sent() for _ in range(4)] == [0, 0, 0, 45047]
    mei.does(event, **more)
    platform.advance(61)
    assert mei.is_sent() == 45015


def test_viewing_a_menu_link_allows_nothing(mei):
    mei.does("VIEW", key="https://example.com/")
    assert mei.is_sent() == 45015


def test_tapping_a_menu_message_does_not_open_the_48_hours(mei, platform):
    mei.taps("有", "1")
    assert [mei.is_sent() for _ in range(4)] == [0, 0, 0, 45047]
    platform.advance(61)
    assert mei.is_sent() == 45015


def test_the_longest_window_pays_first(mei, platform):
    mei.says("在吗")
    mei.does("CLICK", key="profile")
    assert [mei.is_sent() for _ in range(9)] == [0] * 8 + [45047]
    mei.does("CLICK", key="profile")
    left = {window["kind"]: window["left"] for window in platform.get("/quota", openid=mei.openid)["quota"]}
    assert left == {"message": 0, "menu": 3}


def test_leaving_shuts_every_window(mei):
    mei.says("在吗")
    mei.does("unsubscribe")
    assert mei.is_sent() == 45015


def test_text_is_measured_in_bytes(mei):
    mei.says("在吗")
    assert mei.is_sent("好" * 682) == 0
    assert mei.is_sent("好" * 683) == 45002
    assert mei.is_sent("") == 44004


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"msgtype": "news", "news": {"articles": [{"title": "一"}, {"title": "二"}]}}, 45008),
        ({"msgtype": "news", "news": {"articles": [{"title": "一", "url": "https://example.com/"}]}}, 0),
        ({"msgtype": "msgmenu", "msgmenu": MENU}, 0),
        ({"msgtype": "image", "image": {"media_id": "gone"}}, 40007),
        ({"msgtype": "dance", "dance": {}}, 40008),
        ({"msgtype": "text", "text": {"content": "好"}, "customservice": {"kf_account": "nobody@gh"}}, 65401),
    ],
)
def test_kinds_of_message(mei, platform, message, code):
    mei.says("在吗")
    assert platform.api(SEND, {"touser": mei.openid, **message})["errcode"] == code


def test_a_refused_message_costs_nothing_and_shows_nothing(mei, platform):
    mei.says("在吗")
    mei.is_sent("好" * 700)
    assert platform.get("/quota", openid=mei.openid)["quota"][0]["left"] == 5
    assert mei.shows("account") == []


def test_strangers_and_broken_json_are_refused(mei, platform):
    assert platform.api(SEND, {"touser": "oStranger", "msgtype": "text", "text": {"content": "好"}})["errcode"] == 40003

    def raw(data):
        return requests.post(platform.base + SEND, params={"access_token": platform.token}, data=data, timeout=5).json()["errcode"]

    assert (raw(b""), raw(b"{"), raw(b"[]")) == (44002, 47001, 47001)


def test_menu_messages_can_be_switched_off_as_on_a_test_account(mei, platform):
    mei.says("在吗")
    platform.post("/settings", msgmenu_allowed=False)
    assert platform.api(SEND, {"touser": mei.openid, "msgtype": "msgmenu", "msgmenu": MENU})["errcode"] == 40200


def test_typing_needs_a_recent_exchange(mei, platform):
    def typing(command="Typing"):
        return platform.api(TYPING, {"touser": mei.openid, "command": command})["errcode"]

    assert typing() == 45080
    mei.says("在吗")
    assert (typing(), typing(), typing("CancelTyping"), typing(), typing("Dance")) == (0, 45081, 0, 0, 45072)
    platform.advance(31)
    assert typing() == 45080
