"""Figures: kept by the attempts themselves, equal to a count of the raw attempts."""

import random
from collections import Counter

import pytest

from app.domain.figures import FigureFilter, GroupBy
from app.domain.orders import OrderRules
from app.domain.people import Actor
from app.domain.shifts import ShiftPlan
from app.errors import BadInput
from app.ledger.figures import bucket_of
from flasher.model import Outcome
from tests.bench import Bench
from tests.counting import assert_same, counted, raw_attempts
from tests.ledgers import ACTOR


def a_shift_with_faults(bench: Bench, *, units: int = 40, seed: int = 1) -> None:
    dice = random.Random(seed)
    operators = [ACTOR, Actor("Mei", "station-1"), Actor("Bo", "station-2")]
    orders = [
        bench.ledger.orders.create(
            f"W{n}", product="P", quantity=500, lots=["A"], rules=OrderRules(), actor=ACTOR
        ).id
        for n in (1, 2)
    ]
    for number in range(units):
        place = {
            "slot": str(dice.randint(1, 4)),
            "actor": dice.choice(operators),
            "seconds": round(dice.uniform(0.1, 0.4), 4),
        }
        order_id = dice.choice([*orders, None])
        match dice.randint(0, 9):
            case 0:
                bench.fail(None, "no-answer", **place, order_id=order_id)
            case 1:
                bench.fail(number, "read-back-differs", **place, order_id=order_id)
            case 2:
                bench.write(number, Outcome.DOUBTFUL, **place, order_id=order_id)
                bench.recheck(number)
            case 3:
                bench.write(number, Outcome.ABORTED, **place, order_id=order_id)
                bench.write(number, **place)
            case 4:
                bench.write(number, **place, order_id=order_id)
                bench.recheck(number)
            case _:
                bench.write(number, **place, order_id=order_id)
        bench.pass_time(minutes=dice.choice([1, 7, 45]))


def test_every_group_of_figures_equals_a_count_of_the_raw_attempts(bench: Bench) -> None:
    a_shift_with_faults(bench)
    ledger, plan = bench.ledger, ShiftPlan(("06:00", "18:00"), utc_offset_min=480)
    board = ledger.figures.dashboard(shifts=plan)
    rows = raw_attempts(ledger)
    assert_same(board.total, counted(rows, rows))
    columns = {GroupBy.SLOT: "slot", GroupBy.STATION: "station", GroupBy.OPERATOR: "operator"}
    for group, column in columns.items():
        assert set(board.groups[group]) == {r[column] for r in rows}
        for key, figures in board.groups[group].items():
            assert_same(figures, counted(rows, [r for r in rows if r[column] == key]))
    names = {order.id: order.name for order in ledger.orders.list()}
    for key, figures in board.groups[GroupBy.ORDER].items():
        chosen = [r for r in rows if names.get(r["order_id"], "") == key]
        assert_same(figures, counted(rows, chosen))
    assert len(board.groups[GroupBy.SHIFT]) > 1
    for group in (GroupBy.HOUR, GroupBy.DAY, GroupBy.SHIFT):
        assert sum(f.attempts for f in board.groups[group].values()) == len(rows)
    assert ledger.figures.findings() == []


def test_pareto_and_step_times_equal_a_count_of_the_raw_attempts(bench: Bench) -> None:
    a_shift_with_faults(bench)
    rows = raw_attempts(bench.ledger)
    board = bench.ledger.figures.dashboard()
    failures = Counter((r["outcome"], r["code"]) for r in rows if r["outcome"] != "pass")
    assert {(f.outcome, f.code): f.n for f in board.failures} == dict(failures)
    assert [f.n for f in board.failures] == sorted(failures.values(), reverse=True)
    assert board.failures[-1].cumulative == pytest.approx(1.0)
    wrote = [r for r in rows if r["outcome"] == "pass" and r["number"] and not r["recheck"]]
    places = Counter((r["station"], r["slot"]) for r in wrote)
    assert {(s.station, s.slot) for s in board.steps} == set(places)
    for step in board.steps:
        assert step.n == places[step.station, step.slot]
        assert step.mean_s == pytest.approx(
            {"connect": 0.02, "write": 0.07, "read_back": 0.03}[step.step]
        )


def test_figures_can_be_chosen_by_time_place_person_lot_and_order(bench: Bench) -> None:
    a_shift_with_faults(bench)
    rows = raw_attempts(bench.ledger)
    middle = sorted(r["started_at"] for r in rows)[len(rows) // 2]
    since = bucket_of(middle)
    total = bench.ledger.figures.total
    assert_same(
        total(FigureFilter(since=since)),
        counted(rows, [r for r in rows if r["started_at"] >= since]),
    )
    assert_same(
        total(FigureFilter(until=since)),
        counted(rows, [r for r in rows if r["started_at"] < since]),
    )
    assert_same(
        total(FigureFilter(slot="2", station="station-1")),
        counted(rows, [r for r in rows if r["slot"] == "2" and r["station"] == "station-1"]),
    )
    assert_same(
        total(FigureFilter(operator="Mei")),
        counted(rows, [r for r in rows if r["operator"] == "Mei"]),
    )
    lot_id = bench.ledger.lots.get("A").id
    assert_same(
        total(FigureFilter(lot="A")), counted(rows, [r for r in rows if r["lot_id"] == lot_id])
    )
    with pytest.raises(BadInput, match="lot-unknown"):
        total(FigureFilter(lot="nowhere"))


def test_a_recheck_is_neither_a_pass_nor_a_try(bench: Bench) -> None:
    bench.write(1)
    before = bench.ledger.figures.total()
    bench.recheck(1)
    after = bench.ledger.figures.total()
    assert (after.tries, after.tried, after.first_passes, after.made) == (
        before.tries,
        before.tried,
        before.first_passes,
        before.made,
    )
    assert after.rechecks == 1
    assert after.first_pass_yield == 1.0


def test_a_unit_that_passes_later_counts_for_yield_and_not_for_fpy(bench: Bench) -> None:
    bench.write(1, Outcome.DOUBTFUL, slot="1")
    bench.write(1, slot="3")
    bench.write(2, slot="1")
    total = bench.ledger.figures.total()
    assert (total.tried, total.first_pass_yield, total.total_yield) == (2, 0.5, 1.0)
    slots = bench.ledger.figures.dashboard().groups[GroupBy.SLOT]
    assert slots["1"].total_yield == 1.0
    assert (slots["3"].tried, slots["3"].made) == (0, 1)


def test_an_empty_selection_has_no_rates(bench: Bench) -> None:
    total = bench.ledger.figures.total(FigureFilter(slot="9"))
    assert (total.first_pass_yield, total.total_yield, total.units_per_hour, total.cycle_s) == (
        (None,) * 4
    )


def test_a_shift_after_midnight_belongs_to_the_day_it_began() -> None:
    plan = ShiftPlan(("06:00", "14:00", "22:00"), utc_offset_min=480)
    at = __import__("datetime").datetime.fromisoformat
    assert plan.name_of(at("2026-01-05T21:59:00+00:00")) == "2026-01-05 C"
    assert plan.name_of(at("2026-01-05T22:00:00+00:00")) == "2026-01-06 A"
    with pytest.raises(BadInput, match="shift-plan"):
        ShiftPlan(("06:15",))


@pytest.mark.parametrize("offset", [0, 480, -210])
def test_one_shift_of_every_day_equals_a_count_of_its_raw_attempts(
    bench: Bench, offset: int
) -> None:
    a_shift_with_faults(bench)
    rows = raw_attempts(bench.ledger)
    plan = ShiftPlan(utc_offset_min=offset)
    at = __import__("datetime").datetime.fromisoformat
    letters = {plan.name_of(at(row["started_at"]))[-1] for row in rows}
    for letter in "ABC":
        mine = [r for r in rows if plan.name_of(at(r["started_at"]))[-1] == letter]
        found = bench.ledger.figures.total(FigureFilter(shift=letter), shifts=plan)
        assert_same(found, counted(rows, mine))
        board = bench.ledger.figures.dashboard(FigureFilter(shift=letter), shifts=plan)
        assert {name[-1] for name in board.groups[GroupBy.SHIFT]} <= {letter}
        assert sum(one.n for one in board.failures) == sum(r["outcome"] != "pass" for r in mine)
    assert letters
    with pytest.raises(BadInput, match="shift-unknown"):
        bench.ledger.figures.total(FigureFilter(shift="D"), shifts=plan)


def test_the_halves_of_all_shifts_are_one_day() -> None:
    plan = ShiftPlan(("07:30", "19:30"), utc_offset_min=345 // 30 * 30)
    halves = [half for letter in "AB" for half in plan.halves_of(letter)]
    assert len(halves) == len(set(halves)) == 48
