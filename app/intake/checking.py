"""One pass over a list that names every problem with its cell."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.problems import Problem, Severity
from app.intake.cells import CellRules
from app.intake.columns import ColumnReader, Columns
from app.intake.layout import Layout
from app.intake.repeats import Repeats
from app.intake.schemes import Kind
from app.intake.statuses import Answers, StatusReader
from app.intake.tables import Table

MAX_PROBLEMS = 20_000
"""So many are kept one by one; beyond that they are only counted (``Findings.counts``)."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


class Findings:
    """The problems of one list as they are found, and the rows that must not be imported."""

    def __init__(self, sheet: str, letters: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.bad_rows: set[int] = set()
        self._sheet = sheet or None
        self._letters = letters

    def add(
        self,
        code: str,
        row: int | None,
        field_name: str | None = None,
        severity: Severity = Severity.ERROR,
        **facts: object,
    ) -> None:
        """Name one problem; an error makes its row bad."""
        if severity is Severity.ERROR and row is not None:
            self.bad_rows.add(row)
        self.counts[code] += 1
        if len(self.problems) < MAX_PROBLEMS:
            column = self._letters.get(field_name) if field_name else None
            if field_name:
                facts["field"] = field_name
            self.problems.append(Problem(code, severity, self._sheet, row, column, facts))


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of one list found. ``rows``: data rows seen; ``good``: importable ones.

    ``questions``: statuses that nobody has answered for yet, with how many rows have each.
    ``counts``: problems per code, also beyond those kept one by one.
    """

    rows: int
    good: int
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    bad_rows: frozenset[int]
    questions: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """Return how many of the kept problems block an import."""
        return sum(one.severity is Severity.ERROR for one in self.problems)


def check_list(
    table: Table,
    layout: Layout,
    answers: Answers | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    also: Callable[[Columns, Findings], None] | None = None,
) -> Checked:
    """Go through the list once and collect every problem.

    ``also`` sees each batch of columns (the caller looks for clashes with the ledger there).
    Raises ImportStopped when ``stop`` says so.
    """
    letters = {name: column.letters for name, column in layout.by_field.items()}
    findings = Findings(layout.sheet, letters)
    rules = CellRules(layout.scheme, findings)
    repeats = Repeats(layout.scheme)
    statuses = StatusReader(layout, answers or {})
    states: Counter[str] = Counter()
    total = table.size(layout.sheet)
    reader = ColumnReader(table, layout)
    seen = 0
    for columns in reader:
        halt(stop)
        rules.check(columns)
        repeats.note(columns)
        states.update(statuses.check(columns, findings))
        if also is not None:
            also(columns, findings)
        seen += len(columns.rows)
        if progress is not None:
            progress(min(columns.rows[-1], total), total)
    repeats.name_them(reader, findings, stop)
    rules.finish()
    if layout.scheme.max_rows is not None and seen > layout.scheme.max_rows:
        findings.add(
            "rows-over-limit",
            None,
            severity=Severity.WARNING,
            rows=seen,
            limit=layout.scheme.max_rows,
        )
    if not seen:
        findings.add("no-rows", None)
    problems = sorted(
        (*layout.problems, *findings.problems), key=lambda one: (one.row or 0, one.column or "")
    )
    return Checked(
        rows=seen,
        good=seen - len(findings.bad_rows),
        problems=tuple(problems),
        counts=dict(findings.counts + Counter(one.code for one in layout.problems)),
        bad_rows=frozenset(findings.bad_rows),
        questions=dict(statuses.questions),
        states=dict(states),
    )


def halt(stop: Stop | None) -> None:
    """Raise ImportStopped when somebody pressed stop."""
    if stop is not None and stop():
        from app.intake.errors import ImportStopped

        raise ImportStopped("import-stopped")


def has_kind(layout: Layout, kinds: Iterable[Kind]) -> bool:
    """Say whether the file has a column of one of these kinds."""
    wanted = set(kinds)
    return any(layout.scheme.field(name).kind in wanted for name in layout.by_field)
