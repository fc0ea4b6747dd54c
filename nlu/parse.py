"""What a classifier says about one text, whoever the classifier is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """Something named in the text; `start` and `end` are character offsets into the normalised text."""

    name: str
    value: str | float
    start: int
    end: int


@dataclass(frozen=True)
class IntentScore:
    """One intent and how sure the classifier is, 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True)
class RasaParse:
    """What Rasa made of a text; `ranking` is most likely first."""

    intent: str
    confidence: float
    ranking: tuple[IntentScore, ...] = ()
    entities: tuple[Entity, ...] = ()
