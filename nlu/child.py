"""Who the message is about: the profile, corrected by what is said now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlu.ages import WEEKS_A_MONTH, ChildAge, child_age
from nlu.amounts import sex
from nlu.pregnancy import TERM_WEEKS, postpartum_days, pregnancy_weeks, preterm_weeks

FULL_WEEKS = 40
CORRECT_UNTIL_MONTHS = 24
SAME_CHILD_MONTHS = 3.0


@dataclass(frozen=True)
class ChildContext:
    """What is known of the child and its mother; None is unknown. `sex` is boy or girl; `months` are since birth."""

    months: float | None = None
    sex: str | None = None
    weeks_at_birth: float | None = None
    pregnancy_weeks: float | None = None
    postpartum_days: float | None = None
    name: str | None = None

    def corrected_months(self) -> float | None:
        """Age from the due date for a child born before 37 weeks, until 24 months; the plain age otherwise."""
        early = self.weeks_at_birth is not None and self.weeks_at_birth < TERM_WEEKS
        if self.months is None or self.weeks_at_birth is None or not early or self.months >= CORRECT_UNTIL_MONTHS:
            return self.months
        return round(max(self.months - months_early(self.weeks_at_birth), 0.0), 2)


def months_early(weeks_at_birth: float) -> float:
    """How much before the due date the child was born."""
    return (FULL_WEEKS - weeks_at_birth) / WEEKS_A_MONTH


def child_in(text: str, profile: ChildContext, history: Sequence[str] = ()) -> ChildContext:
    """The profile overridden by the normalised message; an age missing in it is looked for in what she said before, latest first.

    An age far from the profile's is another child's: then name, sex and weeks at birth of the profile do not hold.
    """
    weeks = preterm_weeks(text)
    said = _age_said(text, history)
    base = profile if said is None or _is_same_child(said, profile) else replace(profile, name=None, sex=None, weeks_at_birth=None)
    born = weeks if weeks is not None else base.weeks_at_birth
    return ChildContext(
        months=_months(said, base, born),
        sex=sex(text) or base.sex,
        weeks_at_birth=born,
        pregnancy_weeks=_first(pregnancy_weeks(text), base.pregnancy_weeks),
        postpartum_days=_first(postpartum_days(text), base.postpartum_days),
        name=base.name,
    )


def _age_said(text: str, history: Sequence[str]) -> ChildAge | None:
    return next((age for said in (text, *reversed(history)) if (age := child_age(said)) is not None), None)


def _is_same_child(said: ChildAge, profile: ChildContext) -> bool:
    known = profile.months
    return known is None or said.unit == "word" or abs(said.months - known) <= max(SAME_CHILD_MONTHS, known / 4)


def _months(said: ChildAge | None, base: ChildContext, born: float | None) -> float | None:
    if said is None or (said.unit == "word" and base.months is not None):
        return base.months
    if said.unit == "corrected" and born is not None:
        return round(said.months + months_early(born), 2)
    return said.months


def _first(said: float | None, known: float | None) -> float | None:
    return said if said is not None else known
