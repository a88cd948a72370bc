"""The states of a license, and the moves between them (custody.md).

available --reserve--> reserved --intent--> writing --read-back equal--> verified
    ^                     |                    |
    +----- release -------+                    +--any doubt--> doubtful --> verified | writing
available <--> held        any --> void (final)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, overload


class LicenseState(StrEnum):
    """Where a license is in its life."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    WRITING = "writing"
    DOUBTFUL = "doubtful"
    VERIFIED = "verified"
    HELD = "held"
    VOID = "void"


S = LicenseState

MOVES: frozenset[tuple[LicenseState, LicenseState]] = frozenset(
    {
        (S.AVAILABLE, S.RESERVED),
        (S.RESERVED, S.AVAILABLE),  # release: nothing was sent
        (S.RESERVED, S.WRITING),
        (S.WRITING, S.VERIFIED),
        (S.WRITING, S.DOUBTFUL),
        (S.DOUBTFUL, S.VERIFIED),
        (S.DOUBTFUL, S.WRITING),  # same unit, found blank
        (S.VERIFIED, S.WRITING),  # same unit, found blank again: the same license once more
        (S.AVAILABLE, S.VERIFIED),  # adopted: written outside, found on a board
        (S.AVAILABLE, S.HELD),
        (S.HELD, S.AVAILABLE),
        (S.VERIFIED, S.HELD),  # clone alarm, quarantine of the unit
        (S.DOUBTFUL, S.HELD),
        (S.RESERVED, S.VERIFIED),  # written outside, found on its own unit
        (S.RESERVED, S.DOUBTFUL),  # settled after a restore: what happened since is not known
        (S.RESERVED, S.HELD),  # clone alarm while it was being prepared for its unit
        (S.WRITING, S.HELD),
        (S.HELD, S.VERIFIED),
        (S.HELD, S.DOUBTFUL),
    }
    | {(state, S.VOID) for state in LicenseState if state is not S.VOID}
)
"""Allowed moves. ``held -> available`` only where the license was never with a unit."""

TAKEN = frozenset({S.RESERVED, S.WRITING, S.DOUBTFUL, S.VERIFIED})
"""States in which a license belongs to one unit."""


class PickupStatus(StrEnum):
    """How reports call it: has the license left the pool?"""

    NOT_PICKED_UP = "not picked up"
    PICKED_UP = "picked up"
    RETURNED = "returned"


class WriteStatus(StrEnum):
    """How reports call it: is the license on a device?"""

    NOT_WRITTEN = "not written"
    WRITING = "writing"
    WRITTEN = "written"
    DOUBTFUL = "doubtful"
    VOID = "void"


class SealedLicense(NamedTuple):
    """One license as the ledger stores it on import: secrets already encrypted.

    ``sealed``: AES-256-GCM output (nonce + ciphertext) of the JSON of all secret fields, with
    ``family|identity`` as associated data. ``digest``: keyed digest of the secret that goes onto
    the device (32 bytes). ``bound_to``: hardware id of the only unit that may get it.
    ``issued_mac``: a MAC to write along, 12 upper-case hex. ``unit``: hardware id of the unit it is
    already on (statuses from elsewhere). ``extra``: JSON object of the other columns.
    """

    row: int
    identity: str
    sealed: bytes
    key_id: int
    digest: bytes
    state: LicenseState = LicenseState.AVAILABLE
    bound_to: str | None = None
    issued_mac: str | None = None
    unit: str | None = None
    state_at: str | None = None
    extra: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PackedBytes(Sequence[bytes]):
    """Many byte strings of one length, end to end: a column that costs no object for each row."""

    joined: bytes
    size: int

    def __len__(self) -> int:
        return len(self.joined) // self.size

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> "PackedBytes": ...

    def __getitem__(self, place: int | slice) -> "bytes | PackedBytes":
        if isinstance(place, slice):
            parts = [self[at] for at in range(*place.indices(len(self)))]
            return PackedBytes(b"".join(parts), self.size)
        at = range(len(self))[place] * self.size
        return self.joined[at : at + self.size]


class SealedColumns(NamedTuple):
    """Many licenses on import, as parallel columns: what :class:`SealedLicense` says, row by row.

    A million rows go through here, and an object for each of them would cost more than its cipher.
    A column is None where no row has such a value; ``states`` None: all are available. Sealed
    secrets and digests are best given as :class:`PackedBytes`.
    """

    rows: Sequence[int]
    identities: Sequence[str]
    sealed: Sequence[bytes]
    key_id: int
    digests: Sequence[bytes]
    states: Sequence[LicenseState] | None = None
    bound_to: Sequence[str | None] | None = None
    issued_mac: Sequence[str | None] | None = None
    unit: Sequence[str | None] | None = None
    state_at: Sequence[str | None] | None = None
    extra: Sequence[str | None] | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    """A license picked up for one unit, as the ledger hands it out (still sealed).

    ``state``: its state when handed out; RESERVED is fresh from the pool, the others are the unit's
    own license from earlier (rule 6).
    """

    license_id: int
    lot_id: int
    lot: str
    family: str
    identity: str
    state: LicenseState
    unit_id: int
    sealed: bytes = field(repr=False)
    key_id: int
    digest: bytes = field(repr=False)
    issued_mac: str | None = None


@dataclass(frozen=True, slots=True)
class LicenseSeen:
    """A license as it stands in the ledger, without its secret.

    ``unit_hwid``: the unit it belongs to. ``digest``: keyed digest of what goes onto the device.
    ``elsewhere``: its state came along with the list. ``was_out``: it may be on a device.
    """

    license_id: int
    lot_id: int
    lot: str
    row: int
    family: str
    identity: str
    state: LicenseState
    state_at: str
    unit_id: int | None
    unit_hwid: str | None
    digest: bytes = field(repr=False)
    bound_to: str | None = None
    issued_mac: str | None = None
    order_id: int | None = None
    extra: str | None = None
    elsewhere: bool = False
    was_out: bool = False
    has_secret: bool = True

    @property
    def hwid(self) -> str | None:
        """Return the unit it belongs to, by the name that units and attempts use for it."""
        return self.unit_hwid
