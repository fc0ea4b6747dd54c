"""Addresses of the pages parents open inside WeChat; those about her carry a signed, expiring token instead of her id."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer

DAY = 86400


class ParentLinks:
    def __init__(self, public_url: str, secret: str, days: int) -> None:
        self._base, self._days = public_url.rstrip("/"), days
        self._signer = URLSafeTimedSerializer(secret, salt="h5")

    def article(self, article_id: str, turn_id: int) -> str:
        return f"{self._base}/h5/article/{article_id}?t={turn_id}"

    def consent(self, customer_id: int) -> str:
        return f"{self._base}/h5/consent/{self._sign(customer_id)}"

    def profile(self, customer_id: int) -> str:
        return f"{self._base}/h5/profile/{self._sign(customer_id)}"

    def _sign(self, customer_id: int) -> str:
        return str(self._signer.dumps(customer_id))

    def read(self, token: str) -> int | None:
        """The customer a link belongs to; None when it was altered or has expired."""
        try:
            return int(self._signer.loads(token, max_age=self._days * DAY))
        except (BadSignature, ValueError, TypeError):
            return None
