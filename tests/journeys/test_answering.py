"""Stories about being understood and answered: journeys 1 to 4, 8, 12 and 13."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from people import EventStream, Parent, Staff, text_of

from benchmarks.town import Town, until

pytestmark = pytest.mark.journey
LABEL = "人工智能"


def test_a_mother_of_an_eight_month_old_who_wakes_at_night_is_answered_for_that_age(parent: Callable[..., Parent]) -> None:
    mei = parent("梅梅")
    answer = mei.asks("8个月宝宝夜里总是醒，一晚上醒五六次怎么办", "看医生")
    assert "8个月" in answer
    assert "审核：演示审核" in answer
    assert "依据：" in answer
    assert LABEL in answer
    assert "/h5/article/sleep-" in answer
    assert "不是医生" in answer, "the first contact says what we are"
    menu = mei.hears("有帮助")
    assert "找顾问" in menu


def test_the_same_question_for_a_newborn_gets_another_answer(parent: Callable[..., Parent]) -> None:
    older, newborn = parent("大宝妈"), parent("新手妈妈")
    for_older = older.asks("8个月宝宝夜里总醒怎么办", "/h5/article/")
    for_newborn = newborn.asks("出生20天的宝宝夜里总醒怎么办", "/h5/article/")
    assert link(for_older) != link(for_newborn)


def link(answer: str) -> str:
    return answer.split("/h5/article/")[1].split("?")[0]


def test_two_months_and_38_2_is_an_emergency_within_one_reply_and_the_advisor_is_paged(
    parent: Callable[..., Parent], lin: Staff, town: Town
) -> None:
    desk = EventStream(lin)
    mother = parent("急妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    delivery = mother.says("宝宝两个月，刚量体温38.2", wait=True)
    first = text_of(mother.heard()[0])
    assert "医院" in first or "急诊" in first
    assert "林顾问" in first
    assert "不要等" in first
    assert delivery["delivery"], "the answer is the passive reply itself"
    page = desk.waits_for("page")
    whole = lin.get(f"conversations/{page['conversation_id']}")
    assert whole["urgency"] == "emergency"
    assert any(flag["id"].startswith("R01") for flag in whole["card"]["red_flags"])
    desk.close()


def test_an_emergency_does_not_wait_for_the_end_of_the_burst(parent: Callable[..., Parent]) -> None:
    mother = parent("快妈妈")
    delivery = mother.says("孩子抽了 翻白眼 叫不应", wait=True)["delivery"]
    assert delivery["attempts"][0]["seconds"] < 1.0
    assert "120" in text_of(mother.heard()[0])


def test_four_short_messages_get_one_answer(parent: Callable[..., Parent]) -> None:
    mother = parent("连发妈妈")
    start = mother._last()
    for piece in ("在吗", "我家宝宝8个月", "晚上老是醒", "一晚上醒五六次怎么办"):
        mother.says(piece)
    mother.hears("/h5/article/sleep-", since=start)
    answers = [text_of(i) for i in mother.heard(start) if "有帮助" not in text_of(i)]
    assert len(answers) == 1, answers


def test_an_adults_illness_is_declined_with_a_human_on_offer(parent: Callable[..., Parent]) -> None:
    reply = parent("孝顺女儿").asks("我老爸62岁高血压150，吃什么降压药好", "找顾问")
    assert "不能给建议" in reply
    assert "/h5/article/" not in reply


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("8個月寶寶夜裡總是醒怎麼辦", "/h5/article/sleep-"),
        ("BB8個月夜晚成日醒，點算好", "/h5/article/sleep-"),
        ("细路仔打嗝点算", "/h5/article/digestion-hiccups"),
    ],
)
def test_traditional_characters_and_cantonese_are_understood(parent: Callable[..., Parent], said: str, expected: str) -> None:
    assert expected in parent("粤语妈妈").asks(said, "/h5/article/")


def test_a_voice_without_transcript_is_asked_for_in_words_and_goes_to_the_advisor(
    parent: Callable[..., Parent], lin: Staff, town: Town
) -> None:
    mother = parent("语音妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.sends("voice")
    assert "打字" in mother.hears("语音")
    whole = lin.conversation_with(mother)
    assert any(item["kind"] == "voice" for item in whole["thread"])


def test_a_voice_with_transcript_is_answered_like_a_text(parent: Callable[..., Parent]) -> None:
    mother = parent("语音转写妈妈")
    mother.sends("voice", recognition="我家宝宝八个月大，晚上老是醒怎么办")
    assert "/h5/article/sleep-" in mother.hears("/h5/article/")


def test_a_photo_goes_to_the_advisor_who_sees_it(parent: Callable[..., Parent], lin: Staff, town: Town) -> None:
    mother = parent("照片妈妈", scene="advisor-lin", follow=True)
    mother.hears("林顾问")
    mother.sends(
        "image",
        data="/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
    )
    assert "看不了照片" in mother.hears("照片")
    whole = lin.conversation_with(mother)
    picture = until(
        lambda: next((i["image_url"] for i in lin.get(f"conversations/{whole['id']}")["thread"] if i["kind"] == "image"), None),
        20,
        "no picture",
    )
    answer = lin.http.get(f"{town.web}{picture}", timeout=10)
    assert answer.ok
    assert answer.content[:2] == b"\xff\xd8"


def test_a_photo_with_a_question_in_the_same_burst_is_answered_as_the_question(parent: Callable[..., Parent]) -> None:
    mother = parent("图文妈妈")
    start = mother._last()
    mother.sends("image")
    mother.says("8个月宝宝夜里总是醒怎么办")
    mother.hears("/h5/article/sleep-", since=start)


def test_helpful_and_not_helpful_are_taken_by_tap_and_by_word(parent: Callable[..., Parent], lin: Staff) -> None:
    happy, unhappy = parent("满意妈妈"), parent("不满意妈妈")
    for mother in (happy, unhappy):
        mother.asks("8个月宝宝夜里总是醒怎么办", "有帮助")
    happy.taps("有帮助", "fb-up")
    assert "太好了" in happy.hears("太好了")
    unhappy.says("没帮助")
    assert "顾问" in unhappy.hears("已经转给")


def test_asking_the_same_again_leads_to_a_human(parent: Callable[..., Parent]) -> None:
    mother = parent("又问妈妈")
    mother.asks("8个月宝宝夜里总是醒怎么办", "/h5/article/")
    mother.says("8个月宝宝夜里总醒，到底怎么办啊")
    mother.hears("已经转给")
