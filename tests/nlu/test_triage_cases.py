"""Development cases: how much is caught, and how often an ordinary question alarms."""

import csv
from pathlib import Path

from nlu.child import ChildContext
from nlu.triage import assess
from nlu.triage.result import URGENCY, Urgency

CASES = Path(__file__).parent / "triage_cases"
LEAST_RECALL = 0.99
MOST_FALSE_ALARMS = 0.01


def cases(name: str) -> list[dict[str, str]]:
    """Every case of the files whose names end so: emergency.tsv, round2_emergency.tsv."""
    found: list[dict[str, str]] = []
    for path in sorted(CASES.glob(f"*{name}.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


def urgency(case: dict[str, str]) -> Urgency:
    months = float(case["child_months"]) if case["child_months"] else None
    return assess(case["text"], ChildContext(months=months)).urgency


def test_emergencies_are_recognised() -> None:
    told = [case for case in cases("emergency") if URGENCY[case["level"]] == "emergency"]
    missed = [case["text"] for case in told if urgency(case) != "emergency"]
    assert len(missed) <= (1 - LEAST_RECALL) * len(told), missed


def test_what_a_doctor_should_see_today_is_recognised() -> None:
    told = [case for case in cases("emergency") if URGENCY[case["level"]] == "same_day"]
    missed = [case["text"] for case in told if urgency(case) == "routine"]
    assert len(missed) <= (1 - LEAST_RECALL) * len(told), missed


def test_ordinary_questions_are_not_alarmed_at() -> None:
    told = cases("ordinary")
    alarmed = [case["text"] for case in told if urgency(case) == "emergency"]
    assert len(alarmed) <= MOST_FALSE_ALARMS * len(told), alarmed
