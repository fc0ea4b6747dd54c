"""The demo organisation: staff of every role, shifts, signed articles, one family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisors import accounts
from care import consent
from knowledge.article import Article
from knowledge.review import Signatory, seed_import
from store.cipher import current
from store.clock import local
from store.families import Child, Customer, find_customer
from store.people import Shift, Staff

MORNING, EVENING, NIGHT = (9 * 60, 18 * 60), (13 * 60, 22 * 60), (0, 24 * 60)
DEMO_OPENID = "demo-family-xiaoyu"


@dataclass(frozen=True)
class DemoPerson:
    username: str
    name: str
    role: str
    title: str
    shift: tuple[int, int] | None = None
    on_call: bool = False
    region: str | None = None


DEMO_STAFF = (
    DemoPerson("lin", "林顾问", "advisor", "育儿顾问", MORNING, region="四川"),
    DemoPerson("zhou", "周顾问", "advisor", "育儿顾问", EVENING, region="广东"),
    DemoPerson("chen", "陈专家", "expert", "儿童保健专家", MORNING, on_call=True),
    DemoPerson("bianji", "小编", "editor", "内容编辑"),
    DemoPerson("shenhe", "演示审核", "reviewer", "演示审核（角色账号）"),
    DemoPerson("zhuguan", "何主管", "supervisor", "顾问主管", MORNING),
    DemoPerson("admin", "管理员", "admin", "系统管理员"),
)


def seed_everything(session: Session, passwords: dict[str, str], articles: Sequence[Article], now: datetime) -> list[str]:
    """What was made, in words; what exists already is left as it is."""
    staff = {person.username: _staff(session, person, passwords[person.username], now) for person in DEMO_STAFF}
    signatory = Signatory(staff["shenhe"].id, staff["shenhe"].display_name)
    count = seed_import(session, articles, staff["bianji"].id, signatory, now=now)
    made = _family(session, staff["lin"], now)
    return [
        f"{len(staff)} staff accounts",
        f"{count} articles imported, {len(articles) - count} known",
        "a demo family" if made else "the demo family was there",
    ]


def _staff(session: Session, person: DemoPerson, password: str, now: datetime) -> Staff:
    found = session.scalar(select(Staff).where(Staff.username == person.username))
    if found is not None:
        return found
    staff = accounts.create(
        session,
        username=person.username,
        display_name=person.name,
        role=person.role,
        password=password,
        now=now,
        title=person.title,
        on_call=person.on_call,
        region=person.region,
    )
    if person.role == "advisor":
        staff.scene = f"advisor-{person.username}"
    if person.shift:
        start, end = person.shift
        staff.shifts = [Shift(weekday=day, start_minute=start, end_minute=end) for day in range(7)]
    return staff


def _family(session: Session, advisor: Staff, now: datetime) -> bool:
    """A mother of an eight-month-old girl who has agreed to everything but marketing. False when she exists."""
    if find_customer(session, DEMO_OPENID):
        return False
    customer = Customer(
        openid=DEMO_OPENID,
        openid_hash=current().fingerprint(DEMO_OPENID),
        nickname="小雨妈妈（演示）",
        region="四川",
        advisor_id=advisor.id,
        bound_by="qr",
        introduced_at=now,
        created_at=now,
    )
    session.add(customer)
    session.flush()
    born = local(now).date() - timedelta(days=250)
    session.add(
        Child(
            customer_id=customer.id,
            name="小雨",
            sex="girl",
            born_on=born,
            birth_source="form",
            feeding="breast",
            created_at=now,
            updated_at=now,
        )
    )
    for purpose in consent.PURPOSES:
        consent.decide(session, customer, purpose.id, granted=purpose.id != "marketing", channel="h5", now=now)
    return True
