"""Runs: what a dead one left is put right, what a living one does is left alone."""

import sys

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState as S
from app.errors import Refused
from tests.ledgers import ACTOR, board, fill, licenses

DIES = """
import os, sys
from pathlib import Path
from app.ledger.ledger import Ledger
from flasher.timing import SystemClock
from tests.ledgers import ACTOR, board, mac
ledger = Ledger.open(sys.argv[1], clock=SystemClock(), locks=Path(sys.argv[2]))
ledger.seal_audit_with(mac)
lot = ledger.lots.get("A")
run = ledger.runs.start("station-1", ACTOR)
def reserve(n):
    return ledger.custody.reserve(board(n), lot_ids=[lot.id], order_id=None, run=run, slot=str(n), actor=ACTOR)
reserve(1)
ledger.custody.intend(reserve(2), run, ACTOR)
print("ready", flush=True)
sys.stdin.read() if sys.argv[3] == "lives" else os.kill(os.getpid(), 9)
"""


def other_process(place, how):
    import subprocess

    return subprocess.Popen(
        [sys.executable, "-c", DIES, place.location, str(place.locks), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_station_leaves_nothing_reserved_and_nothing_certain(place, ledger):
    fill(ledger, 5)
    with other_process(place, "dies") as killed:
        killed.communicate()
    run = ledger.runs.start("station-1", ACTOR)
    settled = ledger.runs.settle("station-1", ACTOR)
    assert (settled.released, settled.doubtful) == (1, 1)
    assert ledger.custody.own_license(board(1).hwid) is None
    assert ledger.custody.own_license(board(2).hwid).state is S.DOUBTFUL
    assert [a["code"] for a in ledger.attempts.latest()] == ["station-restarted"] * 2
    assert len(ledger.audit.records(act=Act.STATION_SETTLED)) == 1
    assert ledger.runs.settle("station-1", ACTOR).is_clean
    assert ledger.check() == []
    run.close(ACTOR)


def test_a_living_program_of_the_same_station_is_not_disturbed(place, ledger):
    lot = fill(ledger, 5)
    with other_process(place, "lives") as living:
        living.stdout.readline()
        run = ledger.runs.start("station-1", ACTOR)
        assert ledger.runs.settle("station-1", ACTOR).is_clean
        with pytest.raises(Refused) as refused:
            ledger.custody.reserve(
                board(1), lot_ids=[lot.id], order_id=None, run=run, slot="1", actor=ACTOR
            )
        assert refused.value.code == "unit-in-work"
        living.kill()
        living.communicate()
    assert not ledger.runs.settle("station-1", ACTOR).is_clean
    run.close(ACTOR)


def test_rows_of_another_station_stay_until_its_lease_ends(place, ledger):
    lot = fill(ledger, 5)
    far = place.__class__(place.location, place.locks.parent / "far-away", place.clock)
    with far.open() as elsewhere:
        for lease_s, released in ((600.0, 0), (-1.0, 1)):
            run = elsewhere.runs.start("station-2", ACTOR, lease_s=lease_s)
            elsewhere.custody.reserve(
                board(1), lot_ids=[lot.id], order_id=None, run=run, slot="1", actor=ACTOR
            )
            assert ledger.runs.settle("station-1", ACTOR).released == released
            run.close(ACTOR)


def test_a_license_reserved_elsewhere_is_never_released_by_a_restart(place, ledger):
    rows = licenses(1, state=S.RESERVED, unit=board(1).hwid)
    lot = ledger.lots.create(
        "old", scheme="s", family="tuya", source_name="f", sha256="1", batches=[rows], actor=ACTOR
    )
    run = ledger.runs.start("station-1", ACTOR)
    taken = ledger.custody.reserve(
        board(1), lot_ids=[lot.id], order_id=None, run=run, slot="1", actor=ACTOR
    )
    run.close(ACTOR)
    assert ledger.custody.own_license(board(1).hwid).state is S.RESERVED
    assert taken.state is S.RESERVED


def test_a_run_that_ends_in_order_leaves_no_lock_file(place, ledger):
    run = ledger.runs.start("station-1", ACTOR)
    assert list(place.locks.glob("*.lock"))
    run.close(ACTOR)
    assert not list(place.locks.glob("*.lock"))
