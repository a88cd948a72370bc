"""Lots over the import and lot-care workflows."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.lots import LOT_DATA_FIELDS, Lot, LotData
from app.domain.problems import Problem
from app.errors import BadInput
from app.intake.layout import Choice, Column
from app.intake.schemes import find_scheme, load_schemes
from app.intake.templates import write_template
from app.ui.language import language
from app.ui.live.session import Session
from app.ui.services import Cancelled, Progress
from app.ui.views import ColumnGuess, ImportPlan, ImportQuestion, ImportResult, UnknownStatus
from app.workflows.import_lot import ImportOptions, import_lot, probe_file
from app.workflows.lot_care import edit_lot, hold_lot, overview, release_lot, split_lot

SAMPLES = 3


class LiveLots:
    """See LotService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Sequence[Lot]:
        """Return all lots, newest first."""
        return [line.lot for line in reversed(overview(self._session.services().ledger))]

    def inspect(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportPlan:
        """Read a file and say what would be imported."""
        services = self._session.services()
        probe = probe_file(
            services.ledger,
            services.vault,
            question.file,
            _options(question),
            progress=lambda _stage, done, total: progress(done, total),
            stop=cancelled,
        )
        cells = [values for _row, values in probe.preview]
        questions = probe.checked.questions
        scheme = find_scheme(probe.scheme)
        return ImportPlan(
            question=question,
            scheme=scheme.name,
            scheme_title=_title(scheme.name),
            reason=probe.reason.code,
            reason_facts=probe.reason.facts,
            schemes=tuple(self.schemes()),
            fields=tuple(field.name for field in scheme.fields),
            columns=tuple(
                ColumnGuess(
                    column.letters,
                    column.header,
                    column.field or "",
                    tuple(text for row in cells[:SAMPLES] if (text := _cell(row, column))),
                )
                for column in probe.columns
            ),
            rows=probe.checked.rows,
            good=probe.checked.good,
            problems=probe.problems,
            unknown=tuple(UnknownStatus(value, rows) for value, rows in questions.items()),
            preview=tuple(tuple(_cell(row, c) for c in probe.columns) for row in cells),
            numbers=tuple(number for number, _values in probe.preview),
        )

    def bring_in(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportResult:
        """Import; BadInput ``import-blocked`` where problems keep the list out."""
        services = self._session.services()
        result = import_lot(
            services.ledger,
            services.vault,
            services.actor,
            question.file,
            question.lot,
            _options(question),
            progress=lambda _stage, done, total: progress(done, total),
            stop=cancelled,
        )
        if result.lot is None:
            count = sum(result.counts.values())
            raise BadInput("import-blocked", count=count, rows=result.rows)
        return ImportResult(result.lot.name, result.rows, result.imported, result.rejected)

    def edit(self, lot: Lot, data: LotData) -> None:
        """Change what is known of a lot."""
        changes = {
            name: getattr(data, name)
            for name in LOT_DATA_FIELDS
            if getattr(data, name) != getattr(lot.data, name)
        }
        services = self._session.services()
        if changes:
            edit_lot(services.ledger, services.actor, lot.name, changes)

    def split(self, lot: Lot, quantity: int, name: str) -> None:
        """Move available licenses to a new lot."""
        services = self._session.services()
        split_lot(services.ledger, services.actor, lot.name, quantity, name)

    def hold(self, lot: Lot, reason: str) -> None:
        """Hold what is available."""
        services = self._session.services()
        hold_lot(services.ledger, services.actor, lot.name, reason)

    def release(self, lot: Lot, reason: str) -> None:
        """Release what is held."""
        services = self._session.services()
        release_lot(services.ledger, services.actor, lot.name, reason)

    def template(self, scheme: str, file: Path) -> None:
        """Write an empty list to be filled in."""
        write_template(find_scheme(scheme), file, language().name)

    def schemes(self) -> Sequence[tuple[str, str]]:
        """Return name and title of each scheme."""
        return [(name, _title(name)) for name in load_schemes()]


def _options(question: ImportQuestion) -> ImportOptions:
    mapping = {field: letter for letter, field in question.mapping.items() if field}
    scheme = find_scheme(question.scheme) if question.scheme else None
    return ImportOptions(
        choice=Choice(scheme=scheme, mapping=mapping),
        answers=dict(question.answers),
        skip_bad=question.skip_bad,
        say=_say,
    )


def _say(problem: Problem) -> str:
    return language().texts.sentence(problem.code, **problem.facts)


def _cell(row: Mapping[str, str], column: Column) -> str:
    return row.get(column.field or column.header, "")


def _title(scheme: str) -> str:
    titles = load_schemes()[scheme].title
    return titles.get(language().name, titles.get("en", scheme))
