"""JSON and JSON lines as tables: the keys are the header, one object is one row."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.domain.problems import Problem
from app.errors import BadInput
from app.intake.delimited import find_encoding
from app.intake.sources import FileKind, SourceFile
from app.intake.tables import Row, SheetInfo

MAX_JSON_BYTES = 64 * 1024 * 1024
"""A JSON file is parsed whole; JSON lines are not limited by this."""

MOST_LINES = 100
"""So many bad lines are named one by one; all are counted."""
ENVELOPES = 3
"""So many objects deep a list may stand in an API's answer: ``{"data": {"list": []}}`` is one."""
_LIKE_A_DEVICE = 2  # of its names are those of a list's columns; "status" alone is any answer's

_KEY_SHOWN = 60


class JsonTable:
    """A list of objects as a table with one nameless sheet. Row 1 is the header of all keys.

    In JSON lines an object's row is its line + 1; in JSON its place in the list + 1.
    """

    def __init__(self, source: SourceFile, score: Callable[[Sequence[Row]], float]) -> None:
        self._score = score
        self._name = source.path.name
        encoding = find_encoding(source.data)
        if encoding is None:
            raise BadInput("encoding-unknown", file=self._name)
        self._data = source.data
        self._encoding = encoding
        self._objects: list[Any] | None = None
        if source.kind is FileKind.JSON:
            self._objects = self._parse_whole()
        self.sheets = (SheetInfo(""),)
        self._header = self._keys()

    def first_column(self, sheet: str) -> int:  # noqa: ARG002 - the protocol's signature
        """See ``tables.Table``."""
        return 0

    def rows(self, sheet: str = "") -> Iterator[Row]:  # noqa: ARG002
        """See ``tables.Table``. Raises BadInput ``json-broken``."""
        yield self._header
        for one in self._each():
            if one is None:
                yield []
            else:
                yield [_cell(one.get(key, "")) for key in self._header]

    def size(self, sheet: str = "") -> int:  # noqa: ARG002
        """See ``tables.Table``."""
        if self._objects is not None:
            return len(self._objects) + 1
        return self._data.count(b"\n") + 2

    def hidden_rows(self, sheet: str) -> tuple[int, ...]:  # noqa: ARG002
        """See ``tables.Table``."""
        return ()

    def notices(self, sheet: str) -> tuple[Problem, ...]:  # noqa: ARG002
        """See ``tables.Table``."""
        return ()

    def _keys(self) -> list[str]:
        """Return the keys of all objects, and name every line that is none."""
        keys: dict[str, None] = {}
        bad: list[tuple[int, BadInput]] = []
        for one in self._each(lambda line, error: bad.append((line, error))):
            keys.update(dict.fromkeys(one or ()))
        if len(bad) > 1:
            lines = [str(line) for line, _ in bad[:MOST_LINES]]
            lines += ["…"] if len(bad) > MOST_LINES else []
            raise BadInput(
                "json-lines-broken", file=self._name, count=len(bad), lines=", ".join(lines)
            ) from bad[0][1]
        if bad:
            raise bad[0][1]
        return list(keys)

    def _each(
        self, note: Callable[[int, BadInput], None] | None = None
    ) -> Iterator[dict[str, Any] | None]:
        """Go through the objects; None for an empty line. ``note`` takes a bad line's error."""
        if self._objects is not None:
            for place, one in enumerate(self._objects, start=1):
                yield self._object(one, place)
            return
        # Not splitlines(): it would also split at characters that may stand inside a JSON text.
        start, number = 0, 0
        while start < len(self._data):
            end = self._data.find(b"\n", start)
            end = len(self._data) if end < 0 else end
            line = self._data[start:end]
            start, number = end + 1, number + 1
            try:
                one = self._object(self._parse(line, number), number) if line.strip() else None
            except BadInput as error:
                if note is None:
                    raise
                note(number, error)
                continue
            yield one

    def _parse(self, line: bytes, number: int) -> Any:
        try:
            return json.loads(line.decode(self._encoding), object_pairs_hook=_once)
        except _TwiceError as error:
            raise BadInput("json-key-twice", file=self._name, key=error.key) from error
        except (ValueError, RecursionError) as error:
            raise BadInput("json-broken", file=self._name, line=number) from error

    def _parse_whole(self) -> list[Any]:
        if len(self._data) > MAX_JSON_BYTES:
            raise BadInput(
                "file-too-large",
                file=self._name,
                size_mb=len(self._data) >> 20,
                limit_mb=MAX_JSON_BYTES >> 20,
            )
        try:
            data = json.loads(self._data.decode(self._encoding), object_pairs_hook=_once)
        except _TwiceError as error:
            raise BadInput("json-key-twice", file=self._name, key=error.key) from error
        except json.JSONDecodeError as error:
            raise BadInput("json-broken", file=self._name, line=error.lineno) from error
        except (ValueError, RecursionError) as error:
            raise BadInput("json-broken", file=self._name, line=1) from error
        if isinstance(data, dict):
            lists = self._lists_in(data)
            data = lists[0] if len(lists) == 1 else [data]
        if not isinstance(data, list):
            raise BadInput("json-not-a-list", file=self._name)
        if not data:
            raise BadInput("json-list-empty", file=self._name)
        return data

    def _lists_in(self, answer: dict[str, Any], depth: int = ENVELOPES) -> list[list[Any]]:
        """Return the lists in an API's answer: they stand under a key of an object, or deeper.

        An object that reads like a device is no envelope, whatever plain lists belong to it.
        """
        lists = [one for one in answer.values() if isinstance(one, list)]
        of_objects = [one for one in lists if one and isinstance(one[0], dict)]
        if of_objects:
            return of_objects
        if self._score([list(answer)]) >= _LIKE_A_DEVICE:
            return []
        inner = [one for one in answer.values() if isinstance(one, dict) and depth > 0]
        return [found for one in inner for found in self._lists_in(one, depth - 1)] or lists

    def _object(self, one: Any, place: int) -> dict[str, Any]:
        if not isinstance(one, dict):
            raise BadInput("json-not-objects", file=self._name, line=place)
        return one


class _TwiceError(ValueError):
    """An object names a key twice, and JSON's readers would keep the last one without a word."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key[:_KEY_SHOWN]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    one = dict(pairs)
    if len(one) != len(pairs):
        names = [key for key, _ in pairs]
        raise _TwiceError(next(key for key in names if names.count(key) > 1))
    return one


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return value
