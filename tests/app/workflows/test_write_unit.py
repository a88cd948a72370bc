"""One attempt beside the journeys: a blank board, and what an order, a shift and a stop say to it."""

from dataclasses import replace
from threading import Event as StopFlag

from app.domain.orders import OnLicensed
from app.domain.quality import QualityRules
from app.errors import LedgerTrouble
from flasher.model import Outcome
from tests.app.workflows.write_bench import MAC, OTHER_MAC, Bench, S, told
from tests.ledgers import identity
from tests.people import OS_USER, key_of


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
