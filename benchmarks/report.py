"""A run as a table to read, as Markdown to keep and as JSON to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks import counts
from benchmarks.figures import Figure
from benchmarks.play import Played

Run = Mapping[str, Sequence[Played]]
WORST = 8
DECISIONS = ("answer", "clarify", "handoff", "decline", "emergency", "service", "smalltalk")
# What went wrong, by set: heading and rule. These are listed one by one.
FAULTS: tuple[tuple[str, str, Callable[[Played], bool]], ...] = (
    ("emergency", "Missed emergencies", lambda one: not counts.called_emergency(one)),
    ("ordinary", "False alarms", counts.called_emergency),
    ("answerable", "False alarms, answerable questions", counts.called_emergency),
    ("same_day", "Missed same-day cases", lambda one: not counts.called_today(one)),
    ("outside", "Out of scope, answered", counts.answered),
    ("human", "For a human, answered", counts.answered),
    ("dialogues", "Dialogues failed", lambda one: not counts.passed(one)),
)


def table(figures: Sequence[Figure]) -> str:
    """One line a figure, its floor beside it."""
    return "\n".join(_line(figure) for figure in figures)


def _line(figure: Figure) -> str:
    floor = f"floor {figure.floor}  {'ok' if figure.ok else 'MISSED'}" if figure.floor else ""
    return f"{figure.name:<38}{figure.value:>8.3f}  of {figure.of:>4}   {floor}".rstrip()


def decision_table(run: Run) -> str:
    """What became of the messages of each set."""
    head = f"{'set':<14}" + "".join(f"{name:>11}" for name in DECISIONS)
    return "\n".join([head, *(_decision_line(name, played) for name, played in run.items())])


def _decision_line(name: str, played: Sequence[Played]) -> str:
    found = counts.decisions(played)
    return f"{name:<14}" + "".join(f"{found.get(decision, 0.0):>11.3f}" for decision in DECISIONS)


def worst_intents(run: Run) -> dict[str, float]:
    """The intents recognised worst, with their F1."""
    return dict(list(counts.f1_by_intent(run.get("intents", ())).items())[:WORST])


def by_topic(run: Run) -> dict[str, float]:
    """hit@1 of each topic, the worst first."""
    groups = counts.grouped(run.get("answerable", ()), lambda one: one.case.topic)
    rates = {topic: counts.share(played, lambda one: counts.hit(one, 1)) for topic, played in groups.items()}
    return dict(sorted(rates.items(), key=lambda item: item[1]))


def by_rule(run: Run) -> dict[str, tuple[int, int]]:
    """Recognised and all emergencies of each rule."""
    groups = counts.grouped(run.get("emergency", ()), lambda one: one.case.rule)
    return {rule: (sum(map(counts.called_emergency, played)), len(played)) for rule, played in groups.items()}


def faults(run: Run) -> Iterable[tuple[str, list[Played]]]:
    """What went wrong, under its heading."""
    for name, heading, is_fault in FAULTS:
        wrong = [one for one in run.get(name, ()) if is_fault(one)]
        if wrong:
            yield heading, wrong


def console(run: Run, figures: Sequence[Figure]) -> str:
    parts = [table(figures), decision_table(run)]
    parts += [_rates("worst intents (F1)", worst_intents(run)), _rates("worst topics (hit@1)", dict(list(by_topic(run).items())[:WORST]))]
    missed = {rule: found / of for rule, (found, of) in by_rule(run).items() if found < of}
    parts.append(_rates("rules with a missed emergency", missed))
    parts += [_fault_list(heading, wrong) for heading, wrong in faults(run)]
    return "\n\n".join(part for part in parts if part)


def _rates(heading: str, rates: Mapping[str, float]) -> str:
    return f"{heading}: " + ", ".join(f"{name} {rate:.2f}" for name, rate in rates.items()) if rates else ""


def _fault_list(heading: str, wrong: Sequence[Played]) -> str:
    return "\n".join([f"{heading} ({len(wrong)})", *(f"  {_fault(one)}" for one in wrong)])


def _fault(one: Played) -> str:
    told = ", ".join(part for part in (one.case.rule, one.decision, one.article, *one.flags) if part)
    return f"{one.case.id}  {one.case.text}  [{told}]"


def markdown(run: Run, figures: Sequence[Figure]) -> str:
    rows = [f"| {f.name} | {f.value:.3f} | {f.of} | {f.floor or ''} | {'' if f.ok else 'missed'} |" for f in figures]
    lines = ["# Evaluation", "", "| figure | value | cases | floor | |", "|---|---|---|---|---|", *rows, ""]
    lines += _section("What became of the messages", ["```", decision_table(run), "```"])
    lines += _section("hit@1 by topic", [f"- {topic}: {rate:.3f}" for topic, rate in by_topic(run).items()])
    lines += _section("F1 by intent", [f"- {i}: {rate:.3f}" for i, rate in counts.f1_by_intent(run.get("intents", ())).items()])
    lines += _section("Emergencies by rule", [f"- {rule}: {found} of {of}" for rule, (found, of) in by_rule(run).items()])
    for heading, wrong in faults(run):
        lines += _section(heading, [f"- {_fault(one)}" for one in wrong])
    return "\n".join(lines)


def _section(heading: str, body: Sequence[str]) -> list[str]:
    return [f"## {heading}", "", *body, ""] if body else []


def as_json(run: Run, figures: Sequence[Figure]) -> dict[str, Any]:
    """Figures by name, then every played case by set."""
    return {
        "figures": {figure.name: _figure(figure) for figure in figures},
        "decisions": {name: counts.decisions(played) for name, played in run.items()},
        "intents_f1": counts.f1_by_intent(run.get("intents", ())),
        "topics_hit1": by_topic(run),
        "rules": {rule: {"recognised": found, "of": of} for rule, (found, of) in by_rule(run).items()},
        "played": {name: [_played(one) for one in played] for name, played in run.items()},
    }


def _figure(figure: Figure) -> dict[str, Any]:
    floor = str(figure.floor) if figure.floor else None
    return {"set": figure.set, "value": round(figure.value, 4), "of": figure.of, "floor": floor, "ok": figure.ok}


def _played(one: Played) -> dict[str, Any]:
    names = ("decision", "article", "intent", "urgency")
    return {"id": one.case.id, **{name: getattr(one, name) for name in names}, "candidates": list(one.candidates), "flags": list(one.flags)}
