"""One message understood: plain text, red flags, intent, entities and the child it is about."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from nlu.ages import ages
from nlu.amounts import duration_hours, height_cm, weight_kg
from nlu.child import ChildContext, child_in
from nlu.keywords import rank
from nlu.net.model import SafetyNet
from nlu.normalize import normalize
from nlu.parse import Entity, IntentScore, RasaParse
from nlu.pregnancy import preterm_weeks
from nlu.temperature import temperature
from nlu.triage import assess
from nlu.triage.result import TriageResult

__all__ = ["ChildContext", "Entity", "IntentScore", "Parse", "RasaParse", "Understanding", "understand"]

Source = Literal["rasa", "rules"]
Parse = Callable[[str], RasaParse | None]


@dataclass(frozen=True)
class Understanding:
    """`ranking` is most likely first and begins with `intent`. `child` is the profile overridden by the message.

    `source` says whether Rasa or, while it is down, the keyword rules found the intent. Entity offsets are into `normalized`.
    """

    text: str
    normalized: str
    intent: str
    confidence: float
    ranking: tuple[IntentScore, ...]
    entities: tuple[Entity, ...]
    triage: TriageResult
    child: ChildContext
    source: Source


def understand(text: str, child: ChildContext, *, parse: Parse, history: Sequence[str] = (), net: SafetyNet | None = None) -> Understanding:
    """Triage comes first and needs nothing but the text; `parse` is Rasa, None when it is down. `net` may raise the urgency.

    `history` is what the parent wrote before in this conversation, oldest first. Raises nothing that `parse` does not raise.
    """
    plain = normalize(text).text
    before = tuple(normalize(said).text for said in history)
    about = child_in(plain, child, before)
    triage = red_flags(plain, about, before, net)
    parsed = parse(plain) if plain else None
    ranking = _ranking(plain, parsed)
    return Understanding(
        text=text,
        normalized=plain,
        intent=ranking[0].name,
        confidence=ranking[0].confidence,
        ranking=ranking,
        entities=_entities(plain, parsed),
        triage=triage,
        child=about,
        source="rasa" if parsed is not None else "rules",
    )


def is_emergency(text: str, child: ChildContext, net: SafetyNet | None = None) -> bool:
    """Whether this message alone is one: quick, and without asking Rasa."""
    plain = normalize(text).text
    return red_flags(plain, child_in(plain, child), (), net).urgency == "emergency"


@lru_cache(256)  # a message is looked at when it arrives and again when its turn begins
def red_flags(plain: str, about: ChildContext, before: tuple[str, ...], net: SafetyNet | None) -> TriageResult:
    """What rules and net find in a normalised message."""
    triage = assess(plain, about, before)
    return net.raise_if_needed(plain, triage) if net is not None and plain else triage


def _ranking(plain: str, parsed: RasaParse | None) -> tuple[IntentScore, ...]:
    if parsed is None:
        return rank(plain)
    best = IntentScore(parsed.intent, parsed.confidence)
    return (best, *(score for score in parsed.ranking if score.name != parsed.intent))


def _entities(plain: str, parsed: RasaParse | None) -> tuple[Entity, ...]:
    """What was measured, then what Rasa found besides."""
    measured = tuple(_measured(plain))
    named = {entity.name for entity in measured}
    return measured + tuple(entity for entity in (parsed.entities if parsed else ()) if entity.name not in named)


def _measured(plain: str) -> Iterator[Entity]:
    yield from (Entity("age_months", age.months, age.start, age.end) for age in ages(plain))
    heat = temperature(plain)
    if heat is not None:
        yield Entity("temperature", heat.kind if heat.celsius is None else heat.celsius, heat.start, heat.end)
    for name, measure in _WHOLE:
        value = measure(plain)
        if value is not None:
            yield Entity(name, value, 0, len(plain))


_WHOLE: tuple[tuple[str, Callable[[str], float | None]], ...] = (
    ("duration_hours", duration_hours),
    ("weight_kg", weight_kg),
    ("height_cm", height_cm),
    ("weeks_at_birth", preterm_weeks),
)
