"""Staff accounts: argon2 passwords, sign-in sessions of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.people import ROLES, LoginSession, Staff

MINIMUM_PASSWORD = 10
_hasher = PasswordHasher()
# Verified against when the name is unknown, so that the time taken does not tell whether an account exists.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


class AccountError(Exception):
    """The account data cannot be accepted; the text says why."""


def create(session: Session, *, username: str, display_name: str, role: str, password: str, now: datetime, **more: object) -> Staff:
    if role not in ROLES:
        raise AccountError(f"没有“{role}”这个角色，可选：{'、'.join(ROLES)}")
    if len(password) < MINIMUM_PASSWORD:
        raise AccountError(f"密码至少 {MINIMUM_PASSWORD} 位")
    if not username.strip() or session.scalar(select(Staff.id).where(Staff.username == username)):
        raise AccountError(f"用户名“{username}”为空或已被使用")
    staff = Staff(username=username, display_name=display_name, role=role, password_hash=_hasher.hash(password), created_at=now, **more)
    session.add(staff)
    session.flush()
    return staff


def check_password(session: Session, username: str, password: str) -> Staff | None:
    staff = session.scalar(select(Staff).where(Staff.username == username, Staff.active.is_(True)))
    try:
        _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return staff


def set_password(staff: Staff, password: str) -> None:
    if len(password) < MINIMUM_PASSWORD:
        raise AccountError(f"密码至少 {MINIMUM_PASSWORD} 位")
    staff.password_hash = _hasher.hash(password)


def sign_in(session: Session, staff: Staff, now: datetime, hours: int) -> str:
    """A new session; returns the cookie value, which is not stored."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(LoginSession).where(LoginSession.expires_at < now))
    session.add(LoginSession(token_hash=_digest(token), staff_id=staff.id, created_at=now, expires_at=now + timedelta(hours=hours)))
    return token


def signed_in(session: Session, token: str | None, now: datetime) -> Staff | None:
    found = session.get(LoginSession, _digest(token)) if token else None
    if found is None or found.expires_at < now:
        return None
    staff = session.get(Staff, found.staff_id)
    return staff if staff and staff.active else None


def sign_out(session: Session, token: str | None) -> None:
    if token:
        session.execute(delete(LoginSession).where(LoginSession.token_hash == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
