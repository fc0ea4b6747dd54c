"""Who delivers an answer: the request that waits for it, or the turn once the request has gone."""

import threading


class Slip:
    """Who delivers: the request that waits, or the turn once the request has gone. Exactly one of the two gets it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gone = self._finished = False

    def give_up(self) -> bool:
        """The request goes without an answer; False when the turn has just finished after all."""
        with self._lock:
            self._gone = not self._finished
            return self._gone

    def finish(self) -> bool:
        """The turn is done; True when the request has gone and the turn must see to delivery."""
        with self._lock:
            self._finished = True
            return self._gone
