"""Consent by purpose: what is asked, in which words, and how each decision is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.families import Consent, Customer

TEXT_VERSION = "2026-11-1"


@dataclass(frozen=True)
class Purpose:
    """`sensitive` purposes need their own active tap (health data, a child's data)."""

    id: str
    title: str
    explanation: str
    sensitive: bool = False


PURPOSES = (
    Purpose("service", "基本服务", "保存您和我们的对话，让顾问接手时知道前因后果。"),
    Purpose(
        "child_profile",
        "宝宝档案（单独同意）",
        "记住宝宝的出生年月、性别、是否早产，回答时不用每次再问。您需要是孩子的监护人。",
        sensitive=True,
    ),
    Purpose("health", "健康内容（单独同意）", "聊天里说到的症状、体温等健康信息，供顾问为您解答时查看。", sensitive=True),
    Purpose("reminders", "成长提醒", "按宝宝月龄提醒疫苗、体检等。随时回复“停止提醒”就会停。"),
    Purpose("marketing", "活动与优惠", "偶尔告诉您商品活动。默认关闭，回复“退订”立即停止。"),
    Purpose("personalisation", "个性化推荐", "根据月龄为您挑选文章。关闭后按通用内容回答。"),
    Purpose("improvement", "改进服务", "去掉身份信息后，用您的提问改进文章。"),
)
KNOWN = {purpose.id for purpose in PURPOSES}


class UnknownPurpose(ValueError):
    """A purpose we do not ask for."""


def decide(session: Session, customer: Customer, purpose: str, *, granted: bool, channel: str, now: datetime) -> None:
    """Keep one decision. Earlier ones stay as proof; the newest holds."""
    if purpose not in KNOWN:
        raise UnknownPurpose(purpose)
    session.add(Consent(customer_id=customer.id, purpose=purpose, granted=granted, text_version=TEXT_VERSION, channel=channel, at=now))


def withdraw_all(session: Session, customer: Customer, *, channel: str, now: datetime) -> None:
    for purpose, is_granted in state(session, customer.id).items():
        if is_granted:
            decide(session, customer, purpose, granted=False, channel=channel, now=now)


def state(session: Session, customer_id: int) -> dict[str, bool]:
    """The decision in force for every purpose; never decided is False."""
    rows = session.execute(select(Consent.purpose, Consent.granted).where(Consent.customer_id == customer_id).order_by(Consent.id))
    return {purpose.id: False for purpose in PURPOSES} | {row.purpose: row.granted for row in rows}
