"""Staff accounts, shifts and personal QR codes."""

from __future__ import annotations

import io
import re
from typing import Any

import segno
from flask import Response, jsonify
from pydantic import BaseModel, Field, field_validator
from sqlalchemy import select

from advisors import accounts
from advisors.access import SEES_ALL
from bot.api.door import NotFound, api, changing, looking, me, problem, signed_in
from bot.api.views import staff_view
from bot.webhook import house
from store.people import AuditEntry, Shift, Staff

blueprint = api("staff", __name__)
TIME = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)$|^24:00$")


class StaffPath(BaseModel):
    staff_id: int


class NewStaff(BaseModel):
    username: str = Field(min_length=2, max_length=40, pattern=r"^[a-zA-Z0-9_.-]+$")
    display_name: str = Field(min_length=1, max_length=40)
    role: str
    password: str = Field(min_length=10, max_length=200)
    region: str | None = Field(None, max_length=40)
    capacity: int = Field(20, ge=1, le=500)


class StaffChange(BaseModel):
    display_name: str | None = Field(None, min_length=1, max_length=40)
    title: str | None = Field(None, max_length=40)
    region: str | None = Field(None, max_length=40)
    capacity: int | None = Field(None, ge=1, le=500)
    on_call: bool | None = None
    active: bool | None = None
    password: str | None = Field(None, min_length=10, max_length=200)


class ShiftRow(BaseModel):
    weekday: int = Field(ge=0, le=6)
    start: str
    end: str

    @field_validator("start", "end")
    @classmethod
    def _time(cls, value: str) -> str:
        if not TIME.match(value):
            raise ValueError("write a time as HH:MM")
        return value


class Shifts(BaseModel):
    shifts: list[ShiftRow] = Field(max_length=28)


@blueprint.get("/staff")
@signed_in(*SEES_ALL)
def everybody() -> Response:
    with looking() as session:
        return jsonify(items=[_view(session, staff) for staff in session.scalars(select(Staff).order_by(Staff.id))])


@blueprint.post("/staff")
@signed_in("admin")
def create(body: NewStaff) -> Response:
    with changing() as session:
        staff = accounts.create(session, now=house().clock(), **body.model_dump())
        if staff.role == "advisor":
            staff.scene = f"advisor-{staff.id}"
        _audit(session, "staff_create", staff)
        return jsonify(_view(session, staff))


@blueprint.patch("/staff/<int:staff_id>")
@signed_in("admin")
def change(path: StaffPath, body: StaffChange) -> Response:
    with changing() as session:
        staff = _found(session, path.staff_id)
        values = body.model_dump(exclude_unset=True, exclude_none=True)
        password = values.pop("password", None)
        if password:
            accounts.set_password(staff, password)
        for name, value in values.items():
            setattr(staff, name, value)
        _audit(session, "staff_change", staff)
        return jsonify(_view(session, staff))


@blueprint.put("/staff/<int:staff_id>/shifts")
@signed_in("admin", "supervisor")
def set_shifts(path: StaffPath, body: Shifts) -> Response:
    """Replace the weekly shifts. An end before its start is refused: a night shift is two rows."""
    rows = [(row.weekday, _minutes(row.start), _minutes(row.end)) for row in body.shifts]
    if any(start >= end for _, start, end in rows):
        return problem(422, "shifts", "下班时间要晚于上班时间；跨夜的班请分成两段")
    with changing() as session:
        staff = _found(session, path.staff_id)
        staff.shifts[:] = [Shift(weekday=day, start_minute=start, end_minute=end) for day, start, end in rows]
        _audit(session, "staff_shifts", staff)
        session.flush()
        return jsonify(_view(session, staff))


@blueprint.get("/staff/<int:staff_id>/qr.svg")
@signed_in()
def personal_code(path: StaffPath) -> Response:
    """The personal code as a picture: scanning it (or following through it) binds a family to this advisor."""
    if me().role not in SEES_ALL and me().id != path.staff_id:
        return problem(403, "forbidden", "您没有权限做这件事")
    with looking() as session:
        scene = _found(session, path.staff_id).scene
    if not scene:
        raise NotFound
    address = house().qr_address(scene)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=6)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _minutes(value: str) -> int:
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)


def _found(session: Any, staff_id: int) -> Staff:
    staff: Staff | None = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound
    return staff


def _audit(session: Any, action: str, staff: Staff) -> None:
    session.add(AuditEntry(staff_id=me().id, action=action, subject=f"staff {staff.id}", at=house().clock()))


def _view(session: Any, staff: Staff) -> dict[str, Any]:
    return {
        **staff_view(session, staff, house().clock()),
        "active": staff.active,
        "region": staff.region,
        "capacity": staff.capacity,
        "shifts": [{"weekday": s.weekday, "start": _clock(s.start_minute), "end": _clock(s.end_minute)} for s in staff.shifts],
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
