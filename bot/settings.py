"""Settings, read once: secrets and addresses from the environment or `.env`, what operators tune from config.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, YamlConfigSettingsSource

from advisors.policy import DeskPolicy
from handlers.policy import Account, AnswerPolicy

ROOT = Path(__file__).resolve().parent.parent
AES_KEY_LENGTH = 43
SECTIONS = {"account", "turns", "answers", "desk", "platform", "understanding", "retention"}


class SettingsError(Exception):
    """The configuration cannot be used; the text names every bad key and its remedy."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnLimits(_Section):
    burst_window_seconds: float = Field(1.2, ge=0, le=4)
    burst_limit_seconds: float = Field(4.0, ge=0, le=4.5)
    reply_deadline_seconds: float = Field(4.5, gt=0, lt=5)
    lease_seconds: float = Field(12, gt=0)
    sweep_after_seconds: float = Field(15, gt=5)
    signature_age_seconds: int = Field(300, ge=30)
    body_limit_bytes: int = Field(1_048_576, ge=1024)


class PlatformLimits(_Section):
    message_allowance: int = Field(5, ge=1)
    message_hours: float = Field(48, gt=0)
    action_allowance: int = Field(3, ge=1)
    action_seconds: float = Field(60, gt=0)
    text_bytes: int = Field(2048, ge=200, le=2048)
    send_attempts: int = Field(4, ge=1)
    timeout_seconds: float = Field(5.0, gt=0)


class Understanding(_Section):
    rasa_timeout_seconds: float = Field(0.8, gt=0, le=2)
    encoder: str = "build/models/encoder"
    refresh_seconds: float = Field(2, gt=0, le=5)


class Retention(_Section):
    chat_days: int = Field(365, ge=180)
    media_days: int = Field(7, ge=1)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=ROOT / ".env", yaml_file=ROOT / "config.yml", extra="ignore", frozen=True)

    wechat_app_id: str = ""
    wechat_app_secret: str = ""
    wechat_token: str = ""
    wechat_aes_key: str = ""
    wechat_api_base: str = "https://api.weixin.qq.com"
    database_url: str = f"sqlite:///{ROOT}/var/advisor.db"
    redis_url: str = "redis://127.0.0.1:6380/0"
    rasa_url: str = "http://127.0.0.1:5005"
    secret_key: str = ""
    field_encryption_key: str = ""
    public_url: str = "http://127.0.0.1:8000"

    account: Account = Account()
    turns: TurnLimits = TurnLimits()
    answers: AnswerPolicy = AnswerPolicy()
    desk: DeskPolicy = DeskPolicy()
    platform: PlatformLimits = PlatformLimits()
    understanding: Understanding = Understanding()
    retention: Retention = Retention()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, YamlConfigSettingsSource(settings_cls)

    @field_validator("wechat_aes_key")
    @classmethod
    def _aes_key(cls, value: str) -> str:
        if value and len(value) != AES_KEY_LENGTH:
            raise ValueError(
                f"has {len(value)} characters: copy the account's EncodingAESKey ({AES_KEY_LENGTH}), or leave it empty for plain mode"
            )
        return value

    @model_validator(mode="after")
    def _thresholds_in_order(self) -> Settings:
        if self.answers.clarify_at >= self.answers.answer_at:
            raise ValueError("answers.clarify_at must be below answers.answer_at: lower it in config.yml")
        return self

    @property
    def encoder_path(self) -> str:
        """The encoder's folder as an absolute path, or the hub model's name."""
        local = ROOT / self.understanding.encoder
        return str(local) if local.exists() or self.understanding.encoder.startswith("build/") else self.understanding.encoder

    def require_webhook(self) -> None:
        """Raise SettingsError unless everything the web process needs is there."""
        needed = ("wechat_app_id", "wechat_app_secret", "wechat_token", "secret_key", "field_encryption_key")
        missing = [name.upper() for name in needed if not getattr(self, name).strip()]
        if missing:
            raise SettingsError(
                "; ".join(f"{name} is empty: set it in the environment or in .env (`make setup` writes one)" for name in missing)
            )


def load(**overrides: Any) -> Settings:
    """Settings from all sources; SettingsError lists every bad key with its remedy."""
    _check_keys(ROOT / "config.yml")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [f"{'.'.join(str(p) for p in e['loc']) or 'config.yml'}: {e['msg']} {_shown(e)}" for e in error.errors()]
        raise SettingsError(
            "settings cannot be used; correct these in config.yml, .env or the environment:\n  " + "\n  ".join(lines)
        ) from error


def _shown(fault: Mapping[str, Any]) -> str:
    """The value that was refused, unless it may be a secret."""
    place = fault["loc"]
    return f" (got {fault['input']!r})" if place and place[0] in SECTIONS and not isinstance(fault["input"], dict) else ""


def _check_keys(path: Path) -> None:
    """config.yml may only hold sections we know: a misspelt one would silently do nothing."""
    if not path.exists():
        return
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise SettingsError(f"config.yml is not valid YAML: {error}") from error
    unknown = sorted(set(content) - SECTIONS)
    if unknown:
        raise SettingsError(f"config.yml: unknown section {', '.join(unknown)}; known are {', '.join(sorted(SECTIONS))}")
