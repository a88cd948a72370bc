"""Meeting a ledger again: is it at least as new as what this station saw of it last time?

Called when a ledger is opened (:func:`meet`) and before it is closed (:func:`part`). A ledger that
was restored, or quietly replaced by an older copy, hands out nothing until :func:`reconcile`.
"""

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.reasons import needed_reason
from app.ledger.ledger import Ledger
from app.ledger.restores import Reconciled
from app.paths import data_dir
from app.security.vault import Vault
from app.security.witness import Seen, Witness
from app.workflows.rights import require
from app.workflows.services import Services


def witness_dir() -> Path:
    """Return the folder of this user's notes on ledgers, away from the ledgers themselves."""
    return data_dir() / "witness"


def meet(ledger: Ledger, vault: Vault, actor: Actor, folder: Path | None = None) -> int | None:
    """Notice a restored or older ledger; returns how many licenses it put in question, or None."""
    noticed = ledger.restores.notice_backup(actor)
    seen = _witness(vault, folder).recall(ledger.meta.ledger_id)
    if seen is not None and not _continues(ledger, seen):
        noticed = (noticed or 0) + ledger.restores.notice_older(actor, seen_seq=seen.seq)
    if noticed is not None or seen is None:
        part(ledger, vault, folder)
    return noticed


def part(ledger: Ledger, vault: Vault, folder: Path | None = None) -> None:
    """Note what was seen of the ledger. A folder that cannot be written is no reason to stop."""
    seq, mac = ledger.audit.head()
    known = max((restore.id for restore in ledger.restores.all()), default=0)
    with contextlib.suppress(OSError):
        _witness(vault, folder).note(ledger.meta.ledger_id, Seen(seq, bytes(mac), known))


def last_seen(services: Services, folder: Path | None = None) -> Seen | None:
    """Return what this station last saw of the ledger's record, or None."""
    return _witness(services.vault, folder).recall(services.ledger.meta.ledger_id)


def reconcile(
    services: Services, used: Mapping[str, str | None] | Iterable[str], reason: str
) -> Reconciled:
    """Settle what a restore put in question; always two people's act.

    ``used``: identities known to have been handed out since the backup, with the hardware id of
    their unit where it is known. Raises NotAllowed, BadInput ``reason-missing`` and Refused
    ``ledger-not-restored``.
    """
    require(services.ledger, services.actor, Act.LEDGER_RECONCILED)
    units = used if isinstance(used, Mapping) else dict.fromkeys(used)
    return services.ledger.restores.reconcile(units, needed_reason(reason), services.actor)


def _continues(ledger: Ledger, seen: Seen) -> bool:
    """Say whether the ledger's record goes on from what was seen, or says why it does not."""
    if any(restore.id > seen.restore_id for restore in ledger.restores.all()):
        return True  # it was noticed already, here or at another station
    if seen.seq == 0:
        return True
    records = ledger.audit.records(after=seen.seq - 1, limit=1)
    return bool(records) and records[0].seq == seen.seq and bytes(records[0].mac) == seen.mac


def _witness(vault: Vault, folder: Path | None) -> Witness:
    return Witness(folder or witness_dir(), vault.derive("witness"))
