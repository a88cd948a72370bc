"""Drives the real command line in its own process, as a script in a factory would."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = Path(__file__).resolve().parent / "samples"


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def record(self) -> dict[str, Any]:
        (record,) = self.records
        return record


class Shell:
    """``keywright`` in one folder with one ledger."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.ledger = folder / "ledger.db"
        self.environment = {
            **os.environ,
            "KEYWRIGHT_LEDGER": str(self.ledger),
            "KEYWRIGHT_LANGUAGE": "en",
            "PYTHONPATH": str(ROOT),
            **environment,
        }

    def __call__(self, *arguments: object, code: int | None = 0, stdin: str = "") -> Answer:
        """Run one command with --json; assert its exit code unless ``code`` is None."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments), "--json"],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return Answer(done.returncode, done.stdout, done.stderr)

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "app", *map(str, arguments), "--json"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    @contextlib.contextmanager
    def boards(self, count: int, *arguments: object) -> Iterator[list[dict[str, Any]]]:
        """Run ``keywright simulate`` for the length of a with block; yields its JSON lines."""
        process = self.start(
            "simulate", "--count", count, "--dir", self.folder / "boards", *arguments
        )
        assert process.stdout is not None
        try:
            yield [json.loads(process.stdout.readline()) for _ in range(count)]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
            process.stdout.close()
