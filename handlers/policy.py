"""What operators tune about answering (config.yml, `answers` and `account`)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class AnswerPolicy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_at: float = Field(0.55, ge=0, le=1)
    clarify_at: float = Field(0.15, ge=0, le=1)
    without_rasa: float = Field(0.08, ge=0, le=1)
    decline_at: float = Field(0.60, ge=0, le=1)
    intent_at: float = Field(0.50, ge=0, le=1)
    repeat_minutes: int = Field(30, ge=1)
    pending_minutes: int = Field(30, ge=1)
    link_days: int = Field(30, ge=1)


class Account(BaseModel):
    """How the account presents itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("育儿顾问", min_length=1)
    organisation: str = Field("演示母婴服务中心", min_length=1)
    privacy_contact: str = "privacy@example.invalid"
