"""What a record of the chain says, in the words of the screen: the record itself keeps codes."""

import json

from app.texts import Texts, wall_time
from app.ui.language import language
from app.ui.rights import act_word

NOTHING = "–"
WORDED = frozenset(
    {
        *("state", "stage", "outcome", "decision", "severity", "origin", "how", "kind", "step"),
        *("storage", "on_licensed", "start_on", "locks", "license", "roles"),
    }
)
"""Facts whose values are words of the program; all other values are somebody's own."""


def subject_word(subject: str) -> str:
    """Return what an act was done to: ``unit:7C87…`` as *unit 7C87…*."""
    kind, _, name = subject.partition(":")
    key, texts = f"subject-{kind}", language().texts
    if kind == "act":
        name = act_word(name)
    return texts.text(key, name=name) if texts.has(key) else subject


def reason_word(reason: str | None) -> str:
    """Return a reason: a code of the program as its sentence, a person's own words as they are."""
    texts = language().texts
    if not reason:
        return ""
    if texts.has(f"word-{reason}"):
        return texts.text(f"word-{reason}")
    if not texts.has(reason):
        return reason
    sentence = texts.sentence(reason)
    return reason if "?" in sentence or "？" in sentence else sentence  # its facts are not here


def fact_word(name: str) -> str:
    """Return the name of a fact, or of a setting; one of a newer program stays as it is."""
    texts = language().texts
    keys = (f"fact-{name}", f"setting-{name}")
    return next((texts.text(key) for key in keys if texts.has(key)), name)


def values_of(text: str | None) -> dict[str, str]:
    """Return a JSON text as names and words; what is no object stands under an empty name."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError:  # edited by hand: the proof of the chain names it
        found = text
    if not isinstance(found, dict):
        return {"": str(found)}
    texts = language().texts
    return {str(name): _value(texts, str(name), value) for name, value in found.items()}


def _value(texts: Texts, name: str, value: object) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    match value:
        case bool():
            return texts.text("word-true" if value else "word-false")
        case list():
            return texts.text("list-separator").join(_value(texts, name, one) for one in value)
        case dict():
            parts = (f"{fact_word(str(k))}: {_value(texts, str(k), v)}" for k, v in value.items())
            return texts.text("list-separator").join(parts)
        case str() if name == "roles":
            return texts.text("list-separator").join(_worded(texts, r) for r in value.split(","))
        case str() if name in WORDED:
            return _worded(texts, value)
        case str() if name in {"code", "reason"}:
            return reason_word(value)
        case str() if name in {"until", "made_at"}:
            return wall_time(value)
    return str(value)


def _worded(texts: Texts, value: str) -> str:
    return texts.text(f"word-{value}") if texts.has(f"word-{value}") else value
