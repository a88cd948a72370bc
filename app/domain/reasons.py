"""Reasons: the one an act must give, and the factory's own list for a reject."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from app.errors import BadInput

_LANGUAGES: Final = ("en", "zh_CN")
_MAX_LENGTH: Final = 64


def needed_reason(reason: str) -> str:
    """Return the reason without blanks around it; BadInput ``reason-missing``."""
    if not reason.strip():
        raise BadInput("reason-missing")
    return reason.strip()


@dataclass(frozen=True, slots=True)
class ReasonList:
    """Codes with their words, in the order of the file."""

    words: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, shipped: Path, own: Path | None = None) -> Self:
        """Read the own list where there is one, else the shipped one.

        Raises BadInput ``reasons-unreadable`` with the file and what is wrong.
        """
        file = own if own is not None and own.is_file() else shipped
        try:
            raw = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadInput("reasons-unreadable", file=file.name, why=str(error)) from error
        words: dict[str, dict[str, str]] = {}
        for code, entry in raw.items():
            if not isinstance(entry, dict) or not all(
                isinstance(entry.get(language), str) for language in _LANGUAGES
            ):
                why = f"[{code}]: {' + '.join(_LANGUAGES)}"
                raise BadInput("reasons-unreadable", file=file.name, why=why)
            words[code] = {language: entry[language] for language in _LANGUAGES}
        if not words:
            raise BadInput("reasons-unreadable", file=file.name, why="0")
        return cls(words)

    def check(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the codes, each once; BadInput ``reason-unknown`` or ``reject-without-reason``."""
        chosen = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
        if not chosen:
            raise BadInput("reject-without-reason")
        for code in chosen:
            if code not in self.words or len(code) > _MAX_LENGTH:
                raise BadInput("reason-unknown", reason=code, known=", ".join(self.words))
        return chosen

    def text(self, code: str, language: str) -> str:
        """Return a reason's words; the code itself where the list no longer has it."""
        return self.words.get(code, {}).get(language, code)
