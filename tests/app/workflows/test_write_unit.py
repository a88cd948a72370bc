"""One attempt beside the journeys: every turn of decide, intend and commit, on a real ledger.

The board is a console that answers at once; where the ledger has to fail, the real store stands
behind one that refuses a single method.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event as StopFlag
from typing import Any

import pytest

from app.domain.licenses import LicenseState
from app.domain.orders import OnLicensed, OrderRules
from app.domain.quality import QualityRules
from app.errors import LedgerTrouble, Refused, VaultTrouble
from app.ledger.runs import Run
from app.workflows.services import Services
from app.workflows.write_unit import UnitReport, WriteTask, write_unit
from flasher.boards import Profile
from flasher.events import BoardIdentified
from flasher.model import Outcome, Storage
from tests.flasher.fake_board import FakeBoard
from tests.ledgers import identity
from tests.people import OS_USER, Factory, factory_in, key_of

MAC = "AABBCCDDEE01"
OTHER_MAC = "AABBCCDDEE02"
PROFILE = Profile(name="tuyaopen", title="test", otp=True)
S = LicenseState


@dataclass
class Failing:
    """A store whose named methods raise; all others are the real one's."""

    real: Any
    raises: dict[str, Exception] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        self.calls.append(name)
        if name in self.raises:

            def fail(*_: object, **__: object) -> None:
                raise self.raises[name]

            return fail
        return getattr(self.real, name)


@dataclass
class Bench:
    factory: Factory
    run: Run

    def board(self, mac: str | None = MAC, holds: int | None = None, **more: Any) -> FakeBoard:
        held = None if holds is None else (identity(holds), key_of(holds))
        return FakeBoard(self.factory.clock, mac=mac, **({"kv": held} | more))

    def write(
        self,
        board: FakeBoard,
        *,
        services: Services | None = None,
        slot: str = "1",
        serial: str | None = None,
        stop: StopFlag | None = None,
        order_id: int | None = None,
        on_event: Any = lambda _event: None,
        **rules: Any,
    ) -> UnitReport:
        rules_of = OrderRules(**rules)
        return write_unit(
            services or self.factory.services,
            WriteTask([1], "tuya", rules_of, PROFILE, order_id),
            run=self.run,
            slot=slot,
            port="P1",
            on_event=on_event,
            stop=stop or StopFlag(),
            serial=serial,
            open_link=board,
        )

    def fail(self, **raises: Exception) -> Failing:
        """Let the custody store refuse these methods from now on."""
        ledger = self.factory.services.ledger
        ledger.custody = Failing(ledger.custody, raises)  # type: ignore[assignment]
        return ledger.custody  # type: ignore[return-value]

    def heal(self) -> None:
        ledger = self.factory.services.ledger
        while isinstance(ledger.custody, Failing):
            ledger.custody = ledger.custody.real

    def leave(self, *macs: str, slot: str = "1") -> None:
        from app.domain.units import UnitSeen

        for mac in macs or (MAC,):
            self.custody.leave(UnitSeen(mac, mac), self.run, slot)

    @property
    def custody(self) -> Any:
        return self.factory.services.ledger.custody

    def state(self, number: int) -> LicenseState:
        seen = self.custody.find("tuya", identity(number))
        assert seen is not None
        return seen.state

    def attempts(self, hwid: str = MAC) -> list[dict[str, Any]]:
        return self.factory.services.ledger.attempts.of_unit(hwid)

    def audit(self) -> list[str]:
        return [str(one.act) for one in self.factory.services.ledger.audit.records()]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with factory_in(tmp_path) as factory:
        factory.fill(5)
        with factory.run() as run:
            made = Bench(factory, run)
            yield made
            made.heal()
            assert factory.services.ledger.check() == []


def told(report: UnitReport) -> tuple[Outcome, str]:
    return report.outcome, report.code


# -- a blank board ------------------------------------------------------------------------------


def test_a_blank_board_gets_the_next_license_and_its_attempt_is_recorded(bench: Bench) -> None:
    board = bench.board()
    report = bench.write(board)
    assert told(report) == (Outcome.PASS, "pass")
    assert board.kv == (identity(0), key_of(0))
    assert (report.identity, report.mac, report.hwid) == (identity(0), MAC, MAC)
    assert bench.state(0) is S.VERIFIED
    (attempt,) = bench.attempts()
    assert attempt["outcome"] == "pass"
    assert {"connect", "identify", "intent", "write", "read_back"} <= set(report.steps)
    assert bench.factory.services.ledger.attempts.transcript(attempt["id"]) in (None, "")


def test_the_same_board_again_is_a_recheck_and_costs_nothing(bench: Bench) -> None:
    board = bench.board()
    bench.write(board)
    again = bench.write(board)
    assert told(again) == (Outcome.PASS, "recheck")
    assert again.recheck
    assert bench.state(1) is S.AVAILABLE
    assert sum(line.startswith("auth ") for line in board.ran) == 1


def test_a_board_found_blank_again_gets_its_own_license_once_more(bench: Bench) -> None:
    bench.write(bench.board())
    assert told(bench.write(bench.board())) == (Outcome.PASS, "pass")
    assert bench.state(1) is S.AVAILABLE


def test_a_board_without_an_address_is_known_by_its_serial_number_or_not_at_all(
    bench: Bench,
) -> None:
    nameless = bench.write(bench.board(mac=None))
    assert told(nameless) == (Outcome.REFUSED, "no-hardware-id")
    named = bench.write(bench.board(mac=None), serial="SN-7")
    assert named.outcome is Outcome.PASS
    assert named.hwid is not None
    assert bench.state(0) is S.VERIFIED


def test_a_module_with_the_makers_default_address_gets_nothing(bench: Bench) -> None:
    assert told(bench.write(bench.board(mac="C8478C000018"))) == (Outcome.REFUSED, "default-mac")
    assert bench.state(0) is S.AVAILABLE


def test_an_empty_pool_refuses_and_the_attempt_is_on_record(bench: Bench) -> None:
    for number in range(5):
        mac = f"0200000000{number:02X}"
        assert bench.write(bench.board(mac)).outcome is Outcome.PASS
    assert told(bench.write(bench.board())) == (Outcome.REFUSED, "no-license-left")
    assert [attempt["code"] for attempt in bench.attempts()] == ["no-license-left"]


def test_a_board_at_two_slots_is_refused_at_the_second(bench: Bench) -> None:
    bench.fail(verify=LedgerTrouble("ledger-busy"))
    bench.write(bench.board(), slot="1")
    bench.heal()
    assert told(bench.write(bench.board(), slot="2")) == (Outcome.REFUSED, "unit-in-work")


def test_a_twin_of_a_board_that_still_stands_in_its_slot_is_told_as_a_twin(bench: Bench) -> None:
    bench.write(bench.board(), slot="1")
    assert told(bench.write(bench.board(), slot="2")) == (Outcome.REFUSED, "twin-mac")
    assert "clone.found" in bench.audit()


def test_stop_before_the_intent_gives_the_license_back(bench: Bench) -> None:
    stop = StopFlag()
    stop.set()
    assert told(bench.write(bench.board(), stop=stop)) == (Outcome.ABORTED, "stopped")
    assert bench.state(0) is S.AVAILABLE


# -- the intent ---------------------------------------------------------------------------------


def test_an_intent_that_cannot_be_committed_sends_nothing_and_fails(bench: Bench) -> None:
    board = bench.board()
    bench.fail(intend=LedgerTrouble("ledger-disk-full"))
    report = bench.write(board)
    bench.heal()
    assert told(report) == (Outcome.FAILED, "ledger-disk-full")
    assert not any(line.startswith("auth ") for line in board.ran)
    assert bench.state(0) is S.AVAILABLE
    assert [attempt["code"] for attempt in bench.attempts()] == ["ledger-disk-full"]


def test_a_license_that_cannot_be_opened_leaves_no_intent_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise VaultTrouble("vault-locked")

    monkeypatch.setattr("app.workflows.write_unit.open_license", locked)
    board = bench.board()
    assert told(bench.write(board)) == (Outcome.FAILED, "vault-locked")
    assert not any(line.startswith("auth ") for line in board.ran)
    assert bench.state(0) is S.AVAILABLE
    assert "license.intended" not in bench.audit()


def test_a_license_that_moved_before_the_intent_is_not_sent(bench: Bench) -> None:
    board = bench.board()
    bench.fail(intend=Refused("license-moved", identity=identity(0), state="held"))
    report = bench.write(board)
    assert told(report) == (Outcome.FAILED, "license-moved")
    assert not any(line.startswith("auth ") for line in board.ran)


def test_a_ledger_that_breaks_while_reserving_is_a_failure_and_not_a_refusal(bench: Bench) -> None:
    bench.fail(reserve=LedgerTrouble("ledger-busy"))
    assert told(bench.write(bench.board())) == (Outcome.FAILED, "ledger-busy")
    bench.heal()
    assert bench.state(0) is S.AVAILABLE


def test_a_bug_in_the_ledger_is_not_told_as_trouble_with_the_board(bench: Bench) -> None:
    bench.fail(reserve=ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        bench.write(bench.board())


# -- the commit ---------------------------------------------------------------------------------


def test_no_pass_is_shown_where_verified_cannot_be_committed(bench: Bench) -> None:
    board = bench.board()
    bench.fail(verify=LedgerTrouble("ledger-busy"))
    report = bench.write(board)
    bench.heal()
    assert told(report) == (Outcome.DOUBTFUL, "ledger-busy")
    assert report.attempt_id is None
    assert (board.kv, bench.state(0)) == ((identity(0), key_of(0)), S.WRITING)
    assert told(bench.write(board)) == (Outcome.PASS, "recheck")
    assert bench.state(0) is S.VERIFIED


def test_a_refused_verification_is_doubtful_and_the_attempt_is_kept(bench: Bench) -> None:
    bench.fail(verify=Refused("license-held", identity=identity(0)))
    report = bench.write(bench.board())
    bench.heal()
    assert told(report) == (Outcome.DOUBTFUL, "license-held")
    assert report.attempt_id is not None
    assert [attempt["code"] for attempt in bench.attempts()] == ["license-held"]


def test_a_board_that_proves_nothing_keeps_its_license_in_doubt_and_gets_it_again(
    bench: Bench,
) -> None:
    liar = bench.board()
    liar.on_enter = lambda b, line: (
        b"\r\n\r\nAuthorization write succeeds." + b.prompt if line.startswith("auth ") else None
    )
    report = bench.write(liar)
    assert told(report) == (Outcome.DOUBTFUL, "read-back-differs")
    assert bench.state(0) is S.DOUBTFUL
    transcript = bench.factory.services.ledger.attempts.transcript(bench.attempts()[0]["id"])
    assert transcript
    assert key_of(0) not in transcript
    bench.leave()
    again = bench.write(bench.board(), slot="2")
    assert (again.outcome, again.identity) == (Outcome.PASS, identity(0))
    assert bench.state(1) is S.AVAILABLE


def test_a_doubt_that_cannot_be_committed_is_told_as_doubt(bench: Bench) -> None:
    liar = bench.board()
    liar.on_enter = lambda b, line: b.prompt if line.startswith("auth ") else None
    bench.fail(doubt=LedgerTrouble("ledger-busy"))
    report = bench.write(liar)
    bench.heal()
    assert told(report) == (Outcome.DOUBTFUL, "ledger-busy")
    assert bench.state(0) is S.WRITING


def _stopped_once_it_is_known(stop: StopFlag) -> Any:
    return lambda event: stop.set() if isinstance(event, BoardIdentified) else None


def test_stop_between_reserve_and_intent_gives_the_license_back(bench: Bench) -> None:
    stop, board = StopFlag(), bench.board()
    report = bench.write(board, stop=stop, on_event=_stopped_once_it_is_known(stop))
    assert told(report) == (Outcome.ABORTED, "stopped")
    assert bench.state(0) is S.AVAILABLE
    assert "license.released" in bench.audit()


def test_a_release_that_cannot_be_committed_is_a_failure_and_leaves_it_reserved(
    bench: Bench,
) -> None:
    stop, board = StopFlag(), bench.board()
    bench.fail(release=LedgerTrouble("ledger-busy"))
    report = bench.write(board, stop=stop, on_event=_stopped_once_it_is_known(stop))
    bench.heal()
    assert told(report) == (Outcome.FAILED, "ledger-busy")
    assert bench.state(0) is S.RESERVED
    assert not any(line.startswith("auth ") for line in board.ran)


# -- a board that holds something ---------------------------------------------------------------


def test_half_a_license_is_written_whole_with_the_same_one(bench: Bench) -> None:
    bench.write(bench.board())
    half = bench.board(kv=(identity(0), "x" * 32))
    report = bench.write(half)
    assert told(report) == (Outcome.PASS, "pass")
    assert half.kv == (identity(0), key_of(0))
    assert bench.state(1) is S.AVAILABLE


def test_a_license_of_the_pool_that_was_written_outside_is_adopted(bench: Bench) -> None:
    report = bench.write(bench.board(holds=3))
    assert told(report) == (Outcome.PASS, "adopted")
    assert not report.recheck
    assert bench.state(3) is S.VERIFIED
    assert bench.custody.own_license(MAC).identity == identity(3)


def test_where_the_order_refuses_licensed_boards_the_pools_license_is_held(bench: Bench) -> None:
    report = bench.write(bench.board(holds=3), on_licensed=OnLicensed.REFUSE)
    assert told(report) == (Outcome.REFUSED, "licensed-outside")
    assert bench.state(3) is S.HELD


def test_the_pools_identity_with_another_key_is_a_conflict_and_held(bench: Bench) -> None:
    report = bench.write(bench.board(kv=(identity(3), "x" * 32)))
    assert told(report) == (Outcome.REFUSED, "key-conflict")
    assert bench.state(3) is S.HELD


def test_a_unit_that_has_a_license_does_not_adopt_a_second(bench: Bench) -> None:
    bench.write(bench.board())
    report = bench.write(bench.board(holds=3))
    assert told(report) == (Outcome.REFUSED, "two-licenses")
    assert report.facts["own"] == identity(0)
    assert bench.state(3) is S.HELD


def test_a_license_of_another_unit_raises_the_alarm_and_holds_both(bench: Bench) -> None:
    bench.write(bench.board(OTHER_MAC))
    bench.leave(OTHER_MAC)
    report = bench.write(bench.board(holds=0))
    assert told(report) == (Outcome.REFUSED, "clone")
    assert report.facts["unit"] == OTHER_MAC
    assert bench.state(0) is S.HELD
    units = bench.factory.services.ledger.units
    assert units.get(MAC).held_reason
    assert units.get(OTHER_MAC).held_reason
    bench.leave(MAC)
    assert told(bench.write(bench.board()))[1] == "unit-held"


def test_a_license_that_nobody_knows_is_refused(bench: Bench) -> None:
    board = bench.board(kv=("uuidSTRANGER00000000", "s" * 32))
    assert told(bench.write(board)) == (Outcome.REFUSED, "foreign-license")
    assert board.kv[0] == "uuidSTRANGER00000000"


def test_an_unknown_license_is_overwritten_where_ordered_and_recorded_as_lost(bench: Bench) -> None:
    board = bench.board(kv=("uuidSTRANGER00000000", "s" * 32))
    report = bench.write(board, on_licensed=OnLicensed.OVERWRITE)
    assert told(report) == (Outcome.PASS, "pass")
    assert board.kv == (identity(0), key_of(0))
    assert "license.overwritten" in bench.audit()
    assert bench.attempts()[0]["lost_identity"] == "uuidSTRANGER00000000"


def test_overwriting_is_not_the_operators_decision(bench: Bench) -> None:
    bench.factory.hire("Ada", "Sun", "Ole")
    board = bench.board(kv=("uuidSTRANGER00000000", "s" * 32))
    rules = {"on_licensed": OnLicensed.OVERWRITE}
    by = bench.factory.by
    assert told(bench.write(board, services=by("Ole"), **rules))[1] == "approval-needed"
    assert told(bench.write(board, services=by("Ole", "Sun"), **rules))[0] is Outcome.PASS


def test_nobody_writes_without_signing_in_once_there_are_people(bench: Bench) -> None:
    bench.factory.hire("Ada")
    assert told(bench.write(bench.board()))[1] == "sign-in-needed"
    assert bench.state(0) is S.AVAILABLE


@pytest.mark.parametrize(("act", "code"), [("hold", "license-held"), ("void", "license-void")])
def test_a_held_or_void_license_is_refused_on_its_own_board(
    bench: Bench, act: str, code: str
) -> None:
    bench.write(bench.board())
    bench.leave()
    seen = bench.custody.find("tuya", identity(0))
    getattr(bench.custody, act)([seen.license_id], "test", OS_USER)
    assert told(bench.write(bench.board(holds=0))) == (Outcome.REFUSED, code)
    assert told(bench.write(bench.board()))[1] == code


def test_a_void_license_on_a_strangers_board_is_refused(bench: Bench) -> None:
    seen = bench.custody.find("tuya", identity(3))
    bench.custody.void([seen.license_id], "test", OS_USER)
    assert told(bench.write(bench.board(holds=3))) == (Outcome.REFUSED, "license-void")


def test_a_ledger_that_breaks_while_a_holding_is_looked_up_holds_nothing(bench: Bench) -> None:
    bench.fail(own_license=LedgerTrouble("ledger-busy"))
    report = bench.write(bench.board(holds=3))
    bench.heal()
    assert told(report) == (Outcome.FAILED, "ledger-busy")
    assert bench.state(3) is S.AVAILABLE


# -- one-time memory ----------------------------------------------------------------------------


def _burn_that_breaks_off(board: FakeBoard, line: str) -> bytes | None:
    return b"\r\n" + b"*" * 40 + board.prompt if line.startswith("auth ") else None


def test_a_burn_that_broke_off_calls_a_supervisor_who_may_let_it_be_tried_again(
    bench: Bench,
) -> None:
    bench.factory.hire("Ada", "Sun", "Ole")
    ole, rules = bench.factory.by("Ole"), {"storage": Storage.OTP}
    broken = bench.board(on_enter=_burn_that_breaks_off)
    report = bench.write(broken, services=ole, **rules)
    assert told(report) == (Outcome.DOUBTFUL, "otp-unproven")
    bench.leave()
    blank = bench.board()
    assert told(bench.write(blank, services=ole, **rules)) == (Outcome.REFUSED, "otp-unsettled")
    assert not any(line.startswith("auth ") for line in blank.ran)
    assert bench.state(0) is S.DOUBTFUL
    done = bench.write(blank, services=bench.factory.by("Sun"), **rules)
    assert (done.outcome, done.identity) == (Outcome.PASS, identity(0))
    assert blank.otp == (identity(0), key_of(0))


def test_a_burn_that_succeeded_unseen_is_confirmed_by_reading_and_needs_no_supervisor(
    bench: Bench,
) -> None:
    bench.factory.hire("Ada", "Ole")
    ole, rules = bench.factory.by("Ole"), {"storage": Storage.OTP}
    bench.write(bench.board(on_enter=_burn_that_breaks_off), services=ole, **rules)
    bench.leave()
    burnt = bench.board(otp=(identity(0), key_of(0)))
    assert told(bench.write(burnt, services=ole, **rules)) == (Outcome.PASS, "recheck")
    assert bench.state(0) is S.VERIFIED


# -- rules around the attempt -------------------------------------------------------------------


def test_an_order_that_asks_for_a_golden_sample_writes_nothing_before_it(bench: Bench) -> None:
    order_id = bench.factory.order()
    inspections = bench.factory.services.ledger.inspections
    inspections.set_rules("O", QualityRules(golden=True), OS_USER)
    report = bench.write(bench.board(), order_id=order_id)
    assert told(report) == (Outcome.REFUSED, "golden-needed")
    assert bench.state(0) is S.AVAILABLE


def test_an_order_that_is_full_gives_no_more(bench: Bench) -> None:
    order_id = bench.factory.order(quantity=1)
    assert bench.write(bench.board(), order_id=order_id).outcome is Outcome.PASS
    other = bench.write(bench.board(OTHER_MAC), order_id=order_id, slot="2")
    assert told(other) == (Outcome.REFUSED, "order-full")
    again = bench.write(bench.board(), order_id=order_id)
    assert told(again) == (Outcome.PASS, "pass"), "its own license is no over-production"


def test_an_attempt_is_in_the_name_of_whose_shift_it_is(bench: Bench) -> None:
    named = replace(OS_USER, name="Mei")
    services = replace(bench.factory.services, actor=named)
    bench.write(bench.board(), services=services)
    assert bench.attempts()[0]["operator"] == "Mei"
