"""What a unit's row says of its license is what the licenses say, whatever becomes of them."""

from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from sqlalchemy import MetaData, select, text

from app.domain.licenses import LicenseState
from app.ledger import schema
from app.ledger.backup import _MADE_BY_TRIGGERS
from app.ledger.engine import APPLICATION_ID, Database, Location
from app.ledger.ledger import Ledger
from flasher.model import Outcome
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, attempt, board, fill, fresh_postgres, licenses, mac

OWN = (
    "SELECT own_license, own_state, own_lot, own_order, own_identity FROM units WHERE hwid = :hwid"
)


def raw(ledger, sql):
    with ledger._database.writing.connect() as conn, conn.begin():
        conn.exec_driver_sql(sql)


def own(ledger, number):
    with ledger._database.engine.connect() as conn:
        return tuple(conn.execute(text(OWN), {"hwid": board(number).hwid}).one())


def picked_up(ledger, run, number, lot, *, slot="1"):
    return ledger.custody.reserve(
        board(number), lot_ids=[lot.id], order_id=None, run=run, slot=slot, actor=ACTOR
    )


def verified(ledger, run, number, lot):
    taken = picked_up(ledger, run, number, lot)
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.verify(taken, attempt(board(number)), run, ACTOR)
    ledger.custody.leave(board(number), run, "1")
    return taken


def test_a_units_row_follows_its_license_through_every_state(ledger, run):
    lot, unit = fill(ledger, 3), board(1)
    taken = picked_up(ledger, run, 1, lot)
    rest = (lot.id, None, taken.identity)
    assert own(ledger, 1) == (taken.license_id, "reserved", *rest)
    ledger.custody.release(taken, attempt(unit, Outcome.FAILED), run, ACTOR)
    assert own(ledger, 1) == (None, None, None, None, "")
    taken = verified(ledger, run, 1, lot)
    rest = (lot.id, None, taken.identity)
    ledger.custody.hold([taken.license_id], "look", ACTOR)
    assert own(ledger, 1) == (taken.license_id, "held", *rest)
    ledger.custody.free([taken.license_id], "looked at", ACTOR)
    assert own(ledger, 1) == (taken.license_id, "verified", *rest)
    ledger.unit_life.reset(unit.hwid, {}, "again", ACTOR)
    assert own(ledger, 1) == (taken.license_id, "void", *rest)
    another = picked_up(ledger, run, 1, lot)
    assert own(ledger, 1)[:2] == (another.license_id, "reserved")
    assert ledger.check() == []
    ledger.custody.release(another, attempt(unit, Outcome.FAILED), run, ACTOR)
    assert own(ledger, 1) == (taken.license_id, "void", *rest)
    assert ledger.check() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE units SET own_license = NULL, own_state = NULL, own_lot = NULL, own_identity = ''",
        "UPDATE units SET own_license = NULL",
        "UPDATE units SET own_license = 4",
        "UPDATE units SET own_state = 'void'",
        "UPDATE units SET own_lot = 9",
        "UPDATE units SET own_order = 9",
        "UPDATE units SET own_identity = 'another'",
    ],
)
def test_a_units_row_that_says_something_else_than_the_licenses_is_found(ledger, run, sql):
    verified(ledger, run, 1, fill(ledger, 4))
    assert ledger.check() == []
    raw(ledger, sql)
    found = ledger.check()
    assert {one.code for one in found} == {"check-unit-differs"}
    assert {one.facts["unit"] for one in found} == {board(1).hwid}


def test_a_license_that_came_to_a_unit_behind_the_triggers_back_is_found_and_mended_by_its_next_move(
    ledger, run
):
    lot = fill(ledger, 4)
    taken = picked_up(ledger, run, 1, lot)
    raw(ledger, "UPDATE units SET own_license = NULL, own_state = NULL, own_lot = NULL")
    assert {one.code for one in ledger.check()} == {"check-unit-differs"}
    ledger.custody.intend(taken, run, ACTOR)
    assert own(ledger, 1) == (taken.license_id, "writing", lot.id, None, taken.identity)
    assert ledger.check() == []


def test_triggers_that_keep_units_and_are_gone_switched_off_or_empty_are_named_on_postgresql():
    with fresh_postgres() as url, Ledger.open(url, clock=FakeClock()) as ledger:
        assert ledger.guards() == []
        with psycopg.connect(url) as conn:
            conn.execute("DROP TRIGGER licenses_own_made ON licenses")
            conn.execute("ALTER TABLE licenses DISABLE TRIGGER licenses_own_given")
            conn.execute("DROP TRIGGER attempts_tally ON attempts")
            conn.execute(
                "CREATE OR REPLACE FUNCTION keywright_licenses_own_back() RETURNS trigger"
                " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
            )
        found = {(one.code, one.facts["guard"]) for one in ledger.guards()}
        assert found == {
            ("check-guard-missing", "attempts_tally"),
            ("check-guard-missing", "licenses_own_made"),
            ("check-guard-missing", "licenses_own_given"),
            ("check-guard-changed", "licenses_own_back"),
        }


def test_a_list_brings_units_with_their_licenses_and_a_time(ledger):
    bring = licenses(3)
    states = [LicenseState.VERIFIED, LicenseState.HELD, LicenseState.VOID]
    batch = [
        one._replace(state=state, unit=board(n).hwid)
        for n, (one, state) in enumerate(zip(bring, states, strict=True), start=1)
    ]
    ledger.lots.create(
        "B",
        scheme="tuya",
        family="tuya",
        source_name="b.csv",
        sha256="b",
        batches=[batch],
        actor=ACTOR,
    )
    assert [own(ledger, n)[1] for n in (1, 2, 3)] == ["verified", "held", "void"]
    assert ledger.check() == []
    with ledger._database.engine.connect() as conn:
        assert None not in conn.execute(text("SELECT last_at FROM units")).scalars().all()


def test_an_older_ledger_with_every_state_comes_up_with_what_a_new_one_keeps(place, ledger, run):
    lot = fill(ledger, 12)
    for n in range(1, 4):
        verified(ledger, run, n, lot)
    picked_up(ledger, run, 4, lot, slot="4")
    ledger.custody.intend(picked_up(ledger, run, 5, lot, slot="5"), run, ACTOR)
    doubted = picked_up(ledger, run, 6, lot, slot="6")
    ledger.custody.intend(doubted, run, ACTOR)
    ledger.custody.doubt(doubted, attempt(board(6), Outcome.DOUBTFUL, slot="6"), run, ACTOR)
    ledger.unit_life.hold(board(1).hwid, "look", ACTOR)
    ledger.unit_life.scrap(board(2).hwid, "broken", ACTOR)
    ledger.unit_life.reset(board(3).hwid, {}, "again", ACTOR)
    verified(ledger, run, 3, lot)
    ledger.unit_life.reset(board(3).hwid, {}, "and again", ACTOR)
    ledger.custody.release(
        picked_up(ledger, run, 7, lot, slot="7"),
        attempt(board(7), Outcome.FAILED, slot="7"),
        run,
        ACTOR,
    )
    kept = [own(ledger, n) for n in range(1, 8)]
    states = [one[1] for one in kept]
    assert states == ["held", "void", "void", "reserved", "writing", "doubtful", None]
    with (
        older_copy(ledger, place) as older,
        Ledger.open(older, clock=place.clock, locks=place.locks) as upgraded,
    ):
        upgraded.seal_audit_with(mac)
        assert [own(upgraded, n) for n in range(1, 8)] == kept
        assert upgraded.check() == []


@contextmanager
def older_copy(ledger, place):
    """Yield the location of a ledger of revision 0008 that has the rows of this one."""
    with ExitStack() as stack:
        if ledger._database.is_sqlite:
            older = str(place.locks.parent / "older.db")
        else:
            older = stack.enter_context(fresh_postgres(empty=True))
        database = Database(Location.parse(older))
        with database.writing.connect() as conn, conn.begin():
            schema.migrate(conn, "0008")
            if database.is_sqlite:
                conn.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            there, here = MetaData(), MetaData()
            with ledger._database.engine.connect() as source:
                there.reflect(source)
                here.reflect(conn)
                for table in here.sorted_tables:
                    if table.name in _MADE_BY_TRIGGERS | {"alembic_version", "outbox"}:
                        continue
                    origin = there.tables[table.name]
                    rows = source.execute(select(*(origin.c[c.name] for c in table.c))).mappings()
                    copied = [dict(row) for row in rows]
                    if copied:
                        conn.execute(table.insert(), copied)
        database.close()
        yield older
