"""What is done with a lot after its import: edit, split, hold, release, overview, registration."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from app.domain.acts import Act
from app.domain.lots import LOT_DATA_FIELDS, Lot, LotData
from app.domain.people import Actor
from app.domain.reasons import needed_reason
from app.errors import BadInput, Refused
from app.intake.mappings import MAX_NAME, MappingProfile
from app.intake.registration import write_registration
from app.ledger.ledger import Ledger
from app.ledger.lot_papers import Attachment
from app.security.vault import Vault
from app.workflows.rights import require

MAX_LENGTHS: Mapping[str, int] = {
    "batch_tag": 64,
    "description": 512,
    "remarks": 4000,
    "name": 128,
}
"""Limits of batch tag and description: EnOS' own. The others keep screens and reports readable."""
_MAX_OTHER = 128


def check_lot_data(data: LotData) -> None:
    """Raise BadInput ``lot-option-length`` for lot data out of bounds."""
    _check_values(asdict(data))


def edit_lot(ledger: Ledger, actor: Actor, name: str, changes: Mapping[str, object]) -> Lot:
    """Change what is known of a lot, never its identities; each change is on record.

    ``changes``: fields of LotData, or ``name``. Raises BadInput ``lot-unknown``,
    ``lot-field-unknown``, ``lot-name-taken``, ``lot-option-length``.
    """
    require(ledger, actor, Act.LOT_EDITED)
    _check_values(changes)
    return ledger.lots.edit(name, dict(changes), actor)


def split_lot(ledger: Ledger, actor: Actor, name: str, quantity: int, new_name: str) -> Lot:
    """Move that many available licenses into a new lot; see ``LotStore.split``."""
    require(ledger, actor, Act.LOT_SPLIT)
    _check_values({"name": new_name})
    return ledger.lots.split(name, quantity, new_name, actor)


def hold_lot(
    ledger: Ledger,
    actor: Actor,
    name: str,
    reason: str,
    rows: tuple[int, int] | None = None,
) -> int:
    """Hold a lot's available licenses, or those of a range of rows; return how many."""
    require(ledger, actor, Act.LOT_HELD)
    return ledger.lots.hold(name, needed_reason(reason), actor, rows=_range(rows))


def release_lot(
    ledger: Ledger,
    actor: Actor,
    name: str,
    reason: str,
    rows: tuple[int, int] | None = None,
) -> int:
    """Release what was held and never was on a device; return how many."""
    require(ledger, actor, Act.LOT_RELEASED)
    return ledger.lots.release(name, needed_reason(reason), actor, rows=_range(rows))


def close_lot(ledger: Ledger, actor: Actor, name: str, reason: str) -> Lot:
    """Close a lot for ever: nothing more is picked up from it; its secrets may be purged then."""
    require(ledger, actor, Act.LOT_CLOSED)
    return ledger.lots.close(name, needed_reason(reason), actor)


def overview(
    ledger: Ledger,
    *,
    since: str | None = None,
    until: str | None = None,
    family: str | None = None,
) -> list[Lot]:
    """Return the lots, oldest first; ``since`` and ``until`` compare with the import's UTC time."""
    found = []
    for lot in ledger.lots.overview():
        if since is not None and lot.imported_at < since:
            continue
        if until is not None and lot.imported_at[: len(until)] > until:
            continue
        if family is not None and lot.family != family:
            continue
        found.append(lot)
    return found


def export_registration(
    ledger: Ledger,
    actor: Actor,
    scheme: str,
    units: Iterable[str],
    out: Path,
    *,
    batch_tag: str = "",
    description: str = "",
) -> Sequence[Path]:
    """Write collected units as registration lists for a cloud; the export is on record.

    ``units``: hardware ids (a MAC's 12 hex digits, or ``SN:<serial>``). Raises as
    ``intake.registration.write_registration`` does.
    """
    require(ledger, actor, Act.REGISTRATION_EXPORTED)
    wanted = list(units)
    paths = write_registration(scheme, wanted, out, batch_tag=batch_tag, description=description)
    ledger.audit.note(
        Act.REGISTRATION_EXPORTED,
        f"scheme:{scheme}",
        actor,
        new={"units": len(set(wanted)), "files": [path.name for path in paths]},
    )
    return paths


def open_source(ledger: Ledger, vault: Vault, attachment: Attachment) -> bytes:
    """Return the content of a lot's kept source file.

    Raises Refused ``attachment-purged`` after a purge, VaultTrouble where it was damaged.
    """
    key_id, sealed = ledger.lots.attachment(attachment.id)
    if not sealed:
        raise Refused("attachment-purged", name=attachment.name)
    return vault.open_bytes(attachment.sha256, key_id, sealed)


def take_source_out(
    ledger: Ledger, vault: Vault, actor: Actor, lot: str, out: Path, *, number: int | None = None
) -> Attachment:
    """Write a lot's kept source file in plain text; it is on record before it is written.

    ``number``: which attachment, where there are several; the newest by default. Raises BadInput
    ``lot-unknown``, ``attachment-none``, ``attachment-unknown``, ``file-exists``,
    ``file-not-written``, and what :func:`open_source` raises.
    """
    require(ledger, actor, Act.ATTACHMENT_OPENED)
    ledger.lots.get(lot)
    kept = ledger.lots.attachments(lot)
    if not kept:
        raise BadInput("attachment-none", lot=lot)
    wanted = [one for one in kept if number is None or one.id == number]
    if not wanted:
        raise BadInput("attachment-unknown", attachment=number)
    chosen = wanted[-1]
    content = open_source(ledger, vault, chosen)
    if out.exists():
        raise BadInput("file-exists", file=str(out))
    ledger.audit.note(
        Act.ATTACHMENT_OPENED,
        f"lot:{lot}",
        actor,
        new={"name": chosen.name, "sha256": chosen.sha256, "to": out.name},
    )
    try:
        with open(out, "xb", opener=_for_owner_only) as stream:
            stream.write(content)
    except OSError as error:
        raise BadInput("file-not-written", file=str(out), reason=str(error.strerror)) from error
    return chosen


def _for_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def save_mapping(ledger: Ledger, actor: Actor, profile: MappingProfile) -> None:
    """Keep a hand mapping under its name; it is on record. BadInput ``mapping-name``."""
    require(ledger, actor, Act.MAPPING_SAVED)
    if not 0 < len(profile.name.strip()) <= MAX_NAME:
        raise BadInput("mapping-name", name=profile.name, limit=MAX_NAME)
    ledger.lots.save_mapping(profile.name, json.loads(profile.to_json()), actor)


def load_mapping(ledger: Ledger, name: str) -> MappingProfile:
    """Return a kept mapping; BadInput ``mapping-unknown`` or ``mapping-damaged``."""
    kept = ledger.lots.mappings()
    if name not in kept:
        raise BadInput("mapping-unknown", mapping=name, known=", ".join(kept))
    return MappingProfile.from_json(name, json.dumps(kept[name]))


def _check_values(values: Mapping[str, object]) -> None:
    for field, value in values.items():
        if field not in (*LOT_DATA_FIELDS, "name"):
            raise BadInput("lot-field-unknown", field=field)
        limit = MAX_LENGTHS.get(field, _MAX_OTHER)
        if isinstance(value, str) and len(value) > limit:
            raise BadInput("lot-option-length", field=field, length=len(value), limit=limit)
        if field == "name" and not str(value).strip():
            raise BadInput("lot-name-missing")
        if field == "low_stock" and isinstance(value, int) and value < 0:
            raise BadInput("lot-low-stock", value=value)


def rows_of(text: str) -> tuple[int, int] | None:
    """Return the rows that ``2-51`` or ``7`` names, None for an empty text.

    Raises BadInput ``rows-not-a-range``.
    """
    first, dash, last = (part.strip() for part in text.partition("-"))
    if not text.strip():
        return None
    try:
        return int(first), int(last if dash else first)
    except ValueError as error:
        raise BadInput("rows-not-a-range", rows=text) from error


def _range(rows: tuple[int, int] | None) -> tuple[int, int] | None:
    if rows is not None and not 0 < rows[0] <= rows[1]:
        raise BadInput("rows-range", first=rows[0], last=rows[1])
    return rows
