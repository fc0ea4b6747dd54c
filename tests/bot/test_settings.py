"""Settings: errors name the key and the remedy; secrets are never printed."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsError, load


def test_an_aes_key_of_the_wrong_length_is_named_without_being_shown() -> None:
    with pytest.raises(SettingsError) as error:
        load(wechat_aes_key="only-a-part-of-it")
    assert "wechat_aes_key" in str(error.value)
    assert "43" in str(error.value)
    assert "only-a-part-of-it" not in str(error.value)


def test_thresholds_out_of_order_are_refused_with_the_remedy() -> None:
    with pytest.raises(SettingsError, match="clarify_at must be below"):
        load(answers={"answer_at": 0.2, "clarify_at": 0.4})


@pytest.mark.parametrize(
    ("content", "expected"),
    [("turns:\n  burst_windw_seconds: 1\n", "burst_windw_seconds"), ("turn:\n  x: 1\n", "unknown section turn"), ("a: [", "not valid YAML"),
     ("turns:\n  burst_window_seconds: soon\n", "turns.burst_window_seconds")],
)  # fmt: skip
def test_a_bad_config_file_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, expected: str) -> None:
    (tmp_path / "config.yml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setitem(settings.Settings.model_config, "yaml_file", tmp_path / "config.yml")
    with pytest.raises(SettingsError, match=expected):
        load()


def test_the_web_process_names_every_missing_secret() -> None:
    with pytest.raises(SettingsError) as error:
        load(wechat_token="", secret_key="", field_encryption_key="k", wechat_app_id="a", wechat_app_secret="s").require_webhook()
    assert "WECHAT_TOKEN is empty" in str(error.value)
    assert "SECRET_KEY is empty" in str(error.value)


def test_the_shipped_config_is_valid() -> None:
    assert load().turns.burst_window_seconds == 1.2
