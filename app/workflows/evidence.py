"""What happened after a backup, from what is left of the lost ledger: which licenses were used.

Three kinds of file are understood: an exported record of acts (``audit export``; each record is
proven with the vault's key), a write report (CSV, by its header), and a bare list of identities,
one a line, each with the MAC of its unit behind a comma where that is known.

A record ends with the time of its last act, a report with the latest time of its rows: what came
after that is in neither, so it is said to whoever reconciles (:attr:`Evidence.until`).
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.units import normalise_mac
from app.errors import BadInput
from app.ledger.work import CHAINED, link_bytes, same_mac
from app.workflows.services import Services

NOT_PICKED_UP = "not picked up"
PAGE = 2_000
_USED = {
    act.value
    for act in (
        Act.LICENSE_RESERVED,
        Act.LICENSE_INTENDED,
        Act.LICENSE_VERIFIED,
        Act.LICENSE_DOUBTED,
        Act.LICENSE_ADOPTED,
        Act.LICENSE_HELD,
        Act.LICENSE_VOIDED,
        Act.CLONE_FOUND,
    )
}
_MOMENTS = ("last_at", "verified_at")
Used = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one file shows as used: identities, with the hardware id where it is known.

    ``until`` (UTC ISO): the latest thing that it tells of; None: a list, which no time ends.
    """

    used: Used
    until: str | None = None


def read_evidence(services: Services, file: Path) -> Evidence:
    """Return what this file shows as used, and until when.

    Raises BadInput ``file-unreadable``, ``evidence-unproven`` (a record that this ledger's key did
    not seal, or a gap), ``evidence-too-old`` | ``evidence-report-too-old`` (nothing in it is news
    to this ledger: silent on what came after is not "nothing came after"), ``evidence-times`` (a
    report whose times are missing or were changed), ``evidence-unknown`` (no identity in it) and
    ``evidence-other-licenses`` (a line of a list, or a whole report, that this ledger has nothing
    of: a slip of the pen would put a used license back into the pool).
    """
    try:
        words = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("file-unreadable", file=file.name, reason=str(error)) from error
    lines = words.splitlines()
    if words.lstrip().startswith("{"):
        return _from_record(services, lines, file.name)
    header = next(csv.reader(lines), [])
    is_report = "identity" in header
    used = _from_report(lines) if is_report else _from_list(lines)
    if not used:
        raise BadInput("evidence-unknown", file=file.name)
    strange = services.ledger.restores.strangers(list(used))
    if len(strange) > (len(used) - 1 if is_report else 0):  # a report may tell of later lots too
        raise BadInput(
            "evidence-other-licenses", file=file.name, identity=strange[0], n=len(strange)
        )
    return Evidence(used, _end_of_report(services, lines, file.name) if is_report else None)


def _from_record(services: Services, lines: list[str], name: str) -> Evidence:
    """Read an exported chain; what this ledger's own chain does not have came after the backup."""
    used: Used = {}
    previous: bytes | None = None
    own, is_news = _own_macs(services), False
    for number, line in enumerate(lines, start=1):
        try:
            raw = json.loads(line)
            mac = bytes.fromhex(raw["mac"])
            values = (raw["seq"], *(raw[key] for key in CHAINED))
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("evidence-unproven", file=name, record=number) from error
        if previous is not None:
            proven = services.vault.audit_mac(link_bytes(previous, values))
            if not same_mac(proven, mac):
                raise BadInput("evidence-unproven", file=name, record=raw["seq"])
        elif raw["seq"] != 1:
            raise BadInput("evidence-unproven", file=name, record=raw["seq"])
        is_news = is_news or not same_mac(next(own, b""), mac)
        if is_news:
            _note_use(used, raw)
        previous = mac
    if not is_news:
        raise BadInput("evidence-too-old", file=name, record=len(lines))
    return Evidence(used, raw["at"])


def _own_macs(services: Services) -> Iterator[bytes]:
    """Return the MACs of this ledger's own records, from the first on."""
    after = 0
    while page := services.ledger.audit.records(after=after, limit=PAGE):
        yield from (bytes(record.mac) for record in page)
        after = page[-1].seq


def _note_use(used: Used, raw: Mapping[str, Any]) -> None:
    if raw["act"] not in _USED or not raw["subject"].startswith("license:"):
        return
    identity = raw["subject"].removeprefix("license:")
    for facts in (raw["new"], raw["old"]):
        unit = json.loads(facts).get("unit") if facts else None
        if unit is not None:
            used[identity] = unit
            return
    used.setdefault(identity, None)


def _from_report(lines: list[str]) -> Used:
    used: Used = {}
    for row in csv.DictReader(lines):
        identity = _plain(row.get("identity"))
        status = row.get("pickup_status")
        if identity and status != NOT_PICKED_UP:
            used[identity] = _hwid(_plain(row.get("mac")), _plain(row.get("serial")))
    return used


def _end_of_report(services: Services, lines: list[str], name: str) -> str:
    """Return the latest time in a report; refuse one in which nothing is news to this ledger.

    Compared license by license: an older copy that went on has later times than the report, yet
    the report may tell of boards that the copy knows nothing of.
    """
    told: dict[str, list[datetime]] = {}
    for row in csv.DictReader(lines):
        moments = [_moment(row, column, name) for column in _MOMENTS if column in row]
        if not moments:
            raise BadInput("evidence-times", file=name, value="-")
        if identity := _plain(row.get("identity")):
            told[identity] = [moment for moment in moments if moment is not None]
    latest = max((moment for moments in told.values() for moment in moments), default=None)
    own = services.ledger.reports.writes(columns=("identity", *_MOMENTS))
    known = {
        row[0]: [datetime.fromisoformat(at) for at in row[1:] if at]
        for row in own
        if row[0] in told
    }
    is_news = any(
        moments and (not known.get(identity) or max(moments) > max(known[identity]))
        for identity, moments in told.items()
    )
    if latest is None or not is_news:
        until = "-" if latest is None else latest.isoformat(timespec="seconds")
        raise BadInput("evidence-report-too-old", file=name, until=until)
    return latest.isoformat(timespec="milliseconds")


def _moment(row: Mapping[str, str], column: str, name: str) -> datetime | None:
    value = _plain(row[column])
    try:
        moment = datetime.fromisoformat(value) if value else None
    except ValueError:
        moment = None
    if value and (moment is None or moment.tzinfo is None):  # a spreadsheet wrote it its own way
        raise BadInput("evidence-times", file=name, value=value[:40])
    return moment


def _from_list(lines: list[str]) -> Used:
    used: Used = {}
    for row in csv.reader(lines):
        cells = [cell.strip() for cell in row]
        if cells and cells[0]:
            used[cells[0]] = _hwid(cells[1] if len(cells) > 1 else "", "")
    return used


def _hwid(mac: str, serial: str) -> str | None:
    if normalised := normalise_mac(mac):
        return normalised
    return f"SN:{serial}" if serial else None


def _plain(cell: str | None) -> str:
    """Return a cell as it was before it was made safe for a spreadsheet."""
    return (cell or "").strip().removeprefix("'")
