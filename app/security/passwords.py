"""PINs, passwords and badges: kept so that a stolen ledger is not enough to guess them.

A PIN has a million values, so Argon2id alone would not save it. What is stretched is therefore not
the PIN but its MAC under a key of the vault: without the vault there is nothing to try against.
Argon2id then makes each try slow for somebody who has the vault.
"""

import hmac
import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from app.errors import BadInput
from flasher.secrets import Secret

PIN_LEAST = 6
PASSWORD_LEAST = 8
BADGE_LEAST = 6
PASSPHRASE_LEAST = 10
LONGEST = 256
COSTS = {"time_cost": 3, "memory_cost": 32 * 1024, "parallelism": 1}
_DIGITS = re.compile(r"[0-9]+")
_UPWARDS, _DOWNWARDS = "01234567890123456789", "98765432109876543210"


class Passwords:
    """Makes and checks hashes. Thread-safe; one check takes some 50 ms and 32 MiB on purpose.

    ``pepper``: 32 bytes that come from the vault. Costs: above OWASP's least for Argon2id (19 MiB,
    two passes), on one lane, because the other cores are busy with boards.
    """

    def __init__(self, pepper: bytes, hasher: PasswordHasher | None = None) -> None:
        self._pepper = pepper
        self._hasher = hasher or PasswordHasher(
            time_cost=COSTS["time_cost"],
            memory_cost=COSTS["memory_cost"],
            parallelism=COSTS["parallelism"],
        )
        self._decoy: str | None = None

    def hash(self, secret: Secret) -> str:
        """Return what may be stored of a PIN or password."""
        return self._hasher.hash(self._peppered("secret", secret))

    def fits(self, stored: str | None, secret: Secret) -> bool:
        """Say whether this is the PIN or password; as slow for one that nobody has."""
        if stored is None:
            self._check(self._some_hash(), secret)
            return False
        return self._check(stored, secret)

    def badge_digest(self, badge: Secret) -> bytes:
        """Return the keyed digest (32 bytes) under which a badge is looked up."""
        return hmac.digest(self._pepper, b"badge|" + badge.reveal().strip().encode(), "sha256")

    def _check(self, stored: str, secret: Secret) -> bool:
        try:
            return self._hasher.verify(stored, self._peppered("secret", secret))
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    def _peppered(self, kind: str, secret: Secret) -> bytes:
        return hmac.digest(self._pepper, f"{kind}|{secret.reveal()}".encode(), "sha256")

    def _some_hash(self) -> str:
        if self._decoy is None:
            self._decoy = self.hash(Secret("nobody has this"))
        return self._decoy


def refuse_weak(secret: Secret, name: str) -> None:
    """Refuse a PIN or password that is guessed first.

    Raises BadInput ``pin-too-short`` (6 digits), ``password-too-short`` (8 characters),
    ``password-too-long`` or ``password-too-easy`` (one character, a row of digits, the name).
    """
    words = secret.reveal()
    is_pin = _DIGITS.fullmatch(words) is not None
    if is_pin and len(words) < PIN_LEAST:
        raise BadInput("pin-too-short", least=PIN_LEAST)
    if not is_pin and len(words) < PASSWORD_LEAST:
        raise BadInput("password-too-short", least=PASSWORD_LEAST)
    if len(words) > LONGEST:
        raise BadInput("password-too-long", most=LONGEST)
    is_row = words in _UPWARDS or words in _DOWNWARDS
    if len(set(words)) < 3 or is_row or words.casefold() == name.strip().casefold():  # noqa: PLR2004
        raise BadInput("password-too-easy")


def refuse_short_badge(badge: Secret) -> None:
    """Refuse a badge code that could be typed by chance; BadInput ``badge-too-short``."""
    if len(badge.reveal().strip()) < BADGE_LEAST:
        raise BadInput("badge-too-short", least=BADGE_LEAST)


def refuse_short_passphrase(passphrase: Secret) -> None:
    """Refuse a vault passphrase of fewer than 10 characters; BadInput ``passphrase-too-short``."""
    if len(passphrase.reveal()) < PASSPHRASE_LEAST:
        raise BadInput("passphrase-too-short", least=PASSPHRASE_LEAST)
