"""Weeks of pregnancy, weeks at birth and days since birth, as a mother tells them."""

import re

from nlu.numerals import NUMBER, number

DAYS_A_MONTH = 30.4375
WEEKS_A_MONTH_OF_PREGNANCY = 4
TERM_WEEKS = 37
TRIMESTERS = (
    ("孕早期", 8.0),
    ("孕中期", 20.0),
    ("孕晚期", 32.0),
    ("怀孕早期", 8.0),
    ("怀孕中期", 20.0),
    ("怀孕晚期", 32.0),
    ("怀孕后期", 32.0),
    ("怀孕初期", 8.0),
)

_N = f"({NUMBER})"
_WEEKS = rf"{_N}\s*周?(?:\+|加|又|零)?(\d)?\s*(?:周|天)?"
_FILL = r"(?:妇|妈妈|了|着|不到|都|已经|才|刚|快|满|第|有|大概|差不多|我|现在|是|到|期|的|老二|二胎|二宝|宝宝|[:\s])*"
_IN_PREGNANCY = re.compile(
    rf"(?:孕(?!前|后)|怀(?!里|疑)|妊娠|停经){_FILL}{_N}\s*(\+\d)?(周|个半月|个多?月|月|天)(?:\+?(\d)(?:天)?)?(?!\s*(?:生|出生|早产|剖|顺产|前))"
)
_OF_A_FETUS = re.compile(
    rf"(?<![\d.]){_N}\s*(周|个半月|个多?月)大?的?(?:孕妇|胎儿|孕妈)|(?:怀孕|怀上)了?[,\s](?:现在|已经|都|快|有)*{_N}(个半月|个多?月|周)"
)
_PLUS_WEEKS = re.compile(r"(?<![\d.])(\d{1,2})\s*(?:周\s*\+|\+|周加)\s*(\d)(?:天|周)?")
_BARE_WEEKS = re.compile(rf"(?<![\d.]){_N}\s*周(?![岁日边围末年])(?!\s*(?:大|龄|生|出生|早产|剖|顺产|的?宝宝|的?娃|前))")
_BARE_MONTHS = re.compile(rf"(?<![\d.]){_N}\s*个多?月(?!大)")
_LABOUR = re.compile("宫缩|羊水|胎动|产检|见红|孕|破水|入盆|胎位|胎心|唐筛|糖耐|待产|B超|b超|NT|nt|发紧|早产|坠胀|保胎|怀")
_LATE_SIGNS = re.compile("发紧|肚子[一阵]*硬|腰酸|坠")
_BORN = re.compile("出生|早产儿|胎龄|生的|生下|剖的|宝宝|娃|孩子|周大")
_TERM = re.compile(r"足月(?=[^儿出生]{0,6}(?:见红|宫缩|破水|羊水))")

_BORN_AT = (
    re.compile(rf"(?:早产|胎龄|孕周){_FILL}{_WEEKS}"),
    re.compile(r"(?<![\d.])(\d{2})\s*周?\+\s*(\d)(?:周|天)?\s*(?:早产|出生|就?生|剖|顺产|娩)"),
    re.compile(rf"(?<![\d.]){_N}\s*周()(?:多|的|就|时|半)*\s*(?:早产|出生|生的|生下|就?生了?|剖|顺产|娩)"),
)
_EARLY_MONTHS = re.compile(rf"(?:早产|提前)了?(?:大概|差不多|将近|快)?{_N}(?:个多?(半)?月|个半月)")
_EARLY_WEEKS = re.compile(rf"提前了?{_N}周")
_SINCE_BIRTH = re.compile(
    rf"(?:(?<![流引早小])产后|(?<!怎么)(?:生完|卸货|剖腹产|剖宫产|剖完|剖后|顺产|侧切)(?:孩子|宝宝|娃)?|生了(?:孩子|宝宝|娃)|生产|分娩|坐月子)(?:后|完|之后|第|了|已经|都|才|刚|到现在|快|有|是|\s)*"
    rf"{_N}\s*(天|周|个?星期|个?礼拜|个半月|个多?月|个?多?小时|年)(?!前)"
)
_HOURS = {"天": 24.0, "周": 168.0, "期": 168.0, "拜": 168.0, "月": DAYS_A_MONTH * 24, "时": 1.0, "年": 365.25 * 24}


def pregnancy_weeks(text: str) -> float | None:
    """Completed weeks now; a month told is counted as four weeks, a trimester by a week inside it. None for a birth or a newborn."""
    found = _IN_PREGNANCY.search(text)
    if found:
        return _told(found[1], found[3], (found[2] or "").strip("+") or found[4] or "0")
    fetus = _OF_A_FETUS.search(text)
    if fetus:
        return _told(fetus[1] or fetus[3], fetus[2] or fetus[4], "0")
    if not _LABOUR.search(text) and not _LATE_SIGNS.search(text):
        return _trimester(text)
    return _plus(text) or _bare(text) or _trimester(text)


def _told(count: str, unit: str, days: str) -> float | None:
    value = number(count)
    if value is None:
        return None
    if unit == "天":
        return _weeks(value / 7)
    if unit != "周":
        return _weeks((value + (0.5 if "半" in unit else 0)) * WEEKS_A_MONTH_OF_PREGNANCY)
    return _weeks(value + float(days) / 7)


def _plus(text: str) -> float | None:
    found = _PLUS_WEEKS.search(text)
    if not found or preterm_weeks(text):
        return None
    return _weeks(float(found[1]) + float(found[2]) / 7)


def _bare(text: str) -> float | None:
    """32周一阵阵发紧, 才7个月就规律宫缩: no 孕 is said, the signs say it."""
    if preterm_weeks(text):
        return None
    weeks = _BARE_WEEKS.search(text)
    if weeks and not _BORN.search(text) and (value := number(weeks[1])):
        return _weeks(value)
    months = _BARE_MONTHS.search(text)
    if months and re.search("宫缩|羊水|胎动|破水|见红", text) and not _BORN.search(text) and (value := number(months[1])):
        return _weeks(value * WEEKS_A_MONTH_OF_PREGNANCY)
    return 38.0 if _TERM.search(text) else None


def _trimester(text: str) -> float | None:
    return next((weeks for name, weeks in TRIMESTERS if name in text), None)


def _weeks(value: float) -> float | None:
    return round(value, 2) if 1 <= value <= 43 else None


def preterm_weeks(text: str) -> float | None:
    """Weeks of pregnancy at birth when that was before 37; 早产5周 means five weeks early."""
    for pattern in _BORN_AT:
        found = pattern.search(text)
        value = number(found[1]) if found else None
        if found and value is not None and "月" not in text[found.end() - 1 : found.end() + 2]:
            weeks = value + float(found[2] or 0) / 7 if value >= 20 else 40 - value
            return round(weeks, 2) if 22 <= weeks < TERM_WEEKS else None
    return _early(text)


def _early(text: str) -> float | None:
    months, weeks = _EARLY_MONTHS.search(text), _EARLY_WEEKS.search(text)
    early = (number(months[1]) or 0) * WEEKS_A_MONTH_OF_PREGNANCY if months else (number(weeks[1]) or 0) if weeks else 0.0
    return 40 - early if 3 < early <= 18 and re.search("早产|出生|生", text) else None


def postpartum_days(text: str) -> float | None:
    """Days since the mother gave birth (产后42天, 剖腹产10天); None when she does not count them."""
    found = _SINCE_BIRTH.search(text)
    value = number(found[1]) if found else None
    if found is None or value is None:
        return None
    return round((value + (0.5 if "半" in found[2] else 0)) * _HOURS[found[2][-1]] / 24, 2)
