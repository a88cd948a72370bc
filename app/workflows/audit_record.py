"""The record of acts: prove it, show it, export it, and sign where it ends.

A chain of MACs shows every change inside it, and cannot show that its end was cut off. What was
exported can: a signed head says "this ledger had at least this many records, and the last was this
one". Heads leave the ledger with every certificate and backup, and on their own.
"""

import csv
import dataclasses
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.audit import AuditRecord, ChainVerdict
from app.errors import BadInput
from app.ledger.restores import OLDER
from app.reports.spreadsheet import safe_cell
from app.security.signing import Signer, verified
from app.workflows.restored import last_seen
from app.workflows.rights import require
from app.workflows.services import Services

KIND = "keywright audit head"
PAGE = 2_000


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which records are shown; None means all. ``since`` and ``until``: UTC ISO, or their start."""

    act: str | None = None
    who: str | None = None
    subject: str | None = None
    since: str | None = None
    until: str | None = None

    def fits(self, record: AuditRecord) -> bool:
        """Say whether a record is wanted. ``who`` finds approvers as well."""
        return (
            (self.act is None or record.act == self.act)
            and (self.who is None or self.who in {record.who, record.approver})
            and (self.subject is None or self.subject in record.subject)
            and (self.since is None or record.at >= self.since)
            and (self.until is None or record.at[: len(self.until)] <= self.until)
        )


def signer(services: Services) -> Signer:
    """Return what signs in the name of this ledger; its key comes from the vault."""
    return Signer(services.vault.derive("signing"))


def signed_head(services: Services) -> dict[str, Any]:
    """Return the end of the record as a signed document."""
    seq, mac = services.ledger.audit.head()
    return signer(services).sign(
        {
            "kind": KIND,
            "ledger": services.ledger.meta.ledger_id,
            "records": seq,
            "mac": bytes(mac).hex(),
            "at": services.clock.now().isoformat(timespec="seconds"),
            "station": services.actor.station,
            "software": services.software,
        }
    )


def read_head(services: Services, file: Path) -> tuple[int, bytes]:
    """Return number and MAC of the record that a signed head names.

    Raises BadInput ``file-unreadable``, ``signature-…``, ``head-of-other-ledger``.
    """
    document = verified(_read(file), public_key=signer(services).public_key)
    if document.get("kind") != KIND or document.get("ledger") != services.ledger.meta.ledger_id:
        raise BadInput("head-of-other-ledger", file=file.name)
    return int(document["records"]), bytes.fromhex(document["mac"])


def verify_record(
    services: Services,
    heads: Iterable[Path] = (),
    on_progress: Callable[[int], None] | None = None,
) -> ChainVerdict:
    """Prove the whole chain against its key, these signed heads and what this station last saw.

    A ledger that was found to be an older copy is not whole until two people settled that: its
    own chain cannot show the end that it lost. Raises as :func:`read_head` does.
    """
    known = dict(read_head(services, file) for file in heads)
    seen = last_seen(services)
    if seen is not None and seen.seq:
        known.setdefault(seen.seq, seen.mac)
    known.pop(0, None)
    verdict = services.ledger.audit.verify(on_progress, heads=known)
    lost = [
        restore.seq
        for restore in services.ledger.restores.all()
        if restore.origin == OLDER and restore.settled_at is None
    ]
    if verdict.is_whole and lost:
        return ChainVerdict(lost[0], "chain-older-copy", lost[0] + 1)
    return verdict


def show_record(services: Services, wanted: AuditFilter, limit: int = 200) -> list[AuditRecord]:
    """Return the newest records that fit, newest first."""
    found: list[AuditRecord] = []
    for record in _newest_first(services):
        if wanted.since is not None and record.at < wanted.since:
            break
        if wanted.fits(record):
            found.append(record)
            if len(found) == limit:
                break
    return found


def export_record(services: Services, out: Path, wanted: AuditFilter | None = None) -> int:
    """Write the record, and beside it its signed head (``<name>.head.json``).

    A ``.csv`` is a table to read, safe for a spreadsheet; any other name gets JSON lines. Those
    hold, without a filter, the whole chain with its MACs, so that the same ledger can later prove
    from them what happened. Returns how many records were written; the export itself comes
    after them on record. Raises NotAllowed and BadInput ``file-unwritable``.
    """
    require(services.ledger, services.actor, Act.AUDIT_EXPORTED)
    head = signed_head(services)
    last = head["document"]["records"]
    count = 0
    is_table = out.suffix.lower() == ".csv"

    def lines() -> Iterator[str]:
        nonlocal count
        if is_table:
            yield "\ufeff" + _row([field.name for field in dataclasses.fields(AuditRecord)])
        for record in _oldest_first(services):
            if record.seq > last:
                return
            if wanted is None or wanted.fits(record):
                count += 1
                plain = as_plain(record)
                yield _row(plain.values()) if is_table else _line(plain)

    write_whole(out, lines())
    write_whole(head_file(out), [json.dumps(head, ensure_ascii=False, indent=1) + "\n"])
    services.ledger.audit.note(
        Act.AUDIT_EXPORTED, "audit", services.actor, new={"records": count, "file": out.name}
    )
    return count


def export_head(services: Services, out: Path) -> int:
    """Write the signed head alone; returns the number of records that it vouches for."""
    require(services.ledger, services.actor, Act.AUDIT_EXPORTED)
    head = signed_head(services)
    write_whole(out, [json.dumps(head, ensure_ascii=False, indent=1) + "\n"])
    records = int(head["document"]["records"])
    services.ledger.audit.note(
        Act.AUDIT_EXPORTED, "audit", services.actor, new={"head": records, "file": out.name}
    )
    return records


def head_file(out: Path) -> Path:
    """Return where the signed head of an exported record stands."""
    return out.with_name(f"{out.stem}.head.json")


def as_plain(record: AuditRecord) -> dict[str, Any]:
    """Return a record as JSON values; the MAC in hex."""
    return dataclasses.asdict(record) | {"mac": record.mac.hex()}


def _line(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False) + "\n"


def _row(values: Iterable[Any]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerow([safe_cell(value) for value in values])
    return made.getvalue()


def write_whole(out: Path, lines: Iterable[str]) -> None:
    """Write a text file that appears whole or not at all; BadInput ``file-unwritable``."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as error:
        raise BadInput("file-unwritable", file=str(out), reason=error.strerror) from error
    finally:
        part.unlink(missing_ok=True)


def _oldest_first(services: Services) -> Iterator[AuditRecord]:
    after = 0
    while page := services.ledger.audit.records(after=after, limit=PAGE):
        yield from page
        after = page[-1].seq


def _newest_first(services: Services) -> Iterator[AuditRecord]:
    end = services.ledger.audit.head()[0]
    while end > 0:
        start = max(0, end - PAGE)
        page = services.ledger.audit.records(after=start, limit=end - start)
        yield from (record for record in reversed(page) if record.seq <= end)
        end = start


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput("file-unreadable", file=str(file), reason=error.strerror) from error
