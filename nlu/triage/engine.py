"""Triage of one message: which rules hold, what to ask, what to caution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlu.normalize import normalize
from nlu.triage.document import Document, read
from nlu.triage.evidence import Child, Evidence
from nlu.triage.guards import Doubt, doubt, is_denied
from nlu.triage.questions import caution_for, question_for
from nlu.triage.result import SEVERITY, RedFlag, TriageResult
from nlu.triage.rules import Rule, rules

_ALL_CLEAR = re.compile(
    r"(?:呼吸|喘气)(?:也|都|很|挺|已经|现在)*(?:正常|平稳|平顺|好了)|(?:已经|现在)?(?:到|在|送)(?:了|到|去)?(?:医院|急诊|诊室)了?|医生(?:已经)?(?:看过|检查过|说)(?:了)?(?:,|，)?(?:说)?(?:没事|没什么|没大|正常|不要紧|问题不大)|"
    r"(?:吃奶|精神|脸色|意识)(?:也|都|现在|已经|很)*(?:正常|好了|恢复|好得很|很好|挺好)|(?:能|会)(?:笑|玩|跑|吃奶)了|活蹦乱跳|120(?:已经)?(?:来了|到了)"
)
EXCUSE_REACH = 10
SUPPORT_REACH = 60


def assess(text: str, child: Child, history: Sequence[str] = ()) -> TriageResult:
    """Red flags of what a parent says now, read together with what she said before.

    What an earlier turn raised stays raised until she says that breathing, feeding or alertness is normal again.
    """
    now = normalize(text).text
    earlier = [] if _ALL_CLEAR.search(now) else [normalize(part).text for part in history]
    document = read(now, earlier)
    evidence = Evidence(document, child)
    flags, doubted = match(document, evidence)
    ask = question_for(document, evidence) if not flags or min(SEVERITY[flag.level] for flag in flags) == SEVERITY["A3"] else None
    return TriageResult.of(flags, ask, caution_for(doubted, flags))


def match(document: Document, evidence: Evidence) -> tuple[tuple[RedFlag, ...], tuple[Rule, ...]]:
    """The flags, one an item (its most severe), and the rules whose signs were named but not believed."""
    best: dict[str, RedFlag] = {}
    doubted: list[Rule] = []
    supports = Supports(document)
    for rule in rules():
        verdict = _apply(rule, document, evidence, supports)
        if verdict is None:
            continue
        if isinstance(verdict, str):
            kept = best.get(rule.item)
            if kept is None or SEVERITY[rule.level] < SEVERITY[kept.level]:
                best[rule.item] = _flag(rule, verdict)
        else:
            doubted.append(rule)
    return tuple(best.values()), tuple(doubted)


class Supports:
    """Remembers for one document which supporting patterns are found and not denied."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[re.Pattern[str], list[int]] = {}

    def near(self, pattern: re.Pattern[str], at: int) -> bool:
        """True when the pattern occurs without a negation within reach of a position."""
        if pattern not in self._found:
            self._found[pattern] = [
                found.start()
                for found in pattern.finditer(self._document.text)
                if found[0] and not is_denied(self._document, found.start(), found.end())
            ]
        return any(abs(start - at) <= SUPPORT_REACH for start in self._found[pattern])


def _apply(rule: Rule, document: Document, evidence: Evidence, supports: Supports) -> str | bool | None:
    """The matched words when the rule holds, False when only a doubt stood in the way, None when it does not apply."""
    if not _within_limits(rule, evidence):
        return None
    if rule.unless_text is not None and rule.unless_text.search(document.text):
        return None
    return _first_sign(rule, document, supports)


def _first_sign(rule: Rule, document: Document, supports: Supports) -> str | bool | None:
    doubted = False
    for pattern, noun in ((rule.signs, False), (rule.nouns, True)):
        denied = (-1, -1)
        for found in _matches(pattern, document.text):
            if _lies_within(found, denied, document) or not _is_supported(rule, found.start(), supports):
                continue
            why = doubt(document, found.start(), found.end(), subject=rule.subject, noun=noun)
            if why == "denied":
                denied = found.span()
            elif _is_excused(rule, document, found):
                continue
            elif why is None or _stands_all_the_same(rule, why):
                return found[0]
            doubted = doubted or why != "denied"
    return False if doubted else None


def _stands_all_the_same(rule: Rule, why: Doubt) -> bool:
    """An imagined harm to self or child is believed; so is a fever with its figure, whatever is asked about it."""
    return (why == "imagined" and rule.path != "medical") or (why == "general" and "temperature_from" in rule.limits)


def _matches(pattern: re.Pattern[str] | None, text: str) -> Iterator[re.Match[str]]:
    """Every match, overlapping ones too: a match that is not believed may hide one that is."""
    at = 0
    while pattern is not None and (found := pattern.search(text, at)):
        at = found.start() + 1
        if found.end() > found.start():
            yield found


def _lies_within(found: re.Match[str], denied: tuple[int, int], document: Document) -> bool:
    """The tail of a denied sign in the same clause (唇发紫 of 没见嘴唇发紫) is denied with it."""
    start, end = denied
    return start < found.start() and found.end() <= end and document.clause(found.start())[0] <= start


def _is_supported(rule: Rule, at: int, supports: Supports) -> bool:
    return all(supports.near(pattern, at) for pattern in rule.needs)


def _is_excused(rule: Rule, document: Document, found: re.Match[str]) -> bool:
    if rule.unless is None:
        return False
    start, end = document.sentence(found.start())
    near = document.text[max(start, found.start() - EXCUSE_REACH) : min(end, found.end() + EXCUSE_REACH)]
    return rule.unless.search(near) is not None


def _within_limits(rule: Rule, evidence: Evidence) -> bool:
    if rule.subject == "pregnant" and not evidence.pregnant:
        return False
    if rule.subject == "postpartum" and not evidence.postpartum:
        return False
    if rule.subject == "mother" and not (evidence.pregnant or evidence.postpartum):
        return False
    return _age_fits(rule, evidence) and _temperature_fits(rule, evidence) and _weeks_fit(rule, evidence)


def _age_fits(rule: Rule, evidence: Evidence) -> bool:
    below, from_ = rule.limits.get("months_below"), rule.limits.get("months_from")
    if below is None and from_ is None:
        return True
    if evidence.months is None:
        return rule.unknown_age
    return (below is None or evidence.months < below) and (from_ is None or evidence.months >= from_)


def _temperature_fits(rule: Rule, evidence: Evidence) -> bool:
    floor, ceiling = rule.limits.get("temperature_from"), rule.limits.get("temperature_below")
    if ceiling is not None:
        return evidence.coldest is not None and evidence.coldest.celsius < ceiling
    if floor is None:
        return True
    hottest = evidence.hottest
    return hottest is not None and hottest.celsius >= floor and not hottest.is_adult


def _weeks_fit(rule: Rule, evidence: Evidence) -> bool:
    below, from_ = rule.limits.get("weeks_below"), rule.limits.get("weeks_from")
    if below is None and from_ is None:
        return True
    if evidence.weeks is None:
        return rule.unknown_age
    return (below is None or evidence.weeks < below) and (from_ is None or evidence.weeks >= from_)


def _flag(rule: Rule, matched: str) -> RedFlag:
    return RedFlag(rule.id, rule.level, rule.name, rule.instruction, rule.source, matched, rule.path)
