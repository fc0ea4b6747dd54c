"""The red-flag rules: YAML by section, composed from the vocabulary, validated and compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from nlu.triage.result import Level
from nlu.triage.result import Path as FlagPath

HERE = Path(__file__).parent
SECTIONS = ("fever", "breathing", "gut", "newborn", "injury", "mind", "mother")
LIMITS = (
    "months_below",
    "months_from",
    "temperature_from",
    "temperature_below",
    "weeks_from",
    "weeks_below",
)
ITEM_KEYS = {"item", "name", "source", "instruction", "path", "subject", "rules", "positive", "negative", "unless", "unless_text"}
RULE_KEYS = {
    *("id", "level", "name", "signs", "nouns", "with", "unless", "unless_text"),
    *("unknown_age", "subject", "path", "instruction", *LIMITS),
}

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z_0-9]*)\}")


class RuleError(ValueError):
    """A rule file says something the engine cannot use; the message names file, rule and key."""


@dataclass(frozen=True)
class Rule:
    """One way an item of the safety list shows itself.

    It fires when a sign (or an illness named in `nouns`, with something that says it is here and now) is asserted, every
    pattern of `needs` is found and not denied, and the limits hold. `unless` is looked for in the sentence, `unless_text`
    in everything said. With `unknown_age` an age limit is taken to hold when nobody said the age.
    """

    id: str
    item: str
    level: Level
    name: str
    instruction: str
    source: str
    path: FlagPath
    subject: str
    signs: re.Pattern[str] | None
    nouns: re.Pattern[str] | None
    needs: tuple[re.Pattern[str], ...] = ()
    unless: re.Pattern[str] | None = None
    unless_text: re.Pattern[str] | None = None
    unknown_age: bool = True
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One entry of the safety list with the examples its rules are held to: `positive` by expected level."""

    id: str
    section: str
    rules: tuple[Rule, ...]
    positive: Mapping[str, tuple[str, ...]]
    negative: tuple[str, ...]


@cache
def vocabulary() -> dict[str, str]:
    """Every named fragment with its references resolved, as a non-capturing group."""
    raw: dict[str, list[str]] = yaml.safe_load((HERE / "vocabulary.yml").read_text(encoding="utf-8"))
    done: dict[str, str] = {}

    def resolve(name: str, trail: tuple[str, ...]) -> str:
        if name in trail:
            raise RuleError(f"vocabulary.yml: {name}: refers to itself through {' > '.join(trail)}")
        if name not in done:
            if name not in raw:
                raise RuleError(f"vocabulary.yml: {name}: no such fragment (used by {trail[-1] if trail else '?'})")
            body = "|".join(str(part) for part in raw[name])
            done[name] = f"(?:{_PLACEHOLDER.sub(lambda m: resolve(m[1], (*trail, name)), body)})"
        return done[name]

    for name in raw:
        resolve(name, ())
    return done


def expand(fragment: str, where: str) -> str:
    """Replace {name} by the fragment of that name; RuleError when there is none."""

    def one(found: re.Match[str]) -> str:
        if found[1] not in vocabulary():
            raise RuleError(f"{where}: {{{found[1]}}} is not in vocabulary.yml")
        return vocabulary()[found[1]]

    return _PLACEHOLDER.sub(one, fragment)


def compile_any(fragments: str | list[str] | None, where: str) -> re.Pattern[str] | None:
    """One pattern for a list of fragments; None for an empty list."""
    if not fragments:
        return None
    parts = [fragments] if isinstance(fragments, str) else fragments
    try:
        return _compiled("|".join(expand(str(part), where) for part in parts))
    except re.error as error:
        raise RuleError(f"{where}: not a regular expression: {error}") from error


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def items() -> tuple[Item, ...]:
    """All items of all sections, in the order of the safety list's sections."""
    return tuple(item for section in SECTIONS for item in _section(section))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of all items."""
    return tuple(rule for item in items() for rule in item.rules)


def _section(section: str) -> Iterator[Item]:
    name = f"{section}.yml"
    for raw in yaml.safe_load((HERE / name).read_text(encoding="utf-8")):
        yield parse_item(raw, section, name)


def parse_item(raw: Mapping[str, Any], section: str, file: str) -> Item:
    """Check and compile one item; RuleError names the file, the rule and the key."""
    where = f"{file}: {raw.get('item', '(item without a name)')}"
    _check_keys(raw, ITEM_KEYS, {"item", "name", "source", "rules"}, where)
    parsed = tuple(_parse_rule(rule, raw, where) for rule in raw["rules"])
    positive = {str(level): tuple(texts) for level, texts in (raw.get("positive") or {}).items()}
    return Item(raw["item"], section, parsed, positive, tuple(raw.get("negative") or ()))


def _parse_rule(raw: Mapping[str, Any], item: Mapping[str, Any], where: str) -> Rule:
    where = f"{where}: {raw.get('id', '(rule without an id)')}"
    _check_keys(raw, RULE_KEYS, {"id", "level"}, where)
    level, path = raw["level"], raw.get("path", item.get("path", "medical"))
    if level not in get_args(Level):
        raise RuleError(f"{where}: level: {level!r} is not one of {get_args(Level)}")
    if path not in get_args(FlagPath):
        raise RuleError(f"{where}: path: {path!r} is not one of {get_args(FlagPath)}")
    if not (raw.get("signs") or raw.get("nouns")):
        raise RuleError(f"{where}: signs: a rule needs signs or nouns")
    instruction = raw.get("instruction", item.get("instruction"))
    if not instruction:
        raise RuleError(f"{where}: instruction: what the parent should do is missing")
    needs = tuple(p for index, part in enumerate(raw.get("with") or ()) if (p := compile_any(part, f"{where}: with[{index}]")))
    return Rule(
        id=raw["id"],
        item=item["item"],
        level=level,
        name=raw.get("name", item["name"]),
        instruction=str(instruction).strip(),
        source=item["source"],
        path=path,
        subject=raw.get("subject", item.get("subject", "child")),
        signs=compile_any(raw.get("signs"), f"{where}: signs"),
        nouns=compile_any(raw.get("nouns"), f"{where}: nouns"),
        needs=needs,
        unless=compile_any(_both(raw, item, "unless"), f"{where}: unless"),
        unless_text=compile_any(_both(raw, item, "unless_text"), f"{where}: unless_text"),
        unknown_age=raw.get("unknown_age", True),
        limits={key: float(raw[key]) for key in LIMITS if key in raw},
    )


def _both(raw: Mapping[str, Any], item: Mapping[str, Any], key: str) -> list[str]:
    return [*(item.get(key) or ()), *(raw.get(key) or ())]


def _check_keys(raw: Mapping[str, Any], known: set[str], required: set[str], where: str) -> None:
    for key in raw:
        if key not in known:
            raise RuleError(f"{where}: {key}: unknown key")
    for key in sorted(required):
        if key not in raw:
            raise RuleError(f"{where}: {key}: missing")
