"""An open order is changed: what may change does, on record; what records rely on does not."""

import json
from dataclasses import replace

import pytest

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.orders import OnLicensed, OrderRules
from app.errors import BadInput, Refused
from flasher.model import Storage
from tests.ledgers import ACTOR, attempt, board, fill


@pytest.fixture
def order(ledger):
    for number, name in enumerate("ABC"):
        fill(ledger, 5, name=name, first=100 * number)
    return ledger.orders.create(
        "WO", product="Lamp", quantity=4, lots=["A", "B"], rules=OrderRules(), actor=ACTOR
    )


def edit(ledger, order, reason="asked for", **changes):
    names = {lot.id: lot.name for lot in ledger.lots.overview()}
    facts = {
        "product": order.product,
        "quantity": order.quantity,
        "lots": [names[lot] for lot in order.lot_ids],
        "rules": order.rules,
    }
    return ledger.orders.edit(order.name, reason, ACTOR, **(facts | changes))


def edits(ledger):
    return [one for one in ledger.audit.records() if one.act == Act.ORDER_EDITED.value]


def reserve(ledger, run, order, number):
    return ledger.custody.reserve(
        board(number),
        lot_ids=order.lot_ids,
        order_id=order.id,
        run=run,
        slot="1",
        actor=ACTOR,
    )


def make(ledger, run, order, number):
    got = reserve(ledger, run, order, number)
    ledger.custody.intend(got, run=run, actor=ACTOR)
    record = attempt(board(number), order_id=order.id, identity=got.identity)
    ledger.custody.verify(got, record, run=run, actor=ACTOR)
    return got


def test_product_quantity_lots_and_rules_change_and_each_is_on_record(ledger, order):
    rules = replace(order.rules, on_licensed=OnLicensed.OVERWRITE, storage=Storage.OTP)
    changed = edit(ledger, order, product="Plug", quantity=9, lots=["C", "A"], rules=rules)
    ids = {lot.name: lot.id for lot in ledger.lots.overview()}
    assert (changed.product, changed.quantity) == ("Plug", 9)
    assert changed.lot_ids == (ids["C"], ids["A"])
    assert changed.rules == rules
    (event,) = edits(ledger)
    assert json.loads(event.old)["lots"] == ["A", "B"]
    assert json.loads(event.new)["lots"] == ["C", "A"]
    assert event.reason == "asked for"
    assert "profile" not in json.loads(event.new)  # what stayed is not told
    assert not ledger.check()


def test_an_edit_that_changes_nothing_is_not_on_record(ledger, order):
    edit(ledger, order)
    assert not edits(ledger)


def test_the_next_unit_comes_from_the_lots_as_they_are_now(ledger, run, order):
    changed = edit(ledger, order, lots=["C"])
    got = reserve(ledger, run, changed, 1)
    assert ledger.lots.get("C").counts.reserved == 1
    assert got.identity


def test_a_lot_whose_licenses_are_used_stays_with_the_order(ledger, run, order):
    make(ledger, run, order, 1)
    with pytest.raises(Refused) as caught:
        edit(ledger, order, lots=["B", "C"])
    assert caught.value.code == "order-lot-used"
    assert ledger.orders.get("WO").lot_ids == order.lot_ids
    edit(ledger, order, lots=["A", "C"])  # nothing of B is used


def test_profile_and_storage_stay_once_a_unit_was_tried(ledger, run, order):
    make(ledger, run, order, 1)
    current = ledger.orders.get("WO")
    with pytest.raises(Refused) as caught:
        edit(ledger, current, rules=replace(order.rules, storage=Storage.OTP))
    assert caught.value.code == "order-rules-fixed"
    edit(ledger, current, rules=replace(order.rules, start_on="key"))
    assert ledger.orders.get("WO").rules.start_on == "key"


def test_a_quantity_below_what_is_made_an_unknown_lot_and_a_closed_order_are_refused(
    ledger, run, order
):
    make(ledger, run, order, 1)
    make(ledger, run, order, 2)
    current = ledger.orders.get("WO")
    cases = {
        "order-quantity": {"quantity": 1},
        "lot-unknown": {"lots": ["A", "Z"]},
        "order-lots-missing": {"lots": []},
    }
    for code, change in cases.items():
        with pytest.raises(BadInput) as caught:
            edit(ledger, current, **change)
        assert caught.value.code == code
    ledger.orders.close("WO", "enough", ACTOR)
    with pytest.raises(Refused) as closed:
        edit(ledger, current, quantity=5)
    assert closed.value.code == "order-closed"


def test_the_account_counts_only_the_orders_own_licenses(ledger, run, order):
    make(ledger, run, order, 1)
    got = reserve(ledger, run, order, 2)
    other = ledger.orders.create(
        "WO-2", product="", quantity=1, lots=["A"], rules=OrderRules(), actor=ACTOR
    )
    told = ledger.closing.counts("WO")
    assert told.counts == {"reserved": 1, "verified": 1}
    assert [line.identity for line in told.unaccounted] == [got.identity]
    assert told.unaccounted[0].state is LicenseState.RESERVED
    assert told.unaccounted[0].mac == board(2).mac
    assert not ledger.closing.counts(other.name).counts
    with pytest.raises(BadInput):
        ledger.closing.counts("no such order")
