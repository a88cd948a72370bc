"""The one question a job asks of whoever keeps the licenses.

The engine writes; it does not own licenses. It hands what it found to a :class:`Custodian`, which
answers with a decision, and it asks again for the open credential at the last moment. The order is
custody rule 3: :meth:`Custodian.intend` returns only after the intent is durably recorded; if it
raises, not one byte of the secret leaves the host.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from flasher.model import BoardFound, Credential, Storage


@dataclass(frozen=True, slots=True)
class WriteIt:
    """Write the license that :meth:`Custodian.intend` hands out. Overwrites only if said so."""

    storage: Storage = Storage.KV
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class AlreadyRight:
    """The board already holds the license that it should hold: count it as a re-check."""

    code: str = "recheck"
    recheck: bool = True


@dataclass(frozen=True, slots=True)
class Refuse:
    """This board gets nothing. ``code`` and ``facts`` make the sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


Decision = WriteIt | AlreadyRight | Refuse


class Custodian(Protocol):
    """Whoever keeps the licenses (the ledger, through a workflow)."""

    def decide(self, board: BoardFound) -> Decision:
        """Say what shall happen to this board. May reserve a license; sends nothing."""
        ...

    def intend(self, board: BoardFound) -> Credential:
        """Record the intent durably, then open and return the credential."""
        ...
