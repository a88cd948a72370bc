"""How long people wait: for a sign-in, for a million records to be proven, for a ledger to open."""

import hmac
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.people import Actor, Role
from app.ledger import tables as t
from app.ledger.bulk import insert_rows
from app.ledger.ledger import Ledger
from app.ledger.work import CHAINED, FIRST_MAC, link_bytes
from app.security.locks import Opener, PassphraseLock
from app.security.vault import Vault
from app.workflows import backups, people, vault_care
from app.workflows.audit_record import export_head, verify_record
from app.workflows.sign_in import recognise
from flasher.secrets import Secret
from flasher.timing import SystemClock
from tests.ledgers import fill

Row = tuple[str, float, float | None, str, bool]

RECORDS = 1_000_000
LICENSES = 1_000_000
ROLES = (frozenset(Role), frozenset({Role.ADMINISTRATOR}))
ACTOR = Actor("bench", "station-1")
PASSPHRASE = Secret("seven grey geese at dawn")


def run() -> list[Row]:
    """Return (name, value, bound, unit, bound is a floor)."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            *sign_in(Path(folder)),
            *verify_records(Path(folder)),
            *open_a_million(Path(folder)),
        ]


def sign_in(folder: Path) -> Iterator[Row]:
    """Time a sign-in by PIN, a refused one, and one by badge, each on record."""
    services = open_new(folder / "people.db")
    people.add_first_administrator(services, "Ada", Secret("correct-horse"))
    passwords = people.passwords_of(services)
    ledger = services.ledger

    def right() -> object:
        return recognise(ledger, passwords, ACTOR, "Ada", Secret("correct-horse"))

    yield "sign-in by password", best(right, 5), 0.5, "s", False
    for number in range(500):  # a person of some years: what the record says of them is proven
        ledger.people.change_roles("Ada", ROLES[number % 2], "again", ACTOR)

    def anew() -> object:
        ledger.people._proofs.clear()
        return recognise(ledger, passwords, ACTOR, "Ada", Secret("correct-horse"))

    yield "  of a person with 500 acts, proven anew", best(anew, 5), 0.5, "s", False
    ledger.close()


def verify_records(folder: Path) -> Iterator[Row]:
    """Time the proof of a chain of a million records."""
    key = b"k" * 32

    def mac(words: bytes) -> bytes:
        return hmac.digest(key, words, "sha256")

    last = FIRST_MAC

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal last
        for seq in range(1, RECORDS + 1):
            values = (
                *("2026-01-05T08:00:00.000Z", "license.verified", "Li Wei", None, "station-1"),
                *(
                    f"license:uuid{seq:016d}",
                    '{"state":"writing"}',
                    '{"unit":"02000000000A"}',
                    None,
                ),
            )
            last = mac(link_bytes(last, (seq, *values)))
            yield (seq, *values, last)

    with Ledger.create(folder / "audit.db", clock=SystemClock()) as ledger:
        ledger.seal_audit_with(mac)
        with ledger._database.writing.connect() as conn, conn.begin():
            insert_rows(conn, "audit", ("seq", *CHAINED, "mac"), rows())
            conn.execute(t.audit_head.update().values(seq=RECORDS, mac=last))
        began = time.perf_counter()
        verdict = ledger.audit.verify()
        seconds = time.perf_counter() - began
    assert verdict.is_whole
    assert verdict.records == RECORDS
    yield "audit records proven", RECORDS / seconds, 100_000, "records/s", True
    yield from prove_against_a_head(folder)


def prove_against_a_head(folder: Path) -> Iterator[Row]:
    """Time a head of a million records: signed, exported, read back and proven against."""
    services = open_new(folder / "head.db")
    audit, ledger = services.ledger.audit, services.ledger
    last, seq = bytes(audit.head()[1]), audit.head()[0]

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal last
        for number in range(seq + 1, RECORDS + 1):
            values = ("2026-01-05T08:00:00.000Z", "license.verified", "Li Wei", None, "station-1")
            values = (*values, f"license:uuid{number:016d}", None, '{"unit":"02000000000A"}', None)
            last = services.vault.audit_mac(link_bytes(last, (number, *values)))
            yield (number, *values, last)

    with ledger._database.writing.connect() as conn, conn.begin():
        insert_rows(conn, "audit", ("seq", *CHAINED, "mac"), rows())
        conn.execute(t.audit_head.update().values(seq=RECORDS, mac=last))
    out = folder / "head.json"
    exported = best(lambda: export_head(services, out), 3)
    yield "head of a million signed and exported", exported, None, "s", False
    began = time.perf_counter()
    verdict = verify_record(services, [out])
    seconds = time.perf_counter() - began
    assert verdict.is_whole
    yield "audit records proven against it", RECORDS / seconds, 100_000, "records/s", True
    ledger.close()


def open_a_million(folder: Path) -> Iterator[Row]:
    """Time unlocking and opening, without the key derivation that is slow on purpose."""
    file = folder / "million.db"
    services = open_new(file)
    fill(services.ledger, LICENSES)
    vault_care.add_lock(services, PassphraseLock(PASSPHRASE))
    box = services.ledger.vault_box.load()
    services.ledger.close()
    assert box is not None
    opener = Opener(passphrase=lambda: PASSPHRASE, key_file=folder / "nowhere")
    derivation = best(lambda: Vault.unlock(box, opener), 3)
    unlock = Unlock(passphrase=PASSPHRASE.reveal, key_file=folder / "nowhere")

    def whole() -> None:
        opened = open_services(str(file), unlock, ACTOR)
        opened.ledger.lots.totals()
        opened.ledger.close()

    yield "key derivation (slow on purpose)", derivation, None, "s", False
    beyond = best(whole, 3) - derivation
    yield "unlock + open 1,000,000 licenses beyond it", max(0.0, beyond), 1.0, "s", False
    services = open_services(str(file), unlock, ACTOR)
    began = time.perf_counter()
    made, _proof = backups.make_backup(services, folder / "backups")
    seconds = time.perf_counter() - began
    yield "backup of 1,000,000 licenses, proven by restoring", seconds, None, "s", False
    yield "  its size", made.size / 1e6, None, "MB", False
    services.ledger.close()


def open_new(file: Path):
    unlock = Unlock(key_file=file.with_suffix(".key"))
    create_ledger(str(file), unlock, ACTOR)
    return open_services(str(file), unlock, ACTOR)


def best(what: Callable[[], object], times: int) -> float:
    """Return the least of several times, in seconds: what the machine can do undisturbed."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        spent.append(time.perf_counter() - began)
    return min(spent)
