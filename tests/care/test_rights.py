"""Consent by purpose, a child's profile only with it, export and erasure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from care import consent, retention, rights
from care.profile import in_words, remember_age
from store import cipher
from store.base import Base, make_engine, make_sessions
from store.families import Child, Customer, ErasureReceipt
from store.messages import InboundRecord, Turn
from store.outbox import OutboxMessage, queue, text_part

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    cipher.configure("test-key")
    engine = make_engine(f"sqlite:///{tmp_path}/t.db")
    Base.metadata.create_all(engine)
    with make_sessions(engine)() as opened:
        yield opened


@pytest.fixture
def mei(session: Session) -> Customer:
    customer = Customer(openid="o-mei", openid_hash="mei", created_at=NOW)
    session.add(customer)
    session.flush()
    return customer


def agree(session: Session, mei: Customer, purpose: str = "child_profile") -> None:
    consent.decide(session, mei, purpose, granted=True, channel="chat", now=NOW)
    session.flush()


def test_nothing_is_agreed_to_until_she_says_so_and_the_newest_word_holds(session: Session, mei: Customer) -> None:
    assert not any(consent.state(session, mei.id).values())
    agree(session, mei)
    assert consent.state(session, mei.id)["child_profile"]
    consent.withdraw_all(session, mei, channel="chat", now=NOW)
    session.flush()
    assert not any(consent.state(session, mei.id).values())


def test_an_unknown_purpose_is_refused(session: Session, mei: Customer) -> None:
    with pytest.raises(consent.UnknownPurpose):
        consent.decide(session, mei, "everything", granted=True, channel="h5", now=NOW)


def test_a_childs_age_is_kept_only_with_consent(session: Session, mei: Customer) -> None:
    assert remember_age(session, mei, 8.0, NOW) is None
    agree(session, mei)
    child = remember_age(session, mei, 8.0, NOW, sex="girl")
    assert child is not None
    session.flush()
    assert child.months_on(NOW.date()) == pytest.approx(8.0, abs=0.1)
    assert remember_age(session, mei, 9.0, NOW) is child, "the same child, a month of vagueness"
    assert remember_age(session, mei, 40.0, NOW) is not child, "another child"
    assert remember_age(session, mei, 200.0, NOW) is None


def test_an_age_said_in_chat_never_overwrites_the_form(session: Session, mei: Customer) -> None:
    agree(session, mei)
    born = NOW.date() - timedelta(days=240)
    session.add(Child(customer=mei, born_on=born, birth_source="form", created_at=NOW, updated_at=NOW))
    session.flush()
    child = remember_age(session, mei, 9.0, NOW)
    assert child is not None
    assert child.born_on == born


@pytest.mark.parametrize(
    ("months", "words"), [(20 / 30.4375, "20天"), (8.2, "8个月"), (23.9, "23个月"), (24, "2岁"), (27.5, "2岁3个月"), (None, "月龄未知")]
)
def test_ages_read_as_parents_say_them(months: float | None, words: str) -> None:
    assert in_words(months) == words


def full_of_data(session: Session, mei: Customer) -> None:
    agree(session, mei)
    remember_age(session, mei, 8.0, NOW)
    turn = Turn(customer_id=mei.id, state="done", lease_until=NOW, started_at=NOW, text="夜里醒")
    session.add(turn)
    session.flush()
    session.add(
        InboundRecord(dedupe_key="m:1", customer_id=mei.id, kind="text", text="夜里醒", sent_at=NOW, received_at=NOW, turn_id=turn.id)
    )
    queue(session, mei.id, [text_part("这样做")], NOW, turn_id=turn.id)


def test_the_export_holds_what_she_said_and_was_told(session: Session, mei: Customer) -> None:
    full_of_data(session, mei)
    session.refresh(mei)
    found = rights.export(session, mei)
    assert found["sent_by_you"][0]["text"] == "夜里醒"
    assert found["sent_to_you"][0]["content"] == {"text": "这样做"}
    assert found["consents"]["child_profile"]


def test_erasing_leaves_a_receipt_and_nothing_else(session: Session, mei: Customer) -> None:
    full_of_data(session, mei)
    receipt = rights.erase(session, mei, reason="asked", now=NOW)
    for model in (Customer, Child, InboundRecord, Turn, OutboxMessage):
        assert session.scalar(select(func.count()).select_from(model)) == 0, model
    assert session.get(ErasureReceipt, receipt.id) is not None
    assert "夜里醒" not in receipt.counts


def test_words_are_stored_encrypted(session: Session, mei: Customer, tmp_path: Path) -> None:
    full_of_data(session, mei)
    session.commit()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "夜里醒".encode() not in content
    assert b"o-mei" not in content


def test_old_words_are_forgotten_and_the_counted_facts_stay(session: Session, mei: Customer) -> None:
    full_of_data(session, mei)
    assert retention.forget_before(session, NOW - timedelta(days=1)) == 0
    assert retention.forget_before(session, NOW + timedelta(days=1)) == 1
    session.expire_all()
    assert session.scalar(select(InboundRecord.text)) is None
    assert session.scalar(select(Turn.state)) == "done"
