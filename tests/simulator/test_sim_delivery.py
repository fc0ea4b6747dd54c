"""How messages reach the webhook: again and again, in every mode, and silent during an agent's session."""

import threading
import time

import pytest
from small_bot import text_reply

BANNER = "该公众号暂时无法提供服务，请稍后再试"


def outcome(answer):
    return answer["delivery"]["outcome"]


def test_an_answer_in_time_is_shown_and_not_asked_for_again(mei, bot):
    bot.answer = lambda received: text_reply(received, "您好")
    answer = mei.says("在吗")
    assert outcome(answer) == "message"
    assert [(item["content"], item["via"]) for item in mei.shows("account")] == [("您好", "passive")]
    assert len(bot.received) == 1
    assert bot.received[0].fields["Content"] == "在吗"


def test_a_silent_bot_gets_the_same_message_three_times_and_then_the_phone_shows_a_fault(mei, bot):
    bot.answer = lambda received: time.sleep(0.7) or "success"
    assert outcome(mei.says("在吗")) == "lost"
    assert len({one.fields["MsgId"] for one in bot.received}) == 1
    assert len(bot.received) == 3
    assert [item["content"] for item in mei.shows("system")] == [BANNER]


def test_the_third_delivery_can_still_be_answered(mei, bot):
    bot.answer = lambda received: text_reply(received, "来了") if len(bot.received) == 3 else time.sleep(0.7) or ""
    assert outcome(mei.says("在吗")) == "message"
    assert [item["content"] for item in mei.shows("account")] == ["来了"]


def test_an_answer_lost_on_the_line_is_asked_for_again(mei, bot, platform):
    platform.post("/settings", drop_responses=1)
    bot.answer = lambda received: text_reply(received, "好的")
    attempts = mei.says("在吗")["delivery"]["attempts"]
    assert [attempt["outcome"] for attempt in attempts] == ["lost", "message"]
    assert len(mei.shows("account")) == 1


def test_copies_arrive_while_the_first_is_running(mei, bot, platform):
    platform.post("/settings", copies=3, timeout=3.0)
    together = threading.Barrier(3, timeout=2)
    bot.answer = lambda received: together.wait() is None or "success"
    assert outcome(mei.says("在吗")) == "silent"


def test_messages_can_be_made_to_overtake_each_other(mei, bot, platform):
    platform.post("/settings", reorder=3)
    for content in ("一", "二", "三"):
        platform.post("/say", openid=mei.openid, content=content)
    deadline = time.monotonic() + 5
    while len(bot.received) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [one.fields["Content"] for one in bot.received] == ["三", "二", "一"]


@pytest.mark.parametrize("body", ["success", ""])
def test_a_handled_message_shows_nothing(mei, bot, body):
    bot.answer = lambda received: body
    assert outcome(mei.says("在吗")) == "silent"
    assert mei.shows("account") + mei.shows("system") == []


def test_an_error_status_is_a_fault_and_can_be_set_to_be_retried(mei, bot, platform):
    bot.answer = lambda received: (500, "oops")
    assert outcome(mei.says("在吗")) == "fault"
    assert len(bot.received) == 1
    platform.post("/settings", retry_non_200=True)
    mei.says("在吗")
    assert len(bot.received) == 4


def test_events_have_no_msgid_and_leaving_shows_no_fault(mei, bot):
    bot.answer = lambda received: (500, "")
    mei.does("unsubscribe")
    assert "MsgId" not in bot.received[0].fields
    assert mei.shows("system") == []


def test_a_scan_by_a_stranger_is_a_subscribe_with_its_scene(platform, bot, mei):
    openid = platform.post("/parents", name="兰", subscribed=False)["openid"]
    for _ in range(2):
        platform.post("/event", openid=openid, event="SCAN", scene="advisor-7", wait=True)
    fields = [one.fields for one in bot.received]
    assert [(one["Event"], one["EventKey"]) for one in fields] == [("subscribe", "qrscene_advisor-7"), ("SCAN", "advisor-7")]


@pytest.mark.parametrize(("setting", "field"), [("absent", None), ("empty", ""), ("present", "咳嗽")])
def test_voice_comes_with_without_or_with_empty_recognition(mei, bot, platform, setting, field):
    platform.post("/settings", recognition=setting)
    mei.says("咳嗽", type="voice")
    assert bot.received[0].fields.get("Recognition") == field


def test_taps_come_with_and_without_their_id(mei, bot):
    mei.taps("满意", "101")
    mei.taps("满意")
    assert [one.fields.get("bizmsgmenuid") for one in bot.received] == ["101", None]


def test_consent_lists_have_one_or_many_items(mei, bot):
    mei.does("subscribe_msg_popup_event", items=[{"template_id": "A"}])
    mei.does("subscribe_msg_popup_event", items=[{"template_id": "A"}, {"template_id": "B", "status": "reject"}])
    assert [one.body.count("<List>") for one in bot.received] == [1, 2]


def test_a_stranger_cannot_write(platform):
    openid = platform.post("/parents", name="兰", subscribed=False)["openid"]
    assert "error" in platform.post("/say", openid=openid, content="在吗")


def test_during_a_session_the_webhook_hears_nothing_for_thirty_minutes(mei, bot, platform):
    platform.post("/agents", kf_account="lin@gh", nick="林老师")
    assert platform.api("/customservice/kfsession/create", {"kf_account": "lin@gh", "openid": mei.openid})["errcode"] == 0
    assert mei.says("喉咙疼")["delivered"] is False
    platform.post("/agents/say", openid=mei.openid, content="我看看")
    assert [one.fields for one in bot.received if one.fields["MsgType"] == "text"] == []
    now = int(platform.get("/clock")["now"])
    asked = {"starttime": now - 3600, "endtime": now + 60, "msgid": 1, "number": 100}
    records = platform.api("/customservice/msgrecord/getmsglist", asked)["recordlist"]
    assert [(one["opercode"], one["text"]) for one in records] == [(2003, "喉咙疼"), (2002, "我看看")]
    platform.advance(1801)
    assert mei.says("还在吗")["delivered"] is True


def test_transfer_opens_a_session_or_leaves_her_waiting(mei, bot, platform):
    bot.answer = lambda received: (
        text_reply(received, "x").replace("[text]", "[transfer_customer_service]") if "MsgId" in received.body else ""
    )
    mei.says("转人工")
    assert platform.get("/quota", openid=mei.openid)["waiting"] is True
    platform.post("/agents", kf_account="lin@gh", nick="林老师")
    mei.says("转人工")
    assert platform.get("/quota", openid=mei.openid)["session"] == "lin@gh"


def test_the_address_check_and_raw_posts(platform, bot):
    assert platform.post("/check")["ok"] is True
    bot.answer = lambda received: (403, "no")
    answer = platform.post("/raw", body="<xml/>", params={"signature": "bad"})
    assert (answer["status"], answer["body"], bot.received[0].params["signature"]) == (403, "no", "bad")
