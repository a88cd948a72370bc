"""The words for codes: every error, problem and command-line line in English and Chinese.

The program passes codes with facts; only here do they become sentences. The words live in
``resources/texts/<language>/*.toml``: a plain string under a key, or a table with ``sentence`` and
``advice`` for an error code. Fields are ``str.format`` style; ``{first:code}`` puts the sentence of
the code that stands in a fact into the middle of another sentence, ``{first:advice}`` its advice.
``{n:license is|licenses are}`` is a number with the words for one and for several; a language
without such forms says ``{n}``. ``{until:time}`` is a UTC time as the clock on the wall shows it.
The window's own labels go through Qt Linguist instead.
"""

import locale
import os
import string
import tomllib
from datetime import datetime
from enum import StrEnum
from functools import cache

from app.paths import resources_dir

LANGUAGES = ("en", "zh_CN")
PLURAL = "|"


class Texts:
    """The words of one language; unknown keys raise KeyError, so a missing text is a bug."""

    def __init__(self, language: str = "en") -> None:
        self.language = language if language in LANGUAGES else "en"
        self._words = load_words(self.language)

    def text(self, key: str, /, **facts: object) -> str:
        """Return the plain text under a key, its fields filled."""
        words = self._words[key]
        return self._fill(words if isinstance(words, str) else words["sentence"], facts)

    def sentence(self, code: str, /, **facts: object) -> str:
        """Return what happened, as one sentence."""
        return self.text(code, **facts)

    def advice(self, code: str, /, **facts: object) -> str:
        """Return what to do about it; empty where there is nothing to do."""
        words = self._words[code]
        advice = "" if isinstance(words, str) else words.get("advice", "")
        return self._fill(advice, facts)

    def named(self, value: StrEnum) -> str:
        """Return the words for an enum's member (``role-qa``, ``act-lot.held``), or its value."""
        key = f"{type(value).__name__.lower()}-{value.value}"
        return self.text(key) if key in self._words else value.value

    def _fill(self, words: str, facts: dict[str, object]) -> str:
        return _Filler(self, facts).vformat(words, (), _Facts(self._worded(facts)))

    def _worded(self, facts: dict[str, object]) -> dict[str, object]:
        """Put words in place of enum members, and of several of them."""
        worded = dict(facts)
        for key, value in facts.items():
            if isinstance(value, StrEnum):
                worded[key] = self.named(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], StrEnum):
                worded[key] = self.text("list-separator").join(map(self.named, value))
        return worded

    def has(self, key: str) -> bool:
        """Say whether there are words for this key."""
        return key in self._words


def wall_time(at: str, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return a UTC ISO time as the clock on the wall shows it; what is no such time stays."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return at if moment.tzinfo is None else moment.astimezone().strftime(form)


@cache
def load_words(language: str) -> dict[str, str | dict[str, str]]:
    """Read all texts of one language; a key that stands in two files is a ValueError."""
    words: dict[str, str | dict[str, str]] = {}
    for file in sorted((resources_dir() / "texts" / language).glob("*.toml")):
        for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in words:
                raise ValueError(f"text {key!r} stands twice, again in {file.name}")
            words[key] = value
    return words


def system_language() -> str:
    """Return the language to start in: ``KEYWRIGHT_LANGUAGE``, then the system's."""
    named = os.environ.get("KEYWRIGHT_LANGUAGE") or locale.getlocale()[0] or "en"
    return "zh_CN" if named.lower().startswith(("zh", "chinese")) else "en"


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


class _Filler(string.Formatter):
    """Fills the fields of one sentence; see the module for what may stand behind a colon."""

    def __init__(self, texts: Texts, facts: dict[str, object]) -> None:
        self._texts = texts
        self._given = {key: value for key, value in facts.items() if key != "first"}

    def format_field(self, value: object, format_spec: str) -> str:
        """See string.Formatter; a code that has no words stays as it is."""
        code = str(value)
        if format_spec == "time":
            return wall_time(code)
        if PLURAL in format_spec:
            one, several = format_spec.split(PLURAL)
            return f"{code} {one if code == '1' else several}"
        if format_spec == "advice":
            return self._texts.advice(code, **self._given) if self._texts.has(code) else ""
        if format_spec != "code":
            return str(super().format_field(value, format_spec))
        if not self._texts.has(code):
            return code
        return self._texts.sentence(code, **self._given).rstrip(".。")
