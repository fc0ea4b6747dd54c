"""How long, how heavy, how tall, boy or girl."""

import re
from collections.abc import Iterator

from nlu.ages import ages
from nlu.numerals import NUMBER, number

_HOURS = {"天": 24.0, "日": 24.0, "周": 168.0, "期": 168.0, "拜": 168.0, "月": 730.5, "时": 1.0, "钟": 1 / 60, "头": 1.0}
_COUNT = rf"(?P<n>好?几|十几|几十|十来|{NUMBER})"
_SPAN = re.compile(
    rf"{_COUNT}(?P<half>半|多|来)?(?:个(?P<more>多|半)?(?=[小钟周星礼月]))?(?:整)?(?P<unit>天|小时|钟头|分钟|周(?![岁一二三四五六日边围末年])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|(?<=[个多半])月(?![\d份子龄经饼]))(?P<tail>半)?"
)
_VAGUE = {"几": 3.0, "好几": 4.0, "十几": 12.0, "十来": 10.0, "几十": 30.0}
_NOT_A_SPAN_BEFORE = re.compile(r"(?:出生|产后|孕妇?|怀孕|怀|过|每|每隔|隔|间隔|早产|胎龄|孕周|生完|剖腹产|前|上|下|这|那|[\d])$")
_NOT_A_SPAN_AFTER = re.compile(
    r"\s*(?:前(?!开始|就)|之前|以前|一次|[内大]|以内|之内|龄|以后|的?(?:胎|孕)|后(?:再|要|去|能|可以|打)|\d+多?[次下]|(?:就|要|都)?[拉吐尿吃喝睡咳打喂换](?:了)?\s*(?:\d+|好几|十几|几十|几)|湿透)"
)
_SOME_NOT_HOW_MANY = re.compile(r"[了有着这近]$")
_WORDS = (
    (re.compile("一整天|成天|整整一天"), 24.0),
    (re.compile("一整晚|一晚上|一夜|整晚|整夜|一个?晚上|通宵"), 10.0),
    (re.compile("半个?小时|半个钟"), 0.5),
    (re.compile("半个月"), 15 * 24.0),
    (re.compile("大半天|半天"), 6.0),
    (re.compile("(?:从)?昨晚(?:就)?(?:开始|到现在)|昨天晚上(?:开始|到现在)"), 12.0),
    (re.compile("(?:从)?昨天(?:就)?(?:开始|起|到现在)"), 24.0),
    (re.compile("(?:从)?前天(?:晚上)?(?:就)?(?:开始|起|到现在)"), 48.0),
    (re.compile("(?:从)?大前天(?:就)?(?:开始|起|到现在)"), 72.0),
)
_ORDINAL_DAY = re.compile(rf"(?:烧|吐|拉|咳|病|疹|痛|疼|没拉)[^,。!?]{{0,3}}第({NUMBER})天")

_WEIGHT = re.compile(
    rf"(?P<n>{NUMBER})\s*(?P<unit>公斤|千克|kg|KG|Kg|斤|克|g(?![a-z]))(?P<half>半)?(?:(?P<liang>{NUMBER})两?)?(?!\s*(?:重的|装|的?奶粉|的?水))"
)
_BARE_WEIGHT = re.compile(r"体重(?:是|有|才|:|\s)*(\d{1,2}(?:\.\d{1,2})?)(?!\s*(?:\d|%|斤|公斤|kg|g|克|千克))")
_CHANGE_BEFORE = re.compile(r"(?:瘦|轻|长|涨|重了|胖|掉|增|降|减|少|多|差|买|吃|喝|每|用)了?\s*$")
_BIRTH_BEFORE = re.compile(r"(?:出生|生下来|刚生)(?:时|体重|重量|的|重|就|有|是|才)*\s*$")
LIGHTEST_KG, HEAVIEST_KG = 0.5, 60.0
_GRAMS = {"公斤": 1000.0, "千克": 1000.0, "kg": 1000.0, "斤": 500.0, "克": 1.0, "g": 1.0}

_HEIGHT = re.compile(
    r"(?:身高|身长|个子|个头|身体长|长到)(?:现在|是|有|才|到|大概|只有|:|\s)*(\d{2,3}(?:\.\d)?)\s*(?:cm|CM|厘米|公分)?(?!\s*(?:个|斤|岁|天|度|kg|公斤|楼|米|%))"
)
_HEIGHT_WITH_UNIT = re.compile(r"(?<![最宫楼])高(?:\s|:|有|约)*(\d{2,3}(?:\.\d)?)\s*(?:cm|CM|厘米|公分)")
_HEIGHT_METRES = re.compile(r"(?:身高|个子|高|长到)(?:现在|是|有|到|:|\s)*1(?:\.|米)(\d{1,2})米?")

_BOY = re.compile("男宝|儿子|男孩|男娃|男婴|男生|小子|公子|带把|阴囊|睾丸|小鸡鸡|包皮|包茎|(?<!小)弟弟|大外孙(?!女)|孙子")
_GIRL = re.compile("女宝|女儿|闺女|女孩|女娃|女婴|女生|千金|丫头|小公主|妹妹|孙女")


def duration_hours(text: str) -> float | None:
    """The longest time something has lasted; an age, a rhythm (每4小时) or a rate (一天拉8次) is not one."""
    return max((*_spans(text), *_worded(text), *_ordinals(text)), default=None)


def _spans(text: str) -> Iterator[float]:
    told = [(age.start, age.end) for age in ages(text)]
    for found in _SPAN.finditer(text):
        inside = any(start < found.end() and found.start() < end for start, end in told)
        if inside or _NOT_A_SPAN_BEFORE.search(text[: found.start()]) or _NOT_A_SPAN_AFTER.match(text[found.end() :]):
            continue
        if text[: found.start()].endswith("第") or (found["n"] == "几" and not _SOME_NOT_HOW_MANY.search(text[: found.start()])):
            continue
        count = _VAGUE.get(found["n"]) or number(found["n"])
        if count:
            yield (count + (0.5 if "半" in (found["half"], found["more"], found["tail"]) else 0)) * _HOURS[found["unit"][-1]]


def _worded(text: str) -> Iterator[float]:
    return (hours for pattern, hours in _WORDS if pattern.search(text))


def _ordinals(text: str) -> Iterator[float]:
    return ((number(found[1]) or 0) * 24 for found in _ORDINAL_DAY.finditer(text))


def weight_kg(text: str) -> float | None:
    """The child's weight, the latest told rather than the one at birth; what was gained, lost or bought is not one, nor is a dose."""
    told = [*_weights(text)]
    now = [kilos for kilos, at_birth in told if not at_birth] or [kilos for kilos, _ in told]
    if now:
        return now[-1]
    bare = _BARE_WEIGHT.search(text)
    return float(bare[1]) if bare and LIGHTEST_KG <= float(bare[1]) <= HEAVIEST_KG else None


def _weights(text: str) -> Iterator[tuple[float, bool]]:
    for found in _WEIGHT.finditer(text):
        before, kilos = text[: found.start()], _kilos(found)
        if LIGHTEST_KG <= kilos <= HEAVIEST_KG and not _CHANGE_BEFORE.search(before):
            yield round(kilos, 3), bool(_BIRTH_BEFORE.search(before))


def _kilos(found: re.Match[str]) -> float:
    unit = found["unit"].lower()
    grams = (number(found["n"]) or 0) * _GRAMS[unit]
    if unit == "斤":
        grams += (number(found["liang"] or "") or 0) * 50 + (250 if found["half"] else 0)
    return grams / 1000 if unit not in ("克", "g") or grams >= 500 else 0.0


def height_cm(text: str) -> float | None:
    """The child's height or length in centimetres; the height of a fall or a head's girth is not one."""
    metres = _HEIGHT_METRES.search(text)
    if metres:
        return 100 + float(metres[1]) * (10 if len(metres[1]) == 1 else 1)
    found = _HEIGHT.search(text) or _HEIGHT_WITH_UNIT.search(text)
    return float(found[1]) if found and 30 <= float(found[1]) <= 180 else None


def sex(text: str) -> str | None:
    """`boy` or `girl`; None when neither or both are named."""
    boy, girl = _BOY.search(text), _GIRL.search(text)
    if bool(boy) == bool(girl):
        return None
    return "boy" if boy else "girl"
