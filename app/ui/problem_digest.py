"""The problems of a list, counted away from the GUI thread: twenty thousand take a moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from app.domain.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class ProblemDigest:
    """What a page asks about many problems at once.

    ``kinds``: code, how many, and the first of them; the commonest first. ``marks``: row and column
    letters -> severity of the worst problem of that cell. ``bad_rows``: in order.
    """

    errors: int
    notes: int
    kinds: tuple[tuple[str, int, Problem], ...]
    marks: Mapping[tuple[int, str], Severity]
    bad_rows: tuple[int, ...]

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Self:
        """Count them."""
        firsts: dict[str, Problem] = {}
        counts: Counter[str] = Counter()
        marks: dict[tuple[int, str], Severity] = {}
        for one in problems:
            firsts.setdefault(one.code, one)
            counts[one.code] += 1
            if one.row is not None:
                place = one.row, one.column or ""
                if one.severity is Severity.ERROR or place not in marks:
                    marks[place] = one.severity
        errors = sum(one.severity is Severity.ERROR for one in problems)
        return cls(
            errors,
            len(problems) - errors,
            tuple((code, count, firsts[code]) for code, count in counts.most_common()),
            marks,
            tuple(sorted({row for row, _letters in marks})),
        )
