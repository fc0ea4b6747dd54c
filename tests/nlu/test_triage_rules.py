"""Every rule is held to the examples it carries."""

import pytest

from nlu.child import ChildContext
from nlu.triage import assess
from nlu.triage.result import URGENCY
from nlu.triage.rules import Item, RuleError, items, parse_item

POSITIVE = [(item, level, text) for item in items() for level, texts in item.positive.items() for text in texts]
NEGATIVE = [(item, text) for item in items() for text in item.negative]
FEWEST = 8


def fired(item: Item, text: str) -> list[str]:
    return [flag.level for flag in assess(text, ChildContext()).flags if flag.id in {rule.id for rule in item.rules}]


@pytest.mark.parametrize(("item", "level", "text"), POSITIVE, ids=[f"{item.id}-{text}" for item, _, text in POSITIVE])
def test_it_recognises(item: Item, level: str, text: str) -> None:
    assert fired(item, text) == [level]
    assert assess(text, ChildContext()).urgency in (URGENCY[level], "emergency")


@pytest.mark.parametrize(("item", "text"), NEGATIVE, ids=[f"{item.id}-{text}" for item, text in NEGATIVE])
def test_it_is_not_alarmed_by(item: Item, text: str) -> None:
    assert fired(item, text) == []


@pytest.mark.parametrize("item", items(), ids=lambda item: item.id)
def test_every_item_carries_enough_examples(item: Item) -> None:
    assert sum(len(texts) for texts in item.positive.values()) >= FEWEST
    assert len(item.negative) >= FEWEST


def test_every_item_of_the_safety_list_has_rules() -> None:
    expected = {f"R{number:02d}" for number in range(1, 61)} | {"R04b", "R09b", "R22b", "R24b"}
    assert expected <= {item.id for item in items()}


def test_rule_ids_are_unique() -> None:
    ids = [rule.id for item in items() for rule in item.rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rules": [{"id": "X.1", "level": "A9", "signs": ["抽"]}]}, "x.yml: X: X.1: level"),
        ({"rules": [{"id": "X.1", "level": "A1", "signs": ["("]}]}, "x.yml: X: X.1: signs"),
        ({"rules": [{"id": "X.1", "level": "A1", "signs": ["{nothing_like_it}"]}]}, "nothing_like_it"),
        ({"rules": [{"id": "X.1", "level": "A1", "signs": ["抽"], "colour": 1}]}, "x.yml: X: X.1: colour: unknown key"),
        ({"rules": [{"id": "X.1", "level": "A1"}]}, "x.yml: X: X.1: signs"),
    ],
)
def test_a_broken_rule_names_its_file_rule_and_key(change: dict[str, object], message: str) -> None:
    good = {"item": "X", "name": "名", "source": "s", "instruction": "做", "rules": []}
    with pytest.raises(RuleError, match=message.replace("(", r"\(")):
        parse_item({**good, **change}, "x", "x.yml")
