"""The locked box that keeps a ledger's keys, as plain values that may be stored anywhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LockKind(StrEnum):
    """What opens a lock."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"
    KEY_FILE = "key-file"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class LockRecord:
    """The master key, wrapped for one way of unlocking.

    ``hint``: where to look, never a secret (a key file's path, a keyring entry's name).
    ``parameters``: of the key derivation, as hex and numbers. ``wrapped``: nonce + ciphertext.
    """

    kind: LockKind
    hint: str
    wrapped: bytes
    parameters: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VaultBox:
    """All locks, and the bag of keys that the master key opens. Nothing in it is readable.

    ``vault_id`` is associated data of every ciphertext, so that parts of two boxes cannot be mixed.
    """

    vault_id: str
    locks: tuple[LockRecord, ...]
    keybag: bytes
    version: int = 1

    def to_json(self) -> str:
        """Return the box as text for storage."""
        return json.dumps(
            {
                "version": self.version,
                "vault_id": self.vault_id,
                "locks": [
                    {
                        "kind": lock.kind.value,
                        "hint": lock.hint,
                        "wrapped": lock.wrapped.hex(),
                        "parameters": dict(lock.parameters),
                    }
                    for lock in self.locks
                ],
                "keybag": self.keybag.hex(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "VaultBox":
        """Read what :meth:`to_json` wrote; ValueError or KeyError where it is something else."""
        raw = json.loads(text)
        locks = tuple(
            LockRecord(
                kind=LockKind(lock["kind"]),
                hint=lock["hint"],
                wrapped=bytes.fromhex(lock["wrapped"]),
                parameters=lock["parameters"],
            )
            for lock in raw["locks"]
        )
        return cls(
            vault_id=raw["vault_id"],
            locks=locks,
            keybag=bytes.fromhex(raw["keybag"]),
            version=raw["version"],
        )
