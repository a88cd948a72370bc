"""A board that already holds something, in its flash or in its one-time memory."""

import pytest

from app.domain.orders import OnLicensed
from app.errors import LedgerTrouble
from flasher.model import Outcome, Storage
from tests.app.workflows.write_bench import MAC, OTHER_MAC, Bench, S, told
from tests.flasher.fake_board import FakeBoard
from tests.ledgers import identity
from tests.people import OS_USER, key_of


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
