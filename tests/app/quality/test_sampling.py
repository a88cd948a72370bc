"""ISO 2859-1: code letters and plans as the standard prints them."""

import pytest

from app.domain.sampling import (
    AQLS,
    LETTERS,
    SAMPLE_SIZES,
    LotDecision,
    SamplingMode,
    SamplingPlan,
    Severity,
    _Arrow,
    _cell,
    _tightened_cell,
    code_letter,
    severity_after,
    single_normal,
    single_tightened,
)
from app.errors import BadInput

# Rows of table 2-A from its first acceptance number to its last, copied from the printed table.
PRINTED = {
    "A": (6.5, "0 v v 1 2 3 5 7 10 14 21 30"),
    "C": (2.5, "0 ^ v 1 2 3 5 7 10 14 21 30 44"),
    "E": (1.0, "0 ^ v 1 2 3 5 7 10 14 21 30 44"),
    "F": (0.65, "0 ^ v 1 2 3 5 7 10 14 21"),
    "H": (0.25, "0 ^ v 1 2 3 5 7 10 14 21"),
    "K": (0.10, "0 ^ v 1 2 3 5 7 10 14 21"),
    "N": (0.025, "0 ^ v 1 2 3 5 7 10 14 21"),
    "Q": (0.010, "0 ^ v 1 2 3 5 7 10 14 21"),
    "R": (0.025, "1 2 3 5 7 10 14 21"),
}


@pytest.mark.parametrize("letter", PRINTED)
def test_the_rows_of_table_2a_are_the_printed_ones(letter: str) -> None:
    row = LETTERS.index(letter)
    first, words = PRINTED[letter]
    start = AQLS.index(first)
    for column, printed in enumerate(words.split(), start=start):
        cell = _cell(row, column)
        shown = {1: "v", -1: "^"}[cell.towards] if isinstance(cell, _Arrow) else str(cell)
        assert shown == printed, (letter, AQLS[column])
    before = [_cell(row, column) for column in range(start)]
    after = [_cell(row, column) for column in range(start + len(words.split()), len(AQLS))]
    if letter != "R":
        assert all(isinstance(cell, _Arrow) and cell.towards == 1 for cell in before)
    assert all(isinstance(cell, _Arrow) and cell.towards == -1 for cell in after)


@pytest.mark.parametrize(
    ("lot", "level", "letter"),
    [
        (2, "II", "A"),
        (8, "III", "B"),
        (9, "II", "B"),
        (90, "II", "E"),
        (150, "II", "F"),
        (151, "II", "G"),
        (500, "I", "F"),
        (501, "II", "J"),
        (1200, "II", "J"),
        (1201, "II", "K"),
        (3200, "III", "L"),
        (10_000, "II", "L"),
        (35_000, "S-4", "H"),
        (150_000, "II", "N"),
        (500_000, "II", "P"),
        (500_001, "II", "Q"),
        (500_001, "III", "R"),
        (10_000_000, "S-1", "D"),
    ],
)
def test_code_letters_are_those_of_table_1(lot: int, level: str, letter: str) -> None:
    assert code_letter(lot, level) == letter


@pytest.mark.parametrize(
    ("lot", "aql", "size", "accept"),
    [
        (2_000, 1.0, 125, 3),
        (1_000, 0.65, 80, 1),
        (500, 0.65, 80, 1),  # H: arrow down to J
        (500, 0.40, 32, 0),  # H: arrow up to G
        (100, 2.5, 20, 1),
        (50, 1.0, 13, 0),  # D: arrow down to E
        (8, 1.0, 8, 0),  # a sample larger than the lot is the whole lot
        (600_000, 0.010, 1250, 0),
    ],
)
def test_plans_follow_the_arrows(lot: int, aql: float, size: int, accept: int) -> None:
    sample = single_normal(lot, aql)
    assert (sample.size, sample.accept, sample.reject) == (size, accept, accept + 1)


def test_every_cell_of_the_table_leads_to_a_plan() -> None:
    for lot in (2, 20, 200, 2_000, 20_000, 200_000, 2_000_000):
        for aql in AQLS:
            for level in ("S-1", "I", "II", "III"):
                sample = single_normal(lot, aql, level)
                assert sample.size in {*SAMPLE_SIZES, lot}


def test_a_lot_is_rejected_at_once_and_accepted_only_when_the_sample_is_complete() -> None:
    sample = single_normal(2_000, 1.0)
    assert sample.decide(124, 3) is None
    assert sample.decide(125, 3) is LotDecision.ACCEPT
    assert sample.decide(10, 4) is LotDecision.REJECT


def test_every_and_nth_unit_accept_no_reject() -> None:
    assert SamplingPlan().draw(40).size == 40
    nth = SamplingPlan(SamplingMode.NTH, nth=7).draw(40)
    assert (nth.size, nth.accept, nth.reject) == (6, 0, 1)


@pytest.mark.parametrize(
    "plan",
    [
        SamplingPlan(SamplingMode.AQL, aql=1.1),
        SamplingPlan(SamplingMode.AQL, level="IV"),
        SamplingPlan(SamplingMode.NTH, nth=0),
    ],
)
def test_a_plan_that_is_none_is_refused(plan: SamplingPlan) -> None:
    with pytest.raises(BadInput, match="sampling-"):
        plan.draw(100)


# Rows of table 2-B from its first acceptance number to its last, as the standard prints them.
TIGHTENED = {
    "B": (6.5, "0 ^ v 1 2 3 5 8 12 18 27 41"),
    "E": (1.5, "0 ^ v 1 2 3 5 8 12 18 27 41"),
    "H": (0.40, "0 ^ v 1 2 3 5 8 12 18"),
    "J": (0.25, "0 ^ v 1 2 3 5 8 12 18"),
    "K": (0.15, "0 ^ v 1 2 3 5 8 12 18"),
    "R": (0.010, "0 ^ v 1 2 3 5 8 12 18"),
}


@pytest.mark.parametrize("letter", TIGHTENED)
def test_the_rows_of_table_2b_are_the_printed_ones(letter: str) -> None:
    row = LETTERS.index(letter)
    first, words = TIGHTENED[letter]
    start = AQLS.index(first)
    for column, printed in enumerate(words.split(), start=start):
        cell = _tightened_cell(row, column)
        shown = {1: "v", -1: "^"}[cell.towards] if isinstance(cell, _Arrow) else str(cell)
        assert shown == printed, (letter, AQLS[column])


@pytest.mark.parametrize(
    ("lot", "aql", "plan"),
    [
        (1000, 1.0, ("J", 80, 1)),
        (1000, 2.5, ("J", 80, 3)),
        (1000, 0.65, ("K", 125, 1)),
        (1000, 0.40, ("H", 50, 0)),
        (500, 1.0, ("J", 80, 1)),
        (150, 1.0, ("F", 20, 0)),
    ],
)
def test_tightened_plans_are_the_printed_ones(
    lot: int, aql: float, plan: tuple[str, int, int]
) -> None:
    drawn = single_tightened(lot, aql)
    assert (drawn.letter, drawn.size, drawn.accept) == plan


def test_the_row_below_r_stands_in_table_2b_alone() -> None:
    drawn = single_tightened(1_000_000, 0.025, "III")
    assert (drawn.letter, drawn.size, drawn.accept) == ("S", 3150, 1)


def test_a_tightened_plan_is_never_laxer_than_the_normal_one() -> None:
    for lot in (5, 20, 80, 200, 700, 3000, 9000, 30_000, 200_000, 900_000):
        for aql in AQLS:
            normal, tight = single_normal(lot, aql), single_tightened(lot, aql)
            assert tight.accept * normal.size <= normal.accept * tight.size or tight.accept == 0
            assert tight.accept <= normal.accept or tight.size > normal.size


A, R = LotDecision.ACCEPT, LotDecision.REJECT


@pytest.mark.parametrize(
    ("decisions", "severity"),
    [
        ([], Severity.NORMAL),
        ([A, A, R, A, A, A], Severity.NORMAL),
        ([R, A, A, A, A, R], Severity.NORMAL),  # the first of them is out of the last five
        ([R, A, A, A, R], Severity.TIGHTENED),
        ([R, R], Severity.TIGHTENED),
        ([R, R, A, A, A, A], Severity.TIGHTENED),
        ([R, R, A, A, A, A, A], Severity.NORMAL),
        ([R, R, A, A, R, A, A, A, A], Severity.TIGHTENED),
        ([R, R, A, A, A, A, A, R, A], Severity.NORMAL),  # what was before does not count again
        ([R, R, R, A, R, R, R, R], Severity.DISCONTINUED),
        ([R, R, R, R, R, R, R, A], Severity.TIGHTENED),  # resumed
    ],
)
def test_severity_follows_the_switching_rules(
    decisions: list[LotDecision], severity: Severity
) -> None:
    assert severity_after(decisions) is severity
