"""When a sign that is named does not count, and when it does all the same."""

from dataclasses import replace

import pytest

from nlu.child import ChildContext
from nlu.triage import assess
from nlu.triage.result import TriageResult

NOBODY = ChildContext()


def triage(text: str, child: ChildContext = NOBODY, *history: str) -> TriageResult:
    return assess(text, child, history)


@pytest.mark.parametrize(
    "text",
    [
        "没有抽搐,也没发烧",
        "不喘,就是咳嗽",
        "没有叫不醒的情况,精神挺好",
        "没见嘴唇发紫",
        "孩子没有发烧、抽搐、呕吐,吃得好",
        "抽搐没有,咳嗽有一点",
    ],
)
def test_a_denied_sign_does_not_count(text: str) -> None:
    assert triage(text).urgency == "routine"


@pytest.mark.parametrize(
    "text",
    [
        "没发烧但是喘得厉害",
        "不发烧可是抽了一次",
        "没有咳嗽,就是嘴唇发紫",
        "没吐没拉,可就是叫不醒",
        "不哭不闹叫也没反应",
        "没多久就抽起来了",
        "不停地抽搐",
    ],
)
def test_a_denial_covers_its_own_sign_only(text: str) -> None:
    assert triage(text).urgency == "emergency"


@pytest.mark.parametrize("text", ["新生儿不吃奶", "孩子叫不醒", "没反应了", "宝宝没呼吸了", "孕35周一天没胎动", "新生儿没精神一动不动"])
def test_negated_words_that_are_red_flags_stand(text: str) -> None:
    assert triage(text).urgency == "emergency"


@pytest.mark.parametrize("text", ["去年抽过一次,现在上幼儿园了", "上个月从床上摔下来吐过,后来都好好的", "小时候吞过硬币", "半年前烫伤过手"])
def test_what_was_over_long_ago_is_no_emergency(text: str) -> None:
    assert triage(text).urgency == "routine"


@pytest.mark.parametrize(
    ("text", "months"),
    [("刚才抽了一下,现在好了", 20), ("昨天烧到38.3,今天退了", 2), ("吃了退烧药退了,早上38.6", 1), ("上周开始咳,今天喘不上气", 9)],
)
def test_what_has_just_passed_still_counts(text: str, months: float) -> None:
    assert triage(text, ChildContext(months=months)).urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "如果宝宝抽搐了应该怎么做",
        "万一噎住了怎么急救",
        "什么叫热性惊厥",
        "就怕他半夜抽搐",
        "怎么判断孩子是不是脱水",
        "高热惊厥会遗传吗",
        "怎么预防宝宝溺水",
        "婴儿窒息的原因",
    ],
)
def test_a_question_about_the_possible_gets_a_caution_and_no_flag(text: str) -> None:
    found = triage(text)
    assert found.urgency == "routine"
    assert not found.flags


def test_the_caution_says_what_to_do_if_it_is_now() -> None:
    caution = triage("如果宝宝抽搐了应该怎么做").caution
    assert caution is not None
    assert "若现在就有" in caution
    assert "120" in caution or "急诊" in caution


def test_worry_with_a_figure_counts() -> None:
    assert triage("怕烧坏脑子,现在39度5", ChildContext(months=2)).urgency == "emergency"
    assert triage("怕他发烧", ChildContext(months=2)).urgency == "routine"


@pytest.mark.parametrize("text", ["看到新闻说有孩子吞了纽扣电池", "朋友家孩子昨天抽搐了", "电视里那个宝宝没呼吸了", "听说有孩子被锁车里"])
def test_somebody_elses_child_is_no_emergency_here(text: str) -> None:
    found = triage(text)
    assert found.urgency == "routine"
    assert found.caution


def test_the_neighbours_child_beside_us_is() -> None:
    assert triage("邻居家孩子现在叫不醒,怎么急救").urgency == "emergency"
    assert triage("网上说会抽,我家宝宝刚才真抽了").urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "吓死我了",
        "累死了",
        "困死了",
        "想死你了宝贝",
        "气死我了",
        "笑死",
        "要疯了",
        "气吐血",
        "我是发烧友",
        "最近太烧钱",
        "抽奖抽中了",
        "要抽血吗",
        "玩手机中毒",
        "说话噎人",
        "炸毛了",
        "能烫头吗",
    ],
)
def test_idioms_are_no_signs(text: str) -> None:
    found = triage(text)
    assert found.urgency == "routine"
    assert not [flag for flag in found.flags if flag.path == "medical"]


def test_an_idiom_about_harming_the_baby_is_no_idiom() -> None:
    assert {flag.path for flag in triage("哭得我想把他扔出去").flags} == {"carer_anger"}


def test_a_fever_without_an_age_is_asked_about_once_with_the_safety_line() -> None:
    found = triage("宝宝发烧38.5怎么办")
    assert found.urgency == "routine"
    assert found.ask is not None
    assert "3个月" in found.ask.text
    assert "120" in found.ask.text


@pytest.mark.parametrize(("months", "urgency"), [(1, "emergency"), (2.5, "emergency"), (8, "routine"), (30, "routine")])
def test_a_fever_with_a_known_age_is_decided(months: float, urgency: str) -> None:
    found = triage("宝宝发烧38.5怎么办", ChildContext(months=months))
    assert found.urgency == urgency
    assert found.ask is None


@pytest.mark.parametrize("text", ["老公发烧39度会传染宝宝吗", "我发烧38.5能喂奶吗", "室温38度宝宝热吗", "宝宝发烧能吃苹果吗"])
def test_a_fever_that_is_not_the_childs_asks_nothing(text: str) -> None:
    found = triage(text, ChildContext(months=1))
    assert found.urgency == "routine"
    assert found.ask is None


def test_the_words_win_over_the_profile() -> None:
    assert triage("我家两个月的宝宝38.2", ChildContext(months=30)).urgency == "emergency"


@pytest.mark.parametrize("text", ["我爷爷抽搐了", "爷爷晕倒没有意识了"])
def test_a_grown_up_without_consciousness_is_for_120(text: str) -> None:
    if "意识" in text:
        assert triage(text).level == "A0"
    else:
        assert not [flag for flag in triage(text).flags if flag.id.startswith("R10")]


@pytest.mark.parametrize("text", ["没发烧,可我就是觉得不对劲", "说不上来哪里不对,宝宝跟平时不一样"])
def test_a_parents_worry_is_a_sign(text: str) -> None:
    assert triage(text).urgency == "same_day"


def test_turns_are_read_together() -> None:
    assert triage("38度2", NOBODY, "宝宝2个月").urgency == "emergency"
    assert triage("吐了三次", NOBODY, "宝宝从床上摔下来了").urgency == "emergency"


def test_severity_is_not_lowered_by_thanks() -> None:
    assert triage("好的谢谢", NOBODY, "孩子抽搐了叫不醒").urgency == "emergency"
    assert triage("没事了", NOBODY, "孩子抽搐了叫不醒").urgency == "emergency"


def test_severity_falls_when_breathing_and_alertness_are_said_to_be_normal() -> None:
    assert triage("现在呼吸正常,能笑能玩了", NOBODY, "孩子呛奶脸发紫").urgency == "routine"


def test_a_low_mood_does_not_raise_the_urgency_but_is_named() -> None:
    found = triage("我每天都莫名其妙想哭")
    assert (found.urgency, found.level) == ("routine", "A3")
    assert {flag.path for flag in found.flags} == {"mood"}


def test_an_ambiguous_idiom_gets_a_gentle_check() -> None:
    found = triage("想死的心都有了")
    assert found.urgency == "routine"
    assert [flag.path for flag in found.flags] == ["mood"]


def test_a_plan_is_an_emergency_with_a_gentle_instruction() -> None:
    flag = triage("我想抱着孩子跳下去").flags[0]
    assert (flag.level, flag.path) == ("A0", "self_harm")
    assert "12356" in flag.instruction


def test_flags_are_sorted_most_severe_first() -> None:
    levels = [flag.level for flag in triage("发烧抽搐叫不醒,还吐绿水").flags]
    assert levels == sorted(levels)
    assert levels[0] == "A0"


def test_it_reads_what_is_not_normalised() -> None:
    assert triage("寶寶兩個月，燒到３８度５").urgency == "emergency"


def test_the_mother_and_the_child_are_told_apart() -> None:
    pregnant = replace(NOBODY, pregnancy_weeks=35)
    assert triage("今天一天没动过", pregnant).urgency == "emergency"
    assert triage("大出血头晕", ChildContext(postpartum_days=5)).level == "A0"
