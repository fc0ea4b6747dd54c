"""How old is the child of whom a message speaks? Ages are told apart from durations, pregnancies, schedules and formula stages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.numerals import NUMBER, is_approximate, number

DAYS_A_MONTH = 30.4375
WEEKS_A_MONTH = DAYS_A_MONTH / 7
OLDEST_MONTHS = 18 * 12
JUST_UNDER = 0.1


@dataclass(frozen=True)
class ChildAge:
    """`months` is the youngest age the words allow (2岁多 → 24, 不到3个月 → 2.9); `start` and `end` span `phrase`.

    `sure` is False for a bare 3个月 that names no child and might be something else: it counts only when nothing surer is told.
    `unit` is hour, day, week, month, year, corrected (矫正月龄), or word (新生儿, 小月龄: a known birthday says more).
    """

    months: float
    phrase: str
    unit: str
    start: int = 0
    end: int = 0
    sure: bool = True


_CHILD = (
    "(?:宝宝|宝|娃|孩子|小孩|婴|新生儿|早产儿|幼儿|儿子|女儿|闺女|男孩|女孩|男|女|小朋友"
    "|妹妹|弟弟|姐姐|哥哥|二宝|老大|老二|外孙|孙子|孙女|小子|丫头|他|她)"
)
_FILL = "(?:已经|已|都|快要|快|才|刚|有|大概|大约|约|差不多|将近|整|满|足|现在|今天|今年|就|是|的|了|也|又|到|[:,]|\\s)*"
_N = f"(?P<n>{NUMBER})"
_RANGE = rf"(?:(?P<low>{NUMBER})(?:个?月|岁)?\s*[-~到至—]\s*)?"

_YEARS = re.compile(rf"{_RANGE}{_N}\s*(?:周岁|岁)(?:(?P<half>半)|零?(?P<m>{NUMBER})(?:个(?P<mhalf>半)?月|(?=[,。!?\s的了]|$))|多)?")
_MONTHS = re.compile(
    rf"{_RANGE}{_N}\s*(?:个(?P<half>半)月|个多?月|月龄|月(?=大(?![便小概约])|的?{_CHILD}|[,。\s]|$))(?:龄|多)?(?:零?(?P<d>{NUMBER})天)?"
)
_DAYS = re.compile(
    rf"{_N}[多来]?\s*(?P<unit>天|日龄|周(?![岁一二三四五六日边围末年])|个?(?:星期|礼拜)(?![一二三四五六日天])|个?多?小时|分钟)"
)
_UNITS = {
    "天": ("day", 1.0),
    "日": ("day", 1.0),
    "周": ("week", 7.0),
    "期": ("week", 7.0),
    "拜": ("week", 7.0),
    "时": ("hour", 1 / 24),
    "钟": ("hour", 1 / 1440),
}

_UNDER = "不到|未到|没到|未够|不够|没满|未满|未|不满|还没到?|还差|差|没|快要?|马上|即将|将近"
_WORDS = (
    (re.compile(r"刚刚?(?:出生|生下来|落地)(?!的?时候|那|\s*[\d一二两三四五六七八九十])"), 0.0, "day"),
    (re.compile(rf"(?P<under>{_UNDER})?双满月(?![酒照宴])"), 2.0, "month"),
    (re.compile(rf"(?P<under>{_UNDER})?(?:刚|过|才|出|了)*(?<![圆双])满月(?![酒照头发礼宴份])"), 1.0, "month"),
    (re.compile(rf"(?P<under>{_UNDER})?(?:刚|过|才|满|出|到)*百[天日](?![酒照宴咳礼])"), 100 / DAYS_A_MONTH, "day"),
    (re.compile(rf"(?P<under>{_UNDER})?(?:刚|才|满|过)+周岁(?![酒照宴])"), 12.0, "year"),
    (re.compile(rf"(?P<under>{_UNDER})?(?<![大\d一二两三四五六])半岁(?P<after>不到)?"), 6.0, "month"),
)
_LOOSE_WORDS = (
    (re.compile(r"(?<!不是)(?:新生儿|新生宝宝|初生儿|月子里的?(?:宝宝|娃|孩子)|月子(?:宝宝|娃))"), 0.5, "word"),
    (re.compile(r"小月[龄份]"), 1.5, "word"),
)

_LASTING = (
    "咳嗽|咳|烧|拉肚子|拉稀|腹泻|拉|吐奶|吐|疼|痛|哭|闹|湿疹|疹子|过敏|黄疸|鼻涕|鼻塞|便秘|感冒|肺炎|鼻炎|喘|病|反复|持续|坚持|断断续续|连续|"
    "喂|吃|用|打|喝|睡|买|放|存|开封|保质期|有效期|冷冻|断奶|母乳|住院|输液|雾化|补钙|补铁|月经|停经|例假|没来|产后|剖腹产|剖宫产|剖|顺产|生完|月子|"
    "结婚|备孕|上班|请假|产假|早产|提前|推迟|晚|早|迟|等|隔|每|近|过去|前|头|第|再过|再|还有|还剩|还差|超过|间隔|从|自|上|下|几|数|这|那"
)
_BLANK = "(?:已经|已|都|快要|快|才|刚|有|大概|大约|约|差不多|将近|整|满|足|连着|也|又|好|了|着|过|就|是)*"
_DURATION_BEFORE = re.compile(rf"(?:{_LASTING}){_BLANK}$")
_LASTED_BEFORE = re.compile(r"(?<![到有满生都够龄宝娃子])[了过]$")
_PREGNANT_BEFORE = re.compile(rf"(?:孕|怀(?!里)|妊娠|胎儿|肚子里)(?:孕|着|上|老二|二胎|二宝|宝宝|的)*{_BLANK}\s*$")
_GAP_BEFORE = re.compile(r"(?:[差大小]我?|比我?大|比我?小|从|自|等到?|每|隔|第)$")
_CHILD_BEFORE = re.compile(rf"{_CHILD}{_FILL}$")
_BORN_BEFORE = re.compile(rf"(?:出生|生下来|落地|日龄){_FILL}第?$")
_UNDER_BEFORE = re.compile(rf"(?:{_UNDER})(?:满|到)?$|差(?:着)?[^,。]{{1,6}}(?:才|就|没|不)?(?:满|到|够)$")
_UNDER_AFTER = re.compile(r"\s*(?:都|还)?(?:不到|未到|没到|未满|差几天)")
_AGE_AFTER = re.compile(rf"(?:多|了|\s)*(?:大(?![便小概约哭叫])|的?{_CHILD}|龄)")
_OTHER_AFTER = re.compile(
    r"\s*(?:多|\s)*(?:前(?![天几两\d囟额面])|以前|之前|后(?![天半背脑来])|以后|之后|内|以内|之内|以下|以上|一次|之久|没来|没见|没去|的?时候|时(?!不时|常|间|间)|体检时|那会|那年|时就|的?身孕|的?孕|的胎"
    r"|开始|疗程|有效|的?(?:小狗|小猫|狗|猫))"
)
_SHORT_AFTER = re.compile(
    r"(?:\s*了?还?都?没|\s*了?还?不|一次|体检|的?时候|时(?!不时|常)|前(?![天几两\d])|后(?![天半来])|[内里]|以[前后内来]|之[前后内]|左右没|才拉|好了|拉一|吃一|疗程)"
)
_LABOUR = re.compile("宫缩|羊水|胎|产检|见红|孕|破水|入盆|唐筛|糖耐|待产")
_ANY_CHILD = re.compile("宝|孩子|娃|儿子|女儿|闺女|婴|小孩|幼儿|新生儿")
_CLAUSE = re.compile("[,。!?;]")
_ALONE_AFTER = re.compile(r"(?:大|了)?\s*(?:[,。!?;]|$)")
_CHILD_AT_END = re.compile(rf"{_CHILD}[,。;\s]+$")


def ages(text: str) -> list[ChildAge]:
    """Every age told of a child in a normalised text, in order; a word like 小月龄 only when nothing more exact is said."""
    told = [*_years(text), *_months(text), *_days(text), *_words(text, _WORDS)]
    exact = sorted(_outermost(told), key=lambda age: age.start)
    return exact or list(_words(text, _LOOSE_WORDS))


def child_age(text: str) -> ChildAge | None:
    """The age of the child the message is about: the youngest one told; a real age before a corrected one, a sure one before a bare one."""
    told = ages(text)
    return min(told, key=lambda age: (age.unit == "corrected", not age.sure, age.months), default=None)


def _outermost(told: list[ChildAge]) -> list[ChildAge]:
    """Without the ages that lie inside a longer phrase (3个月 inside 1岁3个月)."""
    return [
        age for age in told if not any(o.start <= age.start and age.end <= o.end and o.end - o.start > age.end - age.start for o in told)
    ]


def _years(text: str) -> Iterator[ChildAge]:
    for found in _YEARS.finditer(text):
        before, after = _around(text, found)
        if _GAP_BEFORE.search(before) or _OTHER_AFTER.match(after):
            continue
        months = _lowest(found) * 12 + (number(found["m"] or "") or 0) + (6 if found["half"] else 0.5 if found["mhalf"] else 0)
        yield from _age(found, months, "year", before, after)


def _months(text: str) -> Iterator[ChildAge]:
    for found in _MONTHS.finditer(text):
        before, after = _around(text, found)
        if _is_age_in_months(text, found, before, after):
            months = _lowest(found) + (0.5 if found["half"] else 0) + (number(found["d"] or "") or 0) / DAYS_A_MONTH
            named = "月龄" in found[0] or bool(_AGE_AFTER.match(after) or _CHILD_BEFORE.search(before))
            yield from _age(found, months, "month", before, after, sure=named)


def _is_age_in_months(text: str, found: re.Match[str], before: str, after: str) -> bool:
    if _PREGNANT_BEFORE.search(before) or _GAP_BEFORE.search(before) or _OTHER_AFTER.match(after):
        return False
    if "月龄" in found[0] or _AGE_AFTER.match(after) or _CHILD_BEFORE.search(before):
        return True
    if found[0].endswith("月") and "个" not in found[0]:
        return False
    if _LABOUR.search(_CLAUSE.split(before + found[0] + after)[0]) or (_LABOUR.search(text) and not _ANY_CHILD.search(text)):
        return False
    return not (_DURATION_BEFORE.search(before) or _LASTED_BEFORE.search(before))


def _days(text: str) -> Iterator[ChildAge]:
    for found in _DAYS.finditer(text):
        unit, days = _UNITS[found["unit"][-1] if found["unit"] != "日龄" else "日"]
        before, after = _around(text, found)
        count = number(found["n"])
        if count is not None and _is_age_in_days(text, found, before, after, count * days, unit):
            yield from _age(found, count * days / DAYS_A_MONTH, unit, before, after)


def _is_age_in_days(text: str, found: re.Match[str], before: str, after: str, days: float, unit: str) -> bool:
    if _BORN_BEFORE.search(before):
        return not re.match(r"[前后内]|以[前后内]|之[前后内]", after)
    if unit == "hour" or _PREGNANT_BEFORE.search(before) or days > 400:
        return False
    if found["unit"] == "日龄" or (_AGE_AFTER.match(after) and not _DURATION_BEFORE.search(before)):
        return not (unit == "week" and days > 150)
    if _SHORT_AFTER.match(after) or (unit == "week" and (days > 112 or bool(_LABOUR.search(text)))):
        return False
    if _ALONE_AFTER.match(after) and not before.strip() and _CHILD_AT_END.search(text[: found.start()]):
        return days >= 3
    alone = not text[: found.start()].strip() and not is_approximate(found["n"])
    return (alone and not after.strip("了。!?, 多")) or (days >= 7 and bool(alone or _CHILD_BEFORE.search(before)))


def _words(text: str, table: tuple[tuple[re.Pattern[str], float, str], ...]) -> Iterator[ChildAge]:
    for pattern, months, unit in table:
        for found in pattern.finditer(text):
            said = found.groupdict()
            under = said.get("under") or said.get("after")
            yield ChildAge(round(months - (JUST_UNDER if under else 0), 2), found[0], unit, found.start(), found.end())


def _around(text: str, found: re.Match[str]) -> tuple[str, str]:
    """What stands before in the same clause, and everything after."""
    return _CLAUSE.split(text[: found.start()])[-1], text[found.end() :]


def _lowest(found: re.Match[str]) -> float:
    low = number(found["low"] or "")
    return low if low is not None else number(found["n"]) or 0.0


def _age(found: re.Match[str], months: float, unit: str, before: str, after: str, *, sure: bool = True) -> Iterator[ChildAge]:
    if months > OLDEST_MONTHS:
        return
    if _UNDER_BEFORE.search(before) or _UNDER_AFTER.match(after):
        months = max(months - JUST_UNDER, 0.0)
    if re.search(r"矫正(?:月龄|年龄|胎龄)?(?:才|是|为|[:\s])*$", before):
        unit = "corrected"
    yield ChildAge(round(months, 2), found[0], unit, found.start(), found.end(), sure)
