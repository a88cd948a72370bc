"""Import a list as a lot: probe it, check it, then all of it or nothing.

A clean list is checked, sealed and inserted in one pass (``insert_lot``); any other is gone through
to find every problem, and only then, if it may be, inserted. The file's bytes are read once and
stay the same in between. A cancel or a crash leaves no trace.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.domain.acts import Act
from app.domain.lots import Lot, LotData
from app.domain.people import Actor
from app.domain.problems import Problem, Severity
from app.errors import BadInput, Refused
from app.intake.checking import Checked, Findings, Stop, check_list
from app.intake.columns import Columns
from app.intake.layout import Choice, Column
from app.intake.lists import OpenList, open_list, preview
from app.intake.rejected import Say, rejected_path, write_rejected
from app.intake.shred import shred
from app.intake.statuses import Answers
from app.intake.tables import SheetInfo
from app.ledger.ledger import Ledger
from app.security.vault import Vault
from app.workflows.clashes import Clashes
from app.workflows.insert_lot import LotInsert, NotCleanError, Progress
from app.workflows.lot_care import check_lot_data
from app.workflows.rights import require

_OBJECTS_BETWEEN_COLLECTIONS = 500_000


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a list is imported. ``choice``: what a person chose instead of letting it be found.

    ``answers``: status text -> available, used or held. ``say``: problem -> sentence, for the file
    of rejected rows. ``keep_source``: the file becomes an encrypted attachment of the lot.
    ``shred``: the file is deleted after a successful import.
    """

    choice: Choice = field(default_factory=Choice)
    answers: Answers = field(default_factory=dict)
    data: LotData = field(default_factory=LotData)
    skip_bad: bool = False
    dry_run: bool = False
    say: Say = lambda problem: problem.code
    keep_source: bool = False
    shred: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of it. ``lot`` None: nothing was imported; the problems say why.

    ``imported``: licenses in the lot, or what would be on a dry run. ``counts``: problems per code,
    also those beyond the ones kept one by one. ``questions``: statuses nobody answered for.
    """

    lot: Lot | None
    scheme: str
    sheet: str
    reason: Problem
    rows: int
    imported: int
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    questions: Mapping[str, int]
    states: Mapping[str, int]
    rejected: Path | None = None
    shredded: bool = False

    @property
    def is_blocked(self) -> bool:
        """Say whether errors kept the list out."""
        return self.lot is None and any(p.severity is Severity.ERROR for p in self.problems)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a list file is, before anything is imported; no secret in it."""

    file: str
    sha256: str
    scheme: str
    reason: Problem
    sheets: tuple[SheetInfo, ...]
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    preview: tuple[tuple[int, Mapping[str, str]], ...]
    checked: Checked
    problems: tuple[Problem, ...]


def probe_list(
    ledger: Ledger,
    vault: Vault,
    opened: OpenList,
    options: ImportOptions,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Probe:
    """Say all that is known of a list that is open already, clashes with the ledger included.

    Raises ImportStopped when ``stop`` says so.
    """
    with few_collections():
        checked = _check(ledger, vault, opened, options, progress, stop, look_up=True)
    layout = opened.layout
    return Probe(
        file=opened.source.path.name,
        sha256=opened.source.sha256,
        scheme=layout.scheme.name,
        reason=layout.reason,
        sheets=opened.table.sheets,
        sheet=layout.sheet,
        header_row=layout.header_row,
        columns=layout.columns,
        preview=tuple(preview(opened)),
        checked=checked,
        problems=(*_of_the_file(ledger, opened, options), *checked.problems),
    )


def import_lot(
    ledger: Ledger,
    vault: Vault,
    actor: Actor,
    path: Path,
    lot_name: str,
    options: ImportOptions | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ImportResult:
    """Import a list as a lot, all of it or (``skip_bad``) its good rows, or nothing.

    Problems do not raise, they are in the result. Raises BadInput for a file that is no list, for
    a lot name that is taken and for lot data out of bounds; ImportStopped when stopped; nothing is
    left behind in any of these.
    """
    options = options or ImportOptions()
    if not options.dry_run:
        require(ledger, actor, Act.LOT_IMPORTED)
        if options.keep_source:
            require(ledger, actor, Act.ATTACHMENT_KEPT)
    check_lot_data(options.data)
    with few_collections():
        return _import(ledger, vault, actor, path, lot_name, options, progress, stop)


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the search for cycles run seldom: rows have none, and it costs a fifth of an import."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _import(
    ledger: Ledger,
    vault: Vault,
    actor: Actor,
    path: Path,
    lot_name: str,
    options: ImportOptions,
    progress: Progress | None,
    stop: Stop | None,
) -> ImportResult:
    opened = open_list(path, options.choice)
    notices = _of_the_file(ledger, opened, options)
    insert = LotInsert(
        *(ledger, vault, actor, opened, lot_name, options.data, options.answers, progress, stop)
    )
    names_first = options.dry_run or options.skip_bad
    if not names_first and not _has_errors((*notices, *opened.layout.problems)):
        try:
            lot, checked = insert.while_checked()
        except NotCleanError:
            pass  # nothing of it is left; the check names what is wrong
        else:
            return _after(ledger, vault, actor, opened, options, checked, notices, lot)
    look_up = names_first or not _has_errors(notices)
    checked = _check(ledger, vault, opened, options, progress, stop, look_up=look_up)
    if checked.errors and not look_up:
        checked = _check(ledger, vault, opened, options, progress, stop, look_up=True)
    if _blocks(opened, options, notices, checked) or options.dry_run:
        return _result(opened, checked, notices, None)
    try:
        lot = insert.as_checked(checked)
    except (NotCleanError, Refused) as error:
        if isinstance(error, Refused) and error.code != "identity-in-ledger":
            raise
        checked = _check(ledger, vault, opened, options, progress, stop, look_up=True)
        if not checked.errors:
            raise  # another station took it away again in between: let the caller try once more
        return _result(opened, checked, notices, None)
    return _after(ledger, vault, actor, opened, options, checked, notices, lot)


def _has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _blocks(
    opened: OpenList, options: ImportOptions, notices: Sequence[Problem], checked: Checked
) -> bool:
    errors = [p for p in (*notices, *checked.problems) if p.severity is Severity.ERROR]
    if not options.skip_bad:
        return bool(errors)
    # What is wrong with the list as a whole cannot be skipped row by row.
    header = opened.layout.header_row
    return checked.good == 0 or any(p.row is None or p.row <= header for p in errors)


def _check(
    ledger: Ledger,
    vault: Vault,
    opened: OpenList,
    options: ImportOptions,
    progress: Progress | None,
    stop: Stop | None,
    *,
    look_up: bool,
) -> Checked:
    clashes = Clashes(ledger, vault, opened, options.answers)
    looks = [clashes.units] if clashes.has_units else []
    if look_up and ledger.lots.totals().total > 0:
        looks.append(clashes.licenses)

    def also(columns: Columns, findings: Findings) -> None:
        for look in looks:
            look(columns, findings)

    return check_list(
        opened.table,
        opened.layout,
        options.answers,
        progress=None if progress is None else partial(progress, "check"),
        stop=stop,
        also=also if looks else None,
    )


def _of_the_file(ledger: Ledger, opened: OpenList, options: ImportOptions) -> list[Problem]:
    """Return what is known of the file as a whole, before its rows are looked at."""
    notices = list(opened.source.warnings)
    before = ledger.lots.by_sha256(opened.source.sha256)
    if before:
        # A workbook may hold several lists: naming the sheet says that this one is meant.
        severity = Severity.WARNING if options.choice.sheet else Severity.ERROR
        notices.append(Problem("same-file", severity, facts={"lot": before[0].name}))
    earlier = ledger.lots.by_order_no(options.data.order_no) if options.data.order_no else []
    if earlier and not before:
        facts = {"order_no": options.data.order_no, "lots": ", ".join(lot.name for lot in earlier)}
        notices.append(Problem("order-has-lots", Severity.WARNING, facts=facts))
    return notices


def _after(
    ledger: Ledger,
    vault: Vault,
    actor: Actor,
    opened: OpenList,
    options: ImportOptions,
    checked: Checked,
    notices: Sequence[Problem],
    lot: Lot,
) -> ImportResult:
    problems = list(notices)
    rejected = None
    if checked.bad_rows:
        beside = rejected_path(opened.source.path)
        try:
            rejected = write_rejected(
                opened, checked.problems, checked.bad_rows, options.say, beside
            )
        except OSError as error:
            # The lot is in the ledger: what could not be written beside the list is told.
            facts = {"file": beside.name, "reason": str(error.strerror)}
            problems.append(Problem("file-not-written", Severity.WARNING, facts=facts))
    shredded = False
    if options.keep_source:
        source = opened.source
        # Sealed for its hash: that name of the file never changes, the lot's may.
        key_id, sealed = vault.seal_bytes(source.sha256, source.data)
        ledger.lots.attach(
            lot.name,
            source.path.name,
            sha256=source.sha256,
            size=len(source.data),
            key_id=key_id,
            sealed=sealed,
            actor=actor,
        )
        problems.append(Problem("attachment-kept", Severity.WARNING))
    if options.shred:
        try:
            shred(opened.source.path)
            shredded = True
        except BadInput as error:
            # The lot is in the ledger: a file that stays behind is told, it undoes nothing.
            problems.append(Problem(error.code, Severity.WARNING, facts=error.facts))
    return _result(opened, checked, problems, lot, rejected, shredded=shredded)


def _result(
    opened: OpenList,
    checked: Checked,
    notices: Sequence[Problem],
    lot: Lot | None,
    rejected: Path | None = None,
    *,
    shredded: bool = False,
) -> ImportResult:
    return ImportResult(
        lot=lot,
        scheme=opened.layout.scheme.name,
        sheet=opened.layout.sheet,
        reason=opened.layout.reason,
        rows=checked.rows,
        imported=checked.good,
        problems=(*notices, *checked.problems),
        counts=checked.counts,
        questions=checked.questions,
        states=checked.states,
        rejected=rejected,
        shredded=shredded,
    )
