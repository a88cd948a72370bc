"""A hand mapping of columns, kept under a name: which scheme, which column is which field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import BadInput
from app.intake.layout import Choice
from app.intake.schemes import Scheme, find_scheme

MAX_NAME = 64


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """What somebody found out once about one supplier's lists."""

    name: str
    scheme: str
    columns: Mapping[str, str]
    sheet: str | None = None
    header_row: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the profile as text for storage, without its name."""
        return json.dumps(
            {
                "scheme": self.scheme,
                "columns": dict(self.columns),
                "sheet": self.sheet,
                "header_row": self.header_row,
                "answers": dict(self.answers),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, name: str, text: str) -> "MappingProfile":
        """Read a stored profile; BadInput ``mapping-damaged``."""
        try:
            data = json.loads(text)
            return cls(
                name,
                str(data["scheme"]),
                dict(data["columns"]),
                data["sheet"],
                data["header_row"],
                dict(data["answers"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("mapping-damaged", mapping=name) from error

    def choice(self) -> Choice:
        """Return what this profile chooses for a file."""
        return Choice(find_scheme(self.scheme), self.sheet, self.header_row, self.columns)


def parse_mapping(scheme: Scheme, pairs: list[str]) -> dict[str, str]:
    """Return field -> header or letters from ``field=column`` words.

    Raises BadInput ``mapping-malformed`` or ``mapping-field-unknown`` with the fields there are.
    """
    mapping: dict[str, str] = {}
    known = [one.name for one in scheme.fields]
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not column.strip():
            raise BadInput("mapping-malformed", word=pair)
        if name.strip() not in known:
            raise BadInput(
                "mapping-field-unknown",
                field=name.strip(),
                scheme=scheme.name,
                known=", ".join(known),
            )
        mapping[name.strip()] = column.strip()
    return mapping
