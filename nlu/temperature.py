"""Body temperature as told: in figures, in Fahrenheit, or only as 高烧 and 低烧. Rooms, water and milk have no fever."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HIGH, FEVER, LOW = 39.0, 38.0, 37.3
COLDEST, HOTTEST = 32.0, 43.0


@dataclass(frozen=True)
class Temperature:
    """`celsius` is None when only 高烧 or 低烧 was said. `kind`: high (≥39), moderate (≥38), low (≥37.3), normal, cold (<36).

    `site`: axillary, forehead, ear, rectal, oral or None; as given, it never lowers a severity.
    """

    celsius: float | None
    site: str | None
    phrase: str
    kind: str
    start: int = 0
    end: int = 0


_CELSIUS = re.compile(r"(?<![\d.])(\d{2}(?:\.\d{1,2})?)\s*(?:度|°|摄氏)")
_FAHRENHEIT = re.compile(r"(?<![\d.])(?:华氏\s*(\d{2,3}(?:\.\d)?)\s*度?|(\d{2,3}(?:\.\d)?)\s*(?:华氏度?|°?\s*[Ff](?![a-z])))")
_MISSED_FAHRENHEIT = re.compile(r"(?:烧到?|体温|[腋额耳肛]温)了?\s*((?:9[6-9]|10[0-7])(?:\.\d)?)\s*度")
_DECIMAL = re.compile(
    r"(?<![\d.])((?:3[4-9]|4[0-2])\.\d{1,2})(?![\d.]|\s*(?:公?斤|千克|kg|cm|厘米|公分|ml|毫升|周|天|个|元|块|岁|%|码|分钟|小时|米|克|g|mg|度|°|摄氏|[Ff])|\s*[-~到])"
)
_AFTER_WORD = re.compile(
    r"(?:烧|体温|温度|腋温|额温|耳温|肛温|口温|腋下|额头|耳朵|肛门|升|退|量)(?:一?[直度]|又|都|快|已经|已|大概|差不多|了|到|是|有|出|在|为|着|约|最高|达到|着是|起来|:|\s)*"
    r"(3[4-9]|4[0-2])(?![\d.]|\s*(?:个|天|分|小时|周|次|斤|块|元|码|岁|度|°|公|厘|月|点|多?个))"
)
_RANGE_LOW = re.compile(
    r"(?<![\d.])((?:3[4-9]|4[0-2])(?:\.\d)?)\s*(?:度)?\s*[-~到]\s*(?=(?:3[4-9]|4[0-2])(?:\.\d)?度?)|从((?:3[89]|4[0-2])(?:\.\d)?)(?:度多?)?(?=退|降)"
)
_NOT_A_BODY_BEFORE = re.compile(
    r"(?:室温|水温|奶温|气温|温湿度|空调|房间|室内|屋里|家里|屋内|车里|外面|户外|天气|泡奶|冲奶|冲泡|冲|泡|烤箱|恒温|调奶器?|热水|温水|开水|凉水|洗澡水|(?<![鼻口喝汗])水|被窝|镜|近视|散光|远视|侧弯|倾斜|烧水|热到)"
    r"(?:里|要|调|应该|用|是|到|了|有|在|才|都|的|保持|控制|设|开|定|大概|左右|温度|着|:|\s)*$"
)
_NOT_A_BODY_AFTER = re.compile(
    r"\s*(?:左右|上下|的|以上|以下|\s)*(?:的?(?:温水|热水|开水|水|奶温|室温|空调|天气?|高温天|大热天)|近视|散光|远视|角)"
)
_NOT_NOW_BEFORE = re.compile(
    r"(?:如果|要是|假如|万一|假设|要不要等|不到|没到|没有到|没超过|不超过|未超过|低于|什么时候|要到|多少度|(?:怕|担心|会不会|可能会?|别|以免|防止|避免)[^,。]{0,4}(?:烧到|升到|超过|到))[^,。!?]{0,8}$"
)
_THRESHOLD_AFTER = re.compile(
    r"(?:以上|以下|以内|时|了)?(?:才能|才用|才吃|再吃|再用|才需要|才算|才要|以下不|以上吃|以上才|以上再|以上就要|以上要)"
)
_PAST = re.compile(
    r"上个?月|上周(?![一二三四五六日天])|上个?星期(?![一二三四五六日天])|上个?礼拜|去年|前年|上次|上回|前阵子|前段时间|以前|之前|曾经|小时候|几个月前|个月前|年前"
)
_SITES = (
    ("rectal", re.compile("肛温|肛门|肛表|直肠|屁股量")),
    ("axillary", re.compile("腋|胳肢窝|夹着量|咯吱窝")),
    ("ear", re.compile("耳温|耳朵|耳枪")),
    ("forehead", re.compile("额|脑门")),
    ("oral", re.compile("口温|口腔|舌下|口表")),
)
_WORDED = re.compile("(高烧|高热|烧得厉害|烧得很高|滚烫)|(低烧|低热|微烧|有点烧)")
_DENIED = re.compile(r"(?:没有?|不是|无|不|未|怕|担心|如果|要是)[^,。!?]{0,3}$")
_CLAUSE = re.compile("[,。!?;]")


def temperature(text: str) -> Temperature | None:
    """The highest present body temperature in a normalised text; one only worded when there is no figure; None without either."""
    read = [reading for reading in _readings(text) if reading.celsius is not None]
    return max(read, key=lambda reading: reading.celsius or 0.0, default=None) or _worded(text)


def _readings(text: str) -> Iterator[Temperature]:
    for pattern, fahrenheit in (
        (_CELSIUS, False),
        (_DECIMAL, False),
        (_AFTER_WORD, False),
        (_RANGE_LOW, False),
        (_FAHRENHEIT, True),
        (_MISSED_FAHRENHEIT, True),
    ):
        for found in pattern.finditer(text):
            value = float(next(group for group in found.groups() if group))
            celsius = round((value - 32) / 1.8, 1) if fahrenheit else value
            if COLDEST <= celsius <= HOTTEST and _is_body_now(text, found):
                yield Temperature(celsius, _site(text), found[0].strip(), _kind(celsius), found.start(), found.end())


def _is_body_now(text: str, found: re.Match[str]) -> bool:
    figure = next(index for index, group in enumerate(found.groups(), 1) if group)
    before, after = _CLAUSE.split(text[: found.start(figure)])[-1], text[found.end() :]
    if _NOT_A_BODY_BEFORE.search(before) or _NOT_A_BODY_AFTER.match(after):
        return False
    if _NOT_NOW_BEFORE.search(before) or _THRESHOLD_AFTER.match(after):
        return False
    return not _PAST.search(before)


def _kind(celsius: float) -> str:
    if celsius >= HIGH:
        return "high"
    if celsius >= FEVER:
        return "moderate"
    if celsius >= LOW:
        return "low"
    return "normal" if celsius >= 36 else "cold"


def _site(text: str) -> str | None:
    return next((site for site, pattern in _SITES if pattern.search(text)), None)


def _worded(text: str) -> Temperature | None:
    for found in _WORDED.finditer(text):
        before = _CLAUSE.split(text[: found.start()])[-1]
        if not _DENIED.search(before) and not _PAST.search(before):
            return Temperature(None, _site(text), found[0], "high" if found[1] else "low", found.start(), found.end())
    return None
