"""Runs: one life of one program at one station, and what a dead one left unfinished.

A run holds an operating-system lock on a file for as long as it lives, and renews a lease in the
ledger. On the same computer the lock decides whether it lives, whatever any clock says; on another
computer only the end of its lease does (measured by the database server's own time on PostgreSQL).
"""

import contextlib
import logging
import os
import socket
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, RowMapping, insert, or_, select, text, update

from app.domain.acts import Act
from app.domain.attempts import AttemptRecord
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.errors import LedgerTrouble, Refused
from app.ledger import tables as t
from app.ledger.attempts import STATION_RESTARTED, insert_attempt
from app.ledger.engine import Database
from app.ledger.units import lock_units
from app.ledger.work import Seal, Store, Work
from flasher.model import Outcome
from flasher.timing import Clock

LEASE_S = 600.0
BEAT_S = 60.0
RESTORED = "restored"  # the host of every run in a restored ledger: none of them lives
S = LicenseState
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was put right at a start."""

    runs: int = 0
    released: int = 0
    doubtful: int = 0

    @property
    def is_clean(self) -> bool:
        """Say whether nothing had been left unfinished."""
        return self.released == self.doubtful == 0


class Run:
    """One life of this program at one station. Close it; used as a context manager."""

    def __init__(self, store: "RunStore", run_id: int, station: str, lock: FileLock) -> None:
        self.id = run_id
        self.station = station
        self._store = store
        self._lock = lock
        self._over = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"run-{run_id}", daemon=True)
        self._heart.start()

    def close(self, actor: Actor) -> None:
        """End this life: settle what it still has in work, give the lock back."""
        if self._over.is_set():
            return
        self._over.set()
        self._heart.join()
        try:
            self._store.end(self, actor)
        finally:
            self._lock.release()
            Path(self._lock.lock_file).unlink(missing_ok=True)

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S):
            try:
                self._store.renew(self.id)
            except LedgerTrouble as trouble:  # the next beat is before the lease ends
                _log.warning("run %d could not renew its lease: %s", self.id, trouble.code)


class RunStore(Store):
    """``ledger.runs``."""

    def __init__(self, database: Database, clock: Clock, seal: Seal, locks: Path) -> None:
        super().__init__(database, clock, seal)
        self._locks = locks
        self._host: str | None = None
        self._own: set[int] = set()

    def start(
        self, station: str, actor: Actor, *, software: str = "", lease_s: float = LEASE_S
    ) -> Run:
        """Begin a life at a station; the caller settles (:meth:`settle`) before it writes.

        Raises LedgerTrouble ``ledger-denied`` where the folder of lock files cannot be written.
        """
        name = f"{uuid.uuid4().hex}.lock"
        host = self.host()
        lock = FileLock(self._locks / name, thread_local=False)
        lock.acquire(timeout=0)
        try:
            with self.quietly() as conn:
                values = {
                    "station_id": self._station(conn, station),
                    "host": host,
                    "pid": os.getpid(),
                    "lock_name": name,
                    "actor": actor.name,
                    "software": software,
                    "started_at": self._now(),
                    "lease_until": self._seconds(conn) + lease_s,
                }
                query = insert(t.runs).returning(t.runs.c.id)
                run_id = conn.execute(query, values).scalar_one()
        except BaseException:
            lock.release()
            raise
        self._own.add(run_id)
        return Run(self, run_id, station, lock)

    def settle(self, station: str, actor: Actor) -> Settled:
        """Put right what dead runs of this station, and runs whose lease ended, left unfinished.

        ``reserved`` is released: nothing was sent. ``writing`` becomes doubtful. Each is recorded
        as an attempt with the code ``station-restarted``. Living runs are left alone.
        """
        total = Settled()
        with self.read() as conn:
            rows = conn.execute(_UNFINISHED).mappings().all()
            dead = [row for row in rows if not self.is_alive(conn, row, station=station)]
        for row in dead:
            with self.write(actor) as work:
                done = _settle(work, row)
            self._forget(row)
            total = Settled(
                total.runs + 1, total.released + done.released, total.doubtful + done.doubtful
            )
        return total

    def living(self) -> list[str]:
        """Return the names of the stations at which a run lives now."""
        with self.read() as conn:
            rows = conn.execute(_RUNS.where(t.runs.c.ended_at.is_(None))).mappings().all()
            return sorted({row["station"] for row in rows if self.is_alive(conn, row)})

    def refuse_in_work(self, conn: Connection, license_row: RowMapping) -> None:
        """Raise Refused ``license-in-work`` where a living run has this license in work."""
        if license_row["run_id"] is None:
            return
        run = self.row(conn, license_row["run_id"])
        if self.is_alive(conn, run):
            facts = {name: license_row[name] for name in ("identity", "slot")}
            raise Refused("license-in-work", **facts, station=run["station"])

    def is_alive(self, conn: Connection, row: RowMapping, *, station: str | None = None) -> bool:
        """Say whether a run lives. ``station``: only its own runs are judged by their lock."""
        if row["id"] in self._own:
            return True
        if row["ended_at"] is not None or row["host"] == RESTORED:
            return False
        if row["host"] == self.host() and self._is_locked(row["lock_name"]):
            return True
        if row["host"] == self.host() and station in {None, row["station"]}:
            return False
        return bool(row["lease_until"] > self._seconds(conn))

    def row(self, conn: Connection, run_id: int) -> RowMapping:
        """Return one run with the name of its station."""
        return conn.execute(_RUNS.where(t.runs.c.id == run_id)).mappings().one()

    def renew(self, run_id: int, lease_s: float = LEASE_S) -> None:
        """Move the end of a run's lease."""
        with self.quietly() as conn:
            until = self._seconds(conn) + lease_s
            conn.execute(update(t.runs).where(t.runs.c.id == run_id).values(lease_until=until))

    def end(self, run: Run, actor: Actor) -> None:
        """Record the end of a run, and settle its own rows; called by :meth:`Run.close`."""
        self._own.discard(run.id)
        with self.read() as conn:
            row = self.row(conn, run.id)
        if self._seal.mac is None:  # closed before the vault was opened: it wrote nothing
            with self.quietly() as conn:
                conn.execute(
                    update(t.runs).where(t.runs.c.id == run.id).values(ended_at=self._now())
                )
            return
        with self.write(actor) as work:
            _settle(work, row)

    def host(self) -> str:
        """Return what names this computer: its name, and an id made once in the lock folder.

        The name alone is no proof: factory PCs are cloned from one image.
        """
        if self._host is None:
            file = self._locks / "host-id"
            try:
                self._locks.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(FileExistsError), file.open("x", encoding="ascii") as new:
                    new.write(uuid.uuid4().hex)
                self._host = f"{socket.gethostname()}/{file.read_text(encoding='ascii')}"
            except OSError as error:
                raise LedgerTrouble("ledger-denied", ledger=str(self._locks)) from error
        return self._host

    def _is_locked(self, name: str) -> bool:
        file = self._locks / name
        if not file.exists():
            return False
        lock = FileLock(file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def _forget(self, row: RowMapping) -> None:
        if row["host"] == self.host():
            with contextlib.suppress(OSError):  # an empty file that stays harms nobody
                (self._locks / row["lock_name"]).unlink(missing_ok=True)

    def _seconds(self, conn: Connection) -> float:
        if self._database.is_sqlite:
            return self._clock.now().timestamp()
        return float(
            conn.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
        )

    def _station(self, conn: Connection, name: str) -> int:
        found = conn.execute(select(t.stations.c.id).where(t.stations.c.name == name)).scalar()
        if found is not None:
            return int(found)
        if not self._database.is_sqlite:  # two stations of one name may start at the same instant
            conn.execute(text("LOCK TABLE stations IN SHARE ROW EXCLUSIVE MODE"))
            found = conn.execute(select(t.stations.c.id).where(t.stations.c.name == name)).scalar()
            if found is not None:
                return int(found)
        values = {"name": name, "first_seen_at": self._now()}
        query = insert(t.stations).returning(t.stations.c.id)
        return int(conn.execute(query, values).scalar_one())


_RUNS = select(t.runs, t.stations.c.name.label("station")).join(
    t.stations, t.stations.c.id == t.runs.c.station_id
)
_UNFINISHED = _RUNS.where(
    or_(
        t.runs.c.ended_at.is_(None),
        t.runs.c.id.in_(select(t.licenses.c.run_id).where(t.licenses.c.run_id.is_not(None))),
        t.runs.c.id.in_(select(t.units.c.present_run).where(t.units.c.present_run.is_not(None))),
    )
).order_by(t.runs.c.id)


def _settle(work: Work, run: RowMapping) -> Settled:
    in_work = select(t.licenses.c.unit_id).where(t.licenses.c.run_id == run["id"])
    stands = select(t.units.c.id).where(t.units.c.present_run == run["id"])
    unit_ids = {*work.conn.execute(in_work).scalars(), *work.conn.execute(stands).scalars()}
    units = _locked(work, [unit_id for unit_id in unit_ids if unit_id is not None])
    rows = work.conn.execute(
        select(t.licenses)
        .where(t.licenses.c.run_id == run["id"])
        .order_by(t.licenses.c.id)
        .with_for_update()
    )
    released = doubtful = 0
    for row in rows.mappings().all():
        target = _target(row, restored=run["host"] == RESTORED)
        released += target is S.AVAILABLE
        doubtful += target is S.DOUBTFUL and row["state"] != S.DOUBTFUL.value
        _put_right(work, row, target, units.get(row["unit_id"]), run)
    work.conn.execute(
        update(t.units)
        .where(t.units.c.present_run == run["id"])
        .values(present_run=None, present_slot=None)
    )
    work.conn.execute(
        update(t.runs)
        .where(t.runs.c.id == run["id"])
        .values(settled_at=work.at, ended_at=run["ended_at"] or work.at)
    )
    if released or doubtful:
        work.audit(
            Act.STATION_SETTLED,
            f"run:{run['id']}",
            new={"station": run["station"], "released": released, "doubtful": doubtful},
        )
    return Settled(1, released, doubtful)


def _locked(work: Work, unit_ids: list[int]) -> dict[int, RowMapping]:
    if not unit_ids:
        return {}
    lock_units(work.conn, unit_ids)
    rows = work.conn.execute(select(t.units).where(t.units.c.id.in_(unit_ids))).mappings()
    return {row["id"]: row for row in rows}


def _target(row: RowMapping, *, restored: bool) -> LicenseState:
    state = S(row["state"])
    if state is S.WRITING:
        return S.DOUBTFUL
    if state is S.RESERVED and restored:
        return S.DOUBTFUL  # the original may have been written after this copy was made
    if state is S.RESERVED and not row["elsewhere"]:
        return S.AVAILABLE
    return state


def _put_right(
    work: Work, row: RowMapping, target: LicenseState, unit: RowMapping | None, run: RowMapping
) -> None:
    old = S(row["state"])
    values: dict[str, Any] = {"run_id": None, "slot": None}
    if target is not old:
        values |= {"state": target.value, "state_at": work.at}
    if target is S.AVAILABLE:
        values |= {"unit_id": None, "order_id": None}
    if target is S.DOUBTFUL:
        values["was_out"] = True
    work.conn.execute(update(t.licenses).where(t.licenses.c.id == row["id"]).values(**values))
    if target is old:
        return
    if target is S.AVAILABLE:
        work.give_back(row["order_id"])
    work.moved(row["lot_id"], old, target)
    attempt = AttemptRecord(
        started_at=_moment(work),
        seconds=0.0,
        outcome=Outcome.ABORTED if target is S.AVAILABLE else Outcome.DOUBTFUL,
        code=STATION_RESTARTED,
        slot=row["slot"] or "",
        port="",
        hwid=None if unit is None else unit["hwid"],
        mac=None if unit is None else unit["mac"],
        serial=None if unit is None else unit["serial"],
        identity=row["identity"],
        order_id=row["order_id"],
    )
    insert_attempt(
        work.conn,
        attempt,
        work.actor,
        run_id=run["id"],
        unit_id=row["unit_id"],
        license_id=row["id"],
        lot_id=row["lot_id"],
        repeats=True,  # the station failed, not the unit: no try of its own
    )
    act = Act.LICENSE_RELEASED if target is S.AVAILABLE else Act.LICENSE_DOUBTED
    work.audit(
        act,
        f"license:{row['identity']}",
        old={"state": old.value},
        new={"state": target.value},
        reason=STATION_RESTARTED,
    )


def _moment(work: Work) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(work.at)
