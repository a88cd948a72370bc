"""Rights and restores where they matter most: at a slot, with a board in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.people import Role
from app.workflows import people
from app.workflows.restored import reconcile
from app.workflows.sign_in import Shift, as_actor, recognise
from flasher.secrets import Secret
from flasher.simulator.farm import Farm
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.journeys.floor import ACTOR, Floor

KIND = replace(kind_named("tuyaopen-c"), boot_s=0.1)


@pytest.fixture
def farm(farm: Farm) -> Farm:
    for number in range(1, 5):
        farm.add(spec_for(number, KIND, seed=3, faults=[]))
    return farm


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    opened = Floor.open(tmp_path, 10)
    yield opened
    opened.close()


def staff(floor: Floor) -> Shift:
    services = floor.services
    people.add_first_administrator(services, "Ada", Secret("correct-horse"))
    passwords = people.passwords_of(services)
    ada = recognise(services.ledger, passwords, ACTOR, "Ada", Secret("correct-horse"))
    by_ada = replace(services, actor=as_actor(ada, ACTOR.station))
    for name, pin in (("Ole", "482913"), ("Ina", "640287")):
        people.add_person(by_ada, name, [Role.OPERATOR], secret=Secret(pin), chosen_by_person=True)
    shift = Shift(services.ledger, passwords, services.clock, ACTOR)
    floor.services = replace(services, shift=shift)
    return shift


def test_boards_are_refused_until_somebody_signs_in_and_after_they_sign_out(
    floor: Floor, farm: Farm
) -> None:
    shift = staff(floor)
    port = farm.ports()[0].name
    report = floor.write(port, "1")
    assert (report.outcome, report.code) == ("refused", "sign-in-needed")
    assert floor.counts().available == 10
    shift.sign_in("Ole", Secret("482913"))
    assert floor.write(port, "1").outcome == "pass"
    shift.sign_out()
    assert floor.write(farm.ports()[1].name, "2").code == "sign-in-needed"


def test_a_hand_over_in_mid_run_stops_no_slot_and_names_each_attempt_rightly(
    floor: Floor, farm: Farm
) -> None:
    shift = staff(floor)
    shift.sign_in("Ole", Secret("482913"))

    def hand_over(_event: object) -> None:
        if shift.at_bench().name == "Ole":
            shift.sign_in("Ina", Secret("640287"))

    first = floor.write(farm.ports()[0].name, "1", on_event=hand_over)
    second = floor.write(farm.ports()[1].name, "2")
    assert (first.outcome, second.outcome) == ("pass", "pass")
    names = [row["operator"] for row in floor.services.ledger.attempts.latest(2)]
    assert names == ["Ina", "Ole"]
    record = floor.services.ledger.audit.records(act=Act.LICENSE_VERIFIED)
    assert [r.who for r in record] == ["Ole", "Ina"]


def test_a_locked_desk_does_not_stop_the_bench(floor: Floor, farm: Farm) -> None:
    shift = staff(floor)
    shift.sign_in("Ole", Secret("482913"))
    shift.lock()
    assert shift.is_locked()
    assert floor.write(farm.ports()[0].name, "1").outcome == "pass"


def test_after_a_restore_blank_boards_wait_and_written_ones_settle_themselves(
    floor: Floor, farm: Farm
) -> None:
    ports = [port.name for port in farm.ports()]
    written = floor.write(ports[0], "1")
    assert written.identity is not None
    ledger = floor.services.ledger
    # As if the ledger were yesterday's copy: it does not know of that unit any more.
    ledger.restores.notice_older(ACTOR, seen_seq=10_000)
    report = floor.write(ports[1], "2")
    assert (report.outcome, report.code) == ("refused", "ledger-restored")
    again = floor.write(ports[0], "1")  # its own license is not in question
    assert (again.outcome, again.recheck) == ("pass", True)
    assert reconcile(floor.services, {}, "all boards read").available == 9
    assert floor.write(ports[1], "2").outcome == "pass"
    assert floor.services.ledger.check() == []


def test_a_board_written_after_the_backup_is_adopted_from_what_is_in_question(
    tmp_path: Path, floor: Floor, farm: Farm
) -> None:
    port = farm.ports()[0].name
    ledger = floor.services.ledger
    ledger.backup(tmp_path / "morning.db", ACTOR)
    written = floor.write(port, "1")
    assert written.outcome == "pass"
    floor.close()
    from app.bootstrap import Unlock, open_services
    from app.ledger.ledger import Ledger
    from flasher.timing import SystemClock

    (tmp_path / "ledger.db").unlink()
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"ledger.db{suffix}").unlink(missing_ok=True)
    Ledger.restore(tmp_path / "morning.db", tmp_path / "ledger.db", clock=SystemClock()).close()
    unlock = Unlock(key_file=tmp_path / "station.key")
    floor.services = open_services(str(tmp_path / "ledger.db"), unlock, ACTOR)
    floor.run = floor.services.ledger.runs.start(ACTOR.station, ACTOR)
    assert floor.counts().held == 10
    again = floor.write(port, "1")
    assert (again.outcome, again.code, again.identity) == ("pass", "adopted", written.identity)
    assert again.mac is not None
    assert floor.state_of(again.mac) is LicenseState.VERIFIED
    blank = floor.write(farm.ports()[1].name, "2")
    assert blank.code == "ledger-restored"
    assert reconcile(floor.services, {}, "every board was read").available == 9
    assert floor.write(farm.ports()[1].name, "2").outcome == "pass"
    assert floor.services.ledger.check() == []
