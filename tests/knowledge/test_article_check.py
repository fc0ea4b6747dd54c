"""What the check finds, and what it leaves alone."""

import pytest
from small_library import TREE, make_article

from knowledge.article import AgeBand, Article, Source
from knowledge.check import check, check_folder, check_one, check_text

# What no article may say, each with the rule that catches it. The article is for 0 to 83 months unless the line names a stage.
HARMFUL = [
    ("D1", "便秘可以喂点蜂蜜水"),
    ("D1", "不要紧张，喝点蜂蜜水就好了"),
    ("D1", "不用担心，给他吃一勺蜂蜜"),
    ("D2", "两顿奶之间喂几口白开水"),
    ("D2", "黄疸时多喂葡萄糖水"),
    ("D2-juice", "加点果汁帮助排便"),
    ("D3", "奶不够时可以喝鲜牛奶"),
    ("D3", "夜里用米汤代替一顿奶"),
    ("D4", "辅食里加一点盐更有味道"),
    ("D4-sweet", "哭了就给点饮料哄一哄"),
    ("D5", "可以喂溏心蛋"),
    ("D5-drink", "用筷子蘸白酒给宝宝尝尝"),
    ("D6", "可以给整颗葡萄练习咀嚼"),
    ("D6", "过年喂两口汤圆没关系吧，可以吃汤圆"),
    ("D6-how", "哭闹时喂药最快"),
    ("D7", "高烧时吃半片阿司匹林"),
    ("D8", "烧得高可以用尼美舒利"),
    ("D9", "三个月发烧吃布洛芬"),
    ("D10", "刚满月发烧先吃退烧药"),
    ("D11", "布洛芬和对乙酰氨基酚交替吃退得快"),
    ("D11", "39度以上两种退烧药轮流用"),
    ("D11-dose", "布洛芬每公斤体重10毫克"),
    ("D12", "咳得睡不着可以喝含可待因的糖浆"),
    ("D13", "咳嗽厉害喝点止咳糖浆"),
    ("D14", "拉肚子先吃止泻药"),
    ("D14", "发烧三天就吃头孢"),
    ("D15", "腹泻可以用诺氟沙星"),
    ("D16", "出牙疼抹一点利多卡因凝胶"),
    ("D17", "大人的感冒药掰成四分之一给他吃"),
    ("D17", "受惊吓喝点珍珠粉"),
    ("D18", "用白酒擦身降温"),
    ("D18", "盖厚被子捂汗退烧"),
    ("D19", "用针挑马牙"),
    ("D19", "满月时绑腿腿会更直"),
    ("D20-shake", "哭了就用力摇一摇"),
    ("D20-prone", "趴着睡头型好看"),
    ("D20-bed", "三个月起用定型枕"),
    ("D20-share", "夜里和妈妈一起睡更安心"),
    ("D21", "八个月可以坐学步车"),
    ("D22", "下车买东西时把他单独留在车里一会儿"),
    ("D23", "夜里把奶粉冲稀一点"),
    ("D23", "奶瓶里加米粉睡得更久"),
    ("D24", "妈妈感冒用药要停母乳"),
    ("claim-formula", "这类奶粉接近母乳"),
    ("claim-immunity", "每天一包增强免疫力"),
    ("claim-cure", "按摩七天根治便秘"),
    ("claim-safe", "纯天然成分，没有副作用"),
    ("claim-promotion", "现在下单更便宜"),
]
HARMLESS = [
    "1岁以内不要吃蜂蜜",
    "任何形式的蜂蜜都别给，包括蜂蜜水、蘸蜂蜜的奶嘴",
    "满1岁以后可以少量吃蜂蜜",
    "6个月以内不用喂水，母乳和奶粉里的水够了",
    "满6个月可以喝几口水",
    "不要用酒精擦身，也不要捂汗",
    "两种退烧药不交替、不一起吃",
    "布洛芬满6个月才能用",
    "不要用学步车",
    "睡觉要仰着放，不要趴睡",
    "没有哪种药能增强免疫力",
    "止咳药、感冒药对小孩子弊大于利，不要自己买",
    "抗生素只听医生的",
]


def rules_of(text: str, **changes: object) -> set[str]:
    article = make_article(short_answer=text, **({"age_min": 0} | changes))
    return {problem.message.split(":")[0] for problem in check_one(article) if problem.rule == "don't"}


@pytest.mark.parametrize(("rule", "text"), HARMFUL)
def test_harmful_advice_is_found(rule: str, text: str) -> None:
    assert rule in rules_of(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_forbidding_is_left_alone(text: str) -> None:
    assert rules_of(text) == set()


def test_a_dont_for_babies_is_no_dont_for_older_children() -> None:
    assert rules_of("可以用蜂蜜润喉", age_min=12) == set()


def test_a_band_is_judged_by_its_own_age(articles: list[Article]) -> None:
    assert not [problem for problem in check_one(articles[2]) if problem.rule == "don't"]


def test_a_pregnant_reader_is_kept_from_wine_and_raw_fish() -> None:
    assert rules_of("偶尔喝点红酒没关系", stage="pregnancy", age_min=None, age_max=None) == {"D25"}


def test_parents_may_ask_what_the_answer_forbids() -> None:
    article = make_article(questions=("六个月能吃蜂蜜吗",))
    assert not [problem for problem in check_one(article) if problem.rule == "don't"]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("length", {"title": "长" * 31}),
        ("length", {"short_answer": "长" * 261}),
        ("length", {"see_doctor": ("长" * 46, "短")}),
        ("amount", {"see_doctor": ("一条",)}),
        ("questions", {"questions": ("一", "二")}),
        ("questions", {"questions": ("一问",) * 12}),
        ("sources", {"sources": ()}),
        ("sources", {"sources": (Source("机构", "指南"),)}),
        ("age", {"age_min": 12, "age_max": 6}),
        ("age", {"age_max": 200}),
        ("age", {"bands": (AgeBand(0, 5, "答"),)}),
        ("age", {"bands": (AgeBand(6, 11, "答"), AgeBand(10, 20, "答"))}),
        ("signature", {"status": "published"}),
    ],
)
def test_a_fault_is_found(rule: str, changes: dict[str, object]) -> None:
    assert rule in {problem.rule for problem in check_one(make_article(**changes))}


def test_the_same_question_in_two_articles_is_found_only_where_their_ages_meet() -> None:
    fever = make_article()
    twin = make_article("sleep-night-waking-infant", questions=("发烧怎么办？",))
    older = make_article(id="fever-baby", age_min=0, age_max=2, questions=("发烧怎么办",))
    assert [problem.rule for problem in check([fever, twin]) if problem.rule == "same question"] == ["same question"]
    assert not [problem for problem in check([fever, older]) if problem.rule == "same question"]


def test_an_unreadable_file_is_a_problem_and_no_crash() -> None:
    assert [problem.rule for problem in check_text("---\nid: x\n---\n", "x")][:1] == ["format"]


def test_the_whole_tree_is_without_problems() -> None:
    assert [str(problem) for problem in check_folder(TREE)] == []
