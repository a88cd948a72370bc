"""A list as the import wizard shows it: what a person chose, turned into a plan."""

from dataclasses import replace
from pathlib import Path

from app.domain.problems import Problem, Severity
from app.errors import BadInput
from app.intake.layout import Choice
from app.intake.looks import ListLook
from app.intake.mappings import MappingProfile
from app.intake.schemes import Scheme, find_scheme, fold_header, load_schemes
from app.redaction import strike_keys
from app.ui.language import language
from app.ui.views_lots import ColumnGuess, ImportPlan, ImportQuestion, SheetView, UnknownStatus
from app.workflows.import_lot import ImportOptions, Probe

SAMPLES = 3
SAMPLE_ROWS = 20
HAND_MADE = "generic"


def options_of(question: ImportQuestion, profile: MappingProfile | None) -> ImportOptions:
    """Join a kept mapping with what was decided for this file, which goes before it."""
    kept = profile.choice() if profile else Choice()
    mapping = {field: letter for letter, field in question.mapping.items() if field}
    row = question.header_row
    return ImportOptions(
        choice=Choice(
            scheme=find_scheme(question.scheme) if question.scheme else kept.scheme,
            sheet=question.sheet or kept.sheet,
            header_row=kept.header_row if row is None else row,
            mapping={**kept.mapping, **mapping},
        ),
        answers={**(profile.answers if profile else {}), **question.answers},
        data=question.data,
        skip_bad=question.skip_bad,
        keep_source=question.keep_source,
        shred=question.shred,
        say=say,
    )


def plan_of(
    question: ImportQuestion,
    look: ListLook,
    probe: Probe,
    options: ImportOptions,
    profiles: tuple[str, ...],
) -> ImportPlan:
    """Return what is known of a list that can be read."""
    scheme = options.choice.scheme or find_scheme(probe.scheme)
    layout = look.arrange(options.choice).layout
    first = look.rows(layout, 0, SAMPLE_ROWS)
    columns = tuple(
        ColumnGuess(
            column.letters,
            column.header,
            column.field or "",
            tuple([cells[place] for _number, cells in first if cells[place]][:SAMPLES]),
            by_header=_names(scheme, column.header) == column.field is not None,
        )
        for place, column in enumerate(layout.columns)
    )
    asked = dict(probe.checked.questions)
    named = sum(probe.checked.counts.values())
    return ImportPlan(
        question=replace(question, answers=dict(options.answers)),
        scheme=_key(question, scheme),
        reason=probe.reason.code,
        reason_facts={**probe.reason.facts, "scheme": _title(scheme)},
        schemes=_schemes(question, scheme),
        fields=tuple(field.name for field in scheme.fields),
        columns=columns,
        rows=probe.checked.rows,
        good=probe.checked.good,
        problems=probe.problems,
        unknown=tuple(UnknownStatus(strike_keys(value), rows) for value, rows in asked.items()),
        sheets=_sheets(look),
        sheet=probe.sheet,
        header_row=probe.header_row,
        head=_head(look, probe.sheet),
        profiles=profiles,
        more=max(0, named - len(probe.checked.problems)),
        states=dict(probe.checked.states),
    )


def unread_plan(
    question: ImportQuestion,
    look: ListLook,
    error: BadInput,
    options: ImportOptions,
    profiles: tuple[str, ...],
) -> ImportPlan:
    """Return what is known of a list that nobody can read yet: its columns, and what to choose."""
    choice = options.choice
    names = [sheet.name for sheet in look.sheets]
    sheet = choice.sheet if choice.sheet in names else _first(look)
    scheme = choice.scheme or find_scheme(str(error.facts.get("scheme") or HAND_MADE))
    head = look.head(sheet)
    row = choice.header_row
    if row is None:
        row = next((one.number for one in head if sum(map(bool, one.cells)) > 1), 1)
    chosen = {letter: field for letter, field in question.mapping.items() if field}
    by_text = {fold_header(text): field for field, text in choice.mapping.items()}
    columns = []
    for letter, header in look.headers(sheet, row):
        own = _names(scheme, header)
        field = chosen.get(letter) or by_text.get(fold_header(header)) or own or ""
        columns.append(ColumnGuess(letter, header, field, by_header=bool(own) and own == field))
    trouble = Problem(error.code, Severity.ERROR, sheet or None, facts=dict(error.facts))
    return ImportPlan(
        question=question,
        scheme=_key(question, scheme),
        reason="scheme-chosen" if choice.scheme else "scheme-not-found",
        reason_facts={"scheme": _title(scheme), "headers": ""},
        schemes=_schemes(question, scheme),
        fields=tuple(field.name for field in scheme.fields),
        columns=tuple(columns),
        rows=0,
        good=0,
        problems=(trouble,),
        unknown=(),
        sheets=_sheets(look),
        sheet=sheet,
        header_row=row,
        head=_head(look, sheet),
        profiles=profiles,
        unread=trouble,
    )


def profile_of(name: str, plan: ImportPlan) -> MappingProfile:
    """Return how a list is read, so that the next one of its kind is read alike.

    Columns go by their header's text, which survives another order of columns; by their letters
    where the text would not tell them apart. BadInput ``mapping-empty``.
    """
    texts = [fold_header(column.header) for column in plan.columns]
    columns = {
        column.field: column.header
        if column.header and texts.count(fold_header(column.header)) == 1
        else column.letter
        for column in plan.columns
        if column.field
    }
    question = plan.question
    if not columns:
        raise BadInput("mapping-empty", name=name)
    return MappingProfile(
        name,
        plan.scheme,
        columns,
        question.sheet or None,
        question.header_row,
        dict(question.answers),
    )


def titles() -> tuple[tuple[str, str], ...]:
    """Return name and title of each scheme."""
    return tuple((name, title_of(name)) for name in load_schemes())


def title_of(scheme: str) -> str:
    """Return a scheme's title in the present language; its name where it has none."""
    known = load_schemes().get(scheme)
    return scheme if known is None else _title(known)


def is_own(scheme: str) -> bool:
    """Say whether a scheme is somebody's own file, which goes by its path."""
    return scheme.endswith(".toml")


def say(problem: Problem) -> str:
    """Return a problem's sentence in the present language."""
    return language().texts.sentence(problem.code, **problem.facts)


def _title(scheme: Scheme) -> str:
    return scheme.title.get(language().name, scheme.title.get("en", scheme.name))


def _key(question: ImportQuestion, scheme: Scheme) -> str:
    """Return by what the scheme is found again: an own one by its file, for its name is unknown."""
    return question.scheme if is_own(question.scheme) else scheme.name


def _schemes(question: ImportQuestion, scheme: Scheme) -> tuple[tuple[str, str], ...]:
    own = question.scheme
    if not is_own(own):
        return titles()
    return (*titles(), (own, f"{_title(scheme)} ({Path(own).name})"))


def _names(scheme: Scheme, header: str) -> str | None:
    return scheme.names_by_header().get(fold_header(header)) if header else None


def _sheets(look: ListLook) -> tuple[SheetView, ...]:
    return tuple(SheetView(sheet.name, sheet.visible) for sheet in look.sheets)


def _first(look: ListLook) -> str:
    visible = [sheet.name for sheet in look.sheets if sheet.visible]
    return visible[0] if visible else look.sheets[0].name


def _head(look: ListLook, sheet: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (line.number, " | ".join(cell for cell in line.cells if cell)) for line in look.head(sheet)
    )
