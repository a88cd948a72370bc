"""Ed25519 signatures over JSON documents: heads of the record, certificates, purges.

A signed document is ``{"document": {…}, "signature": {"algorithm", "public_key", "value"}}``. What
is signed is the document's canonical form (sorted keys, no spaces, UTF-8), so that another program
may write the file anew without breaking it. The key is the ledger's own and never leaves its vault.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.errors import BadInput

ALGORITHM = "Ed25519"
_MARK = b"keywright document\x00"  # no other use of the key can pass for a document


class Signer:
    """Signs with the key that this seed (32 bytes) makes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> str:
        """Return the public key, base64 of its 32 bytes."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def sign(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document with its signature."""
        value = self._key.sign(_MARK + canonical(document))
        return {
            "document": dict(document),
            "signature": {
                "algorithm": ALGORITHM,
                "public_key": self.public_key,
                "value": base64.b64encode(value).decode(),
            },
        }


def canonical(document: Mapping[str, Any]) -> bytes:
    """Return the one form of a JSON document that is signed."""
    words = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return words.encode()


def verified(words: str | bytes, *, public_key: str) -> dict[str, Any]:
    """Return the document inside a signed file, if it is whole and signed by this key.

    The key that the file names is not believed. Raises BadInput ``signature-missing`` (not a
    signed document), ``signature-stranger`` (signed with another key), ``signature-wrong``.
    """
    try:
        raw = json.loads(words)
        document, signature = raw["document"], raw["signature"]
        named = signature["public_key"]
        value = base64.b64decode(signature["value"], validate=True)
        if not isinstance(document, dict) or signature["algorithm"] != ALGORITHM:
            raise BadInput("signature-missing")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput("signature-missing") from error
    if named != public_key:
        raise BadInput("signature-stranger", key=str(named)[:12])
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    try:
        key.verify(value, _MARK + canonical(document))
    except InvalidSignature as error:
        raise BadInput("signature-wrong") from error
    return document
