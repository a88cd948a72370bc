"""Attempts made before the tallies existed are counted when the schema is brought up to date."""

import sqlite3
from pathlib import Path

from app.ledger import schema
from app.ledger.engine import Database, Location
from app.ledger.figures import FigureStore
from app.ledger.ledger import Ledger
from app.ledger.work import Seal
from flasher.timing import FakeClock
from tests.bench import Bench
from tests.counting import assert_same, counted, raw_attempts
from tests.ledgers import fill, fresh_sqlite, mac

_COLUMNS = (
    "unit_id, license_id, lot_id, order_id, number, station, slot, port, operator, started_at,"
    " seconds, outcome, code, recheck, facts, steps, storage, stray_bytes, software"
)


def test_the_past_is_counted_as_the_present_is(tmp_path: Path) -> None:
    clock = FakeClock()
    with Ledger.open(fresh_sqlite(tmp_path), clock=clock, locks=tmp_path / "runs") as present:
        present.seal_audit_with(mac)
        fill(present, 50)
        with Bench(present) as bench:
            for number in range(12):
                if number % 3 == 0:
                    bench.fail(number, "reply-late", slot="2")
                bench.write(number, slot=str(number % 3))
                bench.pass_time(minutes=17)
            bench.recheck(3)
        expected = counted(raw_attempts(present), raw_attempts(present))
        steps = present.figures.dashboard().steps
        bad = present.figures.dashboard().failures
        assert_same(present.figures.total(), expected)

    past = Database(Location(path=tmp_path / "past.db"))
    with past.writing.connect() as conn, conn.begin():
        schema.migrate(conn, "0002")
    with sqlite3.connect(tmp_path / "past.db") as raw:
        raw.execute("ATTACH DATABASE ? AS present", (str(tmp_path / "ledger.db"),))
        raw.execute(f"INSERT INTO attempts ({_COLUMNS}) SELECT {_COLUMNS} FROM present.attempts")
    raw.close()
    with past.writing.connect() as conn, conn.begin():
        schema.migrate(conn)
    past.close()

    again = Database(Location(path=tmp_path / "past.db"))
    figures = FigureStore(again, clock, Seal())
    shown = figures.dashboard()
    assert_same(shown.total, expected)
    assert [(s.slot, s.step, s.n) for s in shown.steps] == [(s.slot, s.step, s.n) for s in steps]
    assert shown.failures == bad
    again.close()
