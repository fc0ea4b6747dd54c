"""Stories about the person behind the bot: journeys 5, 6, 9, 10 and 14."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from people import EventStream, Parent, Staff, text_of

from benchmarks.town import Town, until

pytestmark = pytest.mark.journey


def test_she_asks_for_a_person_her_own_advisor_answers_closes_and_she_rates_it(
    parent: Callable[..., Parent], lin: Staff, boss: Staff
) -> None:
    mother = parent("芳芳", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")
    mother.says("转人工")
    assert "林顾问" in mother.hears("已经转给")
    whole = lin.conversation_with(mother)
    assert whole["assigned"]["name"] == "林顾问"
    assert whole["card"]["articles"], "the card names the article the bot sent"
    assert "夜里" in str(whole["card"]["history"])
    assert lin.takes(whole["id"]).ok
    assert lin.replies(whole["id"], "您好，我是林顾问，晚上几点睡的呢？")["item"]["state"] == "sent"
    assert mother.hears("晚上几点睡的呢")

    mother.says("九点半左右睡，宝宝8个月夜里总醒怎么办")
    seen = until(lambda: [i for i in lin.get(f"conversations/{whole['id']}")["thread"] if "九点半" in i["text"]], 10)
    assert seen
    assert not [i for i in mother.heard() if "/h5/article/" in text_of(i)], "no bot message under a human"

    lin.closes(whole["id"])
    mother.hears("这次的帮助您满意吗")
    mother.says("满意")
    mother.hears("谢谢您的肯定")
    assert boss.get(f"conversations/{whole['id']}")["satisfaction"] == 3
    mother.asks("宝宝多大可以喝水", "/h5/article/")


def test_two_advisors_click_at_once_and_one_of_them_gets_it(parent: Callable[..., Parent], lin: Staff, boss: Staff) -> None:
    mother = parent("抢接妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks("转人工", "已经转给")
    whole = lin.conversation_with(mother)
    assert lin.takes(whole["id"]).status_code == 200
    refused = boss.takes(whole["id"])
    assert refused.status_code == 409
    assert "林顾问" in refused.json()["error"]["message"]


def test_red_flags_under_a_human_stay_silent_on_the_phone_and_alarm_the_desk(parent: Callable[..., Parent], lin: Staff) -> None:
    mother = parent("接手后急妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks("转人工", "已经转给")
    whole = lin.conversation_with(mother)
    lin.takes(whole["id"])
    desk = EventStream(lin)
    mother.says("孩子抽了，翻白眼，叫不应")
    assert desk.waits_for("page")["conversation_id"] == whole["id"]
    assert lin.get(f"conversations/{whole['id']}")["urgency"] == "emergency"
    assert mother.heard() == []
    desk.close()


def test_at_23_40_her_advisor_is_off_and_she_is_told_honestly_who_answers_and_when(
    parent: Callable[..., Parent], town: Town, lin: Staff
) -> None:
    admin = Staff(town, "admin")
    mother = parent("夜里妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    # Her advisor's only shift of the week lies on a day that is not today.
    day = (_weekday() + 2) % 7
    assert admin.put(f"staff/{lin.id}/shifts", shifts=[{"weekday": day, "start": "09:00", "end": "18:00"}]).ok
    try:
        reply = mother.asks("转人工", "现在不是值班时间")
        assert re.search(r"林顾问周.\s?09:00上班后", reply)
        assert "120" in reply
        mother.asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")
        mother.says("宝宝两个月，体温38.5")
        mother.hears("陈专家")  # whoever is on call
    finally:
        lin.works(always=True)


def _weekday() -> int:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("Asia/Shanghai")).weekday()


def test_the_advisors_sixth_message_is_held_explained_and_leaves_at_her_next_contact(parent: Callable[..., Parent], boss: Staff) -> None:
    mother = parent("六条妈妈")
    mother.asks("转人工", "已经转给")
    whole = boss.conversation_with(mother)
    boss.takes(whole["id"])
    states = []
    for number in range(1, 8):
        states.append(boss.replies(whole["id"], f"第{number}条消息")["item"])
        if states[-1]["state"] == "held":
            break
    held = states[-1]
    assert held["state"] == "held"
    assert "等她" in held["reason"]
    assert len(states) == 6, [s["state"] for s in states]
    quota = boss.get(f"conversations/{whole['id']}")["quota"]
    assert quota["left"] == 0
    assert quota["held"] == 1
    start = mother._last()
    mother.says("好的谢谢")
    mother.hears("第6条消息", since=start)


def test_an_editor_changes_an_article_a_reviewer_signs_it_and_the_next_answer_shows_it(parent: Callable[..., Parent], town: Town) -> None:
    editor, reviewer = Staff(town, "bianji"), Staff(town, "shenhe")
    mother = parent("读者妈妈")
    before = mother.asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")
    article_id = before.split("/h5/article/")[1].split("?")[0]
    article = editor.get(f"articles/{article_id}")
    marker = "先看看房间是不是太热"
    content = re.sub(
        r"(short_answer: )(>-\n(?:  .*\n)+|.*\n)",
        f"\\1{marker}，再按平时的步骤哄睡，夜里少开灯、少说话，多数宝宝几天会好转。\n",
        article["content"],
        count=1,
    )
    content = re.sub(r"age_bands:\n(?:(?:- |  ).*\n)+", "", content)
    saved = editor.put(f"articles/{article_id}", content=content, base_version=article["version"], note="补充室温")
    assert saved.ok, saved.text
    stale = editor.put(f"articles/{article_id}", content=content, base_version=article["version"], note="又存")
    assert stale.status_code == 409
    assert editor.post(f"articles/{article_id}/submit").ok
    assert editor.post(f"articles/{article_id}/publish").status_code == 403
    assert marker not in parent("旁人").asks("8个月宝宝夜里总是醒怎么办", "/h5/article/"), "unsigned text is never sent"
    assert reviewer.post(f"articles/{article_id}/publish").ok

    def shown() -> bool:
        return marker in parent("下一位妈妈").asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")

    until(shown, 8, "the published change was not answered with")
    page = requests.get(f"{town.web}/h5/article/{article_id}", timeout=5)
    assert marker in page.text


def test_stop_reminders_and_erase_my_data(parent: Callable[..., Parent], town: Town, lin: Staff) -> None:
    mother = parent("要删妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")
    mother.asks("停止提醒", "已经停止所有主动提醒")
    mother.asks("删除我的资料", "确认删除")
    receipt = mother.asks("确认删除", "回执编号")
    assert re.search(r"E\d{6}", receipt)
    mother.asks("你好", "不是医生")  # greeted like anybody new


def test_the_words_confirm_erasure_alone_erase_nothing(parent: Callable[..., Parent]) -> None:
    mother = parent("误发妈妈")
    mother.asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")
    assert "确定的话" in mother.asks("确认删除", "确认删除")


def test_unfollowing_deletes_everything(parent: Callable[..., Parent], town: Town, boss: Staff) -> None:
    mother = parent("取关妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.asks("转人工", "已经转给")
    conversation = boss.conversation_with(mother)
    mother.does("unsubscribe", wait=True)
    answer = boss.http.get(f"{town.web}/api/v1/conversations/{conversation['id']}", timeout=10)
    assert answer.status_code == 403
