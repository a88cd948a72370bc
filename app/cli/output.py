"""What the command line prints: results on stdout, progress and troubles on stderr.

With ``--json`` every result is one JSON object per line on stdout and nothing else is; without, it
is a sentence or a small table for people.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.errors import KeywrightError
from app.redaction import Redactor
from app.texts import Texts

_WIDE = 4000


class Output:
    """Where a command speaks. ``texts`` are the words of the chosen language."""

    def __init__(self, texts: Texts, *, as_json: bool) -> None:
        self.texts = texts
        self.as_json = as_json
        self.redactor = Redactor()

    def result(self, record: Mapping[str, Any], words: str | None = None) -> None:
        """Print one result: the record as JSON, or the words (or the record line by line)."""
        if self.as_json:
            self.line(json.dumps(record, ensure_ascii=False, default=str))
        elif words is not None:
            self.line(words)
        else:
            width = max((len(key) for key in record), default=0)
            for key, value in record.items():
                self.line(f"{key:<{width}}  {'' if value is None else value}")

    def table(self, records: Sequence[Mapping[str, Any]], columns: Iterable[str]) -> None:
        """Print many results: one JSON object a line, or aligned columns."""
        if self.as_json:
            for record in records:
                self.line(json.dumps(record, ensure_ascii=False, default=str))
            return
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, header_style="bold", pad_edge=False)
        names = list(columns)
        for name in names:
            table.add_column(name.replace("_", " "))
        for record in records:
            table.add_row(*("" if record.get(n) is None else str(record.get(n)) for n in names))
        # Into a file or a pipe nothing is cut off, whatever the width of the terminal.
        width = None if sys.stdout.isatty() else _WIDE
        Console(highlight=False, soft_wrap=True, width=width).print(table)

    def line(self, text: str) -> None:
        """Print one line on stdout, at once: scripts read it while we run."""
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """Print one line of progress on stderr."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def stopped(self) -> None:
        """Tell that Ctrl+C ended the command, and for scripts as JSON on stdout."""
        words = self.texts.text("cli-stopped")
        self.note(words)
        if self.as_json:
            self.line(json.dumps({"error": "stopped", "message": words}, ensure_ascii=False))

    def trouble(self, error: KeywrightError, **more: Any) -> None:
        """Tell an error as a sentence and an advice, and for scripts as JSON on stdout.

        ``more``: what else the JSON object holds.
        """
        facts = self.redactor.strike_facts(error.facts)
        sentence = self.texts.sentence(error.code, **facts)
        advice = self.texts.advice(error.code, **facts)
        self.note(f"{sentence} {advice}".strip())
        if self.as_json:
            self.line(
                json.dumps(
                    {
                        "error": error.code,
                        "message": sentence,
                        "advice": advice,
                        "facts": facts,
                        **more,
                    },
                    ensure_ascii=False,
                    default=str,
                )
            )
