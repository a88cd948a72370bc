"""Pretend people, records of acts and vault, for pictures and tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.audit import AuditRecord, ChainVerdict
from app.domain.lots import LotCounts
from app.domain.people import Actor, Person, Role
from app.domain.vault_box import LockKind, LockRecord
from app.errors import BadInput
from app.ui.services_quality import (
    AuditQuery,
    BackupView,
    Cancelled,
    LedgerCheck,
    Progress,
    Reconciliation,
    RestoreView,
)
from flasher.secrets import Secret

NOW = datetime(2026, 3, 12, 14, 26, tzinfo=UTC)


def at(minutes: float) -> str:
    """Return the UTC ISO text of so many minutes before now."""
    return (NOW - timedelta(minutes=minutes)).isoformat(timespec="milliseconds")


_PEOPLE: tuple[tuple[str, tuple[Role, ...], bool, int], ...] = (
    ("Ada Chen", (Role.ADMINISTRATOR,), False, 0),
    ("Sun Wei", (Role.SUPERVISOR,), True, 0),
    ("Qiu Yan", (Role.QA,), True, 0),
    ("Li Qiang", (Role.ENGINEER, Role.QA), False, 0),
    ("Chen Li", (Role.OPERATOR,), True, 0),
    ("Wang Fang", (Role.OPERATOR,), True, 5),
    ("Zhao Min", (Role.OPERATOR,), False, 0),
)


class DemoPeople:
    """Some people; the one at the desk is an administrator unless a test says otherwise."""

    def __init__(self, *, empty: bool = False) -> None:
        self.roles: frozenset[Role] = frozenset(Role)
        self.rows: list[Person] = []
        for number, (name, roles, badge, failures) in enumerate(() if empty else _PEOPLE, start=1):
            person = Person(
                number, name, frozenset(roles), "hash", badge, at(9000), "Ada Chen",
                failures=failures, locked_until=at(-14) if failures else None,
            )  # fmt: skip
            left = at(4000) if name == "Zhao Min" else None
            self.rows.append(replace(person, left_at=left))

    def actor(self) -> Actor:
        """Return who is at the desk."""
        return Actor("Ada Chen", "station-1", self.roles, is_signed_in=True)

    def all(self) -> Sequence[Person]:
        """Return everybody."""
        return tuple(self.rows)

    def first(self, name: str, secret: Secret) -> None:
        """Add the first administrator."""
        self.add(name, [Role.ADMINISTRATOR], secret=secret, badge=None)

    def add(
        self,
        name: str,
        roles: Sequence[Role],
        *,
        secret: Secret | None,
        badge: Secret | None,
    ) -> None:
        """Add a person."""
        hashed = None if secret is None else "hash"
        number = len(self.rows) + 1
        self.rows.append(
            Person(number, name, frozenset(roles), hashed, badge is not None, at(0), "Ada Chen")
        )

    def change_roles(self, name: str, roles: Sequence[Role], reason: str) -> None:
        """Give a person these roles."""
        del reason
        self._change(name, roles=frozenset(roles))

    def set_secret(self, name: str, secret: Secret) -> None:
        """Forget the old one."""
        del secret
        self._change(name, secret_hash="hash")

    def set_badge(self, name: str, badge: Secret | None) -> None:
        """Give or take a badge."""
        self._change(name, has_badge=badge is not None)

    def leave(self, name: str, reason: str) -> None:
        """Let somebody go."""
        del reason
        self._change(name, left_at=at(0))

    def come_back(self, name: str, reason: str) -> None:
        """Let somebody return."""
        del reason
        self._change(name, left_at=None)

    def let_in(self, name: str, reason: str) -> None:
        """End a lock-out."""
        del reason
        self._change(name, failures=0, locked_until=None)

    def _change(self, name: str, **values: Any) -> None:
        self.rows = [replace(one, **values) if one.name == name else one for one in self.rows]


_ACTS = (
    (Act.LICENSE_VERIFIED, "Chen Li", None, "license:uuid{n:016x}", '{"state": "writing"}',
     '{"state": "verified", "unit": "18DE5000A0{m:02X}"}', None),
    (Act.LABEL_PRINTED, "Chen Li", None, "unit:18DE5000A0{m:02X}", None,
     '{"design": "standard-50x30", "printer": "Zebra 1"}', None),
    (Act.UNIT_INSPECTED, "Qiu Yan", None, "unit:18DE5000A0{m:02X}", None, '{"result": "pass"}',
     None),
    (Act.LABEL_REPRINTED, "Chen Li", "Sun Wei", "unit:18DE5000A0{m:02X}", None,
     '{"copy": 2}', "label torn"),
    (Act.UNIT_REWORKED, "Li Qiang", None, "unit:18DE5000A0{m:02X}", '{"stage": "in use"}',
     '{"stage": "rework"}', "solder bridge"),
    (Act.PERSON_SIGNED_IN, "Qiu Yan", None, "person:Qiu Yan", None, '{"how": "badge"}', None),
)  # fmt: skip


class DemoAudit:
    """A long record."""

    def __init__(self, *, empty: bool = False) -> None:
        self.total = 0 if empty else 48_211
        self.verdict = ChainVerdict(self.total)

    def count(self, query: AuditQuery) -> int:
        """Return how many fit."""
        return self.total if query == AuditQuery() else self.total // len(_ACTS)

    def fetch(self, query: AuditQuery, start: int, count: int) -> Sequence[AuditRecord]:
        """Return one page, newest first."""
        end = min(self.count(query), start + count)
        return [self._record(self.total - place, query) for place in range(start, end)]

    def days(self, query: AuditQuery) -> Sequence[tuple[str, int]]:
        """Return a month."""
        share = self.count(query)
        if not share:
            return ()
        weights = [0 if d % 7 == 1 else 800 + d * 61 % 900 for d in range(1, 31)]
        first = NOW - timedelta(days=29)
        return [
            (f"{first + timedelta(days=d):%Y-%m-%d}", share * weight // sum(weights))
            for d, weight in enumerate(weights)
            if weight
        ]

    def names(self) -> Sequence[str]:
        """Return who did anything."""
        return sorted({act[1] for act in _ACTS})

    def verify(self, progress: Progress, cancelled: Cancelled) -> ChainVerdict:
        """Walk the chain."""
        if cancelled():
            raise BadInput("audit-stopped", record=1)
        progress(self.total, self.total)
        return self.verdict

    def export(self, query: AuditQuery, file: Path) -> int:
        """Write a line."""
        file.write_text("{}\n", encoding="utf-8")
        return self.count(query)

    def export_head(self, file: Path) -> int:
        """Write a line."""
        file.write_text("{}\n", encoding="utf-8")
        return self.total

    def _record(self, seq: int, query: AuditQuery) -> AuditRecord:
        fitting = [one for one in _ACTS if query.act in ("", one[0].value)] or list(_ACTS)
        act, who, approver, subject, old, new, reason = fitting[seq % len(fitting)]
        number = seq // 3

        def filled(text: str | None) -> str | None:
            if text is None:
                return None
            return text.replace("{n:016x}", f"{number:016x}").replace(
                "{m:02X}", f"{number % 256:02X}"
            )

        return AuditRecord(
            seq, at((self.total - seq) * 0.4), act.value, who, approver, "station-1",
            filled(subject) or "", filled(old), filled(new), reason, bytes(32),
        )  # fmt: skip


class DemoVault:
    """A vault with two locks and three backups."""

    def __init__(self, *, empty: bool = False) -> None:
        self.is_empty = empty
        self.made = 0

    def locks(self) -> Sequence[LockRecord]:
        """Return two locks."""
        return (
            LockRecord(LockKind.KEYRING, "keywright/station-1", b""),
            LockRecord(LockKind.PASSPHRASE, "", b""),
        )

    def add_lock(
        self, kind: LockKind, *, passphrase: Secret | None = None, file: Path | None = None
    ) -> None:
        """Forget it."""

    def remove_lock(self, number: int) -> None:
        """Forget it."""

    def lock_now(self) -> None:
        """Stay open."""

    def rotation_left(self) -> int:
        """Return none."""
        return 0

    def folder(self) -> Path:
        """Return a folder."""
        return Path("backups")

    def restore(self, file: Path, passphrase: str = "") -> RestoreView:
        """Restore nothing."""
        del file, passphrase
        return RestoreView(NOW.isoformat(), 0, "ledger.before.db")

    def in_question(self) -> int | None:
        """Return nothing."""
        return None

    def reconcile(
        self, files: Sequence[Path], boards: Mapping[str, str], reason: str
    ) -> Reconciliation:
        """Settle nothing."""
        del files, boards, reason
        return Reconciliation(0, 0, 0)

    def check(self) -> LedgerCheck:
        """Find nothing."""
        return LedgerCheck(LotCounts(total=9000, available=4216, verified=4784), (), 48_211)

    def closed_lots(self) -> Sequence[str]:
        """Return none."""
        return ()

    def purge(self, lot: str, reason: str, certificate: Path) -> tuple[int, int]:
        """Purge nothing."""
        del lot, reason, certificate
        return 0, 0

    def change_passphrase(self, old: Secret, new: Secret) -> None:
        """Forget both."""
        del old, new

    def recovery_key(self) -> Secret:
        """Return an invented one."""
        return Secret("DEMO-DEMO-DEMO-DEMO")

    def rotate(self, progress: Progress, cancelled: Cancelled) -> tuple[int, int]:
        """Count."""
        progress(9000, 9000)
        return (0, 9000) if cancelled() else (9000, 0)

    def backups(self) -> Sequence[BackupView]:
        """Return some."""
        if self.is_empty and not self.made:
            return ()
        return [
            BackupView(Path(f"keywright-1f3a-{day}.kwb"), NOW - timedelta(days=day), 18_400_000)
            for day in range(3 + self.made)
        ]

    def back_up(self) -> BackupView:
        """Make one more."""
        self.made += 1
        return self.backups()[0]

    def prove(self, file: Path) -> tuple[int, int]:
        """Say that it is well."""
        del file
        return 9000, 48_211
