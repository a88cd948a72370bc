"""Care of the vault: its locks, a new data key for everything, the end of a lot's secrets.

Whatever changes the vault's box first takes over what other programs changed of it, and writes it
back only if nobody was quicker; otherwise a station could forget a data key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.licenses import Reservation
from app.domain.reasons import needed_reason
from app.domain.vault_box import LockKind, LockRecord, VaultBox
from app.errors import BadInput, LedgerTrouble, VaultTrouble
from app.ledger.secrets import PurgeCounts, SealedRow
from app.security.locks import Lock, Opener, PassphraseLock, RecoveryLock, new_recovery_key
from app.security.passwords import refuse_short_passphrase
from app.workflows.audit_record import signer
from app.workflows.restored import part
from app.workflows.rights import require
from app.workflows.services import Services
from flasher.secrets import Secret

BATCH = 1_000

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Rotation:
    """How far a rotation came. ``left`` 0: every secret is under the new data key."""

    data_key: int
    resealed: int
    left: int


def locks_of(services: Services) -> tuple[LockRecord, ...]:
    """Return the ways of unlocking, in the order in which they were added."""
    return _box(services).locks


def change_passphrase(services: Services, old: Secret, new: Secret) -> None:
    """Replace the passphrase; the old one opens nothing of this ledger any more.

    It still opens older backups: their boxes are closed with it. Raises NotAllowed; VaultTrouble
    ``wrong-passphrase``, ``no-passphrase-lock``; BadInput ``passphrase-too-short``.
    """
    require(services.ledger, services.actor, Act.VAULT_LOCK_CHANGED)
    refuse_short_passphrase(new)
    box = _fresh(services)
    former = next((lock for lock in box.locks if lock.kind is LockKind.PASSPHRASE), None)
    if former is None:
        raise VaultTrouble("no-passphrase-lock")
    Opener(passphrase=lambda: old).unwrap(former, box.vault_id)
    services.vault.add_lock(PassphraseLock(new))
    services.vault.remove_lock(former)
    _keep(services, box, Act.VAULT_LOCK_CHANGED, {"kind": "passphrase"})


def add_lock(services: Services, lock: Lock) -> None:
    """Add a way of unlocking; raises NotAllowed and what the lock raises (a missing keyring, …)."""
    require(services.ledger, services.actor, Act.VAULT_LOCK_ADDED)
    if isinstance(lock, PassphraseLock):
        refuse_short_passphrase(lock.passphrase)
    box = _fresh(services)
    services.vault.add_lock(lock)
    _keep(services, box, Act.VAULT_LOCK_ADDED, {"kind": services.vault.box.locks[-1].kind.value})


def remove_lock(services: Services, number: int) -> None:
    """Remove the ``number``-th way of unlocking (the first is 1).

    Raises NotAllowed; BadInput ``lock-unknown``; VaultTrouble ``last-lock``.
    """
    require(services.ledger, services.actor, Act.VAULT_LOCK_REMOVED)
    box = _fresh(services)
    if not 1 <= number <= len(box.locks):
        raise BadInput("lock-unknown", number=number, locks=len(box.locks))
    record = box.locks[number - 1]
    services.vault.remove_lock(record)
    _keep(services, box, Act.VAULT_LOCK_REMOVED, {"kind": record.kind.value})


def make_recovery_key(services: Services) -> Secret:
    """Make a new recovery key and return it, this once; an earlier one opens nothing any more."""
    require(services.ledger, services.actor, Act.VAULT_LOCK_ADDED)
    box = _fresh(services)
    key = new_recovery_key()
    services.vault.add_lock(RecoveryLock(key))
    for former in box.locks:
        if former.kind is LockKind.RECOVERY:
            services.vault.remove_lock(former)
    _keep(services, box, Act.VAULT_LOCK_ADDED, {"kind": LockKind.RECOVERY.value})
    return key


def rotate_data_key(
    services: Services, progress: Progress | None = None, stop: Stop | None = None
) -> Rotation:
    """Seal every secret anew under a new data key; or go on where an earlier run was stopped.

    Safe at any instant: each batch is one transaction, both keys stay readable, stations go on
    working. ``progress(done, total)``; ``stop()`` is asked between batches. Raises NotAllowed and
    VaultTrouble ``secret-damaged`` where a ciphertext was changed.
    """
    require(services.ledger, services.actor, Act.VAULT_KEY_ROTATED)
    box = _fresh(services)
    vault, store = services.vault, services.ledger.secrets
    total = store.count_other(vault.data_key)
    if total == 0:
        vault.renew_data_key()
        facts = {"data_key": vault.data_key, "step": "begun"}
        _keep(services, box, Act.VAULT_KEY_ROTATED, facts)
        total = store.count_other(vault.data_key)
    done = 0
    for page in (store.page_of_licenses, store.page_of_attachments):
        after = 0
        while rows := page(vault.data_key, after=after, limit=BATCH):
            if stop is not None and stop():
                return Rotation(vault.data_key, done, store.count_other(vault.data_key))
            store.reseal([_resealed(services, row) for row in rows], vault.data_key, services.actor)
            after, done = rows[-1].id, done + len(rows)
            if progress is not None:
                progress(done, total)
    left = store.count_other(vault.data_key)
    facts = {"data_key": vault.data_key, "step": "done", "resealed": done}
    services.ledger.audit.note(Act.VAULT_KEY_ROTATED, "vault", services.actor, new=facts)
    return Rotation(vault.data_key, done, left)


def rotation_left(services: Services) -> int:
    """Return how many secrets are under an older data key: a rotation was stopped, where any."""
    return services.ledger.secrets.count_other(services.vault.data_key)


def purge_lot(services: Services, lot: str, reason: str) -> tuple[PurgeCounts, dict[str, Any]]:
    """Take a closed lot's secrets away for ever; returns the counts and a signed certificate.

    Digests stay, so a device can still be checked. Two people's act. Backups made before keep the
    ciphertexts until they are removed. Raises NotAllowed, BadInput ``lot-unknown`` |
    ``reason-missing`` and Refused ``lot-not-closed``.
    """
    require(services.ledger, services.actor, Act.LOT_PURGED)
    counts = services.ledger.secrets.purge(lot, needed_reason(reason), services.actor)
    seq, mac = services.ledger.audit.head()
    document = {
        "kind": "keywright purge certificate",
        "ledger": services.ledger.meta.ledger_id,
        "lot": lot,
        "at": services.clock.now().isoformat(timespec="seconds"),
        "who": services.actor.name,
        "approver": services.actor.approver,
        "station": services.actor.station,
        "reason": reason.strip(),
        "purged": counts.purged,
        "kept": counts.kept,
        "attachments": counts.attachments,
        "licenses": [
            {"identity": identity, "state": state, "digest": digest.hex()}
            for identity, state, digest in services.ledger.secrets.digests_of(lot)
        ],
        "audit": {"records": seq, "mac": bytes(mac).hex()},
        "software": services.software,
    }
    return counts, signer(services).sign(document)


def open_license(services: Services, reservation: Reservation) -> dict[str, Secret]:
    """Open a reserved license, also when another program has just rotated the data key.

    Raises VaultTrouble ``secret-damaged`` | ``data-key-unknown``.
    """
    what = (reservation.family, reservation.identity, reservation.key_id, reservation.sealed)
    try:
        return services.vault.open(*what)
    except VaultTrouble as trouble:
        if trouble.code != "data-key-unknown":
            raise
    services.vault.refresh(_box(services))
    return services.vault.open(*what)


def shut(services: Services) -> None:
    """Drop every key; nothing can be written or recorded until :func:`reopen`."""
    part(services.ledger, services.vault)
    services.vault.shut()


def reopen(services: Services, opener: Opener) -> None:
    """Open a shut vault again; raises VaultTrouble as at the program's start."""
    services.vault.reopen(_box(services), opener)


def key_file_lock_path(path: Path) -> Path:
    """Return where a new key file may be made; BadInput ``key-file-exists``."""
    if path.exists():
        raise BadInput("key-file-exists", file=str(path))
    return path


def _resealed(services: Services, row: SealedRow) -> SealedRow:
    vault = services.vault
    if row.family is None:
        content = vault.open_bytes(row.label, row.key_id, row.sealed)
        return row._replace(sealed=vault.seal_bytes(row.label, content)[1])
    fields = vault.open(row.family, row.label, row.key_id, row.sealed)
    return row._replace(sealed=vault.seal(row.family, row.label, fields)[1])


def _box(services: Services) -> VaultBox:
    box = services.ledger.vault_box.load()
    if box is None:
        raise LedgerTrouble("ledger-damaged", ledger=services.ledger.location)
    return box


def _fresh(services: Services) -> VaultBox:
    """Take over what others changed of the box, and return it as it is stored."""
    box = _box(services)
    services.vault.refresh(box)
    return box


def _keep(services: Services, old: VaultBox, act: Act, facts: dict[str, Any]) -> None:
    try:
        services.ledger.vault_box.replace(old, services.vault.box, act, facts, services.actor)
    except BaseException:
        services.vault.refresh(_box(services))
        raise
