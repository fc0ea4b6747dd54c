"""What can be switched while the simulator runs: how messages are delivered, and what the platform answers later."""

import threading
from dataclasses import asdict, dataclass, field, fields, replace

MODES = ("plain", "compatible", "safe")
RECOGNITION = ("absent", "empty", "present")


class KnobError(ValueError):
    """A knob is unknown or its value makes no sense."""


@dataclass(frozen=True)
class Knobs:
    """`copies` are sent beside each other in one delivery, `copy_gap` seconds apart; `reorder` holds that many messages back
    and releases them last first; `drop_responses` loses the next so many answers on the line after the bot gave them.
    """

    mode: str = "plain"
    deliveries: int = 3
    timeout: float = 5.0
    copies: int = 1
    copy_gap: float = 0.0
    delay: float = 0.0
    reorder: int = 0
    drop_responses: int = 0
    retry_non_200: bool = False
    recognition: str = "absent"
    msgmenu_allowed: bool = True
    template_status: str = "success"
    templates: list[str] = field(default_factory=list)
    long_term_templates: list[str] = field(default_factory=list)


class Board:
    """The current knobs; a change replaces them all at once."""

    def __init__(self, defaults: Knobs) -> None:
        self._lock = threading.Lock()
        self._defaults = self._knobs = defaults

    @property
    def now(self) -> Knobs:
        return self._knobs

    def turn(self, changes: dict[str, object], *, has_key: bool) -> Knobs:
        """Raises KnobError. `has_key`: an AES key is there, so that encrypted modes can be chosen."""
        with self._lock:
            changed = _changed(self._knobs, changes)
            if changed.mode != "plain" and not has_key:
                raise KnobError("mode needs WECHAT_AES_KEY")
            self._knobs = changed
            return changed

    def take_drop(self) -> bool:
        """Whether this answer is to be lost; counts down."""
        with self._lock:
            if self._knobs.drop_responses <= 0:
                return False
            self._knobs = replace(self._knobs, drop_responses=self._knobs.drop_responses - 1)
            return True

    def reset(self) -> None:
        with self._lock:
            self._knobs = self._defaults


def view(knobs: Knobs) -> dict[str, object]:
    return asdict(knobs)


def _changed(knobs: Knobs, changes: dict[str, object]) -> Knobs:
    current = asdict(knobs)
    unknown = changes.keys() - {item.name for item in fields(Knobs)}
    if unknown:
        raise KnobError(f"unknown: {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        _check_type(name, current[name], value)
    changed = Knobs(**{**current, **changes})
    _check_choices(changed)
    return changed


def _check_type(name: str, old: object, new: object) -> None:
    allowed = (int, float) if isinstance(old, float) else (type(old),)
    if not isinstance(new, allowed) or (isinstance(new, bool) and not isinstance(old, bool)):
        raise KnobError(f"{name} must be {type(old).__name__}")


def _check_choices(knobs: Knobs) -> None:
    if knobs.mode not in MODES:
        raise KnobError(f"mode is one of {', '.join(MODES)}")
    if knobs.recognition not in RECOGNITION:
        raise KnobError(f"recognition is one of {', '.join(RECOGNITION)}")
    if knobs.deliveries < 1 or knobs.copies < 1 or knobs.timeout <= 0 or min(knobs.delay, knobs.copy_gap) < 0:
        raise KnobError("deliveries and copies are at least 1, timeout is above 0, delays are not negative")
