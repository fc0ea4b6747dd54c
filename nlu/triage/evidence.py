"""Figures the rules need: how old the child is, how hot, how far the pregnancy; what was said wins over the profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from nlu.ages import DAYS_A_MONTH, WEEKS_A_MONTH, ChildAge, ages
from nlu.numerals import NUMBER, number
from nlu.pregnancy import pregnancy_weeks
from nlu.temperature import temperature
from nlu.triage.document import Document
from nlu.triage.guards import is_elsewhere, is_long_ago
from nlu.triage.rules import vocabulary

POSTPARTUM_DAYS = 365
YOUNGEST_BARE_DAYS = 5

_NO_AGE_AFTER = re.compile(r"的幼儿园|(?:了)?(?:瘦|掉|轻|长)")
_SIBLING = re.compile(r"(?:小的|老二|二宝|小宝|弟弟|妹妹|二胎|老幺|宝宝|我家|娃)(?:现在|今天|才|刚|是|有|也|快|已经|这个)*$")
_BARE_DAYS = re.compile(
    r"(?:^|[,，。 ])(?:才|刚|今天|现在|他|她|宝宝|孩子|娃)*(\d{1,3})天(?:大|的)?(?=$|[,，。 !?])"
    r"|(?:小的|老二|二宝|小宝|弟弟|妹妹|才|刚满)(?:现在|今天|才|刚|是|有)*(\d{1,3})天(?!没|不|前|后|拉|发烧|烧|咳|了?还|了?都|了?一直)"
)
_SPOKEN_DAYS = re.compile(rf"(?:先得|才得|得|才|刚)({NUMBER})日(?:大|龄)?(?=$|[,，。 ])")
_UNDER_A_HUNDRED_DAYS = re.compile(r"(?:没|未|不到|不足|差)[^,，。]{0,5}百[天日]|百[天日](?:都|还)?(?:差|不到|没到)")
_SOME_DAYS = re.compile(
    r"([二三四五六七八九两]?十|[2-8]0)几(?:来)?天(?:大)?的?(?=[奶小的]{0,2}(?:娃|宝|孩|婴|仔|囡|崽|女|男|小子|丫头|闺女|儿子)|[,，])"
)
_BORN_WEEKS = re.compile(rf"(?:出生|出世|生下来|落地)[^,，。\d]{{0,3}}({NUMBER})个?(?:周|星期|礼拜)")
_JUST_OVER_A_MONTH = re.compile(
    r"出(?:了)?月子(?:才|刚|没|不到)(?:几天|多久|一周|一个?星期|\d天)|刚出(?:了)?月子的?(?:宝|娃|孩)|(?:今[天儿]个?|昨[天儿]|刚)[^,，。]{0,3}满月酒"
)
_NEWBORN = re.compile(
    vocabulary()["newborn"]
    + r"|[没未]出月子|半个月(?:大|的?(?:宝|娃|孩|婴))|(?:宝宝|娃|孩子)(?:才|刚|有)?半个月(?!前|后|内|没|以|了?一次|左右没)"
)


class Child(Protocol):
    """What triage reads of a child's profile; anything unknown is None."""

    @property
    def months(self) -> float | None: ...
    @property
    def pregnancy_weeks(self) -> float | None: ...
    @property
    def postpartum_days(self) -> float | None: ...


@dataclass(frozen=True)
class Heat:
    """A body temperature that counts as present, where it was said, and whether it is a grown-up's."""

    celsius: float
    start: int
    is_adult: bool


class Evidence:
    """Figures of one document, read when first asked for."""

    def __init__(self, document: Document, child: Child) -> None:
        self._document = document
        self._child = child

    @cached_property
    def months(self) -> float | None:
        """The age told first, or a younger one told of a second child; the profile's when none is."""
        told = [age for age in ages(self._document.text) if not _is_misread(age, self._document.text)]
        loose = _loose_months(self._document.text)
        if told:
            younger = [age.months for age in told if _SIBLING.search(self._document.text[: age.start])]
            return min([told[0].months, *younger, *([loose] if loose is not None else [])])
        return loose if loose is not None else self._child.months

    @cached_property
    def weeks(self) -> float | None:
        told = pregnancy_weeks(self._document.text) or _bare_weeks(self._document.text)
        return told if told is not None else self._child.pregnancy_weeks

    @cached_property
    def pregnant(self) -> bool:
        return self.weeks is not None or bool(_PREGNANT.search(self._document.text))

    @cached_property
    def postpartum(self) -> bool:
        days = self._child.postpartum_days
        return (days is not None and days <= POSTPARTUM_DAYS) or bool(_POSTPARTUM.search(self._document.text))

    @cached_property
    def heats(self) -> tuple[Heat, ...]:
        return tuple(_heats(self._document))

    @property
    def hottest(self) -> Heat | None:
        return max(self.heats, key=lambda heat: heat.celsius, default=None)

    @property
    def coldest(self) -> Heat | None:
        return min(self.heats, key=lambda heat: heat.celsius, default=None)


_PREGNANT = re.compile(
    r"怀孕|孕妇|孕期|孕[早中晚]|怀着|怀了|怀上|身孕|胎动|胎儿|大着肚子|预产期|产检|停经|肚子里(?:的)?(?:宝|娃|孩)|待产|孕\d|早孕|足月|快生了|宫缩|羊水|妊娠|孕吐|破水|见红|验孕棒|两道杠|(?<!\d)(?:2[4-9]|3\d|4[0-2])周(?!岁|大|的宝|龄)"
)
_BARE_WEEKS = re.compile(
    rf"(?<![\d.第])({NUMBER})周(?![岁日边围末年大龄零]|的?(?:宝|娃|孩|婴|早产)|\s*(?:出生|生的|生下|剖|顺产|早产|时?剖))"
)
_BORN = re.compile(r"早产|出生|胎龄|生下来|矫正|宝宝\d|月龄")
YOUNGEST_BARE_WEEKS, LAST_WEEK = 17, 42
_POSTPARTUM = re.compile(
    r"产后|生完|剖腹产|剖宫产|剖完|剖后|顺产|月子|恶露|侧切|刚生|生了(?:孩子|宝宝|娃)|生(?:孩子|宝宝|娃)(?:后|才|刚|第|\d)|卸货|分娩后?|哺乳|乳腺炎|堵奶|奶堵|涨奶|产妇|无痛"
)
_TEMPERATURE = re.compile(
    r"(?<![\d.:/-])(?P<a>3[4-9]|4[0-2])(?:[.点](?P<ad>\d{1,2}))?(?:度|℃|°C?|摄氏度)(?P<after>\d)?"
    r"|(?:体温|烧到|烧|高热|发热|[腋耳额肛]温|温度|腋下|[量测到都才高烫热]了?|只有)[^,，。\d]{0,4}(?P<b>3[4-9]|4[0-2])(?:\.(?P<bd>\d{1,2}))?(?![\d岁个周次分秒元块天斤月克毫mc])"
    r"|(?<![\d.])(?P<c>3[4-9]|4[0-2])\.(?P<cd>\d)(?![\d岁个周次元块天斤月克毫mck])"
)
_NOT_BODY_BEFORE = re.compile(
    r"(?:室温|水温|奶温|空调|气温|天气|水|奶粉?|冲奶|房间|屋里|室外|外面|外边|暖气|恒温|调奶器|超过|不到|不超|低于|没到|高于|大于|达到多少|正常是?|血压|高压|低压|铅|锌|铁|指标|白细胞|超敏|CRP|crp|蛋白|孕|怀孕|体重|身高|穿)[^,，。\d]{0,6}$"
)
_NOT_BODY_AFTER = re.compile(r"^(?:以上|以下|以内|算|才|要不要吃|的?温?水|的天|天气|属于|灯|角)")
_ADULT = re.compile(
    r"(?:老公|丈夫|爱人|他爸|她爸|爸爸|爷爷|奶奶|姥姥|姥爷|外婆|外公|公公|婆婆|我妈|我爸|大人|哺乳期?|孕妇|怀孕|孕期|产后|生完|剖|顺产|坐月子|月子里?我|"
    r"(?<![给让叫跟把被替对向求帮问和])我(?!家|们|宝|儿|女|娃|的宝|的孩|孩|看|发现|闺|觉|给|量|用|喂|这|侄|孙|抱|带|刚|一|摸|弟|妹))[^。宝孩娃儿]{0,14}$"
)
_SUPPOSED = re.compile(r"(?:如果|要是|万一|假如|一旦)[^。]{0,15}$")


def _is_misread(age: ChildAge, text: str) -> bool:
    """一个星期的幼儿园 and 一个月瘦了 tell no age; 2周10 is two years and ten months."""
    return bool(_NO_AGE_AFTER.match(text, age.end)) or (age.unit == "week" and text[age.end : age.end + 1].isdigit())


def _loose_months(text: str) -> float | None:
    """Ages said in passing, beside the exact ones: 月子里, 半个月大, ",35天", 小的才45天."""
    days = [int(found[1] or found[2]) for found in _BARE_DAYS.finditer(text)]
    if days and min(days) >= YOUNGEST_BARE_DAYS:
        return min(days) / DAYS_A_MONTH
    spoken = _SPOKEN_DAYS.search(text)
    if spoken and (value := number(spoken[1])):
        return value / DAYS_A_MONTH
    if _UNDER_A_HUNDRED_DAYS.search(text):
        return 2.9
    some = _SOME_DAYS.search(text)
    if some and (tens := number(some[1])):
        return tens / DAYS_A_MONTH
    weeks = _BORN_WEEKS.search(text)
    if weeks:
        return (number(weeks[1]) or 1) / WEEKS_A_MONTH
    if _JUST_OVER_A_MONTH.search(text):
        return 1.0
    return 0.5 if _NEWBORN.search(text) else None


def _bare_weeks(text: str) -> float | None:
    """23周,上厕所有血: weeks told without 孕 that no child's age is told in."""
    if _BORN.search(text):
        return None
    told = [value for found in _BARE_WEEKS.finditer(text) if (value := number(found[1]))]
    return next((value for value in told if YOUNGEST_BARE_WEEKS <= value <= LAST_WEEK), None)


def _heats(document: Document) -> list[Heat]:
    text = document.text
    heats = [
        Heat(_degrees(found), found.start(), _is_adult(document, found.start()))
        for found in _TEMPERATURE.finditer(text)
        if _is_present(document, found.start(), found.end())
    ]
    told = temperature(text)
    if not heats and told is not None and told.celsius is not None and re.search(r"[Ff华]", told.phrase):
        heats.append(Heat(told.celsius, told.start, _is_adult(document, told.start)))
    return heats


def _degrees(found: re.Match[str]) -> float:
    whole = found["a"] or found["b"] or found["c"]
    part = found["ad"] or found["after"] or found["bd"] or found["cd"] or "0"
    return float(f"{whole}.{part}")


def _is_present(document: Document, start: int, end: int) -> bool:
    text = document.text
    clause = text[document.clause(start)[0] : start]
    if _NOT_BODY_BEFORE.search(clause) or _NOT_BODY_AFTER.search(text[end : end + 6]):
        return False
    sentence_from, sentence_to = document.sentence(start)
    lead = text[sentence_from:start]
    if is_long_ago(lead, text[start:sentence_to]) or _SUPPOSED.search(lead):
        return False
    return not is_elsewhere(document, start)


def _is_adult(document: Document, at: int) -> bool:
    return bool(_ADULT.search(document.text[document.sentence(at)[0] : at]))
