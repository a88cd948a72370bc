"""Custody: what a unit gets, and what becomes of its license."""

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState as S
from app.domain.orders import OrderRules
from app.errors import NoLicense, Refused
from flasher.model import Outcome
from tests.ledgers import ACTOR, attempt, board, fill, identity


def reserve(ledger, run, unit, lot, *, slot="1", order=None):
    return ledger.custody.reserve(
        unit, lot_ids=[lot.id], order_id=order, run=run, slot=slot, actor=ACTOR
    )


def write(ledger, run, unit, lot, *, slot="1", order=None):
    taken = reserve(ledger, run, unit, lot, slot=slot, order=order)
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.verify(taken, attempt(unit, slot=slot), run, ACTOR)
    return taken


def counts(ledger, name="A"):
    found = ledger.lots.get(name).counts
    return {s: n for s in S if (n := getattr(found, s.value))}


def test_a_board_written_is_verified_and_the_sum_is_right(ledger, run):
    lot = fill(ledger, 3)
    write(ledger, run, board(1), lot)
    assert counts(ledger) == {S.AVAILABLE: 2, S.VERIFIED: 1}
    own = ledger.custody.own_license(board(1).hwid)
    assert (own.identity, own.state, own.unit_hwid) == (identity(0), S.VERIFIED, board(1).hwid)
    assert ledger.check() == []


def test_licenses_are_handed_out_in_the_order_of_the_list_lot_after_lot(ledger, run):
    first, second = fill(ledger, 1, name="B", first=10), fill(ledger, 1)
    got = [
        ledger.custody.reserve(
            board(n),
            lot_ids=[second.id, first.id],
            order_id=None,
            run=run,
            slot=str(n),
            actor=ACTOR,
        ).lot
        for n in (1, 2)
    ]
    assert got == ["A", "B"]
    with pytest.raises(NoLicense) as refused:
        reserve(ledger, run, board(3), first)
    assert refused.value.code == "no-license-left"


def test_only_a_reserved_license_goes_back_to_the_pool(ledger, run):
    lot = fill(ledger, 1)
    taken = reserve(ledger, run, board(1), lot)
    ledger.custody.release(taken, attempt(board(1), Outcome.FAILED), run, ACTOR)
    assert counts(ledger) == {S.AVAILABLE: 1}
    taken = reserve(ledger, run, board(2), lot)
    ledger.custody.intend(taken, run, ACTOR)
    with pytest.raises(Refused) as refused:
        ledger.custody.release(taken, attempt(board(2), Outcome.FAILED), run, ACTOR)
    assert refused.value.code == "license-moved"
    assert counts(ledger) == {S.WRITING: 1}


def test_a_doubtful_unit_gets_the_same_license_again(ledger, run):
    lot = fill(ledger, 5)
    taken = reserve(ledger, run, board(1), lot)
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.doubt(taken, attempt(board(1), Outcome.DOUBTFUL), run, ACTOR)
    ledger.custody.leave(board(1), run, "1")
    again = reserve(ledger, run, board(1), lot, slot="2")
    assert (again.identity, again.state) == (taken.identity, S.DOUBTFUL)
    ledger.custody.intend(again, run, ACTOR)
    ledger.custody.verify(again, attempt(board(1), slot="2"), run, ACTOR)
    assert counts(ledger) == {S.AVAILABLE: 4, S.VERIFIED: 1}
    tries = ledger.attempts.of_unit(board(1).hwid)
    assert [(a["number"], a["outcome"]) for a in tries] == [(1, "doubtful"), (2, "pass")]


def test_a_recheck_of_a_verified_unit_is_no_second_success(ledger, run):
    taken = write(ledger, run, board(1), fill(ledger, 2))
    ledger.custody.recheck(taken.license_id, board(1), attempt(board(1), recheck=True), run, ACTOR)
    tries = ledger.attempts.of_unit(board(1).hwid)
    assert [a["number"] for a in tries] == [1, None]
    assert ledger.custody.own_license(board(1).hwid).state is S.VERIFIED


def test_a_device_that_holds_its_license_settles_a_doubt(ledger, run):
    taken = reserve(ledger, run, board(1), fill(ledger, 2))
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.doubt(taken, attempt(board(1), Outcome.DOUBTFUL), run, ACTOR)
    ledger.custody.recheck(taken.license_id, board(1), attempt(board(1)), run, ACTOR)
    assert counts(ledger) == {S.AVAILABLE: 1, S.VERIFIED: 1}
    assert [a["number"] for a in ledger.attempts.of_unit(board(1).hwid)] == [1, 2]


def test_one_board_is_worked_on_in_one_slot_only(ledger, run):
    lot = fill(ledger, 5)
    taken = reserve(ledger, run, board(1), lot, slot="1")
    with pytest.raises(Refused) as refused:
        reserve(ledger, run, board(1), lot, slot="2")
    assert refused.value.code == "unit-in-work"
    ledger.custody.release(taken, attempt(board(1), Outcome.FAILED), run, ACTOR)
    ledger.custody.leave(board(1), run, "1")
    assert reserve(ledger, run, board(1), lot, slot="2").state is S.RESERVED


def test_a_blank_board_with_the_mac_of_one_that_stands_verified_in_a_slot_is_a_twin(ledger, run):
    lot = fill(ledger, 5)
    write(ledger, run, board(1), lot, slot="1")
    with pytest.raises(Refused) as refused:
        reserve(ledger, run, board(1), lot, slot="2")
    assert refused.value.code == "twin-mac"
    assert [r.reason for r in ledger.audit.records(act=Act.CLONE_FOUND)] == ["twin-mac"]
    assert counts(ledger) == {S.AVAILABLE: 4, S.VERIFIED: 1}


def test_a_clone_holds_the_license_and_both_boards(ledger, run):
    lot = fill(ledger, 5)
    taken = write(ledger, run, board(1), lot)
    ledger.custody.leave(board(1), run, "1")
    ledger.custody.clone(
        taken.license_id, board(2), attempt(board(2), Outcome.REFUSED, code="clone"), run, ACTOR
    )
    assert counts(ledger) == {S.AVAILABLE: 4, S.HELD: 1}
    for unit in (board(1), board(2)):
        with pytest.raises(Refused) as refused:
            reserve(ledger, run, unit, lot)
        assert refused.value.code == "unit-held"
    ledger.custody.free([taken.license_id], "looked at", ACTOR)
    assert ledger.custody.find("tuya", taken.identity).state is S.VERIFIED
    assert ledger.units.get(board(1).hwid).held_reason is None


def test_a_license_written_outside_is_adopted_once(ledger, run):
    fill(ledger, 2)
    seen = ledger.custody.find("tuya", identity(0))
    ledger.custody.adopt(seen.license_id, board(1), attempt(board(1)), run, ACTOR)
    assert ledger.custody.own_license(board(1).hwid).identity == identity(0)
    other = ledger.custody.find("tuya", identity(1))
    with pytest.raises(Refused) as refused:
        ledger.custody.adopt(other.license_id, board(1), attempt(board(1)), run, ACTOR)
    assert refused.value.code == "unit-has-other"
    with pytest.raises(Refused):
        ledger.custody.adopt(seen.license_id, board(2), attempt(board(2)), run, ACTOR)


def test_a_license_found_on_a_refused_board_is_never_handed_out_again(ledger, run):
    lot = fill(ledger, 1)
    seen = ledger.custody.find("tuya", identity(0))
    refused = attempt(board(1), Outcome.REFUSED, code="licensed-outside")
    ledger.custody.hold_found(seen.license_id, board(1), refused, run, ACTOR)
    with pytest.raises(NoLicense):
        reserve(ledger, run, board(2), lot)
    ledger.custody.free([seen.license_id], "known", ACTOR)
    assert ledger.custody.find("tuya", identity(0)).state is S.DOUBTFUL


def test_a_bound_license_goes_to_its_unit_only_and_that_unit_gets_no_other(ledger, run):
    from tests.ledgers import licenses

    rows = licenses(1, bound_to=board(7).hwid)
    lot = ledger.lots.create(
        "bound", scheme="s", family="tuya", source_name="f", sha256="1", batches=[rows], actor=ACTOR
    )
    with pytest.raises(NoLicense) as refused:
        reserve(ledger, run, board(1), lot)
    assert refused.value.code == "no-bound-license"
    free = fill(ledger, 2, first=50)
    with pytest.raises(Refused) as other:
        reserve(ledger, run, board(7), free)
    assert other.value.code == "bound-in-other-lot"
    assert reserve(ledger, run, board(7), lot).identity == identity(0)


def test_an_order_is_never_overdone_and_a_release_gives_its_place_back(ledger, run):
    lot = fill(ledger, 5)
    order = ledger.orders.create(
        "WO1", product="p", quantity=1, lots=["A"], rules=OrderRules(), actor=ACTOR
    )
    taken = reserve(ledger, run, board(1), lot, order=order.id)
    with pytest.raises(Refused) as refused:
        reserve(ledger, run, board(2), lot, slot="2", order=order.id)
    assert refused.value.code == "order-full"
    assert counts(ledger) == {S.AVAILABLE: 4, S.RESERVED: 1}
    ledger.custody.release(taken, attempt(board(1), Outcome.FAILED), run, ACTOR)
    second = reserve(ledger, run, board(2), lot, slot="2", order=order.id)
    assert ledger.orders.get("WO1").taken == 1
    assert ledger.check() == []
    with pytest.raises(Refused) as unaccounted:
        ledger.orders.close("WO1", "done", ACTOR)
    assert unaccounted.value.code == "order-unaccounted"
    ledger.custody.release(second, attempt(board(2), Outcome.FAILED), run, ACTOR)
    ledger.orders.close("WO1", "done", ACTOR)
    with pytest.raises(Refused) as closed:
        reserve(ledger, run, board(3), lot, slot="3", order=order.id)
    assert closed.value.code == "order-closed"


def test_an_intent_of_a_license_that_is_in_other_hands_sends_nothing(ledger, run):
    lot = fill(ledger, 1)
    taken = reserve(ledger, run, board(1), lot)
    ledger.custody.release(taken, attempt(board(1), Outcome.FAILED), run, ACTOR)
    reserve(ledger, run, board(2), lot, slot="2")
    with pytest.raises(Refused) as refused:
        ledger.custody.intend(taken, run, ACTOR)
    assert refused.value.code == "license-moved"


def test_a_void_license_is_final_and_its_unit_gets_no_other(ledger, run):
    lot = fill(ledger, 5)
    taken = write(ledger, run, board(1), lot)
    ledger.custody.void([taken.license_id], "scrap", ACTOR)
    with pytest.raises(Refused) as refused:
        reserve(ledger, run, board(1), lot)
    assert refused.value.code == "license-void"
    with pytest.raises(Refused):
        ledger.custody.free([taken.license_id], "no", ACTOR)


def test_a_factory_default_mac_is_no_unit(ledger, run):
    from app.domain.units import UnitSeen

    with pytest.raises(Refused) as refused:
        reserve(ledger, run, UnitSeen("C8478C000018", "C8478C000018"), fill(ledger, 1))
    assert refused.value.code == "default-mac"
    assert ledger.units.get("C8478C000018") is None


def test_a_transcript_is_kept_only_of_what_did_not_pass(ledger, run):
    failed = ledger.custody.record(
        attempt(board(1), Outcome.FAILED, transcript="> auth-read"), run, ACTOR
    )
    assert ledger.attempts.transcript(failed) == "> auth-read"
    taken = reserve(ledger, run, board(2), fill(ledger, 1))
    ledger.custody.intend(taken, run, ACTOR)
    passed = ledger.custody.verify(taken, attempt(board(2), transcript="> x"), run, ACTOR)
    assert ledger.attempts.transcript(passed) is None
