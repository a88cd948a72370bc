"""One audited act as the record keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One link of the chain. ``old`` and ``new`` are JSON texts; ``at`` is UTC ISO."""

    seq: int
    at: str
    act: str
    who: str
    approver: str | None
    station: str
    subject: str
    old: str | None
    new: str | None
    reason: str | None
    mac: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What a walk along the chain found. ``first_bad``: number of the first record that is wrong.

    ``code``: ``chain-whole``, ``chain-record-changed``, ``chain-record-missing`` or
    ``chain-end-missing``.
    """

    records: int
    code: str = "chain-whole"
    first_bad: int | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether nothing was changed, removed or cut off."""
        return self.first_bad is None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check of the ledger found wrong; code and facts make the sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
