"""Whatever is asked of the units, the search finds what looking at each of them finds."""

import itertools
from dataclasses import replace

import pytest

from app.domain.licenses import LicenseState
from app.ledger import unit_filters, unit_search
from app.ledger.unit_search import SORTS, UnitFilter
from flasher.model import Outcome
from tests.bench import Bench
from tests.ledgers import ACTOR, attempt, board, fill

UNITS = 24
TEXTS = ("", "02", "uuid", "000", "00000000000C", "02:00:00:00:00:0C", "0000000", "UUID", "zz", "%")


@pytest.fixture
def search(ledger):
    """Units of two lots, by two operators, over hours; one with a void license, some tried twice."""
    first, second = fill(ledger, 40, name="A"), fill(ledger, 40, name="B", first=40)
    with Bench(ledger) as bench:
        for number in range(1, UNITS + 1):
            bench.pass_time(minutes=17)
            lot = (first, second)[number % 2].id
            actor = replace(ACTOR, name=("Li Na", "Wang Wei")[number % 3 == 0])
            outcome = Outcome.DOUBTFUL if number % 5 == 0 else Outcome.PASS
            bench.write(number, outcome, lot_ids=[lot], actor=actor)
            if number % 7 == 0:
                bench.fail(number, "no-answer", actor=ACTOR)
    return ledger.unit_search


def everything(search):
    """Return all units with what a filter looks at, read row by row."""
    with search.read() as conn:
        units = conn.exec_driver_sql("SELECT * FROM units").mappings().all()
        licenses = conn.exec_driver_sql(
            "SELECT l.*, lots.name AS lot FROM licenses l JOIN lots ON lots.id = l.lot_id"
            " WHERE unit_id IS NOT NULL"
        ).mappings().all()  # fmt: skip
        attempts = conn.exec_driver_sql("SELECT * FROM attempts").mappings().all()
    return [
        (
            unit,
            [one for one in licenses if one["unit_id"] == unit["id"]],
            [one for one in attempts if one["unit_id"] == unit["id"]],
        )
        for unit in units
    ]


def looked_at(search, which):
    """Return the ids of the units that fit, found by looking at each."""
    return {
        unit["id"]
        for unit, licenses, attempts in everything(search)
        if _by_license(which, licenses)
        and _by_attempt(which, attempts)
        and (which.outcome is None or unit["last_outcome"] == which.outcome.value)
    }


def _by_license(which, licenses):
    own = max(licenses, key=lambda one: (one["state"] != "void", one["id"]), default=None)
    return not (which.lot or which.state) or (
        own is not None
        and (not which.lot or own["lot"] == which.lot)
        and (which.state is None or own["state"] == which.state.value)
    )


def _by_attempt(which, attempts):
    last = max(attempts, key=lambda one: one["id"])
    return (
        (not which.operator or last["operator"] == which.operator)
        and (not which.since or last["started_at"] >= which.since)
        and (not which.until or last["started_at"] < which.until)
    )


def moments(search):
    with search.read() as conn:
        times = conn.exec_driver_sql("SELECT started_at FROM attempts ORDER BY id").scalars().all()
    return times[len(times) // 4], times[len(times) // 2]


def filters(search):
    since, until = moments(search)
    for lot, operator, outcome, state, period in itertools.product(
        ("", "A"),
        ("", "Li Na"),
        (None, Outcome.PASS, Outcome.FAILED),
        (None, LicenseState.VERIFIED, LicenseState.DOUBTFUL),
        (("", ""), (since, until), (since, "")),
    ):
        yield UnitFilter(
            lot=lot, operator=operator, outcome=outcome, state=state, since=period[0],
            until=period[1],
        )  # fmt: skip


def test_every_filter_finds_what_looking_at_each_unit_finds(search):
    for which in filters(search):
        found = search.find(which)
        ids = {row["id"] for row in search.rows(found, 0, 100)}
        assert ids == looked_at(search, which), which
        assert found.total == len(ids) == search.count(which), which


def test_units_that_are_walked_stand_in_the_order_of_those_that_are_sorted(search, monkeypatch):
    queries = [
        UnitFilter(),
        UnitFilter(lot="A"),
        UnitFilter(operator="Li Na"),
        UnitFilter(since=moments(search)[0]),
        UnitFilter(text="uuid"),
        UnitFilter(text="0", outcome=Outcome.PASS),
    ]
    every = list(itertools.product(queries, SORTS, (False, True)))

    def read(which, sort, oldest_first, at_once):
        found = search.find(which, sort=sort, oldest_first=oldest_first)
        starts = range(0, UNITS + at_once, at_once)
        return [row["id"] for start in starts for row in search.rows(found, start, at_once)]

    few = [read(*one, 100) for one in every]
    monkeypatch.setattr(unit_search, "FIRST", 3)
    monkeypatch.setattr(unit_filters, "FEW_NAMED", 3)
    for one, ids in zip(every, few, strict=True):
        which, sort, oldest_first = one
        assert read(*one, 5) == ids, one
        parts = list(search.every(which, sort=sort, oldest_first=oldest_first))
        assert [row["id"] for _total, part in parts for row in part] == ids, one
        assert {total for total, _part in parts} == {len(ids)}, one


def test_lots_are_sorted_as_a_person_counts(ledger):
    with Bench(ledger) as bench:
        for number, name in enumerate(("lot 10", "lot 9", "lot 1"), start=1):
            lot = fill(ledger, 2, name=name, first=number * 2)
            bench.pass_time(minutes=1)
            bench.write(number, lot_ids=[lot.id])
    rows = ledger.unit_search.page(UnitFilter(), 0, 9, sort="lot", oldest_first=True)
    assert [row["lot"] for row in rows] == ["lot 1", "lot 9", "lot 10"]


def test_a_unit_says_of_its_license_what_the_license_says_at_every_turn(ledger, run):
    lot = fill(ledger, 9).id
    search = ledger.unit_search

    def shown(number):
        found = search.page(UnitFilter(text=board(number).hwid), 0, 9)
        return [(row["identity"], row["state"]) for row in found]

    def taken(number):
        return ledger.custody.reserve(
            board(number), lot_ids=[lot], order_id=None, run=run, slot="1", actor=ACTOR
        )

    first = taken(1)
    assert shown(1) == [(first.identity, "reserved")]
    ledger.custody.release(first, attempt(board(1), Outcome.FAILED, code="no-answer"), run, ACTOR)
    assert shown(1) == [(None, None)]
    again = taken(1)
    ledger.custody.intend(again, run, ACTOR)
    assert shown(1) == [(again.identity, "writing")]
    ledger.custody.verify(again, attempt(board(1)), run, ACTOR)
    ledger.custody.hold([again.license_id], "look", ACTOR)
    assert shown(1) == [(again.identity, "held")]
    ledger.custody.free([again.license_id], "looked at", ACTOR)
    ledger.custody.void([again.license_id], "broken", ACTOR)
    assert shown(1) == [(again.identity, "void")]
    assert search.count(UnitFilter(state=LicenseState.VOID)) == 1
    assert [row["identity"] for row in search.page(UnitFilter(text=again.identity), 0, 9)] == [
        again.identity
    ]


def test_a_text_is_found_at_the_beginning_or_else_anywhere(search):
    units = [
        (unit["id"], unit["hwid"], [one["identity"] for one in licenses])
        for unit, licenses, _attempts in everything(search)
    ]
    for words in TEXTS:
        found = search.find(UnitFilter(text=words))
        digits = words.replace(":", "").replace("-", "").upper()
        begins = {
            unit
            for unit, mac, names in units
            if mac.startswith(digits) or any(name.startswith(words) for name in names)
        }
        holds = {
            unit
            for unit, mac, names in units
            if digits in mac or any(words.lower() in name.lower() for name in names)
        }
        assert {row["id"] for row in search.rows(found, 0, 100)} == (begins or holds), words
        assert found.total == len(begins or holds), words


def test_a_text_that_names_very_many_units_is_counted_to_the_last(search, monkeypatch):
    everybody = search.find(UnitFilter(), sort="at")
    monkeypatch.setattr(unit_filters, "FEW_NAMED", 5)
    monkeypatch.setattr(unit_search, "FIRST", 5)
    for words in ("uuid", "02:00", "UID"):
        found = search.find(UnitFilter(text=words), sort="at")
        assert found.total == UNITS
        assert search.rows(found, 0, 9) == search.rows(everybody, 0, 9)
    assert search.find(UnitFilter(text="uuid", outcome=Outcome.FAILED)).total == 3


def test_pages_of_one_search_stay_as_they_were_found(search, ledger):
    found = search.find(UnitFilter(), sort="at")
    before = [row["id"] for row in search.rows(found, 0, 100)]
    with Bench(ledger) as bench:
        bench.write(UNITS + 1)
    assert [row["id"] for row in search.rows(found, 0, 100)] == before
