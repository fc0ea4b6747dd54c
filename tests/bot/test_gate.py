"""The gate: a few compute, who waits for another program gives the place away, and everybody gets in."""

from __future__ import annotations

import threading

import pytest

from bot.gate import Gate


def test_no_more_than_the_places_are_inside() -> None:
    gate, inside, most = Gate(2), [], []
    lock, go_on = threading.Lock(), threading.Event()

    def compute() -> None:
        with gate.inside():
            with lock:
                inside.append(1)
                most.append(len(inside))
            go_on.wait(0.05)
            with lock:
                inside.pop()

    threads = [threading.Thread(target=compute) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(most) == 8
    assert max(most) == 2


def test_who_waits_outside_lets_another_in() -> None:
    gate, answered, other = Gate(1), threading.Event(), threading.Event()

    def slow(question: str) -> str:
        answered.wait(10)
        return question.upper()

    got: list[str] = []

    def asks() -> None:
        with gate.inside():
            got.append(gate.outside(slow)("a"))

    def computes() -> None:
        with gate.inside():
            other.set()

    threads = [threading.Thread(target=asks), threading.Thread(target=computes)]
    for thread in threads:
        thread.start()
    assert other.wait(10), "the place was kept while waiting"
    answered.set()
    for thread in threads:
        thread.join(10)
    assert got == ["A"]


def test_a_place_is_free_again_after_an_error_and_outsiders_need_none() -> None:
    gate = Gate(1)
    with pytest.raises(ValueError, match="no"), gate.inside():
        gate.outside(_refuse)("x")
    with gate.inside():
        pass
    assert gate.outside(str.upper)("b") == "B"


def _refuse(_question: str) -> str:
    raise ValueError("no")
