"""The ledger: every license and where it went, as a thin object over stores on one engine.

    Ledger.create(location, clock=…)       make a new one: path, or postgresql://… (empty database)
    Ledger.open(location, clock=…)         open one; older schemas are brought up to date
    ledger.seal_audit_with(vault.audit_mac)   before any act: without it ``vault-locked``
    ledger.check() / backup(file, actor) / Ledger.restore(file, location, clock=…) / close()

    ledger.lots       create get overview by_sha256 by_order_no clashes_by_identity
                      clashes_by_digest edit split hold release close totals
                      attach attachments attachment save_mapping mappings
    ledger.orders     create get list edit close
    ledger.runs       start -> Run (Run.close(actor)); settle -> Settled
    ledger.custody    find find_any own_license reserve intend verify doubt release recheck adopt
                      clone hold_found record leave; hold free void
    ledger.units      get find hold free
    ledger.attempts   of_unit latest transcript
    ledger.audit      note records head verify
    ledger.people     any get find by_badge all add change_roles set_secret set_badge leave
                      come_back begin_try end_try note_stranger let_in standing
    ledger.secrets    count_other page_of_licenses page_of_attachments reseal purge digests_of
    ledger.closing    account
    ledger.restores   is_unsettled all is_in_question notice_backup notice_older reconcile
    ledger.vault_box  load store
    ledger.meta       get ledger_id claim give_back
    ledger.reports    writes
    ledger.stories    find packages tell
    ledger.unit_life  send_back hold free scrap replace reset edit
    ledger.inspections  record pictures; open_sample sample samples; goldens add_golden
                      retire_golden check_golden golden_checked; set_rules rules_of; note_scan
    ledger.packing    open get all contents put_unit take_unit put_package take_package close
                      dissolve
    ledger.figures    dashboard total findings
    ledger.outbox     save hooks claim done failed retry_now counts
    ledger.print_jobs  queue reprint next_copy get find counts next claim settle sent printed
                      trouble put_back doubt fail note_trouble answer retry void void_failed
    ledger.printers   save get all retire map_slot slots of_slot
    ledger.label_designs  save keep_shipped get names versions
    ledger.label_subjects  of_lot of_order find
    ledger.serials    define pattern patterns take give bind

One public method of a store is one transaction and one audited act. Stores are shared by threads.
Every trouble of the database is a :class:`~app.errors.LedgerTrouble`: ``ledger-missing``,
``ledger-exists``, ``ledger-not-a-ledger``, ``ledger-newer``, ``ledger-denied``, ``ledger-busy``,
``ledger-disk-full``, ``ledger-damaged``, ``ledger-unreachable``, ``ledger-location``,
``vault-locked``. A broken rule of the database's own (IntegrityError) is a bug and stays one.
"""

import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.domain.acts import Act
from app.domain.audit import Finding
from app.domain.people import Actor
from app.errors import LedgerTrouble
from app.ledger import schema
from app.ledger import tables as t
from app.ledger.attempts import AttemptStore
from app.ledger.audit import AuditStore
from app.ledger.audit_search import AuditSearch
from app.ledger.backup import back_up, must_have_room, remove_files, restore
from app.ledger.check import CheckStore
from app.ledger.closing import ClosingStore
from app.ledger.custody import CustodyStore
from app.ledger.engine import APPLICATION_ID, Database, Location
from app.ledger.figures import FigureStore
from app.ledger.golden import GoldenStore
from app.ledger.inspections import InspectionStore
from app.ledger.label_designs import LabelDesignStore
from app.ledger.label_subjects import LabelSubjectStore
from app.ledger.lots import LotStore
from app.ledger.meta import MetaStore
from app.ledger.orders import OrderStore
from app.ledger.outbox import OutboxStore
from app.ledger.packing import PackingStore
from app.ledger.people import PeopleStore
from app.ledger.print_jobs import PrintJobStore
from app.ledger.printers import PrinterStore
from app.ledger.reports import ReportStore
from app.ledger.restores import RestoreStore
from app.ledger.runs import RunStore
from app.ledger.secrets import SecretStore
from app.ledger.serials import SerialStore
from app.ledger.stories import StoryStore
from app.ledger.trouble import as_trouble, trouble_code
from app.ledger.unit_life import UnitLifeStore
from app.ledger.unit_search import UnitSearch
from app.ledger.units import UnitStore
from app.ledger.vault_box import VaultBoxStore
from app.ledger.work import FIRST_MAC, Mac, Seal, iso
from app.paths import data_dir
from flasher.timing import Clock

SQLITE_MAGIC = b"SQLite format 3\x00"


class Ledger:
    """An open ledger. Close it; used as a context manager."""

    def __init__(self, database: Database, clock: Clock, locks: Path) -> None:
        self._database = database
        self._seal = Seal()
        shared = (database, clock, self._seal)
        self.meta = MetaStore(*shared)
        self.vault_box = VaultBoxStore(*shared)
        self.audit = AuditStore(*shared)
        self.audit_search = AuditSearch(*shared)
        self.lots = LotStore(*shared)
        self.units = UnitStore(*shared)
        self.unit_search = UnitSearch(*shared)
        self.attempts = AttemptStore(*shared)
        self.orders = OrderStore(*shared)
        self.people = PeopleStore(*shared)
        self.restores = RestoreStore(*shared)
        self.secrets = SecretStore(*shared)
        self.closing = ClosingStore(*shared)
        self.runs = RunStore(*shared, locks)
        self.custody = CustodyStore(*shared, self.runs)
        self.reports = ReportStore(*shared)
        self.stories = StoryStore(*shared)
        self.unit_life = UnitLifeStore(*shared, self.runs)
        self.inspections = InspectionStore(*shared)
        self.golden = GoldenStore(*shared)
        self.packing = PackingStore(*shared)
        self.figures = FigureStore(*shared)
        self.outbox = OutboxStore(*shared)
        self.print_jobs = PrintJobStore(*shared, self.runs)
        self.printers = PrinterStore(*shared)
        self.label_designs = LabelDesignStore(*shared)
        self.label_subjects = LabelSubjectStore(*shared)
        self.serials = SerialStore(*shared)
        self._proofs = CheckStore(*shared)

    @classmethod
    def create(cls, location: str | Path, *, clock: Clock, locks: Path | None = None) -> Self:
        """Make a new, empty ledger. It is complete once ``vault_box.store`` was called.

        ``locks``: folder of the runs' lock files; next to a SQLite file by default. Raises
        LedgerTrouble ``ledger-exists``, and the engine's troubles; nothing is left half made.
        """
        place = Location.parse(location)
        if place.path is not None:
            _make_room(place.path)
        database = Database(place)
        try:
            with as_trouble(str(place)):
                _create(database, clock)
        except BaseException:
            database.close()
            if place.path is not None:
                remove_files(place.path)
            raise
        return cls(database, clock, locks or _locks_of(place))

    @classmethod
    def open(cls, location: str | Path, *, clock: Clock, locks: Path | None = None) -> Self:
        """Open a ledger; an older schema is brought up to date.

        Raises LedgerTrouble ``ledger-missing``, ``ledger-not-a-ledger``, ``ledger-newer``, ….
        """
        place = Location.parse(location)
        if place.path is not None:
            _must_be_a_ledger(place.path)
        database = Database(place)
        try:
            with as_trouble(str(place)):
                _bring_up_to_date(database)
                _write_ahead(database)
        except BaseException:
            database.close()
            raise
        return cls(database, clock, locks or _locks_of(place))

    @classmethod
    def restore(
        cls, file: Path, location: str | Path, *, clock: Clock, locks: Path | None = None
    ) -> Self:
        """Make a ledger from a backup at a place where none is, and open it.

        It knows that it was restored (``meta.get("restored_at")``). Raises LedgerTrouble
        ``ledger-exists``, ``restore-needs-empty-database``, and for the backup what :meth:`open`
        raises for a ledger.
        """
        place = Location.parse(location)
        _must_be_a_ledger(file)
        if place.path is not None:
            _make_room(place.path)
        database = Database(place)
        try:
            with as_trouble(str(place)):
                if not database.is_sqlite:
                    _must_be_bare(database)
                restore(file, database, iso(clock.now()))
        except BaseException:
            database.close()
            if place.path is not None:
                remove_files(place.path)
            raise
        database.close()
        return cls.open(location, clock=clock, locks=locks)

    @property
    def location(self) -> str:
        """Return where this ledger is, without any password."""
        return str(self._database.location)

    @property
    def is_shared(self) -> bool:
        """Say whether this is the pool of several stations, on a server."""
        return not self._database.is_sqlite

    def seal_audit_with(self, mac: Mac) -> None:
        """Hand in the keyed MAC of the audit chain; acts are possible from now on."""
        self._seal.mac = mac

    def check(self) -> list[Finding]:
        """Prove the sums, the rules of custody, the guards and (vault open) the audit chain.

        Empty means well. Changes nothing; takes about a second per million licenses.
        """
        findings = self._proofs.findings()
        findings += self.people.differing()
        if self._seal.mac is not None:
            verdict = self.audit.verify()
            if not verdict.is_whole:
                findings.append(Finding(verdict.code, {"record": verdict.first_bad}))
        return findings

    def guards(self) -> list[Finding]:
        """Find guards of the record and of custody that were taken away or changed; fast."""
        return self._proofs.guards()

    def backup(self, file: Path, actor: Actor, *, act: Act = Act.LEDGER_BACKED_UP) -> None:
        """Write a backup while the ledger is in use; it is on record before it is made.

        Raises LedgerTrouble ``backup-exists``, ``backup-folder-missing``, ``ledger-disk-full``,
        ``ledger-denied``.
        """
        must_have_room(file)
        self.audit.note(act, "ledger", actor, new={"file": file.name})
        back_up(self._database, file)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _locks_of(place: Location) -> Path:
    if place.path is not None:
        return place.path.with_name(f"{place.path.name}.runs")
    return data_dir() / "runs"


def _make_room(path: Path) -> None:
    if path.exists():
        raise LedgerTrouble("ledger-exists", ledger=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise LedgerTrouble("ledger-exists", ledger=str(path)) from error
    except OSError as error:
        raise LedgerTrouble("ledger-denied", ledger=str(path)) from error


def _must_be_a_ledger(path: Path) -> None:
    """Look at the header before SQLite does, which would make a new file or ask no questions."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError as error:
        raise LedgerTrouble("ledger-missing", ledger=str(path)) from error
    except OSError as error:
        raise LedgerTrouble("ledger-denied", ledger=str(path)) from error
    # https://sqlite.org/fileformat.html: application id, 4 bytes big-endian at offset 68
    mine = header[68:72] == APPLICATION_ID.to_bytes(4, "big")
    if not header.startswith(SQLITE_MAGIC) or not mine:
        raise LedgerTrouble("ledger-not-a-ledger", ledger=str(path))


def _create(database: Database, clock: Clock) -> None:
    if database.is_sqlite:
        with database.engine.connect() as conn:
            raw = conn.connection.driver_connection
            assert raw is not None
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
            raw.execute("PRAGMA journal_mode=WAL")
    _must_be_empty(database)
    with database.writing.connect() as conn, conn.begin():
        schema.migrate(conn)
        facts = {"ledger_id": uuid.uuid4().hex, "created_at": iso(clock.now())}
        conn.execute(insert(t.meta), [{"key": k, "value": v} for k, v in facts.items()])
        conn.execute(insert(t.audit_head).values(id=1, seq=0, mac=FIRST_MAC))


def _must_be_empty(database: Database) -> None:
    with database.engine.connect() as conn:
        if schema.revision(conn) is not None:
            raise LedgerTrouble("ledger-exists", ledger=str(database.location))


def _must_be_bare(database: Database) -> None:
    """Refuse a database with anything in it: nothing in it may be lost or mixed up."""
    with database.engine.connect() as conn:
        there = inspect(conn).get_table_names()
    if there:
        raise LedgerTrouble(
            "restore-needs-empty-database", ledger=str(database.location), tables=len(there)
        )


def _write_ahead(database: Database) -> None:
    """Turn the write-ahead log on where it is off: in a second copy, which is a plain file."""
    if database.is_sqlite:
        with database.engine.connect() as conn:
            raw = conn.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA journal_mode=WAL")


def _bring_up_to_date(database: Database) -> None:
    with database.engine.connect() as conn, conn.begin():
        found = schema.revision(conn)
        if found is None or not conn.dialect.has_table(conn, "audit_head"):
            raise LedgerTrouble("ledger-not-a-ledger", ledger=str(database.location))
        schema.refuse_unknown(found, str(database.location))
    if found != schema.newest():
        with database.writing.connect() as conn, conn.begin():
            if not database.is_sqlite:
                conn.execute(text("LOCK TABLE alembic_version IN EXCLUSIVE MODE"))
            _migrate(conn, database)


def _migrate(conn: Connection, database: Database) -> None:
    try:
        schema.migrate(conn)
    except (OperationalError, ProgrammingError) as error:
        if trouble_code(error.orig) is not None:
            raise  # the disk, a lock, the server
        # Its tables are not those of the revision that it names: that was turned back by hand.
        raise LedgerTrouble("ledger-revision-wrong", ledger=str(database.location)) from error
