"""Red flags: deterministic, checked before any model; a missed emergency is the worst defect this project can have."""

from nlu.triage.engine import assess

__all__ = ["assess"]
