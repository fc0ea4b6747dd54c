"""Figures the rules need: how old the child is, how hot, how far the pregnancy; what was said wins over the profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from nlu.triage.document import Document
from nlu.triage.guards import is_elsewhere, is_long_ago
from nlu.triage.rules import vocabulary


class Child(Protocol):
    """What triage reads of a child's profile; anything unknown is None."""

    @property
    def months(self) -> float | None: ...
    @property
    def pregnancy_weeks(self) -> float | None: ...
    @property
    def postpartum_days(self) -> float | None: ...


@dataclass(frozen=True)
class Evidence:
    """`temperature` is the highest that counts as the child's own and present; `pregnant` and `postpartum` may be known without a number."""

    months: float | None
    temperature: float | None
    temperature_words: str
    temperature_at: int
    weeks: float | None
    pregnant: bool
    postpartum: bool


_N = r"(\d+(?:\.\d+)?|[一二两俩三四五六七八九十半]|十[一二三四五六七八])"
_CHINESE = {"半": 0.5, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NOT_AGE_BEFORE = re.compile(r"(?:孕|怀|胎|停经|产后|生完|剖|顺产|坐月子|每|隔|过|连续|持续|差|结婚|备孕|吃了|用了|咳了?|烧了?|拉了?|上|打了)[^,，。]{0,4}$")
_NOT_AGE_AFTER = re.compile(r"^(?:前|以前|之前|内|后|以来|没|了(?!,|，|。|还|又|发|突|今|一|脖|宝|吃|摔|体|烧|高|昨)|里|一次|左右(?:没|来)|[一1]次|份)")
_MONTHS = re.compile(_N + r"(?:个)?(?:多)?(半)?(?:个)?(?:多)?(?:月龄?|月大)")
_WORD_MONTHS = re.compile(r"(\d+(?:\.\d+)?|[一二两俩三四五六七八九十]{1,2})个(?:多|半)?月|(\d+)月龄|([一二两俩三四五六七八九十]{1,2})月龄")
_YEARS = re.compile(r"(?<![\d.十二三四五六七八九])(\d{1,2}|[一二两三四五六七八九])(?:周?岁|周岁)(?:零)?(半|多|(?:\d{1,2}|[一二两三四五六七八九十]{1,2})个?月)?|半岁|(?:一|1|两|2)周岁?半?(?=的?(?:宝|男|女|孩))")
_DAYS = re.compile(r"(?<![\d.])(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:多)?天(?:大|龄|的?(?:宝|婴|娃|孩|新生|小|毛|奶|女|男|早产)|了?(?=[,，]?(?:宝|娃|孩)))|(?:出生|生下来?|生后|落地|日龄)(?:才|刚|有|已经|后|都|第)*(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:多)?[天日]|(?:宝宝|孩子|娃娃?|婴儿|儿子|女儿|宝贝|闺女|新生儿|小家伙)(?:才|刚|今天|有|现在|是)*(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:多)?天(?!没|不|没有|都|了?没|前|后|拉|烧|发|咳|尿)")
_WEEKS_OLD = re.compile(r"(?<![\d.孕])(\d{1,2}|[一二两三四五六七八九十])(?:个)?(?:星期|周|礼拜)(?:大|的(?:宝|婴|娃|孩))|(?:出生|生下来?)(?:才|刚|有|已经)*(\d{1,2}|[一二两三四五六七八九十])(?:个)?(?:星期|周|礼拜)")
_TEMPERATURE = re.compile(
    r"(?<![\d.:/\-血糖压])(3[4-9]|4[0-2])(?:[.。点](\d{1,2}))?(?:度|℃|°C?|摄氏度)(\d)?(?!灯)|(?:体温|烧到了?|烧|发烧|高烧|低烧|发热|温度|腋温|耳温|额温|肛温|腋下|量了?|测了?|到了?|都|才|只有|最高)[^,，。\d]{0,4}(3[4-9]|4[0-2])(?:\.(\d{1,2}))?(?![\d岁个周次分秒元块天斤月克毫mc])|(?<![\d.])(3[4-9]|4[0-2])\.(\d)(?![\d岁个周次元块天斤月克毫mck])"
)
_NOT_BODY_BEFORE = re.compile(r"(?:室温|水温|奶温|空调|气温|天气|洗澡水|水|奶|奶粉|冲奶|房间|屋里|室外|外面|外边|气候|暖气|烧水|养水|恒温|调奶器|超过|不到|不超|低于|没到|没超过|高于|大于|达到多少|以上|正常|平时|基础)[^,，。\d]{0,6}$")
_NOT_BODY_AFTER = re.compile(r"^(?:以上|以下|以内|算|才|要不要吃|的水|温水|水|的天|天气|是不是发烧|属于)")
_PREGNANCY = re.compile(r"(?:孕|怀孕|怀了?|怀着|停经|胎儿|孕期|孕周)[^,，。\d]{0,4}(\d{1,2})(?:\s*\+\s*\d)?周|(?<![\d.大个])(\d{1,2})(?:\s*\+\s*\d)?(?:孕)?周(?!岁|前|后|内|末|大|的宝|年|期|围)")
_PREGNANCY_MONTHS = re.compile(r"(?:孕|怀孕|怀了?|怀着|肚子)[^,，。\d]{0,4}(\d{1,2}|[一二两俩三四五六七八九])个(?:多|半)?月")
_TRIMESTER = ((re.compile(r"孕晚期|怀孕晚期|快生了|足月|预产期|待产|怀孕后期"), 38.0), (re.compile(r"孕中期"), 22.0), (re.compile(r"早孕|孕早期|怀孕初期"), 8.0))
_PREGNANT = re.compile(r"怀孕|孕妇|孕期|孕[早中晚]|怀着|怀了|怀上|身孕|胎动|胎儿|大着肚子|大肚子|预产期|产检|停经|肚子里(?:的)?(?:宝|娃|孩)|待产|孕\d|早孕|足月|快生了|宫缩|羊水")
_POSTPARTUM = re.compile(r"产后|生完|剖腹产|剖宫产|剖完|顺产|月子|恶露|侧切|刚生|生了(?:孩子|宝宝|娃)|生(?:孩子|宝宝|娃)(?:后|才|刚|第|\d)|卸货|分娩后?")


def number(word: str) -> float:
    """Digits or a small Chinese numeral."""
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word)
    if len(word) == 1:
        return float(_CHINESE.get(word, 0))
    tens, _, ones = word.partition("十")
    return _CHINESE.get(tens, 1) * 10.0 + _CHINESE.get(ones, 0)


def gather(document: Document, child: Child) -> Evidence:
    """Read the figures; the profile fills in what nobody said."""
    text = document.text
    said = said_months(text)
    months = said if said is not None else child.months
    temperature, words, at = highest_temperature(document)
    weeks = pregnancy_weeks(text)
    return Evidence(
        months=months,
        temperature=temperature,
        temperature_words=words,
        temperature_at=at,
        weeks=weeks if weeks is not None else child.pregnancy_weeks,
        pregnant=bool(_PREGNANT.search(text)) or weeks is not None or child.pregnancy_weeks is not None,
        postpartum=bool(_POSTPARTUM.search(text)) or (child.postpartum_days is not None and child.postpartum_days <= 365),
    )


def said_months(text: str) -> float | None:
    """The youngest age a message gives for the child, in months; None when it gives none."""
    ages = [*_years(text), *_months(text), *_days(text), *_words(text)]
    return min(ages) if ages else None


def _is_age(text: str, found: re.Match[str]) -> bool:
    before, after = text[max(0, found.start() - 8) : found.start()], text[found.end() : found.end() + 3]
    return not (_NOT_AGE_BEFORE.search(before) or _NOT_AGE_AFTER.search(after))


def _years(text: str) -> list[float]:
    ages = []
    for found in _YEARS.finditer(text):
        if found[0] == "半岁":
            ages.append(6.0 if "不到" not in text[max(0, found.start() - 3) : found.start()] and "没" not in text[max(0, found.start() - 2) : found.start()] else 5.0)
        elif found[1] is None:
            ages.append(12.0 if found[0][0] in "一1" else 24.0)
        elif number(found[1]) < 18:
            rest = found[2] or ""
            extra = 6.0 if rest in ("半", "多") else number(re.sub(r"个?月", "", rest)) if rest else 0.0
            ages.append(number(found[1]) * 12 + extra)
    return ages


def _months(text: str) -> list[float]:
    ages = []
    for found in _WORD_MONTHS.finditer(text):
        word = found[1] or found[2] or found[3]
        if _is_age(text, found) and not text[: found.start()].endswith(("岁", "岁零", "周岁")):
            ages.append(number(word) + (0.5 if "半" in found[0] or "多" in found[0] else 0.0) - (0.1 if re.search(r"(?:不到|未满|不满|没满|未足|快)$", text[: found.start()]) else 0))
    return ages


def _days(text: str) -> list[float]:
    days = [next(group for group in found.groups() if group) for found in _DAYS.finditer(text) if not re.search(r"(?:产后|孕|烧了?|拉了?|咳了?|第)$", text[: found.start()])]
    weeks = [next(group for group in found.groups() if group) for found in _WEEKS_OLD.finditer(text)]
    return [number(word) / 30.4 for word in days] + [number(word) / 4.35 for word in weeks]


def _words(text: str) -> list[float]:
    if re.search(vocabulary()["newborn"], text) and not re.search(r"(?:新生儿|月子里|刚出生|早产)(?:的)?(?:时|那|期|科|筛查)|早产(?=[^,，。]{0,12}(?:岁|[3-9]个|1\d个))|我(?:在|还在)?坐?月子", text):
        return [0.5]
    if re.search(r"满月(?!酒|那|时|的时候|前|后|之?后|照)|出月子", text) and not re.search(r"还?没(?:有)?满月", text):
        return [1.0]
    if re.search(r"百天|(?<!\d)100天(?!.{0,3}照)|百日(?!咳|照)", text):
        return [3.2]
    return [1.5] if "小月龄" in text else []


def highest_temperature(document: Document) -> tuple[float | None, str, int]:
    """The highest present body temperature with the words that say it and where; (None, "", -1) when there is none."""
    best: tuple[float | None, str, int] = (None, "", -1)
    text = document.text
    for found in _TEMPERATURE.finditer(text):
        value = _degrees(found)
        if (best[0] is None or value > best[0]) and _is_own_temperature(document, found.start(), found.end()):
            best = (value, found[0], found.start())
    return best if best[0] is not None else (None, "", -1)


def lowest_temperature(document: Document) -> float | None:
    """The lowest present body temperature, for a newborn that is too cold."""
    found = [_degrees(m) for m in _TEMPERATURE.finditer(document.text) if _is_own_temperature(document, m.start(), m.end())]
    return min(found) if found else None


def _degrees(found: re.Match[str]) -> float:
    whole = found[1] or found[4] or found[6]
    part = found[2] or found[3] or found[5] or found[7] or "0"
    return float(f"{whole}.{part}")


_ADULT_FEVER = re.compile(
    r"(?:老公|丈夫|爱人|他爸|她爸|爸爸|爷爷|奶奶|姥姥|姥爷|外婆|外公|公公|婆婆|我妈|我爸|大人|哺乳期?|孕妇|怀孕|孕期|产后|月子里?我|(?<![给让叫跟把被替对向求帮问和])我(?!家|们|宝|儿|女|娃|的宝|的孩|孩|看|发现|闺|觉|给|量|用|喂|这|侄|孙|抱|带|刚|一|摸))[^,，。宝孩娃儿]{0,8}$"
)


def _is_own_temperature(document: Document, start: int, end: int) -> bool:
    text = document.text
    clause = text[document.clause(start)[0] : start]
    if _NOT_BODY_BEFORE.search(clause) or _NOT_BODY_AFTER.search(text[end : end + 6]):
        return False
    sentence_from, sentence_to = document.sentence(start)
    lead = text[sentence_from:start]
    if is_long_ago(lead, text[start:sentence_to]) or re.search(r"(?:如果|要是|万一|假如|若|一旦)[^。]{0,15}$", lead):
        return False
    return not is_elsewhere(document, start)


def is_adult_temperature(document: Document, at: int) -> bool:
    """True when the temperature is said of a grown-up."""
    return bool(_ADULT_FEVER.search(document.text[document.clause(at)[0] : at]))


def pregnancy_weeks(text: str) -> float | None:
    """Weeks of pregnancy a message gives, directly, by months or by trimester."""
    found = [float(m[1] or m[2]) for m in _PREGNANCY.finditer(text) if _PREGNANT.search(text) or m[1] or re.search(r"\d\d周", m[0])]
    plausible = [value for value in found if 4 <= value <= 43]
    if plausible and not (plausible[0] < 13 and not _PREGNANT.search(text)):
        return plausible[0]
    months = _PREGNANCY_MONTHS.search(text)
    if months:
        return number(months[1]) * 4.3
    return next((weeks for pattern, weeks in _TRIMESTER if pattern.search(text)), None)
