"""The vault: seals the secrets of licenses, and opens them only where they are written.

    Vault.create(lock) -> Vault          new random keys; ``vault.box`` goes into the ledger
    Vault.unlock(box, opener) -> Vault   tries the box's locks with what the opener has
    vault.seal / open / sealer / digest / audit_mac / seal_bytes / open_bytes

A random master key is wrapped by each lock; it encrypts the bag of keys (versioned data keys, the
digest key, the key of the audit chain). Changing a passphrase re-wraps 32 bytes, rotating the data
key adds one to the bag; neither touches the licenses. All ciphers are AES-256-GCM, all keyed
digests HMAC-SHA256. Thread-safe.
"""

import dataclasses
import hmac
import json
import os
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.vault_box import LockKind, LockRecord, VaultBox
from app.errors import VaultTrouble
from app.security.locks import KEY_BYTES, NONCE_BYTES, Lock, Opener
from app.security.sealing import Sealer
from flasher.secrets import Secret

# The order in which locks are tried: what needs nobody comes first.
_TRIED = (LockKind.KEY_FILE, LockKind.KEYRING, LockKind.PASSPHRASE, LockKind.RECOVERY)


@dataclass(frozen=True, slots=True, repr=False)
class _Keybag:
    data: Mapping[int, bytes]
    current: int
    digest: bytes
    audit: bytes

    @classmethod
    def fresh(cls) -> "_Keybag":
        return cls({1: _key()}, 1, _key(), _key())

    def to_json(self) -> bytes:
        data = {str(number): key.hex() for number, key in self.data.items()}
        return json.dumps(
            {
                "data": data,
                "current": self.current,
                "digest": self.digest.hex(),
                "audit": self.audit.hex(),
            }
        ).encode()

    @classmethod
    def from_json(cls, words: bytes) -> "_Keybag":
        raw = json.loads(words)
        return cls(
            {int(number): bytes.fromhex(key) for number, key in raw["data"].items()},
            raw["current"],
            bytes.fromhex(raw["digest"]),
            bytes.fromhex(raw["audit"]),
        )


class Vault:
    """An open vault. ``box`` is its locked form, to be stored after every change of it."""

    def __init__(self, box: VaultBox, master: bytes, bag: _Keybag) -> None:
        self.box = box
        self._keys: tuple[bytes, _Keybag] | None = (master, bag)
        self._ciphers = {number: AESGCM(key) for number, key in bag.data.items()}

    def __repr__(self) -> str:
        return f"Vault({self.box.vault_id})"

    @classmethod
    def create(cls, lock: Lock) -> Self:
        """Make a vault with new random keys behind one lock; raises what the lock raises."""
        vault_id = uuid.uuid4().hex
        master, bag = _key(), _Keybag.fresh()
        record = lock.wrap(vault_id, master)
        box = VaultBox(vault_id, (record,), _sealed_bag(vault_id, master, bag))
        return cls(box, master, bag)

    @classmethod
    def unlock(cls, box: VaultBox, opener: Opener) -> Self:
        """Open a box with the first lock that yields.

        Raises VaultTrouble: ``wrong-passphrase``, ``passphrase-needed``, ``key-file-missing``,
        ``wrong-key-file``, ``keyring-missing``, …: that of the lock which came nearest, and
        ``vault-damaged``.
        """
        return cls(box, *_unlocked(box, opener))

    def seal(
        self, family: str, identity: str, secret_fields: Mapping[str, Secret]
    ) -> tuple[int, bytes]:
        """Encrypt a license's secret fields; returns the data key's number and the ciphertext."""
        number = self._bag.current
        nonce = os.urandom(NONCE_BYTES)
        plain = _packed(secret_fields)
        return number, nonce + self._ciphers[number].encrypt(nonce, plain, _owner(family, identity))

    def open(self, family: str, identity: str, key_id: int, sealed: bytes) -> dict[str, Secret]:
        """Decrypt a license's secret fields.

        Raises VaultTrouble ``secret-damaged`` where the ciphertext was changed or belongs to
        another license, ``data-key-unknown`` where this vault never had that key.
        """
        plain = self._decrypt(key_id, sealed, _owner(family, identity), identity)
        return {name: Secret(value) for name, value in json.loads(plain).items()}

    def sealer(self, family: str) -> Sealer:
        """Return the fast way to seal many licenses of one family."""
        _owner(family, "")  # refuses a name that two families could share
        number = self._bag.current
        return Sealer(family, number, self._ciphers[number], self._bag.digest)

    def digest(self, family: str, proof: str) -> bytes:
        """Return the keyed digest (32 bytes) of what goes onto a device."""
        return hmac.digest(self._bag.digest, f"{family}|{proof}".encode(), "sha256")

    def is_digest_of(self, digest: bytes, family: str, proof: Secret) -> bool:
        """Say whether a digest in the ledger is that of what a device gave back; constant time."""
        return hmac.compare_digest(self.digest(family, proof.reveal()), digest)

    def audit_mac(self, words: bytes) -> bytes:
        """Return the MAC (32 bytes) of one link of the audit chain."""
        return hmac.digest(self._bag.audit, words, "sha256")

    def seal_bytes(self, label: str, content: bytes) -> tuple[int, bytes]:
        """Encrypt a file's content (an attachment) for its label alone."""
        number, nonce = self._bag.current, os.urandom(NONCE_BYTES)
        bound_to = b"attachment|" + label.encode()
        return number, nonce + self._ciphers[number].encrypt(nonce, content, bound_to)

    def open_bytes(self, label: str, key_id: int, sealed: bytes) -> bytes:
        """Decrypt what :meth:`seal_bytes` made; raises as :meth:`open` does."""
        return self._decrypt(key_id, sealed, b"attachment|" + label.encode(), label)

    def derive(self, purpose: str) -> bytes:
        """Return a key (32 bytes) of this vault for one purpose (``people``, ``signing``, …).

        It comes from the bag's own keys, so it lives as long as the ledger, whatever is rotated.
        """
        return hmac.digest(self._bag.audit, b"keywright derive|" + purpose.encode(), "sha256")

    def remove_lock(self, record: LockRecord) -> VaultBox:
        """Take one way of unlocking away; VaultTrouble ``last-lock``. Returns the new box."""
        locks = tuple(lock for lock in self.box.locks if lock != record)
        if not locks:
            raise VaultTrouble("last-lock")
        self.box = dataclasses.replace(self.box, locks=locks)
        return self.box

    @property
    def data_key(self) -> int:
        """Return the number of the data key that seals new secrets."""
        return self._bag.current

    def refresh(self, box: VaultBox) -> None:
        """Take over what another program changed of this vault's box: new locks, new data keys.

        Raises VaultTrouble ``vault-damaged`` where the box is another vault's or was changed.
        """
        try:
            bag = _Keybag.from_json(_open_bag(box, self._master))
        except (InvalidTag, ValueError, KeyError) as error:
            raise VaultTrouble("vault-damaged") from error
        self._ciphers = {number: AESGCM(key) for number, key in bag.data.items()}
        self.box, self._keys = box, (self._master, bag)

    def add_lock(self, lock: Lock) -> VaultBox:
        """Add one more way of unlocking; returns the new box, which the caller stores."""
        record = lock.wrap(self.box.vault_id, self._master)
        self.box = dataclasses.replace(self.box, locks=(*self.box.locks, record))
        return self.box

    def renew_data_key(self) -> VaultBox:
        """Begin a new data key: new secrets use it, old ones stay readable; returns the new box."""
        number = max(self._bag.data) + 1
        renewed = dataclasses.replace(
            self._bag, data={**self._bag.data, number: _key()}, current=number
        )
        self._keys = (self._master, renewed)
        self._ciphers = {n: AESGCM(key) for n, key in self._bag.data.items()}
        bag = _sealed_bag(self.box.vault_id, self._master, self._bag)
        self.box = dataclasses.replace(self.box, keybag=bag)
        return self.box

    def shut(self) -> None:
        """Drop every key until :meth:`reopen`; using one raises VaultTrouble ``vault-shut``.

        Python cannot wipe the memory itself; the system gives it to others when it likes.
        """
        self._keys = None
        self._ciphers = {}

    def reopen(self, box: VaultBox, opener: Opener) -> None:
        """Open a shut vault again, for all who share it; raises as :meth:`unlock` does."""
        master, bag = _unlocked(box, opener)
        self._ciphers = {number: AESGCM(key) for number, key in bag.data.items()}
        self.box, self._keys = box, (master, bag)

    @property
    def _bag(self) -> _Keybag:
        if self._keys is None:
            raise VaultTrouble("vault-shut")
        return self._keys[1]

    @property
    def _master(self) -> bytes:
        if self._keys is None:
            raise VaultTrouble("vault-shut")
        return self._keys[0]

    def _decrypt(self, key_id: int, sealed: bytes, bound_to: bytes, name: str) -> bytes:
        cipher = self._ciphers.get(key_id)
        if cipher is None and self._keys is None:
            raise VaultTrouble("vault-shut")
        if cipher is None:
            raise VaultTrouble("data-key-unknown", key=key_id, identity=name)
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError) as error:
            raise VaultTrouble("secret-damaged", identity=name) from error


def _key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _packed(secret_fields: Mapping[str, Secret]) -> bytes:
    fields = {name: value.reveal() for name, value in secret_fields.items()}
    return _encode(fields).encode()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def _owner(family: str, identity: str) -> bytes:
    if "|" in family:  # or two families could claim one ciphertext
        raise ValueError(family)
    return f"{family}|{identity}".encode()


def _bag_bound_to(vault_id: str) -> bytes:
    return f"keywright keybag|{vault_id}".encode()


def _sealed_bag(vault_id: str, master: bytes, bag: _Keybag) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, bag.to_json(), _bag_bound_to(vault_id))


def _unlocked(box: VaultBox, opener: Opener) -> tuple[bytes, _Keybag]:
    troubles: list[VaultTrouble] = []
    for record in sorted(box.locks, key=lambda lock: _TRIED.index(lock.kind)):
        try:
            master = opener.unwrap(record, box.vault_id)
            break
        except VaultTrouble as trouble:
            troubles.append(trouble)
        except (KeyError, ValueError) as error:
            raise VaultTrouble("vault-damaged") from error
    else:
        raise _nearest(troubles)
    try:
        bag = _Keybag.from_json(_open_bag(box, master))
    except (InvalidTag, ValueError, KeyError) as error:
        raise VaultTrouble("vault-damaged") from error
    return master, bag


def _open_bag(box: VaultBox, master: bytes) -> bytes:
    nonce, sealed = box.keybag[:NONCE_BYTES], box.keybag[NONCE_BYTES:]
    return AESGCM(master).decrypt(nonce, sealed, _bag_bound_to(box.vault_id))


def _nearest(troubles: list[VaultTrouble]) -> VaultTrouble:
    """Return the trouble a person should read: a wrong key before one that was not given."""
    if not troubles:
        return VaultTrouble("vault-damaged")
    wrong = [t for t in troubles if t.code.startswith("wrong-")]
    return (wrong or troubles)[0]
