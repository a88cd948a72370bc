"""JSON and JSON lines as tables: the keys are the header, one object is one row."""

import json
from collections.abc import Iterator
from typing import Any

from app.domain.problems import Problem
from app.errors import BadInput
from app.intake.delimited import find_encoding
from app.intake.sources import FileKind, SourceFile
from app.intake.tables import Row, SheetInfo

MAX_JSON_BYTES = 64 * 1024 * 1024
"""A JSON file is parsed whole; JSON lines are not limited by this."""

_KEY_SHOWN = 60


class JsonTable:
    """A list of objects as a table with one nameless sheet. Row 1 is the header of all keys.

    In JSON lines an object's row is its line + 1; in JSON its place in the list + 1.
    """

    def __init__(self, source: SourceFile) -> None:
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

    def notices(self, sheet: str) -> tuple[Problem, ...]:  # noqa: ARG002
        """See ``tables.Table``."""
        return ()

    def _keys(self) -> list[str]:
        keys: dict[str, None] = {}
        for one in self._each():
            keys.update(dict.fromkeys(one or ()))
        return list(keys)

    def _each(self) -> Iterator[dict[str, Any] | None]:
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
            yield self._object(self._parse(line, number), number) if line.strip() else None

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
            # An API's answer: the list stands under some key of one object.
            lists = [one for one in data.values() if isinstance(one, list)]
            data = lists[0] if len(lists) == 1 else [data]
        if not isinstance(data, list):
            raise BadInput("json-not-a-list", file=self._name)
        return data

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
