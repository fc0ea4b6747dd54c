"""One message, understood with Rasa and without it."""

import pytest

from nlu import understanding as module
from nlu.keywords import UNKNOWN, rank
from nlu.parse import Entity, IntentScore, RasaParse
from nlu.triage.result import RedFlag, TriageResult
from nlu.understanding import ChildContext, Understanding, understand

SLEEP = RasaParse("ask_sleep", 0.9, (IntentScore("ask_sleep", 0.9), IntentScore("greet", 0.05)), (Entity("symptom", "夜醒", 2, 4),))


def down(text: str) -> RasaParse | None:
    return None


def heard(text: str, child: ChildContext | None = None, history: tuple[str, ...] = ()) -> Understanding:
    return understand(text, child or ChildContext(), parse=down, history=history)


def test_rasa_decides_the_intent_when_it_answers() -> None:
    read = understand("宝宝夜醒", ChildContext(), parse=lambda text: SLEEP)
    assert (read.intent, read.confidence, read.source) == ("ask_sleep", 0.9, "rasa")
    assert [score.name for score in read.ranking] == ["ask_sleep", "greet"]
    assert Entity("symptom", "夜醒", 2, 4) in read.entities


def test_rasa_reads_the_normalised_text() -> None:
    asked: list[str] = []

    def parse(text: str) -> None:
        asked.append(text)

    read = understand("BB唔食奶", ChildContext(), parse=parse)
    assert asked == [read.normalized] == ["宝宝不吃奶"]
    assert read.text == "BB唔食奶"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("转人工", "human_request"), ("请转人公", "human_request"), ("有人吗", "human_request"), ("我要找真人", "human_request"),
        ("你好", "greet"), ("在吗?", "greet"), ("谢谢!", "thanks"), ("唔该晒", "thanks"), ("好的", "affirm"), ("OK", "affirm"),
        ("不用了", "deny"), ("冇", "deny"), ("别再给我发消息了", "reminder_stop"), ("TD", "reminder_stop"), ("我要投诉你们", "complaint"),
        ("我真的快崩溃了", "distress"), ("天天哭,没人理解我", "distress"), ("你是机器人吗", "bot_identity"),
        ("我的订单到哪了", "order_status"),
        ("宝宝夜里总醒", "ask_sleep"), ("发烧怎么办", "ask_fever"), ("娃儿拉稀", "ask_digestion"), ("红屁屁怎么护理", "ask_skin"),
    ],
)  # fmt: skip
def test_the_turn_completes_without_rasa(text: str, intent: str) -> None:
    read = heard(text)
    assert (read.intent, read.source) == (intent, "rules")
    assert read.ranking[0].name == intent


def test_keywords_never_sound_as_sure_of_a_topic_as_a_classifier() -> None:
    assert heard("宝宝夜里总醒").confidence < 0.5
    assert heard("转人工").confidence > 0.9


def test_what_no_keyword_knows_is_said_to_be_unknown() -> None:
    assert rank("天津的包子") == (IntentScore(UNKNOWN, 0.0),)
    assert heard("").intent == UNKNOWN


def test_a_thank_you_with_a_question_is_not_only_a_thank_you() -> None:
    assert heard("谢谢,那宝宝发烧38度要不要紧").intent == "ask_fever"


def test_triage_comes_first_and_needs_no_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    flag = RedFlag("R99", "A0", "a sign", "先打120", "a source", "words")

    def assess(text: str, child: ChildContext, history: tuple[str, ...]) -> TriageResult:
        order.append(f"triage {text} {child.months}")
        return TriageResult.of((flag,))

    def parse(text: str) -> None:
        order.append("rasa")

    monkeypatch.setattr(module, "assess", assess)
    read = understand("俩月BB冇反应", ChildContext(), parse=parse)
    assert order == ["triage 2个月宝宝没反应 2.0", "rasa"]
    assert read.triage.urgency == "emergency"


def test_an_emergency_is_seen_while_rasa_is_down() -> None:
    assert heard("两个月宝宝发烧38.5").triage.urgency == "emergency"
    assert heard("BB冇反应,叫不醒").triage.urgency == "emergency"
    assert heard("宝宝夜里总醒").triage.urgency == "routine"


def test_what_is_said_wins_over_the_profile() -> None:
    profile = ChildContext(months=8.0, sex="boy", weeks_at_birth=34.0, name="小满")
    assert heard("宝宝夜醒", profile).child == profile
    assert heard("宝宝9个月了", profile).child.months == 9
    assert heard("宝宝9个月了", profile).child.name == "小满"


def test_an_age_far_from_the_profile_is_another_child() -> None:
    profile = ChildContext(months=40.0, sex="boy", weeks_at_birth=34.0, name="小满")
    child = heard("小宝2个月", profile).child
    assert (child.months, child.sex, child.weeks_at_birth, child.name) == (2, None, None, None)


def test_a_vague_word_does_not_override_a_known_birthday() -> None:
    assert heard("小月龄宝宝怎么抱", ChildContext(months=1.2)).child.months == 1.2
    assert heard("小月龄宝宝怎么抱").child.months == 1.5


def test_an_age_said_earlier_in_the_conversation_still_holds() -> None:
    assert heard("现在吐了", history=("我家两个月", "她有点咳")).child.months == 2
    assert heard("不对,是三个月", history=("我家两个月",)).child.months == 3


def test_preterm_birth_is_taken_from_the_message() -> None:
    child = heard("32周早产,现在6个月").child
    assert child.weeks_at_birth == 32
    assert child.months == 6
    assert child.corrected_months() == pytest.approx(4.16, abs=0.01)


def test_a_corrected_age_is_turned_back_into_the_real_one() -> None:
    child = heard("32周早产,矫正月龄4个月").child
    assert child.months == pytest.approx(5.84, abs=0.01)
    assert child.corrected_months() == pytest.approx(4.0, abs=0.02)


@pytest.mark.parametrize(
    ("child", "months"),
    [
        (ChildContext(), None),
        (ChildContext(months=6), 6),
        (ChildContext(months=6, weeks_at_birth=37), 6),
        (ChildContext(months=30, weeks_at_birth=30), 30),
        (ChildContext(months=1, weeks_at_birth=28), 0),
    ],
)
def test_age_is_corrected_for_preterm_children_until_two_years(child: ChildContext, months: float | None) -> None:
    assert child.corrected_months() == months


def test_pregnant_and_newly_delivered_mothers_are_known() -> None:
    assert heard("孕34周脚肿").child.pregnancy_weeks == 34
    assert heard("产后20天又流血").child.postpartum_days == 20


def test_measured_things_are_entities() -> None:
    read = heard("6个月男宝,38度5,拉了三天,体重15斤")
    named = {entity.name: entity.value for entity in read.entities}
    assert named == {"age_months": 6, "temperature": 38.5, "duration_hours": 72, "weight_kg": 7.5}
    age = next(entity for entity in read.entities if entity.name == "age_months")
    assert read.normalized[age.start : age.end] == "6个月"
