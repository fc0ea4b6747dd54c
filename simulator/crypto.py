"""Signatures and message encryption as the platform does them: sha1 over sorted parts, AES-256-CBC, 32-byte padding."""

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32


class CryptoError(Exception):
    """A ciphertext cannot be opened or is not meant for this account."""


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


class Envelope:
    """Seals and opens messages for one account."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._token, self._app_id = token, app_id
        self._key = base64.b64decode(aes_key + "=")

    def seal(self, xml: str) -> str:
        """Base64 ciphertext of 16 random bytes, length, message and app id."""
        message = xml.encode()
        plain = secrets.token_bytes(16) + len(message).to_bytes(4, "big") + message + self._app_id.encode()
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def open(self, ciphertext: str) -> str:
        """Raises CryptoError."""
        plain = self._decrypt(ciphertext)
        if not 1 <= plain[-1] <= BLOCK:
            raise CryptoError("bad padding")
        body = plain[16 : -plain[-1]]
        length = int.from_bytes(body[:4], "big")
        if body[4 + length :] != self._app_id.encode():
            raise CryptoError("another app id, or a wrong length")
        try:
            return body[4 : 4 + length].decode()
        except UnicodeDecodeError as error:
            raise CryptoError("not UTF-8") from error

    def verify(self, signed: str, timestamp: str, nonce: str, ciphertext: str) -> bool:
        return hmac.compare_digest(signed, signature(self._token, timestamp, nonce, ciphertext))

    def _decrypt(self, ciphertext: str) -> bytes:
        try:
            data = base64.b64decode(ciphertext, validate=True)
            if not data:
                raise CryptoError("empty ciphertext")
            decryptor = self._cipher().decryptor()
            return decryptor.update(data) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise CryptoError(str(error)) from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
