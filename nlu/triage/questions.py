"""The one question that decides a fever, and the one line of caution for what is only imagined."""

from __future__ import annotations

import re

from nlu.triage.document import Document
from nlu.triage.evidence import Evidence
from nlu.triage.guards import doubt
from nlu.triage.result import SEVERITY, RedFlag, TriageQuestion
from nlu.triage.rules import Rule, vocabulary

FEVER_AGE = TriageQuestion(
    id="fever_age",
    text="宝宝多大了（几个月），现在体温多少，精神、吃奶和小便怎么样？如果不满3个月，或者叫不醒、呼吸费力、抽搐、身上有压不退的紫点，请现在就去急诊或打120，不用等我回复。",
    reason="fever without a known age: under three months it is an emergency",
)
_FEVER = re.compile(vocabulary()["fever"])
_SETTLED_AGE = re.compile(r"幼儿园|小学|上学|小班|中班|大班|[3-9]岁|学前")
_NOT_ABOUT_FEVER = re.compile(r"哺乳|我发烧|产后|孕|月子|老公|大人|(?:能|可以|可不可以|能不能)(?:吃|喝|洗|出门|出去|打|吹|开|坐|游|推)")
FEVERISH = 37.5
_GRAVE = frozenset({"A0", "A1"})


def question_for(document: Document, evidence: Evidence) -> TriageQuestion | None:
    """The fever question when a child has a fever now and nobody said how old it is."""
    if evidence.months is not None or _SETTLED_AGE.search(document.text) or _NOT_ABOUT_FEVER.search(document.text):
        return None
    if evidence.hottest is not None and evidence.hottest.celsius >= FEVERISH:
        return None if evidence.hottest.is_adult else FEVER_AGE
    for found in _FEVER.finditer(document.text, document.current):
        if doubt(document, found.start(), found.end(), subject="child") is None:
            return FEVER_AGE
    return None


def caution_for(doubted: tuple[Rule, ...], flags: tuple[RedFlag, ...]) -> str | None:
    """One line for signs that were named but not believed; None when something grave fired anyway."""
    grave = [rule for rule in doubted if rule.level in _GRAVE]
    if not grave or any(flag.level in _GRAVE for flag in flags):
        return None
    worst = min(grave, key=lambda rule: SEVERITY[rule.level])
    if worst.path == "self_harm":
        return "若现在就有伤害自己或孩子的念头，请立刻拨打120或12356，并让家人陪着您。"
    action = "拨打120" if worst.level == "A0" else "去最近的医院急诊"
    return f"若现在就有「{worst.name}」的情况，请立刻{action}，不要等回复。"
