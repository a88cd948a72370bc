"""How many units of a lot are inspected, and what the rejects mean for the lot.

Single sampling, normal inspection, of ISO 2859-1:1999 (the same as MIL-STD-105E): table 1 gives a
code letter for lot size and level, table 2-A sample size, acceptance and rejection number for
letter and AQL. Switching rules to tightened and reduced inspection are not applied.

Table 2-A is a lattice: in each row the acceptance numbers 0, (two arrows), 1, 2, 3, 5, 7, 10, 14,
21 (and 30, 44 for A to E) begin one AQL step earlier than in the row above. It is built from that
rule here, and a test holds it to rows as the standard prints them.
"""

from bisect import bisect_left
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
_UP, _DOWN = -1, 1
_ZERO_AT_A: Final = AQLS.index(6.5)  # where row A has acceptance number 0
_LAST_WITH_44: Final = LETTERS.index("E")
_FIRST_30: Final = _NUMBERS.index(30)


class SamplingMode(StrEnum):
    """Which units are inspected."""

    EVERY = "every"
    NTH = "nth"
    AQL = "aql"


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """What an order asks for. ``nth``: every nth unit. ``aql`` in percent; ``level`` as LEVELS."""

    mode: SamplingMode = SamplingMode.EVERY
    nth: int = 1
    aql: float = 1.0
    level: str = "II"

    def draw(self, lot_size: int) -> "Sample":
        """Return how many units are inspected and how many rejects are too many.

        ``every`` and ``nth`` accept no reject. Raises BadInput ``sampling-lot-size``,
        ``sampling-nth``, ``sampling-aql``, ``sampling-level``.
        """
        if lot_size < 1:
            raise BadInput("sampling-lot-size", size=lot_size)
        if self.mode is SamplingMode.EVERY:
            return Sample(lot_size, lot_size, 0, 1)
        if self.mode is SamplingMode.NTH:
            if self.nth < 1:
                raise BadInput("sampling-nth", nth=self.nth)
            return Sample(lot_size, -(-lot_size // self.nth), 0, 1)
        return single_normal(lot_size, self.aql, self.level)


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
    letter = code_letter(lot_size, level)
    if aql not in AQLS:
        raise BadInput("sampling-aql", aql=aql, known=", ".join(f"{one:g}" for one in AQLS))
    row, accept = _follow(LETTERS.index(letter), AQLS.index(aql))
    return Sample(lot_size, min(SAMPLE_SIZES[row], lot_size), accept, accept + 1, LETTERS[row])


def _follow(row: int, column: int) -> tuple[int, int]:
    """Return row and acceptance number, following the arrows of table 2-A."""
    while True:
        cell = _cell(row, column)
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
