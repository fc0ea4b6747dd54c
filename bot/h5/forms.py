"""Forms parents send: checked, with errors she can act on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from care import consent
from store.clock import local
from store.families import Child, Customer

SEXES, FEEDINGS = ("", "boy", "girl"), ("", "breast", "formula", "mixed")
EARLIEST_WEEKS, LATEST_WEEKS = 22, 44
OLDEST_DAYS = 366 * 7


class FormError(ValueError):
    """What she entered cannot be right; the text tells her why."""


def save_consents(session: Session, customer: Customer, form: Mapping[str, str], now: datetime) -> None:
    """Keep a decision for every purpose whose box changed; an unticked box is a no."""
    before = consent.state(session, customer.id)
    for purpose in consent.PURPOSES:
        granted = form.get(purpose.id) == "on"
        if granted != before[purpose.id]:
            consent.decide(session, customer, purpose.id, granted=granted, channel="h5", now=now)


def save_child(session: Session, customer: Customer, form: Mapping[str, str], now: datetime) -> Child:
    """Add or correct a child. Raises FormError; needs her consent to a child profile."""
    if not consent.state(session, customer.id)["child_profile"]:
        raise FormError("请先在隐私授权里同意“宝宝档案”，再登记宝宝的情况")
    child_id = form.get("child_id", "")
    child = next((c for c in customer.children if str(c.id) == child_id), None)
    if child_id and child is None:
        raise FormError("没有找到这个宝宝，请刷新页面再试")
    born_on = _birth_date(form.get("born_on", ""), local(now).date())
    weeks = _weeks(form.get("weeks_at_birth", ""))
    sex, feeding = _one_of(form, "sex", SEXES), _one_of(form, "feeding", FEEDINGS)
    if child is None:
        child = Child(customer=customer, created_at=now, updated_at=now)
        session.add(child)
    child.name, child.sex, child.feeding = form.get("name", "").strip()[:20] or None, sex or None, feeding or None
    child.born_on, child.weeks_at_birth, child.birth_source, child.updated_at = born_on, weeks, "form", now
    return child


def _birth_date(value: str, today: date) -> date:
    """A whole date, or a month (its first day): day precision is not needed to answer."""
    try:
        born = date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    except ValueError:
        raise FormError("请选择宝宝的出生日期") from None
    if born > today:
        raise FormError("出生日期不能在今天之后；还没出生的话，直接在聊天里告诉我预产期就行")
    if (today - born).days > OLDEST_DAYS:
        raise FormError("我们服务0～6岁的宝宝，请检查出生年份")
    return born


def _weeks(value: str) -> float | None:
    if not value.strip():
        return None
    try:
        weeks = float(value)
    except ValueError:
        raise FormError("出生孕周请填数字，例如 34 或 36.5") from None
    if not EARLIEST_WEEKS <= weeks <= LATEST_WEEKS:
        raise FormError(f"出生孕周一般在 {EARLIEST_WEEKS}～{LATEST_WEEKS} 周之间，请检查")
    return weeks


def _one_of(form: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = form.get(name, "")
    if value not in allowed:
        raise FormError("选项不对，请刷新页面再试")
    return value
