"""The record itself: lots, the audit chain, guards, migrations, backups, troubles."""

import shutil
import sqlite3
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.cli.opening import place_told
from app.domain.licenses import LicenseState as S
from app.errors import BadInput, LedgerTrouble, Refused
from app.ledger.columns import metadata
from app.ledger.ledger import Ledger
from app.ledger.trouble import as_trouble
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, attempt, board, fill, fresh_postgres, identity, licenses, mac


def raw(ledger, sql):
    with ledger._database.writing.connect() as conn, conn.begin():
        conn.execute(text(sql))


def test_the_migrations_make_what_the_tables_say(ledger):
    import app.ledger.people_tables
    import app.ledger.quality_tables  # noqa: F401

    with ledger._database.engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_an_import_that_is_cancelled_leaves_no_trace(ledger):
    def batches():
        yield licenses(100)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.lots.create(
            "A",
            scheme="s",
            family="tuya",
            source_name="f",
            sha256="1",
            batches=batches(),
            actor=ACTOR,
        )
    assert ledger.lots.overview() == []
    assert ledger.custody.find("tuya", identity(1)) is None
    assert ledger.audit.head()[0] == 0


def test_an_identity_is_in_the_ledger_once(ledger):
    fill(ledger, 3)
    with pytest.raises(Refused) as refused:
        fill(ledger, 3, name="B", first=2)
    assert refused.value.code == "identity-in-ledger"
    found = ledger.lots.clashes_by_identity("tuya", [identity(1), identity(99)])
    assert [(c.lot, c.row) for c in found.values()] == [("A", 3)]
    digest = licenses(1, first=2)[0].digest
    assert ledger.lots.clashes_by_digest([digest, bytes(32)])[digest].identity == identity(2)
    assert [lot.name for lot in ledger.lots.overview()] == ["A"]


def test_statuses_from_elsewhere_are_kept_with_their_units(ledger):
    rows = [
        licenses(1, first=0, state=S.VERIFIED, unit=board(1).hwid)[0],
        licenses(1, first=1, state=S.VERIFIED)[0],
        licenses(1, first=2, state=S.DOUBTFUL, unit=board(2).hwid)[0],
        licenses(1, first=3, state=S.HELD)[0],
        licenses(1, first=4)[0],
    ]
    lot = ledger.lots.create(
        "old", scheme="s", family="tuya", source_name="f", sha256="1", batches=[rows], actor=ACTOR
    )
    assert (lot.counts.verified, lot.counts.doubtful, lot.counts.held) == (2, 1, 1)
    assert ledger.custody.own_license(board(2).hwid).identity == identity(2)
    assert ledger.check() == []


def test_a_lot_is_edited_split_held_and_released_on_record(ledger):
    fill(ledger, 10)
    ledger.lots.edit("A", {"order_no": "PO7", "low_stock": 6}, ACTOR)
    edited = ledger.audit.records(subject="lot:A")[-1]
    assert (edited.old, edited.new) == (
        '{"low_stock":null,"order_no":""}',
        '{"low_stock":6,"order_no":"PO7"}',
    )
    child = ledger.lots.split("A", 4, "A2", ACTOR)
    assert (child.counts.available, child.data.order_no) == (4, "PO7")
    assert [lot.name for lot in ledger.lots.overview() if lot.is_low] == ["A", "A2"]
    with pytest.raises(Refused):
        ledger.lots.split("A", 7, "A3", ACTOR)
    assert ledger.lots.hold("A", "customer asks", ACTOR, rows=(2, 3)) == 2
    assert ledger.lots.get("A").counts.held == 2
    assert ledger.lots.release("A", "settled", ACTOR) == 2
    with pytest.raises(BadInput):
        ledger.lots.edit("A", {"identity": "x"}, ACTOR)
    assert ledger.check() == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE audit SET who = 'nobody' WHERE seq = 1", "chain-record-changed"),
        ("DELETE FROM audit WHERE seq = 1", "chain-record-missing"),
        ("DELETE FROM audit WHERE seq = 3", "chain-end-missing"),
    ],
)
def test_an_audit_record_cannot_be_changed_and_if_it_is_the_chain_tells(ledger, sql, code):
    for n in range(3):
        fill(ledger, 1, name=f"L{n}", first=n)
    with pytest.raises(DatabaseError):
        raw(ledger, sql)
    assert ledger.audit.verify().is_whole
    on = "" if ledger._database.is_sqlite else " ON audit"
    for word in ("deleted", "changed"):
        raw(ledger, f"DROP TRIGGER audit_never_{word}{on}")
    raw(ledger, sql)
    assert ledger.audit.verify().code == code
    assert {"check-guard-missing", code} <= {f.code for f in ledger.check()}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM licenses",
        "DELETE FROM units",
        "DELETE FROM attempts",
        "UPDATE attempts SET outcome = 'failed'",
        "UPDATE licenses SET identity = 'other' WHERE state = 'verified'",
        "UPDATE licenses SET state = 'available', was_out = FALSE WHERE state = 'verified'",
        "UPDATE licenses SET unit_id = NULL WHERE state = 'verified'",
        "UPDATE licenses SET state = 'sold'",
    ],
)
def test_the_database_itself_refuses_to_falsify_custody(ledger, run, sql):
    lot = fill(ledger, 2)
    taken = ledger.custody.reserve(
        board(1), lot_ids=[lot.id], order_id=None, run=run, slot="1", actor=ACTOR
    )
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.verify(taken, attempt(board(1)), run, ACTOR)
    with pytest.raises(DatabaseError):
        raw(ledger, sql)


def test_a_count_that_was_tampered_with_is_found(ledger):
    fill(ledger, 2)
    raw(ledger, "UPDATE lot_counts SET n = 5")
    assert [f.code for f in ledger.check()] == ["check-count-differs"]


def test_nothing_is_recorded_while_the_vault_is_locked(place):
    with (
        Ledger.open(place.location, clock=place.clock) as ledger,
        pytest.raises(LedgerTrouble) as trouble,
    ):
        fill(ledger, 1)
    assert trouble.value.code == "vault-locked"


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_is_restored_on_either_engine_and_knows_it(place, ledger, tmp_path, to):
    lot = fill(ledger, 5)
    run = ledger.runs.start("station-1", ACTOR)
    for n, intends in ((1, False), (2, True)):
        taken = ledger.custody.reserve(
            board(n), lot_ids=[lot.id], order_id=None, run=run, slot=str(n), actor=ACTOR
        )
        if intends:
            ledger.custody.intend(taken, run, ACTOR)
    file = tmp_path / "backup.db"
    ledger.backup(file, ACTOR)
    with pytest.raises(LedgerTrouble) as again:
        ledger.backup(file, ACTOR)
    assert again.value.code == "backup-exists"
    run.close(ACTOR)
    with fresh_postgres(empty=True) as url:
        where = tmp_path / "restored.db" if to == "sqlite" else url
        with Ledger.restore(file, where, clock=place.clock, locks=tmp_path / "r") as restored:
            restored.seal_audit_with(mac)
            assert restored.check() == []
            assert restored.meta.get("restored_at") is not None
            assert restored.runs.settle("station-1", ACTOR).doubtful == 2
            assert restored.lots.get("A").counts.available == 3
            fill(restored, 1, name="B", first=100)
            assert restored.check() == []
        with pytest.raises(LedgerTrouble) as taken_place:
            Ledger.restore(file, where, clock=place.clock)
        taken = "ledger-exists" if to == "sqlite" else "restore-needs-empty-database"
        assert taken_place.value.code == taken


def test_a_ledger_of_a_newer_version_is_refused(place, ledger):
    raw(ledger, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerTrouble) as trouble:
        Ledger.open(place.location, clock=place.clock)
    assert trouble.value.code == "ledger-newer"


def test_what_is_no_ledger_is_told_apart_and_left_alone(tmp_path):
    def code_of(location):
        with pytest.raises(LedgerTrouble) as trouble:
            Ledger.open(location, clock=FakeClock())
        return trouble.value.code

    assert code_of(tmp_path / "none.db") == "ledger-missing"
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("hello")
    assert code_of(tmp_path / "text.db") == "ledger-not-a-ledger"
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE x (y)")
    other.close()
    assert code_of(tmp_path / "other.db") == "ledger-not-a-ledger"
    assert code_of("mysql://host/db") == "ledger-location"
    assert code_of("postgresql://nobody@127.0.0.1:1/none") == "ledger-unreachable"
    with fresh_postgres(empty=True) as url:
        assert code_of(url) == "ledger-not-a-ledger"
        assert code_of(url.replace("/t_", "/u_")) == "ledger-missing"


def test_a_full_disk_is_said_so_and_leaves_nothing_half_done(tmp_path):
    path = tmp_path / "small.db"
    with Ledger.create(path, clock=FakeClock()) as ledger:
        ledger.seal_audit_with(mac)
        with ledger._database.engine.connect() as conn:
            pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
            conn.connection.driver_connection.execute(f"PRAGMA max_page_count={pages + 5}")
        with pytest.raises(LedgerTrouble) as trouble:
            fill(ledger, 5000)
        assert trouble.value.code == "ledger-disk-full"
        assert ledger.lots.overview() == []
        assert ledger.check() == []


def test_a_disk_too_full_to_open_the_ledger_is_said_so(tmp_path, monkeypatch):
    def trouble_with(free):
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
        failed = sqlite3.OperationalError("disk I/O error")
        failed.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
        with pytest.raises(LedgerTrouble) as trouble, as_trouble(str(tmp_path / "l.db")):
            raise failed
        return trouble.value.code

    assert trouble_with(0) == "ledger-disk-full"
    assert trouble_with(1 << 30) == "ledger-unreachable"


def test_a_sqlite_ledger_survives_the_loss_of_power(tmp_path):
    with (
        Ledger.create(tmp_path / "l.db", clock=FakeClock()) as ledger,
        ledger._database.engine.connect() as conn,
    ):
        found = [
            conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_a_told_address_has_no_password():
    assert "s3cret" not in place_told("postgresql://u:s3cret@server/pool")
    assert place_told("pool.db") == "pool.db"
