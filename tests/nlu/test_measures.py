"""Figures in a message: what is one, and above all what is not. None means that nothing of the kind is told."""

import time

import pytest

from nlu import measures
from nlu.normalize import normalize

AGES: list[tuple[str, float | None]] = [
    ("20天", 0.66), ("出生三天", 0.1), ("满月", 1), ("百天", 3.29), ("42天", 1.38), ("2个月", 2), ("两个半月", 2.5), ("2月龄", 2),
    ("半岁", 6), ("6个多月", 6), ("8个月大", 8), ("1岁", 12), ("一岁半", 18), ("1岁3个月", 15), ("2周岁", 24), ("三岁", 36),
    ("两岁多", 24), ("16个半月", 16.5), ("出生5小时", 0.01), ("怀孕5个月", None), ("孕34周", None), ("咳嗽两个月", None),
    ("烧三天", None), ("3个月前", None), ("第三个月打针", None), ("2段", None), ("拉了3天", None), ("两个月宝宝38.2", 2),
    ("出生20天烧到37.8腋下", 0.66), ("俩月打完疫苗烧38.5", 2), ("BB发烧未够三个月", 2.9), ("40天宝宝体温37.1正常吗", 1.31),
    ("两个月怕他发烧", 2), ("上个月烧过", None), ("4个月烧到39", 4), ("百天刚过高烧39.3", 3.29), ("半岁不到39度吃药不退", 5.9),
    ("4月龄腋温39", 4), ("一个月大顿顿喷吐", 1), ("三周开始呕奶", 0.69), ("刚出生一周吃奶没劲", 0.23), ("二十天娃娃蔫蔫的烧37.8", 0.66),
    ("生下来两天没拉", 0.07), ("黄疸20天没退", None), ("母乳宝宝5天没拉精神好", None), ("才七个月就规律宫缩", None),
    ("产后20天又涌血", None), ("新生儿不吃奶光睡", 0.5), ("月子里娃娃身上滚烫", 0.5), ("小月龄哼哼唧唧", 1.5), ("3岁以上的孩子", None),
    ("宝宝8个月了从3个月开始湿疹", 8), ("大宝5岁小宝3个月", 3), ("我今年28岁宝宝3个月", 3), ("矫正3个月实际5个月", 5),
    ("湿疹3个月宝宝", 3), ("吃了三个月的药", None), ("宝宝湿疹3个月了", None), ("七八个月", 7), ("0-3岁", 0), ("6-8个月宝宝", 6),
    ("百日咳疫苗几月打", None), ("早产一个月", None), ("宝宝3天发烧2次", None), ("停经40天", None), ("孩子一岁多了不会走", 12),
    ("宝宝三个月没拉", 3), ("八个月大便干", 8), ("11月龄", 11), ("快3个月了", 2.9), ("还没满月", 0.9), ("宝宝1岁2", 14),
    ("感冒一周", None), ("两个月大的宝宝发烧", 2), ("3月宝宝", 3), ("宝宝20天了", 0.66), ("孩子3个半月", 3.5), ("我家闺女2岁4个月了", 28),
    ("保质期3个月", None), ("每三个月复查", None), ("抓周", None), ("满月酒", None), ("咳嗽半个月了", None), ("发烧,8个月", 8),
    ("发烧 8个月", 8), ("宝宝发烧8个月大", 8), ("过3个月", None), ("还有三个月到预产期", None), ("孕晚期", None), ("怀了5个月", None),
    ("怀二胎3个月", None), ("一个月零五天", 1.16), ("打疫苗后3天", None), ("1个月20天", 1.66), ("28天宝宝", 0.92), ("45天吐奶厉害", 1.48),
    ("15天没拉", None), ("10天了不拉", None), ("一岁", 12), ("岁半", 18), ("双满月", 2), ("8个月不会坐", 8), ("1岁前不能吃盐", None),
    ("产后42天", None), ("剖腹产两个月", None), ("五六个月", 5), ("宝宝六个月了发烧三天", 6),
]  # fmt: skip
TEMPERATURES: list[tuple[str, float | None]] = [
    ("38度5", 38.5), ("38.5", 38.5), ("38.5℃", 38.5), ("三十八度五", 38.5), ("烧到39", 39), ("39度2", 39.2), ("101F", 38.3),
    ("101°F", 38.3), ("室温26度", None), ("水温40度", None), ("奶温37度", None), ("发烧39", 39), ("体温36.8", 36.8),
    ("新生儿体温35度", 35), ("量了三次都35.3", 35.3), ("体温上不去一直34度多", 34), ("出生20天烧到37.8腋下", 37.8), ("4月龄腋温39", 39),
    ("五个月三十九度二还能笑", 39.2), ("昨天39度今天37.5", 39), ("如果烧到39度怎么办", None), ("怕烧坏脑子,现在39度6", 39.6),
    ("怕他烧到40", None), ("38.5以上才吃药吗", None), ("洗澡水38度", None), ("40度的水冲奶", None), ("华氏一百零一度", 38.3),
    ("39度两天", 39), ("烧39天", None), ("上个月烧到39", None), ("37.5公斤", None), ("38.5-39度", 39), ("三十八九度", 39), ("烧了39", 39),
    ("体重38.5斤", None), ("额温37.9", 37.9), ("冲奶用40度水", None), ("高烧40", 40), ("发烧40度2", 40.2), ("40度2", 40.2),
    ("中暑40度", 40), ("产后发烧39打寒战", 39), ("39周待产", None), ("流鼻水38度5", 38.5), ("一百零一华氏", 38.3), ("烧到39度多", 39),
    ("38.2烧了两天", 38.2), ("空调开26度", None), ("孕38周", None), ("36周", None), ("打完39.8抽", 39.8), ("温度计38.6", 38.6),
    ("从39退到37.5", 39), ("吃药后退到37.5", 37.5), ("39.5度怎么办", 39.5), ("室温38度,宝宝体温37度", 37),
]  # fmt: skip
PREGNANCIES: list[tuple[str, float | None]] = [
    ("孕34周", 34), ("怀孕5个月", 20), ("孕晚期", 32), ("34周+2", None), ("孕34周+2", 34.29), ("孕34+2", 34.29), ("怀孕34周零2天", 34),
    ("32周一阵阵发紧", 32), ("30周肚子硬每5分钟", 30), ("34周腰酸一阵一阵停不下来", 34), ("才七个月就规律宫缩", 28), ("39周待产包", 39),
    ("16周还没胎动", 16), ("早产34周", None), ("宝宝2个月", None), ("怀孕6周流血肚子疼", 6), ("停经40天肚子剧痛", 5.71),
    ("孕20周下面流血", 20), ("怀疑发烧3天", None), ("34周+2天产检", 34.29), ("孕期38度", None), ("足月见红少量有宫缩", 38),
    ("35周早产宝宝2个月", None), ("怀着5个月了", 20), ("老婆怀二胎三个月", 12), ("宝宝3周", None),
]  # fmt: skip
BIRTHS: list[tuple[str, float | None]] = [
    ("早产34周", 34), ("32周早产", 32), ("胎龄35周", 35), ("34+2周出生", 34.29), ("33周生的", 33), ("早产5周", 35), ("早产一个月", 36),
    ("提前一个月出生", 36), ("孕34周", None), ("39周出生", None), ("胎龄39周", None), ("早产儿32周出生", 32),
    ("宝宝35周早产现在3个月", 35), ("早产俩月", 32), ("孕周36周+3出生", 36.43), ("怀孕28周剖的", 28), ("打了34周的针", None),
]  # fmt: skip
DURATIONS: list[tuple[str, float | None]] = [
    ("拉了3天", 72), ("烧三天", 72), ("一天没尿了", 24), ("十几个小时尿不湿干的", 12), ("反反复复烧五天了", 120),
    ("烧了一个星期眼睛红", 168), ("宝宝3个月", None), ("怀孕5个月", None), ("咳嗽两个月", 1461), ("每4小时吃一次", None),
    ("一天拉8次", None), ("半小时", 0.5), ("两三天了", 48), ("好几天", 96), ("昨天开始拉", 24), ("发烧第三天", 72), ("出生三天", None),
    ("3天前打针", None), ("疼了一晚上还烧", 10), ("一小时湿透一片", None), ("10分钟", 0.17), ("咳嗽一周", 168), ("产后42天", None),
    ("1岁", None), ("哭了四个钟头", 4), ("两天半没拉", 60), ("半个月", 360), ("两个半小时", 2.5), ("6个月宝宝拉肚子两天", 48),
    ("感冒半个月", 360),
]  # fmt: skip
WEIGHTS: list[tuple[str, float | None]] = [
    ("15斤", 7.5), ("8公斤", 8), ("7.5kg", 7.5), ("8斤6两", 4.3), ("3200克", 3.2), ("体重8.5", 8.5), ("瘦了十斤", None),
    ("长了2斤", None), ("十五斤半", 7.75), ("吃了5克", None), ("出生六斤八两", 3.4), ("重20斤", 10), ("买了800克奶粉", None),
]  # fmt: skip
HEIGHTS: list[tuple[str, float | None]] = [
    ("身高75cm", 75), ("身长70", 70), ("1米05", None), ("身高1米05", 105), ("头围45cm", None), ("从80cm高的床掉下", None),
    ("高75公分", 75), ("身高1.1米", 110), ("个子92厘米", 92), ("高烧39", None), ("体温高38", None),
]  # fmt: skip
POSTPARTUM: list[tuple[str, float | None]] = [
    ("产后42天", 42), ("产后3个月", 91.31), ("剖腹产10天", 10), ("生完孩子两周", 14), ("顺产后5天", 5), ("产后大出血", None),
    ("产后20天又涌血", 20), ("产前3天", None), ("生完孩子第三天", 3), ("卸货后42天", 42), ("怎么生完3天", None),
]  # fmt: skip
SEXES: list[tuple[str, str | None]] = [("男宝3个月", "boy"), ("女儿发烧", "girl"), ("龙凤胎儿子女儿", None), ("包茎要割吗", "boy")]


def plain(text: str) -> str:
    return normalize(text).text


def near(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=0.02)


@pytest.mark.parametrize(("text", "months"), AGES)
def test_the_age_of_the_child(text: str, months: float | None) -> None:
    age = measures.child_age(plain(text))
    assert (age.months if age else None) == near(months)


@pytest.mark.parametrize(("text", "celsius"), TEMPERATURES)
def test_body_temperature(text: str, celsius: float | None) -> None:
    read = measures.temperature(plain(text))
    assert (read.celsius if read else None) == near(celsius)


@pytest.mark.parametrize(("text", "weeks"), PREGNANCIES)
def test_weeks_of_pregnancy(text: str, weeks: float | None) -> None:
    assert measures.pregnancy_weeks(plain(text)) == near(weeks)


@pytest.mark.parametrize(("text", "weeks"), BIRTHS)
def test_weeks_at_a_preterm_birth(text: str, weeks: float | None) -> None:
    assert measures.preterm_weeks(plain(text)) == near(weeks)


@pytest.mark.parametrize(("text", "hours"), DURATIONS)
def test_how_long_it_has_lasted(text: str, hours: float | None) -> None:
    assert measures.duration_hours(plain(text)) == near(hours)


@pytest.mark.parametrize(("text", "kilos"), WEIGHTS)
def test_weight(text: str, kilos: float | None) -> None:
    assert measures.weight_kg(plain(text)) == near(kilos)


@pytest.mark.parametrize(("text", "centimetres"), HEIGHTS)
def test_height(text: str, centimetres: float | None) -> None:
    assert measures.height_cm(plain(text)) == near(centimetres)


@pytest.mark.parametrize(("text", "days"), POSTPARTUM)
def test_days_since_birth_of_the_mother(text: str, days: float | None) -> None:
    assert measures.postpartum_days(plain(text)) == near(days)


@pytest.mark.parametrize(("text", "sex"), SEXES)
def test_boy_or_girl(text: str, sex: str | None) -> None:
    assert measures.sex(plain(text)) == sex


@pytest.mark.parametrize(
    ("text", "kind", "site"),
    [
        ("高烧不退", "high", None), ("有点低烧", "low", None), ("腋温39.1", "high", "axillary"), ("耳温38.2", "moderate", "ear"),
        ("肛温37.9", "low", "rectal"), ("额温36.5", "normal", "forehead"), ("体温35.3", "cold", None),
    ],
)  # fmt: skip
def test_the_kind_of_fever_and_where_it_was_taken(text: str, kind: str, site: str | None) -> None:
    read = measures.temperature(plain(text))
    assert read is not None
    assert (read.kind, read.site) == (kind, site)


@pytest.mark.parametrize("text", ["没有高烧", "不是高烧", "怕高烧", "如果高烧怎么办", "去年高烧过"])
def test_a_fever_denied_feared_or_past_is_none(text: str) -> None:
    assert measures.temperature(plain(text)) is None


def test_several_children_are_told_apart() -> None:
    told = measures.ages("大宝5岁,小宝3个月")
    assert [age.months for age in told] == [60, 3]
    assert [age.phrase for age in told] == ["5岁", "3个月"]


def test_a_word_for_small_counts_only_when_nothing_more_exact_is_said() -> None:
    assert [age.unit for age in measures.ages("小月龄宝宝")] == ["word"]
    assert [age.months for age in measures.ages("小月龄宝宝,2个月")] == [2]


def test_phrases_can_be_found_again_in_the_text() -> None:
    text = plain("我家闺女一岁零三个月,烧到三十九度二")
    age, heat = measures.child_age(text), measures.temperature(text)
    assert age and heat
    assert text[age.start : age.end] == age.phrase == "1岁3个月"
    assert text[heat.start : heat.end].strip() == heat.phrase


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("9周胎儿彩超", None),
        ("孕妇四个月能吃蟹吗", None),
        ("宝宝四十多天了", 1.31),
        ("新生儿,女宝,12天,鼻塞", 0.39),
        ("宝宝三个月 前天开始发烧", 3),
        ("男,6周岁,嗓子痒约1个月", 72),
        ("女宝20月,发热", 20),
        ("宝宝3月5号发烧", None),
        ("宝宝满5个月,前两个月都好好的", 5),
    ],
)
def test_ages_as_long_messages_tell_them(text: str, months: float | None) -> None:
    age = measures.child_age(plain(text))
    assert (age.months if age else None) == near(months)


def test_other_figures_in_long_messages() -> None:
    assert measures.weight_kg("出生时5斤,现在8斤") == 4
    assert measures.height_cm("最高38.9度,宫高30") is None
    assert measures.duration_hours("几个月能吃蛋黄") is None
    assert measures.duration_hours("烧了几天了") == 72
    assert measures.pregnancy_weeks("孕妇4个月能吃蟹吗") == 16
    assert measures.postpartum_days("流产后1个月") is None


@pytest.mark.parametrize("text", ["1" * 4000, "一二三" * 1300, "38.5" * 900, "怀孕了的是" * 500, "不到" * 1500])
def test_no_message_can_hold_a_turn_up(text: str) -> None:
    start = time.perf_counter()
    measures.child_age(text), measures.temperature(text), measures.duration_hours(text), measures.weight_kg(text)
    measures.pregnancy_weeks(text), measures.preterm_weeks(text), measures.postpartum_days(text), measures.height_cm(text)
    assert time.perf_counter() - start < 2
