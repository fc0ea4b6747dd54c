"""Deliveries handed on: at once while it is quiet, together when many come in, and none forgotten."""

from __future__ import annotations

import threading

from bot.gathering import Gathering


def test_a_single_customer_does_not_wait() -> None:
    sent: list[list[int]] = []
    Gathering(sent.append, seconds=60).add(7)
    assert sent == [[7]]


def test_a_crowd_goes_together_and_each_once() -> None:
    sent: list[list[int]] = []
    done = threading.Event()

    def send(customers: list[int]) -> None:
        sent.append(customers)
        if len(sent) == 2:
            done.set()

    gathering = Gathering(send, seconds=0.2)
    for customer in (1, 2, 3, 2):
        gathering.add(customer)
    assert done.wait(10)
    assert sent == [[1], [2, 3]]


def test_nobody_is_forgotten_when_many_threads_add() -> None:
    sent: list[int] = []
    gathering = Gathering(sent.extend, seconds=0.01)
    threads = [threading.Thread(target=lambda start=start: [gathering.add(start + n) for n in range(50)]) for start in range(0, 400, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gathering.flush()
    for _ in range(100):
        if len(set(sent)) == 400:
            break
        threading.Event().wait(0.05)
    assert sorted(set(sent)) == list(range(400))
