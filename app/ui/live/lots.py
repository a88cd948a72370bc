"""Lots over the import and lot-care workflows."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.acts import Act
from app.domain.licenses import LicenseSeen, LicenseState
from app.domain.lots import LOT_DATA_FIELDS, Lot, LotData
from app.domain.problems import Problem, Severity
from app.domain.units import normalise_mac
from app.errors import BadInput
from app.intake.looks import MENDABLE, ListLook, refuse_changed
from app.intake.mappings import MappingProfile
from app.intake.scheme_check import check_scheme
from app.intake.schemes import find_scheme
from app.intake.templates import write_template
from app.ledger.ledger import Ledger
from app.ui.language import language
from app.ui.live.list_reading import (
    is_own,
    options_of,
    plan_of,
    profile_of,
    say,
    titles,
    unread_plan,
)
from app.ui.live.session import Session
from app.ui.services import Cancelled, Progress
from app.ui.views_lots import (
    ImportPlan,
    ImportQuestion,
    ImportResult,
    KeptSource,
    ListRow,
    RegistrationDraft,
)
from app.workflows.import_lot import ImportOptions, import_lot, probe_list
from app.workflows.license_care import (
    find_license,
    free_licenses,
    hold_licenses,
    void_licenses,
)
from app.workflows.lot_care import (
    close_lot,
    edit_lot,
    export_registration,
    hold_lot,
    load_mapping,
    overview,
    release_lot,
    rows_of,
    save_mapping,
    split_lot,
    take_source_out,
)
from app.workflows.problem_list import write_problems

CARE = {
    Act.LICENSE_HELD: hold_licenses,
    Act.LICENSE_FREED: free_licenses,
    Act.LICENSE_VOIDED: void_licenses,
}


class LiveLots:
    """See LotService. One file at a time is looked at; it is read again when it has changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._look: ListLook | None = None

    def all(self) -> Sequence[Lot]:
        """Return all lots, newest first."""
        return list(reversed(overview(self._session.services().ledger)))

    # A list that is looked at, and imported.

    def inspect(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportPlan:
        """Read a file and say what would be imported, or what is missing to read it."""
        services = self._session.services()
        profile = _profile(services.ledger, question)
        if profile is not None and not question.scheme and is_own(profile.scheme):
            question = replace(question, scheme=profile.scheme)
        look = self._look_at(question.file)
        options = options_of(question, profile)
        profiles = tuple(services.ledger.lots.mappings())
        try:
            opened = look.arrange(options.choice)
        except BadInput as error:
            if error.code not in MENDABLE:
                raise
            return unread_plan(question, look, error, options, profiles)
        probe = probe_list(
            services.ledger,
            services.vault,
            opened,
            options,
            progress=lambda _stage, done, total: progress(done, total),
            stop=cancelled,
        )
        return plan_of(question, look, probe, options, profiles)

    def bring_in(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportResult:
        """Import; BadInput ``import-blocked`` where problems keep the list out.

        BadInput ``list-changed`` where the file is not the one that was looked at any more.
        """
        services = self._session.services()
        if self._look is not None and self._look.is_at(question.file):
            refuse_changed(self._look, question.file.name)
        self.put_away()

        result = import_lot(
            services.ledger,
            services.vault,
            services.actor,
            question.file,
            question.lot,
            options_of(question, _profile(services.ledger, question)),
            progress=lambda _stage, done, total: progress(done, total),
            stop=cancelled,
        )
        if result.lot is None:
            count = sum(result.counts.values())
            raise BadInput("import-blocked", count=count, rows=result.rows)
        told = [p for p in result.problems if p.row is None and p.severity is Severity.WARNING]
        return ImportResult(
            result.lot.name,
            result.rows,
            result.imported,
            result.rejected,
            states=_states(result.lot),
            notes=tuple(note for note in told if note.code != "attachment-kept"),
            kept=any(note.code == "attachment-kept" for note in told),
            shredded=result.shredded,
            source=question.file,
        )

    def row_count(self, plan: ImportPlan) -> int:
        """Return how many rows the file has below its header."""
        if plan.unread is not None:
            return 0
        look, options = self._of(plan)
        return look.count(look.arrange(options.choice).layout)

    def rows(self, plan: ImportPlan, start: int, count: int) -> Sequence[ListRow]:
        """Return rows from anywhere in the file."""
        if plan.unread is not None:
            return []
        look, options = self._of(plan)
        layout = look.arrange(options.choice).layout
        return [ListRow(number, cells) for number, cells in look.rows(layout, start, count)]

    def put_away(self) -> None:
        """Forget the file that was looked at."""
        with self._lock:
            self._look = None

    def keep_mapping(self, name: str, plan: ImportPlan) -> None:
        """Keep how this file is read."""
        services = self._session.services()
        save_mapping(services.ledger, services.actor, profile_of(name, plan))

    def export_problems(self, problems: Sequence[Problem], file: Path) -> int:
        """Write problems as CSV in the present language."""
        texts = language().texts

        def words(problem: Problem) -> tuple[str, str, str]:
            weight = texts.text(f"severity-{problem.severity}")
            return weight, say(problem), texts.advice(problem.code, **problem.facts)

        names = ("sheet", "cell", "weight", "problem", "advice", "code")
        headers = tuple(texts.text(f"problem-list-{name}") for name in names)
        return write_problems(problems, headers, words, file)

    def of_order(self, order_no: str) -> Sequence[str]:
        """Return the lots of a purchase order."""
        ledger = self._session.services().ledger
        return [lot.name for lot in ledger.lots.by_order_no(order_no)]

    # What is done with a lot later.

    def edit(self, lot: Lot, data: LotData, name: str = "") -> None:
        """Change what is known of a lot."""
        changes: dict[str, object] = {
            field: getattr(data, field)
            for field in LOT_DATA_FIELDS
            if getattr(data, field) != getattr(lot.data, field)
        }
        if name and name != lot.name:
            changes["name"] = name
        services = self._session.services()
        if changes:
            edit_lot(services.ledger, services.actor, lot.name, changes)

    def split(self, lot: Lot, quantity: int, name: str) -> None:
        """Move available licenses to a new lot."""
        services = self._session.services()
        split_lot(services.ledger, services.actor, lot.name, quantity, name)

    def hold(self, lot: Lot, reason: str, rows: str = "") -> int:
        """Hold what is available, or what is in these rows."""
        services = self._session.services()
        return hold_lot(services.ledger, services.actor, lot.name, reason, rows_of(rows))

    def release(self, lot: Lot, reason: str, rows: str = "") -> int:
        """Release what is held."""
        services = self._session.services()
        return release_lot(services.ledger, services.actor, lot.name, reason, rows_of(rows))

    def close(self, lot: Lot, reason: str) -> None:
        """Close a lot for ever."""
        services = self._session.services()
        close_lot(services.ledger, services.actor, lot.name, reason)

    def license(self, identity: str) -> LicenseSeen:
        """Return the license of an identity."""
        return find_license(self._session.services(), identity)

    def care_for_license(self, act: Act, identity: str, reason: str) -> int:
        """Hold, free or void one license."""
        return CARE[act](self._session.services(), [identity], reason)

    def register(self, draft: RegistrationDraft, file: Path) -> Sequence[Path]:
        """Write registration lists; BadInput ``file-not-written`` and what the workflow raises."""
        services = self._session.services()
        units = [normalise_mac(unit) or f"SN:{unit}" for unit in draft.units]
        try:
            return export_registration(
                services.ledger,
                services.actor,
                draft.scheme,
                units,
                file,
                batch_tag=draft.batch_tag,
                description=draft.description,
            )
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BadInput("file-not-written", file=str(file), reason=reason) from error

    def sources(self, lot: Lot) -> Sequence[KeptSource]:
        """Return what is kept with a lot."""
        kept = self._session.services().ledger.lots.attachments(lot.name)
        return [KeptSource(one.id, one.name, one.size) for one in kept]

    def take_source(self, lot: Lot, source: KeptSource, file: Path) -> None:
        """Write a kept file in plain text."""
        services = self._session.services()
        take_source_out(
            services.ledger, services.vault, services.actor, lot.name, file, number=source.id
        )

    def template(self, scheme: str, file: Path) -> None:
        """Write an empty list to be filled in; BadInput ``file-not-written``."""
        try:
            write_template(find_scheme(scheme), file, language().name)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BadInput("file-not-written", file=str(file), reason=reason) from error

    def scheme_faults(self, file: Path) -> Sequence[str]:
        """Return what is wrong in a scheme file, in the present language."""
        return [say(problem) for problem in check_scheme(file)]

    def schemes(self) -> Sequence[tuple[str, str]]:
        """Return name and title of each scheme."""
        return titles()

    def _look_at(self, file: Path) -> ListLook:
        """Return the look at a file, a new one where it is another file or has changed."""
        with self._lock:
            look = self._look
        if look is None or not look.is_of(file):
            look = ListLook(file)
            with self._lock:
                self._look = look
        return look

    def _of(self, plan: ImportPlan) -> tuple[ListLook, ImportOptions]:
        question = replace(plan.question, answers={})
        profile = _profile(self._session.services().ledger, question)
        return self._look_at(question.file), options_of(question, profile)


def _states(lot: Lot) -> dict[str, int]:
    counts = {state.value: int(getattr(lot.counts, state.value)) for state in LicenseState}
    return {state: count for state, count in counts.items() if count}


def _profile(ledger: Ledger, question: ImportQuestion) -> MappingProfile | None:
    return load_mapping(ledger, question.profile) if question.profile else None
