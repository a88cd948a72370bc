"""Label designs: those shipped and those kept in the ledger; each version that prints is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.domain.acts import Act
from app.domain.problems import Problem
from app.errors import BadInput
from app.intake.schemes import Kind, load_schemes
from app.labels.design import Design
from app.labels.design_file import parse_design, read_design
from app.labels.design_writer import design_text
from app.labels.errors import LabelRefused
from app.labels.layout import lay_out
from app.labels.library import EXAMPLE, DesignInfo, describe, find_design, shipped_designs
from app.ledger.label_designs import SavedDesign
from app.workflows.rights import require
from app.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ListedDesign:
    """A design in a list. ``version``: of the ledger; None where it came with the program."""

    info: DesignInfo
    version: int | None = None
    saved_by: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return plain values: ``name``, ``size`` in mm, ``elements``, ``version`` …."""
        return self.info.as_json() | {"version": self.version, "saved_by": self.saved_by}


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a design file. ``info`` is None where it is no design at all."""

    info: DesignInfo | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def is_good(self) -> bool:
        """Say whether labels may be printed from it."""
        return not self.problems


def list_designs(services: Services | None) -> list[ListedDesign]:
    """Return every design by name; one in the ledger stands before the shipped one of its name."""
    found = {design.name: ListedDesign(describe(design)) for design in shipped_designs()}
    if services is not None:
        store = services.ledger.label_designs
        for name in store.names():
            saved = store.get(name)
            design = _parse(saved)
            found[name] = ListedDesign(describe(design), saved.version, saved.saved_by)
    return [found[name] for name in sorted(found)]


def choose_design(
    services: Services | None, name: str, schemes: Iterable[str] = (), version: int | None = None
) -> Design:
    """Return a design by name (the ledger's before the shipped one's) or by its file's path.

    ``schemes``: those of the lots at hand; a design that names one of their secrets is refused.
    Raises LabelRefused ``design-unknown`` | ``design-bad`` | ….
    """
    secrets = secret_names(schemes)
    if services is not None and not name.endswith(".toml"):
        store = services.ledger.label_designs
        if version is not None or name in store.names():
            saved = store.get(name, version)
            return parse_design(saved.body, saved.name, secrets)
    design = find_design(name)
    return parse_design(design_text(design), design.name, secrets) if secrets else design


def keep_design(services: Services, design: Design) -> SavedDesign:
    """Return the version of the ledger that says what is printed; kept now where it is new."""
    store = services.ledger.label_designs
    body = design_text(design)
    for saved in reversed(store.versions(design.name)):
        if saved.body == body:
            return saved
    return store.keep_shipped(design.name, body, services.actor)


def add_design(services: Services, file: Path) -> SavedDesign:
    """Keep a design file in the ledger as the newest version of its name.

    Raises LabelRefused with every problem, NotAllowed.
    """
    require(services.ledger, services.actor, Act.LABEL_DESIGN_SAVED)
    design = read_design(file, secret_names(load_schemes()))
    return services.ledger.label_designs.save(design.name, design_text(design), services.actor)


def save_design(services: Services, design: Design) -> SavedDesign:
    """Keep a design that was drawn in the window; the same rules as for a file."""
    require(services.ledger, services.actor, Act.LABEL_DESIGN_SAVED)
    body = design_text(design)
    parse_design(body, design.name, secret_names(load_schemes()))
    return services.ledger.label_designs.save(design.name, body, services.actor)


def check_design(file: Path) -> Checked:
    """Say everything that is wrong in a design file, and what an example label would look like."""
    try:
        design = read_design(file, secret_names(load_schemes()))
    except LabelRefused as refused:
        return Checked(None, _reasons(refused), ())
    try:
        laid = lay_out(design, EXAMPLE)
    except LabelRefused as refused:
        # An own column has no value in the example: only a real unit can tell.
        empty = [one for one in _reasons(refused) if one.code == "label-field-empty"]
        others = tuple(one for one in _reasons(refused) if one not in empty)
        return Checked(describe(design), others, tuple(empty))
    return Checked(describe(design), (), laid.warnings)


def secret_names(schemes: Iterable[str]) -> tuple[str, ...]:
    """Return the names under which these schemes' lists carry secrets."""
    known = load_schemes()
    fields = [
        field for name in schemes if name in known for field in known[name].of_kind(Kind.SECRET)
    ]
    return tuple(dict.fromkeys(word for field in fields for word in (field.name, *field.headers)))


def _parse(saved: SavedDesign) -> Design:
    return parse_design(saved.body, saved.name)


def _reasons(refused: BadInput) -> tuple[Problem, ...]:
    problems = refused.problems if isinstance(refused, LabelRefused) else ()
    return problems or (Problem(refused.code, facts=refused.facts),)
