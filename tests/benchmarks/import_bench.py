"""How long an import takes, against the least that anybody could do with the same file.

Two baselines, each in the same run, on the same disk, to the same promise of durability (WAL,
``synchronous=FULL``, one transaction):

- *bare*: the fastest library reads the file (calamine, ``csv``) and ``executemany`` puts its plain
  rows into a table of two columns without index, key or check. Nothing is validated or encrypted.
- *bare into the ledger's table*: the same rows and the same ``executemany``, but into the ledger's
  own ``licenses`` table, with its keys, checks and indexes; the ciphertext and the digest are
  constants of the right length. This is the work that any ledger with unique licenses has to do.

An import besides validates each cell, finds duplicates, and encrypts and digests each license. Each
time is the best of some rounds: what else the computer does only ever adds to it.
"""

import contextlib
import csv
import gc
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from app.domain.people import Actor
from app.intake.errors import ImportStopped
from app.ledger.ledger import Ledger
from app.security.locks import KeyFileLock
from app.security.vault import Vault
from app.workflows.import_lot import import_lot
from flasher.timing import FakeClock
from tests.benchmarks.figure import Figure

ACTOR = Actor("bench", "bench")
SMALL, LARGE = 100_000, 1_000_000
ROUNDS = 3
_AT = "2026-01-01T00:00:00.000Z"
_INSERT = (
    "INSERT INTO licenses (row_no, identity, sealed, digest, digest_key, lot_id, family, state,"
    f" state_at, key_id, was_out, elsewhere) VALUES (?, ?, ?, ?, ?, 1, 'tuya', 'available', '{_AT}',"
    " 1, 0, 0)"
)


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="keywright-bench-") as name:
        folder = Path(name)
        book = _workbook(folder / "small.xlsx", _rows(SMALL, seed=1))
        text = _csv(folder / "large.csv", _rows(LARGE, seed=2))
        return [*_of_the_workbook(folder, book), *_of_the_text(folder, text, book)]


def _of_the_workbook(folder: Path, book: Path) -> list[Figure]:
    bare = _best(ROUNDS, lambda: _bare(folder, _read_book(book)))
    alike = _best(ROUNDS, lambda: _bare_alike(folder, _read_book(book)))
    whole = _best(ROUNDS, lambda: _import(folder, book))
    return [
        Figure("100,000-row xlsx: bare read and insert", bare, None, "s"),
        Figure("100,000-row xlsx: bare into the ledger's table", alike, None, "s"),
        Figure("100,000-row xlsx: import", whole, None, "s"),
        Figure("100,000-row xlsx: import / bare", whole / bare, 2.5, "x"),
        Figure("100,000-row xlsx: import / bare into the ledger's table", whole / alike, 2.5, "x"),
    ]


def _of_the_text(folder: Path, text: Path, book: Path) -> list[Figure]:
    bare = _best(ROUNDS, lambda: _bare(folder, _read_text(text)))
    alike = _bare_alike(folder, _read_text(text))
    empty = _best(ROUNDS, lambda: _import(folder, book))
    others = [
        _workbook(folder / f"late-{number}.xlsx", _rows(SMALL, seed=10 + number))
        for number in range(ROUNDS)
    ]
    first = _import(folder, text, LARGE)
    with _desk(folder) as (ledger, vault):
        again = _timed(lambda: import_lot(ledger, vault, ACTOR, text, "large"))
        late = min(
            _timed(partial(import_lot, ledger, vault, ACTOR, other, other.stem)) for other in others
        )
        stopped = _stopped_leaves_nothing(folder, ledger, vault)
    whole = min(first, again)
    return [
        Figure("1,000,000-row CSV: bare read and insert", bare, None, "s"),
        Figure("1,000,000-row CSV: bare into the ledger's table", alike, None, "s"),
        Figure("1,000,000-row CSV: import", whole, None, "s"),
        Figure("1,000,000-row CSV: import / bare", whole / bare, 2.5, "x"),
        Figure("1,000,000-row CSV: import / bare into the ledger's table", whole / alike, 2.5, "x"),
        Figure("1,000,000-row CSV: peak memory, all processes", _peak_mb(folder, text), 400, "MB"),
        Figure("100,000 rows into 1,000,000 / into an empty ledger", late / empty, 1.5, "x"),
        Figure("licenses left behind by an import that was stopped", stopped, 0, ""),
    ]


def _rows(count: int, *, seed: int) -> list[tuple[str, str]]:
    random_ = random.Random(seed)
    return [
        (f"uuid{random_.getrandbits(64):016x}", f"{random_.getrandbits(128):032x}")
        for _ in range(count)
    ]


def _workbook(path: Path, rows: list[tuple[str, str]]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("list")
    for row in (("uuid", "key"), *rows):
        sheet.append(row)
    book.save(path)
    return path


def _csv(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("uuid", "key"), *rows])
    return path


def _read_book(path: Path) -> Iterator[list[object]]:
    yield from CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]


def _read_text(path: Path) -> Iterator[list[str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        rows = csv.reader(stream)
        next(rows)
        yield from rows


def _bare(folder: Path, rows: Iterable[Iterable[object]]) -> float:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        return _timed(
            lambda: _insert(Path(own) / "bare.db", "INSERT INTO bare VALUES (?, ?)", rows)
        )


def _bare_alike(folder: Path, rows: Iterable[Iterable[object]]) -> float:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        path = Path(own) / "alike.db"
        Ledger.create(path, clock=FakeClock()).close()
        return _timed(lambda: _insert(path, _INSERT, _like_licenses(rows)))


def _like_licenses(rows: Iterable[Iterable[object]]) -> Iterator[tuple[object, ...]]:
    sealed, digest = bytes(71), bytes(32)
    numbers = random.Random(3)  # the index of digests is hit at random, whatever the list's order
    for number, (identity, _key) in enumerate(rows, start=2):
        yield number, identity, sealed, digest, numbers.getrandbits(63)


def _insert(path: Path, words: str, rows: Iterable[Iterable[object]]) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("CREATE TABLE IF NOT EXISTS bare (uuid TEXT, key TEXT)")
        conn.execute("BEGIN")
        conn.executemany(words, rows)
        conn.execute("COMMIT")


@contextlib.contextmanager
def _desk(folder: Path) -> Iterator[tuple[Ledger, Vault]]:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        vault = Vault.create(KeyFileLock(Path(own) / "vault.key"))
        with Ledger.create(Path(own) / "ledger.db", clock=FakeClock()) as ledger:
            ledger.seal_audit_with(vault.audit_mac)
            yield ledger, vault


def _import(folder: Path, path: Path, rows: int = SMALL) -> float:
    with _desk(folder) as (ledger, vault):
        seconds = _timed(lambda: import_lot(ledger, vault, ACTOR, path, "L"))
        assert ledger.lots.totals().available == rows
        return seconds


def _stopped_leaves_nothing(folder: Path, ledger: Ledger, vault: Vault) -> int:
    path = _csv(folder / "stopped.csv", _rows(SMALL, seed=4))
    before, halfway = ledger.lots.totals().total, False

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal halfway
        halfway = stage == "import" and done > total // 2

    with contextlib.suppress(ImportStopped):
        import_lot(ledger, vault, ACTOR, path, "S", progress=progress, stop=lambda: halfway)
    assert halfway
    return ledger.lots.totals().total - before


def _peak_mb(folder: Path, path: Path) -> float:
    """Return the peak resident memory of a fresh process that imports the list, and its children's."""
    code = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from tests.benchmarks import import_bench as bench\n"
        "with bench._desk(Path(sys.argv[1])) as (ledger, vault):\n"
        "    bench.import_lot(ledger, vault, bench.ACTOR, Path(sys.argv[2]), 'L')\n"
        "whose = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN\n"
        "print(sum(resource.getrusage(one).ru_maxrss for one in whose))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout) / 1024


def _best(rounds: int, measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
