"""Whether a scheme file is sound; every fault named with its place in the file."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.domain.licenses import LicenseState
from app.domain.problems import Problem
from app.intake.schemes import CHARSETS, Form, Kind, fold_header

MAX_SCHEME_BYTES = 256 * 1024
_TOP: Mapping[str, type | tuple[type, ...]] = {
    "name": str,
    "family": str,
    "identity": str,
    "proof": str,
    "shared_secret": bool,
    "detect": bool,
    "priority": int,
    "max_rows": int,
    "max_bytes": int,
    "sources": list,
    "title": dict,
    "notes": dict,
    "status": dict,
    "field": list,
}
_FIELD: Mapping[str, type | tuple[type, ...]] = {
    "name": str,
    "kind": str,
    "headers": list,
    "required": bool,
    "lengths": list,
    "length_is_range": bool,
    "charset": str,
    "also": str,
    "form": str,
    "placeholders": list,
    "example": str,
    "marks": bool,
}
_MUST = ("name", "family", "identity", "title", "field", "sources")
_ONE_AT_MOST = (Kind.BOUND, Kind.ISSUED_MAC, Kind.UNIT, Kind.STATUS, Kind.TIME)
_MAX_LENGTH = 65_536
_FROM_TO = 2
_TEXT_LISTS = frozenset({"headers", "placeholders", "sources"})


def check_scheme(file: Path) -> list[Problem]:
    """Return what is wrong in a scheme file; nothing means that it can be used.

    Each problem's facts have ``place`` (``field 2 (key).lengths``) besides its own.
    """
    try:
        if file.stat().st_size > MAX_SCHEME_BYTES:
            return [_fault("scheme-too-large", "", file=file.name)]
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return [_fault("scheme-unreadable", "", file=file.name, reason=error.strerror)]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return [_fault("scheme-not-toml", "", file=file.name, reason=str(error))]
    return list(_faults(data))


def _faults(data: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _keys(data, _TOP, "")
    for key in _MUST:
        if key not in data:
            yield _fault("scheme-key-missing", key)
    for language in ("en", "zh_CN"):
        title = data.get("title")
        if isinstance(title, dict) and not isinstance(title.get(language), str):
            yield _fault("scheme-key-missing", f"title.{language}")
    fields = data.get("field")
    if isinstance(fields, list):
        yield from _field_list(fields, data)
    status = data.get("status")
    if isinstance(status, dict):
        yield from _statuses(status)


def _field_list(fields: list[Any], data: Mapping[str, Any]) -> Iterator[Problem]:
    names: dict[str, str] = {}
    headers: dict[str, str] = {}
    kinds: list[str] = []
    for number, one in enumerate(fields, start=1):
        place = f"field {number}"
        if not isinstance(one, dict):
            yield _fault("scheme-wrong-type", place, expected="table")
            continue
        name = one.get("name")
        place += f" ({name})" if isinstance(name, str) else ""
        yield from _keys(one, _FIELD, f"{place}.")
        for key in ("name", "kind", "headers"):
            if key not in one:
                yield _fault("scheme-key-missing", f"{place}.{key}")
        if isinstance(name, str):
            if name in names:
                yield _fault("scheme-name-twice", place, name=name, other=names[name])
            names[name] = place
        kinds.append(str(one.get("kind")))
        yield from _words(one, place)
        yield from _lengths(one, place)
        for header in _texts(one.get("headers")):
            other = headers.setdefault(fold_header(header), place)
            if other != place:
                yield _fault("scheme-header-twice", f"{place}.headers", header=header, other=other)
    yield from _roles(data, fields, kinds)


def _roles(data: Mapping[str, Any], fields: list[Any], kinds: list[str]) -> Iterator[Problem]:
    by_name = {one.get("name"): one.get("kind") for one in fields if isinstance(one, dict)}
    for key, kind in (("identity", Kind.IDENTITY), ("proof", Kind.SECRET)):
        wanted = data.get(key)
        if isinstance(wanted, str) and by_name.get(wanted) != kind:
            yield _fault("scheme-role-wrong", key, name=wanted, kind=kind.value)
    if kinds.count(Kind.IDENTITY) != 1:
        yield _fault("scheme-kind-count", "field", kind=Kind.IDENTITY.value)
    for kind in _ONE_AT_MOST:
        if kinds.count(kind) > 1:
            yield _fault("scheme-kind-count", "field", kind=kind.value)
    if Kind.SECRET in kinds and "proof" not in data:
        yield _fault("scheme-key-missing", "proof")


def _words(one: Mapping[str, Any], place: str) -> Iterator[Problem]:
    for key, known in (
        ("kind", [kind.value for kind in Kind]),
        ("form", [form.value for form in Form]),
        ("charset", list(CHARSETS)),
    ):
        if isinstance(one.get(key), str) and one[key] not in known:
            yield _fault(
                "scheme-word-unknown", f"{place}.{key}", word=one[key], known=", ".join(known)
            )
    if one.get("also") and one.get("charset", "visible") in {"visible", "lines"}:
        yield _fault("scheme-also-useless", f"{place}.also")


def _lengths(one: Mapping[str, Any], place: str) -> Iterator[Problem]:
    lengths = one.get("lengths", [])
    if not isinstance(lengths, list):
        return
    sound = all(type(n) is int and 0 < n <= _MAX_LENGTH for n in lengths)
    if (
        not sound
        or lengths != sorted(lengths)
        or (one.get("length_is_range") and len(lengths) != _FROM_TO)
    ):
        yield _fault("scheme-lengths-wrong", f"{place}.lengths")


def _statuses(status: Mapping[str, Any]) -> Iterator[Problem]:
    known = [state.value for state in LicenseState if state is not LicenseState.WRITING]
    seen: dict[str, str] = {}
    for state, texts in status.items():
        place = f"status.{state}"
        if state not in known:
            yield _fault("scheme-word-unknown", place, word=state, known=", ".join(known))
        if not isinstance(texts, list) or len(_texts(texts)) != len(texts):
            yield _fault("scheme-wrong-type", place, expected="list of texts")
        for text in _texts(texts):
            other = seen.setdefault(text.strip().casefold(), place)
            if other != place:
                yield _fault("scheme-header-twice", place, header=text, other=other)


def _keys(
    data: Mapping[str, Any], known: Mapping[str, type | tuple[type, ...]], place: str
) -> Iterator[Problem]:
    for key, value in data.items():
        if key not in known:
            yield _fault("scheme-key-unknown", f"{place}{key}", known=", ".join(known))
        elif not isinstance(value, known[key]) or (known[key] is int and isinstance(value, bool)):
            yield _fault("scheme-wrong-type", f"{place}{key}", expected=_type_name(known[key]))
        elif isinstance(value, list) and key in _TEXT_LISTS and len(_texts(value)) != len(value):
            yield _fault("scheme-wrong-type", f"{place}{key}", expected="list of texts")


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _type_name(kind: type | tuple[type, ...]) -> str:
    names = {str: "text", bool: "true or false", int: "whole number", list: "list", dict: "table"}
    return names[kind] if isinstance(kind, type) else "value"


def _fault(code: str, place: str, **facts: object) -> Problem:
    return Problem(code, facts={"place": place, **facts})
