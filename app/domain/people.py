"""Who acts, and in which role."""

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.acts import Act


class Role(StrEnum):
    """What a person is at the factory."""

    OPERATOR = "operator"
    QA = "qa"
    ENGINEER = "engineer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Approval:
    """A second person's word for one act; it is good for once. Thread-safe.

    ``act`` None: the one act of the command that it was given for.
    """

    def __init__(self, act: Act | None = None) -> None:
        self.act = act
        self._lock = threading.Lock()
        self._is_spent = False

    def spend(self, act: Act) -> bool:
        """Use it up for this act; False where it was given for another, or is used already."""
        with self._lock:
            if self._is_spent or self.act not in {None, act}:
                return False
            self._is_spent = True
            return True


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does an act at which station; ``approver`` is the second person where one is needed.

    ``is_signed_in``: proved by PIN, password or badge. In a ledger without people nobody can be,
    and the operating system's user acts.
    """

    name: str
    station: str
    roles: frozenset[Role] = frozenset(Role)
    approver: str | None = None
    is_signed_in: bool = False
    approval: Approval | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the ledger keeps them: what they may, how they sign in, whether they left.

    ``failures``: tries since the last good one. ``tried_at``, ``locked_until``: UTC ISO texts.
    ``secret_hash``: Argon2id of the peppered PIN or password; None where only a badge is used.
    ``must_change``: somebody else chose it; it opens nothing but the choice of an own one.
    """

    id: int
    name: str
    roles: frozenset[Role]
    secret_hash: str | None = field(repr=False)
    has_badge: bool
    created_at: str
    created_by: str
    left_at: str | None = None
    failures: int = 0
    tried_at: str | None = None
    locked_until: str | None = None
    must_change: bool = False

    @property
    def is_here(self) -> bool:
        """Say whether the person may still sign in; history keeps the name either way."""
        return self.left_at is None
