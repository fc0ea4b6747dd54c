"""The menu bar under the chat: the platform's checks on it, and the one shown before the account has made its own."""

import copy
import threading
from typing import Any

from simulator.errors import PlatformError

TOP_BUTTONS, SUB_BUTTONS = 3, 5
TOP_NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
KEYED = {"click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"}
OTHER = {"view", "media_id", "miniprogram", "article_id", "article_view_limited"}

Button = dict[str, Any]

SHOWN_BEFORE_ANY: list[Button] = [
    {"type": "click", "name": "能问什么", "key": "MENU_HELP"},
    {
        "name": "我的宝宝",
        "sub_button": [
            {"type": "click", "name": "宝宝档案", "key": "MENU_PROFILE"},
            {"type": "click", "name": "隐私与授权", "key": "MENU_PRIVACY"},
        ],
    },
    {"type": "click", "name": "找顾问", "key": "MENU_ADVISOR"},
]


class Menu:
    """The account's menu; None until it has created one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buttons: list[Button] | None = None

    def create(self, buttons: object) -> None:
        """Raises 40016 to 40023 for what the platform would not accept."""
        checked = _checked(buttons)
        with self._lock:
            self._buttons = checked

    def get(self) -> list[Button]:
        """Raises 46003 when there is none."""
        if self._buttons is None:
            raise PlatformError(46003)
        return copy.deepcopy(self._buttons)

    def delete(self) -> None:
        with self._lock:
            self._buttons = None

    def shown(self) -> list[Button]:
        """What a phone draws."""
        return copy.deepcopy(self._buttons if self._buttons is not None else SHOWN_BEFORE_ANY)


def _checked(buttons: object) -> list[Button]:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= TOP_BUTTONS:
        raise PlatformError(40016)
    for button in buttons:
        _check_top(button)
    return copy.deepcopy(buttons)


def _check_top(button: object) -> None:
    _check_name(button, TOP_NAME_BYTES)
    assert isinstance(button, dict)
    children = button.get("sub_button")
    if not children:
        _check_action(button)
        return
    if not isinstance(children, list) or len(children) > SUB_BUTTONS:
        raise PlatformError(40023)
    for child in children:
        _check_name(child, SUB_NAME_BYTES)
        _check_action(child)


def _check_name(button: object, most: int) -> None:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= most:
        raise PlatformError(40018)


def _check_action(button: Button) -> None:
    kind = button.get("type")
    if kind not in KEYED | OTHER:
        raise PlatformError(40017)
    if kind in KEYED and not 1 <= len(str(button.get("key", "")).encode()) <= KEY_BYTES:
        raise PlatformError(40019)
    if kind == "view" and not _is_url(str(button.get("url", ""))):
        raise PlatformError(40020)


def _is_url(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url.encode()) <= URL_BYTES
