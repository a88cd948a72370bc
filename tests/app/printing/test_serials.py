"""Serial numbers: each once, whoever asks; bound to one unit for life."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import BadInput, Refused
from app.labels.serials import parse_pattern
from tests.ledgers import ACTOR, board

PATTERN = "KW{yy}L{line}-{counter:5}{check}"


@pytest.fixture
def serials(ledger):
    ledger.serials.define("plug", PATTERN, ACTOR)
    return ledger.serials


def test_numbers_are_taken_in_rows_and_anew_in_each_period(serials):
    assert [serials.take("plug", "2026", n, ACTOR) for n in (1, 10, 1)] == [1, 2, 12]
    assert serials.take("plug", "2027", 1, ACTOR) == 1


def test_stations_that_take_numbers_at_once_never_get_the_same_one(place, ledger, serials):
    with place.open() as other:

        def take(number):
            return (ledger if number % 2 else other).serials.take("plug", "", 3, ACTOR)

        with ThreadPoolExecutor(8) as pool:
            firsts = sorted(pool.map(take, range(24)))
    assert firsts == list(range(1, 73, 3))


def test_a_unit_keeps_its_serial_number(bench, serials):
    bench.write(1)
    bench.write(2)

    def give(number):
        return serials.give(board(number).hwid, "plug", "", lambda n: f"SN{n:04d}", ACTOR)

    assert [give(1), give(2), give(1)] == ["SN0001", "SN0002", "SN0001"]


def test_a_number_that_was_scanned_before_is_passed_over(bench, serials):
    for number in (1, 2):
        bench.write(number)
    serials.bind(board(1).hwid, "SN0001", ACTOR)
    given = serials.give(board(2).hwid, "plug", "", lambda n: f"SN{n:04d}", ACTOR)
    assert given == "SN0002"


def test_a_scanned_label_belongs_to_one_unit_and_a_unit_to_one_label(bench, serials):
    for number in (1, 2):
        bench.write(number)
    serials.bind(board(1).hwid, " SN7 ", ACTOR)
    serials.bind(board(1).hwid, "SN7", ACTOR)
    with pytest.raises(Refused) as taken:
        serials.bind(board(2).hwid, "SN7", ACTOR)
    assert taken.value.code == "serial-taken"
    with pytest.raises(Refused) as other:
        serials.bind(board(1).hwid, "SN8", ACTOR)
    assert other.value.code == "unit-has-serial"
    with pytest.raises(BadInput):
        serials.bind(board(2).hwid, "", ACTOR)


def test_a_pattern_in_use_is_never_changed(serials):
    serials.define("plug", PATTERN, ACTOR)
    with pytest.raises(BadInput) as taken:
        serials.define("plug", "X{counter:3}", ACTOR)
    assert taken.value.code == "serial-pattern-taken"
    assert parse_pattern(serials.pattern("plug")).digits == 5
    with pytest.raises(BadInput):
        serials.pattern("other")
