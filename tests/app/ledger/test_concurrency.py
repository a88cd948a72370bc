"""Many processes on one pool: no license is handed out twice."""

import json

from sqlalchemy import select

from app.ledger.tables import lot_counts
from app.ledger.work import _NEW_COUNT
from tests.ledgers import fill, python

PROCESSES, UNITS = 16, 12

TAKES = """
import json, sys
from pathlib import Path
from app.ledger.ledger import Ledger
from flasher.timing import SystemClock
from tests.ledgers import ACTOR, attempt, board, mac
ledger = Ledger.open(sys.argv[1], clock=SystemClock(), locks=Path(sys.argv[2]))
ledger.seal_audit_with(mac)
me, units = int(sys.argv[3]), int(sys.argv[4])
lot = ledger.lots.get("A")
run = ledger.runs.start(f"station-{me}", ACTOR)
got = []
for n in range(units):
    unit = board(me * 1000 + n)
    taken = ledger.custody.reserve(unit, lot_ids=[lot.id], order_id=None, run=run, slot="1", actor=ACTOR)
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.verify(taken, attempt(unit), run, ACTOR)
    got.append(taken.identity)
run.close(ACTOR)
ledger.close()
print(json.dumps(got))
"""


def test_sixteen_processes_never_get_the_same_license(place, ledger):
    fill(ledger, PROCESSES * UNITS)
    running = [
        python(TAKES, place.location, str(place.locks), str(me), str(UNITS))
        for me in range(PROCESSES)
    ]
    got = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err
        got += json.loads(out)
    assert len(got) == len(set(got)) == PROCESSES * UNITS
    assert ledger.lots.get("A").counts.verified == PROCESSES * UNITS
    assert ledger.audit.verify().is_whole
    assert ledger.check() == []


def test_two_stations_that_meet_a_state_first_at_once_both_count(ledger):
    fill(ledger, 3)
    lot = ledger.lots.get("A").id
    with ledger._database.writing.connect() as conn, conn.begin() as moves:
        for n in (1, 2):
            new = _NEW_COUNT[conn.dialect.name]
            conn.execute(new, {"lot_id": lot, "state": "doubtful", "n": n})
        counted = select(lot_counts.c.n).where(lot_counts.c.state == "doubtful")
        assert conn.execute(counted).scalar_one() == 3
        moves.rollback()
