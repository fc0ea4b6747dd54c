"""Which child a turn is about, from the profile; what she says in the message is merged over it by `nlu.understand`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from nlu.measures import child_age
from nlu.understanding import ChildContext
from store.families import Child, Customer

GESTATION_WEEKS = 40
ELDER = ("大宝", "老大", "大的", "哥哥", "姐姐")
YOUNGER = ("二宝", "老二", "小的", "弟弟", "妹妹", "小宝")
SAME_AGE_MONTHS = 1.0


def child_context(customer: Customer, text: str, earlier: Sequence[str], today: date) -> ChildContext:
    """The child this message is about. With several children of different ages and no hint which, the age stays unknown.

    `earlier`: what she wrote in the same conversation, newest first; an age said there fills in for a missing profile.
    """
    context = _of(_meant(customer.children, text), today)
    if context.months is None:
        said = next((age.months for age in map(child_age, earlier) if age), None)
        context = replace(context, months=said)
    if customer.pregnancy_due_on:
        weeks = GESTATION_WEEKS - (customer.pregnancy_due_on - today) / timedelta(weeks=1)
        context = replace(context, pregnancy_weeks=weeks if 0 < weeks < 44 else None)
    return context


def _of(child: Child | None, today: date) -> ChildContext:
    if child is None:
        return ChildContext()
    return ChildContext(months=child.months_on(today), sex=child.sex, weeks_at_birth=child.weeks_at_birth, name=child.name)


def _meant(children: Sequence[Child], text: str) -> Child | None:
    dated = sorted((c for c in children if c.born_on), key=lambda c: c.born_on or date.max)
    if not dated:
        return children[0] if len(children) == 1 else None
    named = next((c for c in dated if c.name and c.name in text), None)
    if named or len(dated) == 1:
        return named or dated[0]
    if any(word in text for word in ELDER):
        return dated[0]
    if any(word in text for word in YOUNGER):
        return dated[-1]
    return _by_sex(dated, text)


def _by_sex(children: Sequence[Child], text: str) -> Child | None:
    for sex, words in (("boy", ("儿子", "男宝", "男孩")), ("girl", ("女儿", "女宝", "女孩", "闺女"))):
        fitting = [c for c in children if c.sex == sex]
        if any(word in text for word in words) and len(fitting) == 1:
            return fitting[0]
    youngest, eldest = children[-1].born_on, children[0].born_on
    twins = youngest and eldest and (youngest - eldest).days / 30.4375 <= SAME_AGE_MONTHS
    return children[0] if twins else None
