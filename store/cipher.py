"""Encryption of personal text at rest, and the keyed fingerprint by which an encrypted value is found again."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


class CipherError(Exception):
    """The field key is missing or does not fit the stored data."""


class Cipher:
    """Fernet (AES-128-CBC with HMAC) for text fields; HMAC-SHA256 for look-ups."""

    def __init__(self, key: str) -> None:
        if not key:
            raise CipherError(
                "FIELD_ENCRYPTION_KEY is empty: set it to any long random secret and keep it, stored text cannot be read without it"
            )
        digest = hashlib.sha256(key.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))
        self._mac_key = hashlib.sha256(b"fingerprint:" + digest).digest()

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise CipherError("stored text cannot be decrypted: FIELD_ENCRYPTION_KEY differs from the one it was written with") from error

    def fingerprint(self, value: str) -> str:
        """64 hex digits, the same for the same value under the same key."""
        return hmac.new(self._mac_key, value.encode(), hashlib.sha256).hexdigest()


_configured: list[Cipher] = []


def configure(key: str) -> None:
    """Set the process's field key; called once by the composition root before the first query."""
    _configured[:] = [Cipher(key)]


def current() -> Cipher:
    if not _configured:
        raise CipherError("the field cipher is not configured: call store.cipher.configure(FIELD_ENCRYPTION_KEY) first")
    return _configured[0]
