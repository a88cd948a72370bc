"""How many units of a lot are inspected, and what the rejects mean for the lot.

Single sampling of ISO 2859-1:1999 (the same as MIL-STD-105E): table 1 gives a code letter for lot
size and level, table 2-A (normal inspection) or 2-B (tightened) sample size, acceptance and
rejection number for letter and AQL. :func:`severity_after` applies the switching rules that the
standard demands: normal to tightened and back, and discontinuation. Reduced inspection is left out:
the standard leaves it to the responsible authority, and it only saves inspection.

Table 2-A is a lattice: in each row the acceptance numbers 0, (two arrows), 1, 2, 3, 5, 7, 10, 14,
21 (and 30, 44 for A to E) begin one AQL step earlier than in the row above. Table 2-B is the same
lattice one AQL step later, with 8, 12, 18 (and 27, 41) in place of the numbers from 7 on, and a row
S below. Both are built from that rule here; tests hold them to rows as the standard prints them.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.errors import BadInput

LETTERS: Final = "ABCDEFGHJKLMNPQR"
SAMPLE_SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
AQLS: Final = (
    *(0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5),
    *(10.0, 15.0, 25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0),
)
LEVELS: Final = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")

_LOTS_UP_TO: Final = (
    *(8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000),
)
_TABLE_1: Final = (  # one row per lot size, one letter per level
    *("AAAAAAB", "AAAAABC", "AABBBCD", "ABBCCDE", "BBCCCEF", "BBCDDFG", "BCDEEGH", "BCDEFHJ"),
    *("CCEFGJK", "CDEGHKL", "CDFGJLM", "CDFHKMN", "DEGJLNP", "DEGJMPQ", "DEHKNQR"),
)
_NUMBERS: Final = (0, None, None, 1, 2, 3, 5, 7, 10, 14, 21, 30, 44)
_TIGHTENED: Final = (0, None, None, 1, 2, 3, 5, 8, 12, 18, 27, 41)
_FIRST_27: Final = _TIGHTENED.index(27)
_SIZE_S: Final = 3150  # the row below R that only table 2-B has
_LOTS_LOOKED_AT, _TOO_MANY = 5, 2  # rejected lots among the last ones: on to tightened inspection
_GOOD_IN_A_ROW, _AT_AN_END = 5, 5  # accepted ones: back to normal; rejected ones in all: stop
_UP, _DOWN = -1, 1
_ZERO_AT_A: Final = AQLS.index(6.5)  # where row A has acceptance number 0
_LAST_WITH_44: Final = LETTERS.index("E")
_FIRST_30: Final = _NUMBERS.index(30)


class SamplingMode(StrEnum):
    """Which units are inspected."""

    EVERY = "every"
    NTH = "nth"
    AQL = "aql"


class Severity(StrEnum):
    """How strictly a lot of a series is inspected."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    DISCONTINUED = "discontinued"


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """What an order asks for. ``nth``: every nth unit. ``aql`` in percent; ``level`` as LEVELS."""

    mode: SamplingMode = SamplingMode.EVERY
    nth: int = 1
    aql: float = 1.0
    level: str = "II"

    def draw(self, lot_size: int, severity: Severity = Severity.NORMAL) -> "Sample":
        """Return how many units are inspected and how many rejects are too many.

        ``every`` and ``nth`` accept no reject, whatever the severity. Raises BadInput
        ``sampling-lot-size``, ``sampling-nth``, ``sampling-aql``, ``sampling-level``.
        """
        if lot_size < 1:
            raise BadInput("sampling-lot-size", size=lot_size)
        if self.mode is SamplingMode.EVERY:
            return Sample(lot_size, lot_size, 0, 1)
        if self.mode is SamplingMode.NTH:
            if self.nth < 1:
                raise BadInput("sampling-nth", nth=self.nth)
            return Sample(lot_size, -(-lot_size // self.nth), 0, 1)
        if severity is Severity.NORMAL:
            return single_normal(lot_size, self.aql, self.level)
        return single_tightened(lot_size, self.aql, self.level)


@dataclass(frozen=True, slots=True)
class Sample:
    """One drawn sample: accepted with at most ``accept`` rejects, rejected from ``reject`` on.

    ``letter`` is that of the plan which is used, after following the table's arrows.
    """

    lot_size: int
    size: int
    accept: int
    reject: int
    letter: str = ""

    def decide(self, inspected: int, rejected: int) -> "LotDecision | None":
        """Return the decision, or None while more units have to be inspected."""
        if rejected >= self.reject:
            return LotDecision.REJECT
        if inspected >= self.size:
            return LotDecision.ACCEPT
        return None


class LotDecision(StrEnum):
    """What becomes of the inspected lot."""

    ACCEPT = "accept"
    REJECT = "reject"


def code_letter(lot_size: int, level: str = "II") -> str:
    """Return the code letter of table 1. BadInput ``sampling-level`` | ``sampling-lot-size``."""
    if level not in LEVELS:
        raise BadInput("sampling-level", level=level, known=", ".join(LEVELS))
    if lot_size < 1:
        raise BadInput("sampling-lot-size", size=lot_size)
    return _TABLE_1[bisect_left(_LOTS_UP_TO, lot_size)][LEVELS.index(level)]


def single_normal(lot_size: int, aql: float, level: str = "II") -> Sample:
    """Return the single sampling plan for normal inspection of table 2-A.

    A sample as large as the lot is the whole lot. BadInput ``sampling-aql`` for an AQL which is
    none of the preferred ones.
    """
    return _single(lot_size, aql, level, tightened=False)


def single_tightened(lot_size: int, aql: float, level: str = "II") -> Sample:
    """Return the single sampling plan for tightened inspection of table 2-B; as above."""
    return _single(lot_size, aql, level, tightened=True)


def severity_after(decisions: "Iterable[LotDecision]") -> Severity:
    """Return how the next lot of a series is inspected, after these decisions, oldest first.

    Normal until two of five or fewer consecutive lots are rejected; tightened until five in a row
    are accepted; discontinued when five lots were rejected on tightened inspection. A decision
    after that means that inspection was resumed, tightened, as the standard has it.
    """
    now, recent, good, bad = Severity.NORMAL, list[LotDecision](), 0, 0
    for decision in decisions:
        rejected = decision is LotDecision.REJECT
        if now is Severity.NORMAL:
            recent = [*recent, decision][-_LOTS_LOOKED_AT:]
            if recent.count(LotDecision.REJECT) >= _TOO_MANY:
                now, good, bad = Severity.TIGHTENED, 0, 0
            continue
        if now is Severity.DISCONTINUED:
            now, good, bad = Severity.TIGHTENED, 0, 0
        good, bad = (0, bad + 1) if rejected else (good + 1, bad)
        if bad >= _AT_AN_END:
            now = Severity.DISCONTINUED
        elif good >= _GOOD_IN_A_ROW:
            now, recent = Severity.NORMAL, []
    return now


def _single(lot_size: int, aql: float, level: str, *, tightened: bool) -> Sample:
    letter = code_letter(lot_size, level)
    if aql not in AQLS:
        raise BadInput("sampling-aql", aql=aql, known=", ".join(f"{one:g}" for one in AQLS))
    row, accept = _follow(LETTERS.index(letter), AQLS.index(aql), tightened=tightened)
    size = (*SAMPLE_SIZES, _SIZE_S)[row]
    return Sample(lot_size, min(size, lot_size), accept, accept + 1, (LETTERS + "S")[row])


def _follow(row: int, column: int, *, tightened: bool) -> tuple[int, int]:
    """Return row and acceptance number, following the arrows of table 2-A or 2-B."""
    while True:
        cell = _tightened_cell(row, column) if tightened else _cell(row, column)
        if not isinstance(cell, _Arrow):
            return row, cell
        row += cell.towards


@dataclass(frozen=True, slots=True)
class _Arrow:
    towards: int


def _cell(row: int, column: int) -> "int | _Arrow":
    place = column - (_ZERO_AT_A - row)
    if place < 0:
        return _Arrow(_DOWN)
    last = len(_NUMBERS) if row <= _LAST_WITH_44 else _FIRST_30
    if place >= last:
        return _Arrow(_UP)
    number = _NUMBERS[place]
    if number is not None:
        return number
    # Behind the 0 first an arrow up, to the 0 above, then one down, to the 1 below; at the
    # table's edges there is only one way to go.
    if place == 1:
        return _Arrow(_UP if row > 0 else _DOWN)
    return _Arrow(_DOWN if row < len(LETTERS) - 1 else _UP)


def _tightened_cell(row: int, column: int) -> "int | _Arrow":
    """Return a cell of table 2-B."""
    place = column - 1 - (_ZERO_AT_A - row)
    if place < 0:
        return _Arrow(_DOWN)
    if place >= (len(_TIGHTENED) if row <= _LAST_WITH_44 else _FIRST_27):
        return _Arrow(_UP)
    number = _TIGHTENED[place]
    if number is not None:
        return number
    return _Arrow(_UP if place == 1 and row > 0 else _DOWN)
