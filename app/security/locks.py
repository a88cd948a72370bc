"""The ways to lock the vault's master key: OS keyring, passphrase, key file.

A lock turns what a person or a computer has into a 32-byte key that wraps the master key
(AES-256-GCM). What is stored (:class:`~app.domain.vault_box.LockRecord`) holds parameters and a
hint where to look, never a secret.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import keyring
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from keyring.errors import KeyringError, NoKeyringError

from app.domain.vault_box import LockKind, LockRecord
from app.errors import VaultTrouble
from flasher.secrets import Secret

KEY_BYTES = 32
NONCE_BYTES = 12
SERVICE = "keywright"
KEY_FILE_MARK = "keywright-key-1:"
RECOVERY_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})

# RFC 9106, the second recommended choice: 64 MiB, three passes, four lanes.
ARGON2 = {"time_cost": 3, "memory_kib": 65536, "lanes": 4}
ARGON2_MOST = {"time_cost": 64, "memory_kib": 4 * 1024 * 1024, "lanes": 64}


class Keyring(Protocol):
    """The operating system's keyring, as the library of that name offers it."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept under a name."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep something under a name."""
        ...


class Lock(Protocol):
    """One way of unlocking, chosen when a vault is made or a lock is added."""

    def wrap(self, vault_id: str, master: bytes) -> LockRecord:
        """Return the master key, wrapped."""
        ...


@dataclass(frozen=True, slots=True)
class PassphraseLock:
    """Locks with words that people remember, stretched by Argon2id."""

    passphrase: Secret

    def wrap(self, vault_id: str, master: bytes) -> LockRecord:
        """See :meth:`Lock.wrap`; VaultTrouble ``passphrase-empty``."""
        if not self.passphrase.reveal().strip():
            raise VaultTrouble("passphrase-empty")
        parameters: dict[str, str | int] = {"salt": secrets.token_hex(16), **ARGON2}
        key = _stretched(self.passphrase, parameters)
        return _record(LockKind.PASSPHRASE, "", parameters, vault_id, key, master)


@dataclass(frozen=True, slots=True)
class RecoveryLock:
    """Locks with a long random key that is printed once and kept in a safe."""

    key: Secret

    def wrap(self, vault_id: str, master: bytes) -> LockRecord:
        """See :meth:`Lock.wrap`."""
        parameters: dict[str, str | int] = {"salt": secrets.token_hex(16), **ARGON2}
        key = _stretched(plain_recovery_key(self.key), parameters)
        return _record(LockKind.RECOVERY, "", parameters, vault_id, key, master)


@dataclass(frozen=True, slots=True)
class KeyFileLock:
    """Locks with a file of 32 random bytes; the file is made if it is not there."""

    path: Path

    def wrap(self, vault_id: str, master: bytes) -> LockRecord:
        """See :meth:`Lock.wrap`; VaultTrouble ``key-file-denied`` | ``key-file-wrong``."""
        path = self.path.expanduser().absolute()
        if not path.exists():
            make_key_file(path)
        parameters: dict[str, str | int] = {"salt": secrets.token_hex(16)}
        key = _derived(read_key_file(path), parameters)
        return _record(LockKind.KEY_FILE, str(path), parameters, vault_id, key, master)


@dataclass(frozen=True, slots=True)
class KeyringLock:
    """Locks with a random key that the operating system keeps for this user."""

    backend: Keyring | None = None

    def wrap(self, vault_id: str, master: bytes) -> LockRecord:
        """See :meth:`Lock.wrap`; VaultTrouble ``keyring-missing`` | ``keyring-denied``."""
        key = secrets.token_bytes(KEY_BYTES)
        try:
            _keyring(self.backend).set_password(SERVICE, vault_id, key.hex())
        except NoKeyringError as error:
            raise VaultTrouble("keyring-missing") from error
        except KeyringError as error:
            raise VaultTrouble("keyring-denied") from error
        parameters: dict[str, str | int] = {"salt": secrets.token_hex(16)}
        return _record(
            LockKind.KEYRING, vault_id, parameters, vault_id, _derived(key, parameters), master
        )


@dataclass(frozen=True, slots=True)
class Opener:
    """What is at hand to unlock a vault: all optional, asked for only when a lock needs it.

    ``passphrase``: called once when a passphrase is needed. ``key_file``: goes before the path
    that the box remembers. ``keyring``: another backend than the system's.
    """

    passphrase: Callable[[], Secret] | None = None
    key_file: Path | None = None
    keyring: Keyring | None = None

    def unwrap(self, record: LockRecord, vault_id: str) -> bytes:
        """Return the master key; VaultTrouble with the code of what is missing or wrong."""
        match record.kind:
            case LockKind.KEY_FILE:
                raw = read_key_file(self.key_file or Path(record.hint))
                key, wrong = _derived(raw, record.parameters), "wrong-key-file"
            case LockKind.KEYRING:
                key, wrong = self._from_keyring(record), "keyring-wrong"
            case LockKind.PASSPHRASE | LockKind.RECOVERY:
                if self.passphrase is None:
                    raise VaultTrouble("passphrase-needed")
                words = self.passphrase()
                if record.kind is LockKind.RECOVERY:
                    words = plain_recovery_key(words)
                key = _stretched(words, record.parameters)
                wrong = "wrong-passphrase"
        try:
            return _cipher_open(key, record.wrapped, _bound_to(vault_id, record.kind))
        except InvalidTag as error:
            raise VaultTrouble(wrong, file=str(self.key_file or record.hint)) from error

    def _from_keyring(self, record: LockRecord) -> bytes:
        try:
            kept = _keyring(self.keyring).get_password(SERVICE, record.hint)
        except NoKeyringError as error:
            raise VaultTrouble("keyring-missing") from error
        except KeyringError as error:
            raise VaultTrouble("keyring-denied") from error
        if kept is None:
            raise VaultTrouble("keyring-empty")
        try:
            return _derived(bytes.fromhex(kept), record.parameters)
        except ValueError as error:
            raise VaultTrouble("keyring-wrong") from error


def new_recovery_key() -> Secret:
    """Return a new recovery key: 160 random bits, in eight groups that can be read aloud."""
    letters = "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(32))
    return Secret("-".join(letters[at : at + 4] for at in range(0, 32, 4)))


def shown_once(key: Secret) -> str:
    """Return a new recovery key's letters, for the one screen or sheet of paper it goes to."""
    return key.reveal()


def plain_recovery_key(typed: Secret) -> Secret:
    """Return a recovery key as it was made, however it was typed: case, blanks and dashes aside."""
    letters = (char for char in typed.reveal().upper() if char.isalnum())
    return Secret("".join(letters).translate(_MISREAD))


def make_key_file(path: Path) -> None:
    """Make a new key file that only its owner may read; VaultTrouble ``key-file-denied``."""
    words = f"{KEY_FILE_MARK}{secrets.token_hex(KEY_BYTES)}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise VaultTrouble("key-file-denied", file=str(path)) from error


def read_key_file(path: Path) -> bytes:
    """Return the key in a key file.

    Raises VaultTrouble ``key-file-missing`` | ``key-file-denied`` | ``key-file-wrong``.
    """
    try:
        with path.open("rb") as file:
            words = file.read(256)
    except FileNotFoundError as error:
        raise VaultTrouble("key-file-missing", file=str(path)) from error
    except OSError as error:
        raise VaultTrouble("key-file-denied", file=str(path)) from error
    try:
        mark, _, digits = words.decode("ascii").strip().partition(":")
        key = bytes.fromhex(digits)
    except ValueError as error:
        raise VaultTrouble("key-file-wrong", file=str(path)) from error
    if f"{mark}:" != KEY_FILE_MARK or len(key) != KEY_BYTES:
        raise VaultTrouble("key-file-wrong", file=str(path))
    return key


def _keyring(backend: Keyring | None) -> Keyring:
    return keyring.get_keyring() if backend is None else backend


def _stretched(passphrase: Secret, parameters: object) -> bytes:
    assert isinstance(parameters, dict)
    for name, most in ARGON2_MOST.items():  # a changed box must not eat the computer's memory
        if not 1 <= int(parameters[name]) <= most:
            raise VaultTrouble("vault-damaged")
    return hash_secret_raw(
        passphrase.reveal().encode(),
        bytes.fromhex(str(parameters["salt"])),
        time_cost=int(parameters["time_cost"]),
        memory_cost=int(parameters["memory_kib"]),
        parallelism=int(parameters["lanes"]),
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _derived(key: bytes, parameters: object) -> bytes:
    # One key file may lock several ledgers: each salt makes another wrapping key of it.
    assert isinstance(parameters, dict)
    salt = bytes.fromhex(str(parameters["salt"]))
    return HKDF(SHA256(), KEY_BYTES, salt, b"keywright lock").derive(key)


def _record(
    kind: LockKind,
    hint: str,
    parameters: dict[str, str | int],
    vault_id: str,
    key: bytes,
    master: bytes,
) -> LockRecord:
    nonce = secrets.token_bytes(NONCE_BYTES)
    wrapped = nonce + AESGCM(key).encrypt(nonce, master, _bound_to(vault_id, kind))
    return LockRecord(kind, hint, wrapped, parameters)


def _cipher_open(key: bytes, blob: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound_to)


def _bound_to(vault_id: str, kind: LockKind) -> bytes:
    return f"keywright lock|{vault_id}|{kind.value}".encode()
