"""Somebody with the file, a database tool and time: what they change is refused or found out.

The attacker here may write to the ledger as its owner; only the vault's key is not theirs.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from app.bootstrap import Unlock, open_services
from app.domain.acts import Act
from app.errors import Refused, VaultTrouble
from app.ledger.ledger import Ledger
from app.security.locks import KeyringLock, Opener, PassphraseLock
from app.security.vault import Vault
from app.workflows import vault_care
from app.workflows.audit_record import export_head, verify_record
from app.workflows.restored import meet, part
from flasher.secrets import Secret
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, fill, fresh_postgres, identity, mac
from tests.people import OS_USER, Factory, key_of

SWAP = (
    "UPDATE audit SET seq = 1000 WHERE seq = 9; UPDATE audit SET seq = 9 WHERE seq = 10;"
    "UPDATE audit SET seq = 10 WHERE seq = 1000"
)


@contextmanager
def by_hand(factory: Factory, *, guards: bool = True) -> Iterator[sqlite3.Connection]:
    """Open the file with a database tool while nobody works; ``guards`` False drops the triggers."""
    factory.services.ledger.close()
    with closing(sqlite3.connect(factory.location)) as conn:
        if not guards:
            names = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in names:
                conn.execute(f"DROP TRIGGER {name}")
        with conn:
            yield conn
    factory.reopen()


def write_records(factory: Factory, count: int = 40) -> None:
    for number in range(count):
        factory.services.ledger.audit.note(Act.SETTING_CHANGED, f"setting:{number}", OS_USER)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET who = 'somebody else' WHERE seq = 9",
        "DELETE FROM audit WHERE seq = 9",
        "DELETE FROM licenses",
        "UPDATE licenses SET identity = 'uuidffffffffffffffff' WHERE id = 1",
        "UPDATE licenses SET state = 'available' WHERE id = 1",
        "UPDATE licenses SET unit_id = NULL WHERE id = 1",
        "DELETE FROM people",
        "DELETE FROM restores",
        "UPDATE attempts SET outcome = 'pass'",
    ],
)
def test_the_database_itself_refuses_the_edit(factory: Factory, sql: str) -> None:
    factory.fill(3)
    factory.hire()
    with factory.run() as run:
        factory.make(run, 0)
    write_records(factory)
    if "restores" in sql:
        factory.services.ledger.restores.notice_older(OS_USER, seen_seq=999)
    with pytest.raises(sqlite3.DatabaseError), by_hand(factory) as conn:
        conn.execute(sql)
    factory.reopen()
    assert factory.services.ledger.check() == []


@pytest.mark.parametrize(
    ("sql", "first_bad", "code"),
    [
        ("UPDATE audit SET who = 'x' WHERE seq = 9", 9, "chain-record-changed"),
        (
            "UPDATE audit SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 20",
            20,
            "chain-record-changed",
        ),
        ("UPDATE audit SET approver = 'x' WHERE seq = 1", 1, "chain-record-changed"),
        ("DELETE FROM audit WHERE seq = 9", 9, "chain-record-missing"),
        ("DELETE FROM audit WHERE seq = 1", 1, "chain-record-missing"),
        ("DELETE FROM audit WHERE seq > 30", 31, "chain-end-missing"),
        (
            SWAP,
            9,
            "chain-record-changed",
        ),
    ],
)
def test_with_the_guards_dropped_the_chain_names_the_first_bad_record(
    factory: Factory, sql: str, first_bad: int, code: str
) -> None:
    write_records(factory)
    with by_hand(factory, guards=False) as conn:
        conn.executescript(sql)
    verdict = factory.services.ledger.audit.verify()
    assert (verdict.first_bad, verdict.code) == (first_bad, code)
    codes = {finding.code for finding in factory.services.ledger.check()}
    assert {"check-guard-missing", code} <= codes


def test_a_record_cannot_be_written_without_the_key(factory: Factory) -> None:
    write_records(factory)
    head = factory.services.ledger.audit.head()[0]
    with by_hand(factory, guards=False) as conn:
        conn.execute(
            "INSERT INTO audit (seq, at, act, who, station, subject, mac) VALUES"
            f" ({head + 1}, '2026-01-05T08:00:00.000Z', 'lot.purged', 'boss', 'x', 'lot:A',"
            " zeroblob(32))"
        )
        conn.execute("UPDATE audit_head SET seq = seq + 1, mac = zeroblob(32)")
    assert factory.services.ledger.audit.verify().first_bad == head + 1


def test_a_clean_cut_of_the_end_is_seen_by_an_exported_head_and_by_the_station(
    factory: Factory, witness: Path
) -> None:
    write_records(factory)
    export_head(factory.services, factory.folder / "head.json")
    part(factory.services.ledger, factory.services.vault)
    shutil.rmtree(witness)  # first as a station that never saw it would
    seq = factory.services.ledger.audit.head()[0] - 10
    with by_hand(factory, guards=False) as conn:
        conn.execute(f"DELETE FROM audit WHERE seq > {seq}")
        conn.execute(
            f"UPDATE audit_head SET seq = {seq}, mac = (SELECT mac FROM audit WHERE seq = {seq})"
        )
    assert factory.services.ledger.audit.verify().is_whole  # the chain alone cannot know
    verdict = verify_record(factory.services, [factory.folder / "head.json"])
    assert (verdict.code, verdict.first_bad) == ("chain-end-missing", seq + 1)
    part(factory.services.ledger, factory.services.vault)  # and now as one that did see it
    with by_hand(factory, guards=False) as conn:
        conn.execute(f"DELETE FROM audit WHERE seq > {seq - 5}")
        conn.execute(
            f"UPDATE audit_head SET seq = {seq - 5},"
            f" mac = (SELECT mac FROM audit WHERE seq = {seq - 5})"
        )
    assert [restore.origin for restore in factory.services.ledger.restores.all()] == ["older"]


def test_an_old_copy_put_back_hands_out_nothing(factory: Factory) -> None:
    factory.fill(5)
    factory.services.ledger.close()
    shutil.copyfile(factory.location, factory.folder / "yesterday.db")
    factory.reopen()
    with factory.run() as run:
        factory.make(run, 0)
    part(factory.services.ledger, factory.services.vault)  # as every program does at its end
    factory.services.ledger.close()
    shutil.copyfile(factory.folder / "yesterday.db", factory.location)
    for suffix in ("-wal", "-shm"):
        factory.location.with_name(f"ledger.db{suffix}").unlink(missing_ok=True)
    factory.reopen()
    (restore,) = factory.services.ledger.restores.all()
    assert (restore.origin, restore.open) == ("older", 5)
    with factory.run() as run, pytest.raises(Refused):
        factory.reserve(run, 1)
    factory.reopen()  # noticed once, not at each start
    assert len(factory.services.ledger.restores.all()) == 1
    assert factory.services.ledger.check() == []


def test_an_old_copy_that_went_on_elsewhere_is_noticed_too(factory: Factory) -> None:
    factory.fill(5)
    factory.services.ledger.close()
    shutil.copyfile(factory.location, factory.folder / "copy.db")
    factory.reopen()
    write_records(factory, 10)
    part(factory.services.ledger, factory.services.vault)
    factory.services.ledger.close()
    with Ledger.open(factory.folder / "copy.db", clock=factory.clock) as copy:
        copy.seal_audit_with(factory.services.vault.audit_mac)
        for number in range(50):  # longer than what the station saw, and another course of events
            copy.audit.note(Act.SETTING_CHANGED, f"other:{number}", OS_USER)
        assert meet(copy, factory.services.vault, OS_USER) == 5


def test_swapped_ciphertexts_open_for_nobody(factory: Factory) -> None:
    factory.fill(2)
    with by_hand(factory) as conn:  # no guard stands in the way of this one: the cipher does
        rows = dict(conn.execute("SELECT id, sealed FROM licenses").fetchall())
        conn.execute("UPDATE licenses SET sealed = ? WHERE id = 1", (rows[2],))
        conn.execute("UPDATE licenses SET sealed = ? WHERE id = 2", (rows[1],))
    with factory.run() as run:
        got = factory.reserve(run, 0)
        with pytest.raises(VaultTrouble) as error:
            vault_care.open_license(factory.services, got)
    assert error.value.code == "secret-damaged"
    assert key_of(0) not in repr(error.value)


def test_a_license_moved_by_sql_is_found_by_the_check(factory: Factory) -> None:
    factory.fill(3)
    with factory.run() as run:
        factory.make(run, 0)
    with by_hand(factory, guards=False) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute("UPDATE licenses SET state = 'available', unit_id = NULL WHERE id = 1")
    codes = {finding.code for finding in factory.services.ledger.check()}
    assert {"check-count-differs", "check-sent-but-available", "check-guard-missing"} <= codes


def test_a_copy_on_another_computer_stays_shut(factory: Factory, tmp_path: Path) -> None:
    factory.fill(2)
    factory.services.ledger.close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copyfile(factory.location, elsewhere / "ledger.db")
    (factory.folder / "key").rename(tmp_path / "not-copied")
    with pytest.raises(VaultTrouble) as missing:
        open_services(str(elsewhere / "ledger.db"), Unlock(), OS_USER, clock=FakeClock())
    assert missing.value.code == "key-file-missing"
    assert key_of(0).encode() not in (elsewhere / "ledger.db").read_bytes()
    (tmp_path / "not-copied").rename(factory.folder / "key")
    factory.reopen()


class EmptyKeyring:
    """The keyring of a computer that never saw this ledger."""

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept = password


def test_a_keyring_lock_opens_at_its_own_computer_only() -> None:
    vault = Vault.create(KeyringLock(EmptyKeyring()))
    with pytest.raises(VaultTrouble) as error:
        Vault.unlock(vault.box, Opener(keyring=EmptyKeyring()))
    assert error.value.code == "keyring-empty"


def test_twenty_wrong_passphrases_open_nothing_and_spoil_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cheap = {"time_cost": 1, "memory_kib": 64, "lanes": 1}
    monkeypatch.setattr("app.security.locks.ARGON2", cheap)
    vault = Vault.create(PassphraseLock(Secret("the right words")))
    for number in range(20):
        guess = Secret(f"the wrong words {number}")
        with pytest.raises(VaultTrouble) as error:
            Vault.unlock(vault.box, Opener(passphrase=lambda guess=guess: guess))
        assert error.value.code == "wrong-passphrase"
        assert "words" not in repr(error.value)
    Vault.unlock(vault.box, Opener(passphrase=lambda: Secret("the right words")))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET who = 'x' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "TRUNCATE audit",
        "DELETE FROM people",
        "TRUNCATE people CASCADE",
        "DELETE FROM licenses",
    ],
)
def test_postgresql_refuses_the_same(sql: str) -> None:
    with fresh_postgres() as url, Ledger.open(url, clock=FakeClock()) as ledger:
        ledger.seal_audit_with(mac)
        fill(ledger, 2)
        from app.domain.people import Role

        ledger.people.add("Ada", frozenset({Role.ADMINISTRATOR}), ACTOR, secret_hash="x")
        with psycopg.connect(url) as conn, pytest.raises(psycopg.DatabaseError):
            conn.execute(sql)
        assert ledger.check() == []


def test_postgresql_hands_out_nothing_after_a_restore() -> None:
    from tests.ledgers import board

    with fresh_postgres() as url, Ledger.open(url, clock=FakeClock()) as ledger:
        ledger.seal_audit_with(mac)
        fill(ledger, 3)
        assert ledger.restores.notice_older(ACTOR, seen_seq=500) == 3
        fill(ledger, 2, name="B", first=50)
        run = ledger.runs.start("station-1", ACTOR)
        try:
            with pytest.raises(Refused):
                ledger.custody.reserve(
                    board(1), lot_ids=[1, 2], order_id=None, run=run, slot="1", actor=ACTOR
                )
        finally:
            run.close(ACTOR)
        used: dict[str, str | None] = {identity(0): board(9).hwid}
        done = ledger.restores.reconcile(used, "list", ACTOR)
        assert (done.available, done.doubtful) == (2, 1)
        assert ledger.check() == []
