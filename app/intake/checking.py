"""One pass over a list that names every problem with its cell."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.problems import Problem, Severity
from app.intake.cells import CellRules
from app.intake.columns import ColumnReader, Columns
from app.intake.layout import Layout
from app.intake.repeats import Repeats
from app.intake.statuses import Answers, StatusReader
from app.intake.tables import Table, column_letters
from app.redaction import strike_keys

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
        self.has_errors = False
        self._sheet = sheet or None
        self._letters = letters

    def add(
        self,
        code: str,
        row: int | None,
        field_name: str | None = None,
        severity: Severity = Severity.ERROR,
        *,
        letters: str | None = None,
        **facts: object,
    ) -> None:
        """Name one problem; an error makes its row bad. ``letters``: a column without a field."""
        if severity is Severity.ERROR:
            self.has_errors = True
            if row is not None:
                self.bad_rows.add(row)
        self.counts[code] += 1
        if len(self.problems) < MAX_PROBLEMS:
            column = self._letters.get(field_name) if field_name else letters
            if field_name:
                facts["field"] = field_name
            told = {k: strike_keys(v) if type(v) is str else v for k, v in facts.items()}
            self.problems.append(Problem(code, severity, self._sheet, row, column, told))


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


Also = Callable[[Columns, Findings], None]
"""Sees each batch of columns too: the caller looks for clashes with the ledger there."""


def check_list(
    table: Table,
    layout: Layout,
    answers: Answers | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    also: Also | None = None,
) -> Checked:
    """Go through the list once and collect every problem.

    Raises ImportStopped when ``stop`` says so.
    """
    check = ListCheck(layout, answers, also=also)
    total = table.size(layout.sheet)
    reader = ColumnReader(table, layout)
    for columns in reader:
        halt(stop)
        check.see(columns)
        if progress is not None:
            progress(min(columns.rows[-1], total), total)
    check.name_repeats(reader, stop)
    return check.finish()


class ListCheck:
    """The check of one list, batch by batch, for whoever goes through its rows.

    ``units_only``: repeated identities and secrets are somebody else's to notice (the ledger's own
    indexes, for a list that is inserted while it is checked).
    """

    def __init__(
        self,
        layout: Layout,
        answers: Answers | None = None,
        *,
        also: Also | None = None,
        units_only: bool = False,
    ) -> None:
        letters = {name: column.letters for name, column in layout.by_field.items()}
        self._layout = layout
        self._findings = Findings(layout.sheet, letters)
        self._rules = CellRules(layout.scheme, self._findings)
        self._repeats = Repeats(layout.scheme, units_only=units_only)
        self._statuses = StatusReader(layout, answers or {})
        self._states: Counter[str] = Counter()
        self._also = also
        self._seen = 0

    def see(self, columns: Columns) -> None:
        """Check one batch."""
        self._rules.check(columns)
        for row, index in columns.beside:
            self._findings.add("cell-beside", row, letters=column_letters(index))
        self._repeats.note(columns)
        self._states.update(self._statuses.check(columns, self._findings))
        if self._also is not None:
            self._also(columns, self._findings)
        self._seen += len(columns.rows)

    @property
    def is_clean(self) -> bool:
        """Say whether no error has been seen so far, and nothing that may turn out to be one."""
        return not (self._findings.has_errors or self._repeats.are_there)

    @property
    def rows(self) -> int:
        """Return how many rows have been seen so far."""
        return self._seen

    def name_repeats(self, reader: ColumnReader, stop: Stop | None) -> None:
        """Go through the list once more if anything came twice. Raises ImportStopped."""
        self._repeats.name_them(reader, self._findings, stop)

    def finish(self) -> Checked:
        """Return all that was found, after the last row."""
        findings, layout, seen = self._findings, self._layout, self._seen
        self._rules.finish()
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
            questions=dict(self._statuses.questions),
            states=dict(self._states),
        )


def halt(stop: Stop | None) -> None:
    """Raise ImportStopped when somebody pressed stop."""
    if stop is not None and stop():
        from app.intake.errors import ImportStopped

        raise ImportStopped("import-stopped")
