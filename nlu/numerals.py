"""Chinese numerals: reading one, and folding spoken ones into digits where they measure something (三十八度五 → 38.5度)."""

import re
from collections.abc import Callable

Fold = tuple[str, str]

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMERAL = "(?!百)[零〇一二两三四五六七八九十百]{1,7}"
NUMBER = rf"(?:\d{{1,5}}(?:\.\d{{1,3}})?|{NUMERAL})"

_PAIR = re.compile(r"^[一二三四五六七八九两]{2}$")
_HUNDREDS = re.compile(r"^(?:([一二两三四五六七八九])?百零?)?(?:([一二三四五六七八九])?(十))?零?([一二两三四五六七八九])?$")


def number(word: str) -> float | None:
    """The value of digits or of a Chinese numeral below 1000; the lower of an approximate pair (七八 → 7); None when it is neither."""
    if re.fullmatch(r"\d+(?:\.\d+)?", word):
        return float(word)
    if _PAIR.match(word):
        return float(DIGITS[word[0]])
    found = _HUNDREDS.match(word) if word else None
    if found is None:
        return float(DIGITS[word]) if word in DIGITS else None
    hundreds, tens, ten, ones = found.groups()
    value = DIGITS.get(hundreds or "", 1) * 100 if "百" in word else 0
    value += DIGITS.get(tens or "", 1) * 10 if ten else 0
    return float(value + DIGITS.get(ones or "", 0))


def is_approximate(word: str) -> bool:
    """两三, 七八: between two neighbours."""
    return bool(_PAIR.match(word))


def _digits(word: str) -> str:
    value = number(word)
    return word if value is None or _PAIR.match(word) else f"{value:g}"


def _plain(found: re.Match[str]) -> str:
    return _digits(found[1]) + found[0][len(found[1]) :]


def _point(found: re.Match[str]) -> str:
    return f"{_digits(found[1])}.{''.join(_digits(c) for c in found[2])}"


def _degrees(found: re.Match[str]) -> str:
    whole, fraction = _two_digits(found[1]), found[2]
    if not 30 <= float(number(whole) or 0) <= 45:
        return found[0]
    tail = "" if not fraction else ".5" if fraction == "半" else "." + "".join(_digits(c) for c in fraction)
    return f"{whole}{tail}度"


def _two_digits(word: str) -> str:
    """三十八, 三八 and 38 all mean 38 in front of 度."""
    if _PAIR.match(word):
        return _digits(word[0]) + _digits(word[1])
    return _digits(word)


_ENDS = r"(?!\s*(?:个|多|来|几|十|天|日|次|小时|分钟|点|岁|月|周|斤|度|遍|夜|晚|\d))"
_NOT_PART = r"(?<![\d零〇一二两三四五六七八九十百几第数上下每])"
_AGE_UNITS = r"(?:个多?半?月|个多月|月龄|月大|周岁|岁|多天|公斤|千克|斤|毫升|厘米|公分|华氏|°|周)"
_COUNT_UNITS = r"(?:天|日龄|个?多?小时|个钟|分钟|次|个星期|个礼拜|星期|克|块钱)"

# Order matters: degrees with a fraction come before the plain numeral in front of a unit.
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\d)(3[4-9]|4[0-2])[。·](\d)(?!\d)"), lambda m: f"{m[1]}.{m[2]}"),
    (
        re.compile(rf"{_NOT_PART}(三十[四五六七八]|四十)([五六七八九一])度"),
        lambda m: f"{_digits(m[1])}-{_digits(m[1][:-1] + m[2])}度" if m[1] != "四十" else f"40-{_digits('四十' + m[2])}度",
    ),
    (re.compile(rf"(?<![\d.])({NUMERAL}|\d\d)度([一二三四五六七八九]|\d|半){_ENDS}"), _degrees),
    (re.compile(rf"(?<![\d.])({NUMERAL})度()"), _degrees),
    (re.compile(r"(?<![\d.])((?:三十[四五六七八九]|四十[一二]?|3[4-9]|4[0-2]))点([一二三四五六七八九]|\d)" + _ENDS), _point),
    (re.compile(rf"{_NOT_PART}({NUMERAL})点([一二三四五六七八九])(?=度|公斤|千克|斤|kg|厘米|公分|华氏)"), _point),
    (re.compile(r"(?<=[高低血]压)((?:一百[零一二三四五六七八九十]*|[六七八九]十[一二三四五六七八九]?))(?![分次年])"), _plain),
    (
        re.compile(
            r"(?:(?<=烧到)|(?<=烧了)|(?<=体温)|(?<=腋温)|(?<=耳温)|(?<=额温)|(?<=肛温))(三十[五六七八九]|四十[一二]?)(?![天日个周次分小点度多来几])"
        ),
        _plain,
    ),
    (re.compile(r"(?<=华氏)([一九][百十][零〇一二三四五六七八九十]*)"), _plain),
    (re.compile(rf"{_NOT_PART}([俩仨])(?:个)?(半)?月"), lambda m: f"{DIGITS[m[1]]}个{m[2] or ''}月"),
    (re.compile(r"(?<![\d零〇一二两三四五六七八九十百几大多])半岁(多)?"), lambda m: f"6个{m[1] or ''}月"),
    (re.compile(r"(?<![\d零〇一二两三四五六七八九十百几])岁半"), lambda m: "1岁半"),
    (re.compile(r"(?<![\d零〇一二两三四五六七八九十百几这那哪整])个半月"), lambda m: "1个半月"),
    (
        re.compile(
            rf"(?<![\d零〇一二两三四五六七八九十百几数上下每])(?!一周(?!岁))({NUMERAL})(?={_AGE_UNITS})(?!周(?:围|边|末|一|二|三|四|五|六|日))"
        ),
        _plain,
    ),
    (re.compile(rf"(?<=岁)零?({NUMERAL})(?=个半?月)"), _plain),
    (
        re.compile(
            rf"(?<![\d零〇一二两三四五六七八九十百几数上下每])(?<!番)(?!一{_COUNT_UNITS}|三天两头|三天三夜)({NUMERAL})(?={_COUNT_UNITS})"
        ),
        _plain,
    ),
)


def fold_numerals(text: str) -> tuple[str, tuple[Fold, ...]]:
    """`text` with its spoken measures in digits, and what was folded. Idioms and vague counts (一直, 万一, 十几个小时) stay."""
    folds: list[Fold] = []
    for pattern, rewrite in _RULES:

        def replace(found: re.Match[str], rewrite: Callable[[re.Match[str]], str] = rewrite) -> str:
            new = rewrite(found)
            if new != found[0]:
                folds.append((found[0], new))
            return new

        text = pattern.sub(replace, text)
    return text, tuple(folds)
