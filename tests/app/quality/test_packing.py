"""Cartons and pallets: nothing strange, nothing twice, nothing too much; on both engines."""

import threading

import pytest

from app.domain.orders import OrderRules
from app.domain.packing import PackageKind, PackageState, refuse_stranger
from app.domain.quality import InspectionResult, QualityRules
from app.domain.stories import Stage
from app.domain.verdicts import judge
from app.errors import BadInput, Refused
from tests.bench import Bench
from tests.ledgers import ACTOR, board

CARTON, PALLET = PackageKind.CARTON, PackageKind.PALLET


def test_units_go_into_cartons_and_cartons_onto_pallets_and_back(bench: Bench) -> None:
    packing = bench.ledger.packing
    identities = [bench.write(number) for number in range(3)]
    packing.open(CARTON, "C1", 2, ACTOR)
    packing.open(PALLET, "P1", 4, ACTOR)
    packing.put_unit("C1", board(0).hwid, ACTOR)
    packing.put_unit("C1", board(1).hwid, ACTOR)
    with pytest.raises(Refused, match="package-full"):
        packing.put_unit("C1", board(2).hwid, ACTOR)
    with pytest.raises(Refused, match="already-packed"):
        packing.put_unit("C1", board(1).hwid, ACTOR)
    with pytest.raises(Refused, match="package-not-closed"):
        packing.put_package("P1", "C1", ACTOR)
    packing.close("C1", ACTOR, quantity=2)
    assert packing.put_package("P1", "C1", ACTOR).content == 1
    assert [unit.identity for unit in packing.contents("P1")] == identities[:2]
    assert bench.story(0).packed_in == ["C1", "P1"]
    with pytest.raises(Refused, match="already-packed"):
        packing.put_package("P1", "C1", ACTOR)
    packing.take_package("C1", "wrong pallet", ACTOR)
    again = packing.take_unit(board(0).hwid, "scratched", ACTOR)
    assert (again.state, again.content) == (PackageState.OPEN, 1)
    assert packing.put_unit("C1", board(2).hwid, ACTOR).content == 2
    with pytest.raises(Refused, match="package-not-empty"):
        packing.dissolve("C1", "no", ACTOR)


def test_a_package_that_cannot_be_is_refused(bench: Bench) -> None:
    packing = bench.ledger.packing
    packing.open(CARTON, "C1", 2, ACTOR)
    packing.open(PALLET, "P1", 2, ACTOR)
    for refused, act in {
        "package-code-taken": lambda: packing.open(CARTON, "C1", 2, ACTOR),
        "package-capacity": lambda: packing.open(CARTON, "C2", 0, ACTOR),
        "package-unknown": lambda: packing.get("C9"),
        "order-unknown": lambda: packing.open(CARTON, "C2", 2, ACTOR, order="W9"),
        "unit-not-found": lambda: packing.put_unit("C1", "nobody", ACTOR),
        "package-empty": lambda: packing.close("C1", ACTOR),
    }.items():
        with pytest.raises((BadInput, Refused), match=refused):
            act()
    bench.write(1)
    with pytest.raises(Refused, match="package-not-for-units"):
        packing.put_unit("P1", board(1).hwid, ACTOR)
    packing.put_unit("C1", board(1).hwid, ACTOR)
    with pytest.raises(Refused, match="package-quantity"):
        packing.close("C1", ACTOR, quantity=2)
    packing.close("C1", ACTOR)
    with pytest.raises(Refused, match="package-closed"):
        packing.close("C1", ACTOR)


def test_strangers_are_refused_with_the_reason(bench: Bench) -> None:
    ledger = bench.ledger
    orders = [
        ledger.orders.create(
            n, product="P", quantity=9, lots=["A"], rules=OrderRules(), actor=ACTOR
        )
        for n in ("W1", "W2")
    ]
    package = ledger.packing.open(CARTON, "C1", 9, ACTOR, order="W1")
    rules = QualityRules()

    def refusal(number: int, rules: QualityRules = rules) -> str | None:
        told = bench.story(number)
        try:
            refuse_stranger(told, judge(told).verdict, package, rules)
        except Refused as refused:
            return refused.code
        return None

    for number in range(1, 6):
        bench.write(number, order_id=orders[0].id)
    bench.write(6, order_id=orders[1].id)
    bench.fail(7, "no-shell")
    ledger.unit_life.send_back(board(2).hwid, Stage.REWORK, "r", ACTOR)
    ledger.unit_life.hold(board(3).hwid, "r", ACTOR)
    ledger.inspections.record(
        board(4).hwid, InspectionResult.REJECT, ACTOR, reasons=["label-missing"]
    )
    assert refusal(1) is None
    assert refusal(1, QualityRules(inspect_before_packing=True)) == "pack-not-inspected"
    assert [refusal(n) for n in (2, 3, 4, 7)] == ["pack-not-passed"] * 4
    assert refusal(6) == "pack-other-order"
    ledger.inspections.record(board(5).hwid, InspectionResult.PASS, ACTOR)
    assert refusal(5, QualityRules(inspect_before_packing=True)) is None


def test_two_packers_never_put_one_unit_into_two_cartons(bench: Bench) -> None:
    packing = bench.ledger.packing
    for number in range(8):
        bench.write(number)
    for code in ("C0", "C1"):
        packing.open(CARTON, code, 8, ACTOR)
    refused: list[str] = []

    def pack_all(code: str) -> None:
        for number in range(8):
            try:
                packing.put_unit(code, board(number).hwid, ACTOR)
            except Refused as error:
                refused.append(error.code)

    packers = [threading.Thread(target=pack_all, args=(code,)) for code in ("C0", "C1")]
    for packer in packers:
        packer.start()
    for packer in packers:
        packer.join()
    assert refused == ["already-packed"] * 8
    assert packing.get("C0").content + packing.get("C1").content == 8
    assert len(packing.contents("C0")) == packing.get("C0").content
