"""The designs at hand: those shipped with the program, and an example unit to show them with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.labels.design import Code, Design, Text
from app.labels.design_file import read_design
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.paths import resources_dir

EXAMPLE: Final = LabelData(
    identity="uuid0123456789abcdef",
    mac="D4A651A1B2C3",
    serial="KW26W07L1-000042",
    product_id="tkx8qe2vz9hfw3ma",
    lot="LOT-2026-07",
    order="WO-1042",
    station="S1",
    when=datetime(2026, 2, 12, 9, 30, tzinfo=UTC),
    counter=42,
    extra={
        "vendor_id": "65521",
        "matter_product_id": "32769",
        "discriminator": "3840",
        "passcode": "20202021",
        "ProductKey": "a1B2c3D4e5F",
    },
)
"""A made-up unit; the Matter numbers are the specification's own test values."""


@dataclass(frozen=True, slots=True)
class DesignInfo:
    """A design in a list, with what a script wants to know of it."""

    name: str
    title: Mapping[str, str]
    width: float
    height: float
    dpi: int
    shape: str
    places: int
    fields: tuple[str, ...]
    elements: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return plain values: ``name``, ``size`` in mm, ``elements`` (kinds), ``fields`` …."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "size": [self.width, self.height],
            "dpi": self.dpi,
            "shape": self.shape,
            "per_sheet": self.places,
            "elements": list(self.elements),
            "fields": list(self.fields),
        }


def labels_dir() -> Path:
    """Return the folder of shipped designs."""
    return resources_dir() / "labels"


def shipped_designs() -> tuple[Design, ...]:
    """Return all shipped designs, by name."""
    return tuple(read_design(path) for path in sorted(labels_dir().glob("*.toml")))


def find_design(name: str, *folders: Path) -> Design:
    """Return a design by name, by path, or from ``folders`` before the shipped ones.

    Raises LabelRefused ``design-unknown`` (facts: ``name``, ``known``) or what its file lacks.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read_design(path)
    for folder in (*folders, labels_dir()):
        for found in sorted(folder.glob("*.toml")):
            if found.stem == name:
                return read_design(found)
    known = ", ".join(found.stem for found in sorted(labels_dir().glob("*.toml")))
    raise LabelRefused("design-unknown", name=name, known=known)


def describe(design: Design) -> DesignInfo:
    """Return what a list of designs shows of one."""
    kinds = [
        element.symbology.value
        if isinstance(element, Code)
        else "text"
        if isinstance(element, Text)
        else type(element).__name__.lower()
        for element in design.elements
    ]
    return DesignInfo(
        design.name,
        design.title,
        design.width,
        design.height,
        design.dpi,
        design.shape,
        design.sheet.places if design.sheet else 1,
        design.fields,
        tuple(kinds),
    )
