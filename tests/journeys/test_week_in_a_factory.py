"""A week in a factory: at its end every number of every report is counted anew, and the sum holds."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.figures import GroupBy
from app.domain.packing import PackageKind, PackageState
from app.domain.stories import Stage
from app.errors import Refused
from app.ledger import print_tables as p
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.reports.figures import as_csv
from app.reports.packing_list import packing_list_csv
from app.reports.writes import COLUMNS, MANIFEST, manifest_rows, write_csv
from tests.counting import Row, assert_same, counted, first_passes, raw_attempts
from tests.journeys.factory_week import PER_CARTON, PLAN, Factory, a_week
from tests.ledgers import board


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    with a_week(tmp_path_factory.mktemp("week")) as made:
        yield made


def test_the_custody_sum_holds_and_no_license_is_on_two_boards(week: Factory) -> None:
    assert week.ledger.check() == []
    assert week.ledger.figures.findings() == []
    totals = week.ledger.lots.totals()
    assert totals.total == 2_700
    holders = Counter(
        identity for number, identity in week.holds.items() if number not in week.gone
    )
    assert max(holders.values()) == 1
    on_record = {}
    with week.ledger.lots.read() as conn:
        query = (
            select(t.licenses.c.identity, t.units.c.hwid)
            .join(t.units, t.units.c.id == t.licenses.c.unit_id)
            .where(t.licenses.c.state == "verified")
        )
        on_record = {row.hwid: row.identity for row in conn.execute(query)}
    assert on_record == {board(number).hwid: week.holds[number] for number in week.good()}
    assert totals.verified == len(week.good())


def test_replaced_and_scrapped_units_are_void_and_linked(week: Factory) -> None:
    void = week.ledger.lots.totals().void
    on_scrap = [n for n in week.gone if week.ledger.units.get(board(n).hwid) is not None]
    stories = {number: week.story(number) for number in on_scrap}
    replaced = {n: s for n, s in stories.items() if s.life.stage is Stage.REPLACED}
    scrapped = {n: s for n, s in stories.items() if s.life.stage is Stage.SCRAPPED}
    # What happened on the lost day is not on record: those boards were asked instead.
    assert void == len(replaced) + len(scrapped) > 50
    for number, story in replaced.items():
        new = week.replaced[number]
        assert story.life.replaced_by == board(new).hwid
        assert week.story(new).life.replaces == board(number).hwid
        assert story.unit is not None
        assert (story.unit.serial, week.story(new).unit.serial) == (None, f"SN{number:06d}")


def _names(week: Factory, group: GroupBy) -> dict[object, str]:
    if group is GroupBy.LOT:
        return {lot.id: lot.name for lot in week.ledger.lots.overview()}
    return {order.id: order.name for order in week.ledger.orders.list()}


def test_every_figure_of_every_group_equals_a_count_of_the_raw_attempts(week: Factory) -> None:
    shown = week.ledger.figures.dashboard(shifts=PLAN)
    rows = raw_attempts(week.ledger)
    assert_same(shown.total, counted(rows, rows))
    keys = {
        GroupBy.SLOT: lambda r: r["slot"],
        GroupBy.STATION: lambda r: r["station"],
        GroupBy.OPERATOR: lambda r: r["operator"],
        GroupBy.LOT: lambda r: _lots.get(r["lot_id"], ""),
        GroupBy.ORDER: lambda r: _orders.get(r["order_id"], ""),
        GroupBy.HOUR: lambda r: _local(r)[:13].replace(" ", "T"),
        GroupBy.DAY: lambda r: _local(r)[:10],
        GroupBy.SHIFT: _shift,
    }
    _lots, _orders = _names(week, GroupBy.LOT), _names(week, GroupBy.ORDER)
    for group, key in keys.items():
        chosen: dict[str, list[Row]] = {}
        for row in rows:
            chosen.setdefault(key(row), []).append(row)
        assert set(shown.groups[group]) == set(chosen), group
        for name, ones in chosen.items():
            assert_same(shown.groups[group][name], counted(rows, ones))


def _local(row: Row) -> str:
    from datetime import datetime, timedelta

    return str(datetime.fromisoformat(row["started_at"]) + timedelta(hours=8))


def _shift(row: Row) -> str:
    """The shifts of PLAN, counted by hand: A from 6, B from 14, C from 22 to the next 6."""
    from datetime import datetime, timedelta

    local = datetime.fromisoformat(row["started_at"]) + timedelta(hours=8)
    day = (local - timedelta(hours=6)).date()
    return f"{day} {'ABC'[((local.hour - 6) % 24) // 8]}"


def test_the_pareto_and_the_step_times_equal_a_count_of_the_raw_attempts(week: Factory) -> None:
    shown, rows = week.ledger.figures.dashboard(), raw_attempts(week.ledger)
    bad = Counter((r["outcome"], r["code"]) for r in rows if r["outcome"] != "pass")
    assert {(f.outcome, f.code): f.n for f in shown.failures} == bad
    assert {code for _outcome, code in bad} >= {"no-answer", "reply-late", "stopped"}
    times: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        if row["outcome"] == "pass" and row["number"] and not row["recheck"]:
            for step, seconds in json.loads(row["steps"]).items():
                times.setdefault((row["station"], row["slot"], step), []).append(seconds)
    assert {(s.station, s.slot, s.step): s.n for s in shown.steps} == {
        key: len(ones) for key, ones in times.items()
    }
    for one in shown.steps:
        ones = times[one.station, one.slot, one.step]
        assert one.mean_s == pytest.approx(sum(ones) / len(ones))


def test_the_files_say_what_the_figures_say(week: Factory) -> None:
    shown, rows = week.ledger.figures.dashboard(), raw_attempts(week.ledger)
    lines = list(csv.DictReader(as_csv(shown).decode("utf-8-sig").splitlines()))
    total = counted(rows, rows)
    assert int(lines[0]["made"]) == total.made == len(first_passes(rows))
    assert float(lines[0]["fpy"]) == round(total.first_passes / total.tried, 4)
    slots = {line["key"]: line for line in lines if line["group"] == "slot"}
    for slot, line in slots.items():
        mine = counted(rows, [r for r in rows if r["slot"] == slot])
        assert (int(line["tried"]), int(line["made"])) == (mine.tried, mine.made)


def test_the_write_report_equals_the_raw_attempts_line_by_line(
    week: Factory, tmp_path: Path
) -> None:
    rows = raw_attempts(week.ledger)
    by_license: dict[int, list[Row]] = {}
    for row in rows:
        by_license.setdefault(row["license_id"], []).append(row)
    tries = Counter(row["unit_id"] for row in rows if row["number"] is not None)
    with week.ledger.lots.read() as conn:
        licenses = {
            row["identity"]: dict(row) for row in conn.execute(select(t.licenses)).mappings()
        }
    out = tmp_path / "writes.csv"
    assert write_csv(week.ledger.reports.writes(columns=COLUMNS), out) == len(licenses)
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["identity"] for line in lines} == set(licenses)
    for line in lines:
        own = licenses[line["identity"]]
        tried = by_license.get(own["id"], [])
        assert line["outcome"] == (tried[-1]["outcome"] if tried else "")
        assert line["last_at"] == (tried[-1]["started_at"] if tried else "")
        assert line["first_at"] == (tried[0]["started_at"] if tried else "")
        assert line["operator"] == (tried[-1]["operator"] if tried else "")
        expected = "" if own["unit_id"] is None else str(tries[own["unit_id"]])
        assert line["attempts"] == expected
        written = {"verified": "written", "void": "void", "doubtful": "doubtful"}
        was = own["prior_state"] if own["state"] == "held" else own["state"]
        assert line["write_status"] == written.get(was, "not written")
    manifest = list(manifest_rows(week.ledger.reports.writes(columns=MANIFEST, order="W1")))
    order_id = week.ledger.orders.get("W1").id
    delivered = {
        identity
        for identity, own in licenses.items()
        if own["order_id"] == order_id and own["state"] == "verified"
    }
    assert {row[0] for row in manifest} == delivered


def test_every_packing_list_holds_what_was_packed_and_no_unit_twice(week: Factory) -> None:
    packing = week.ledger.packing
    with packing.read() as conn:
        packed = [
            row.unit_id for row in conn.execute(select(q.packed_units)) if row.removed_at is None
        ]
    assert len(packed) == len(set(packed)) > 1_500
    cartons = packing.all(kind=PackageKind.CARTON)
    assert sum(carton.content for carton in cartons) == len(packed)
    assert {carton.state for carton in cartons} == {PackageState.CLOSED}
    listed: list[str] = []
    for carton in cartons:
        units = packing.contents(carton.code)
        assert len(units) == carton.content <= PER_CARTON
        text = packing_list_csv(carton, units)
        listed += [line.split(",")[2] for line in text.splitlines()[1:]]
    assert len(listed) == len(set(listed)) == len(packed)
    pallets = packing.all(kind=PackageKind.PALLET)
    on_pallets = sum(len(packing.contents(pallet.code)) for pallet in pallets)
    assert on_pallets == sum(c.content for c in cartons if c.inside is not None)
    kept = {week.holds[number] for number in week.good()}
    assert set(listed) <= kept


def test_labels_were_printed_once_and_reprints_are_counted(week: Factory) -> None:
    with week.ledger.print_jobs.read() as conn:
        jobs = [dict(row) for row in conn.execute(select(p.print_jobs)).mappings()]
    originals = Counter(job["unit_id"] for job in jobs if job["copy_no"] == 1)
    assert set(originals.values()) == {1}
    assert sum(job["copy_no"] > 1 for job in jobs) == week.reprints
    assert all(job["reason"] for job in jobs if job["copy_no"] > 1)


def test_the_orders_are_closed_and_count_their_units(week: Factory) -> None:
    with week.ledger.orders.read() as conn:
        taken = Counter(
            conn.execute(
                select(t.licenses.c.order_id).where(t.licenses.c.state != "void")
            ).scalars()
        )
    for order in week.ledger.orders.list():
        assert order.closed_at is not None
        assert order.taken == taken[order.id]
    with pytest.raises(Refused, match="order-closed"):
        week.bench.write(20_000_000, order_id=week.orders[0], lot_ids=week.lots_of[week.orders[0]])
