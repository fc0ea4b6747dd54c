"""How many turns of one process compute at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

SQLITE, POSTGRESQL = 1, 4  # places; where the database answers over a network, somebody else computes meanwhile
Q = TypeVar("Q")
A = TypeVar("A")


class Gate:
    """A few turns compute, the others wait in line: more at once would take the interpreter from one another in the middle of
    their transactions, and everybody would be late. Waiting for another program is not computing (`outside`).
    """

    def __init__(self, at_once: int) -> None:
        self._places = threading.Semaphore(at_once)
        self._mine = threading.local()

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self._places:
            self._mine.held = True
            try:
                yield
            finally:
                self._mine.held = False

    def outside(self, ask: Callable[[Q], A]) -> Callable[[Q], A]:
        """The same call, with the caller's place free for others meanwhile."""

        def asked(question: Q) -> A:
            if not getattr(self._mine, "held", False):
                return ask(question)
            self._places.release()
            try:
                return ask(question)
            finally:
                self._places.acquire()

        return asked
