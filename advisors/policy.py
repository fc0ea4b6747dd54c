"""What operators tune about the desk (config.yml, `desk`)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DeskPolicy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    default_capacity: int = Field(20, ge=1)
    survey_hours: int = Field(24, ge=1)
    page_webhook: str = ""
    session_hours: int = Field(12, ge=1)
    login_attempts: int = Field(5, ge=1)
