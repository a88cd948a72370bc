"""What can go wrong in the station, as one tree; every error is a code with facts.

    KeywrightError
    ├── BadInput         a file, an option or a value is wrong           exit code 2
    ├── Refused          a rule of the trade says no                      exit code 2
    │   ├── NoLicense    the pool has none for this unit
    │   └── NotAllowed   this person may not do this
    ├── LedgerTrouble    the ledger cannot be opened, read or written     exit code 3
    └── VaultTrouble     the secrets cannot be unlocked                   exit code 3

``code`` is the key of the sentence and the advice in ``resources/texts``; ``facts`` are the plain
values in them (file, row, lot, …; never a secret). A bug is none of these and may crash the job.
"""

from typing import ClassVar


class KeywrightError(Exception):
    """Base of the tree."""

    exit_code: ClassVar[int] = 2

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, object] = facts


class BadInput(KeywrightError):
    """A file, an option or a value is wrong."""


class Refused(KeywrightError):
    """A rule of the trade says no."""


class NoLicense(Refused):
    """The pool has no license for this unit."""


class NotAllowed(Refused):
    """This person may not do this. Facts: ``act``, ``who``, ``could`` (roles that may)."""


class LedgerTrouble(KeywrightError):
    """The ledger cannot be opened, read or written."""

    exit_code = 3


class VaultTrouble(KeywrightError):
    """The secrets cannot be unlocked."""

    exit_code = 3
