"""Restoring: onto what is there, out of other hands, into PostgreSQL; nothing is lost or mixed."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.domain.acts import Act
from app.domain.people import Actor, Role
from app.errors import BadInput, LedgerTrouble, NotAllowed, Refused
from app.ledger.backup import is_open_elsewhere
from app.ledger.ledger import Ledger
from app.workflows import backups, restoring
from app.workflows.people import leave
from flasher.timing import FakeClock
from tests.ledgers import fresh_postgres
from tests.people import OS_USER, Factory, factory_in

HOLD = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
    "c.execute('SELECT count(*) FROM lots').fetchone(); print('open', flush=True);"
    "sys.stdin.read()"
)


def put_back(factory: Factory, file: Path, actor: Actor = OS_USER) -> restoring.Restored:
    factory.services.ledger.close()
    how = restoring.restore_copy if file.suffix == ".db" else restoring.restore_backup
    return how(file, str(factory.location), factory.unlock.opener(), actor, factory.clock)


def copies(factory: Factory) -> tuple[Path, Path]:
    """Return an encrypted backup and a plain copy of the ledger as it is."""
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    factory.services.ledger.backup(factory.folder / "copy.db", OS_USER)
    return made.file, factory.folder / "copy.db"


@pytest.mark.parametrize("which", [0, 1])
def test_onto_a_ledger_that_is_there_a_second_copy_comes_first(
    factory: Factory, which: int
) -> None:
    factory.fill(4)
    file = copies(factory)[which]
    factory.fill(3, name="B", first=100)
    done = put_back(factory, file)
    factory.reopen()
    ledger = factory.services.ledger
    assert [lot.name for lot in ledger.lots.overview()] == ["A"]
    assert ledger.restores.is_unsettled()
    assert done.in_question == 4
    assert done.second_copy is not None
    factory.reopen(done.second_copy)
    assert [lot.name for lot in factory.services.ledger.lots.overview()] == ["A", "B"]
    with closing(sqlite3.connect(done.second_copy)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("which", [0, 1])
def test_what_any_other_program_has_open_is_not_replaced(factory: Factory, which: int) -> None:
    factory.fill(2)
    file = copies(factory)[which]
    factory.services.ledger.close()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(factory.location)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Refused) as error:
            put_back(factory, file)
        other.communicate()
    assert error.value.code == "ledger-open-elsewhere"
    assert not is_open_elsewhere(factory.location)
    assert [f.name for f in factory.folder.iterdir() if ".before-" in f.name] == []
    factory.reopen()
    assert factory.services.ledger.check() == []
    assert not factory.services.ledger.restores.is_unsettled()


@pytest.mark.parametrize("which", [0, 1])
def test_another_factorys_backup_does_not_take_the_place_of_this_ledger(
    factory: Factory, tmp_path: Path, which: int
) -> None:
    (tmp_path / "theirs").mkdir()
    with factory_in(tmp_path / "theirs", FakeClock()) as theirs:
        file = copies(theirs)[which]
        opener = theirs.unlock.opener()
    factory.services.ledger.close()
    how = restoring.restore_copy if which else restoring.restore_backup
    with pytest.raises(Refused) as error:
        how(file, str(factory.location), opener, OS_USER, factory.clock)
    assert error.value.code == "backup-of-other-ledger"
    factory.reopen()
    assert factory.services.ledger.check() == []


def test_somebody_who_left_since_does_not_come_back_with_an_old_backup(factory: Factory) -> None:
    factory.hire()
    factory.services.ledger.people.add(
        "Old", frozenset({Role.ADMINISTRATOR}), OS_USER, secret_hash="x"
    )
    made, _ = backups.make_backup(factory.by("Ada"), factory.folder / "b")
    old, ada = factory.by("Old").actor, factory.by("Ada").actor
    leave(factory.by("Ada"), "Old", "dismissed")
    with pytest.raises(NotAllowed):
        put_back(factory, made.file, old)
    factory.reopen()
    assert factory.services.ledger.audit.records(act=Act.RIGHT_REFUSED)
    assert put_back(factory, made.file, ada).second_copy is not None
    factory.reopen()


def test_a_damaged_ledger_is_put_aside_byte_by_byte_and_replaced(factory: Factory) -> None:
    factory.fill(2)
    file, _ = copies(factory)
    factory.services.ledger.close()
    factory.location.write_bytes(b"no ledger at all")
    for suffix in ("-wal", "-shm"):
        factory.location.with_name(f"ledger.db{suffix}").unlink(missing_ok=True)
    done = put_back(factory, file)
    assert done.second_copy is not None
    assert done.second_copy.read_bytes() == b"no ledger at all"
    factory.reopen()
    assert factory.services.ledger.restores.is_unsettled()


def test_a_plain_copy_whose_record_was_edited_is_not_put_back(factory: Factory) -> None:
    factory.fill(2)
    _, copy = copies(factory)
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute("DROP TRIGGER audit_never_changed")
        raw.execute("UPDATE audit SET who = 'somebody else' WHERE seq = 2")
    with pytest.raises(BadInput) as error:
        put_back(factory, copy)
    assert error.value.code == "backup-not-proven"
    factory.reopen()
    assert not factory.services.ledger.restores.is_unsettled()


def test_postgresql_takes_a_backup_into_an_empty_database_only(factory: Factory) -> None:
    factory.fill(5)
    with factory.run() as run:
        factory.make(run, 0)
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    opener = factory.unlock.opener()
    with fresh_postgres(empty=True) as url:
        done = restoring.restore_backup(made.file, url, opener, OS_USER, factory.clock)
        assert (done.in_question, done.second_copy) == (4, None)
        with Ledger.open(url, clock=factory.clock) as ledger:
            ledger.seal_audit_with(factory.services.vault.audit_mac)
            assert ledger.restores.is_unsettled()
            assert ledger.check() == []
            there = replace(factory.services, ledger=ledger)
            again, proof = backups.make_backup(there, factory.folder / "b2")
            assert (proof.licenses, proof.findings) == (5, 0)
        for file in (made.file, again.file):
            with pytest.raises(LedgerTrouble) as full:
                restoring.restore_backup(file, url, opener, OS_USER, factory.clock)
            assert full.value.code == "restore-needs-empty-database"


def test_a_database_with_other_tables_in_it_is_not_mixed_with_a_ledger(factory: Factory) -> None:
    made, _ = backups.make_backup(factory.services, factory.folder / "b")
    with fresh_postgres(empty=True) as url:
        with psycopg.connect(url) as conn:
            conn.execute("CREATE TABLE lots (id integer)")
        with pytest.raises(LedgerTrouble) as error:
            restoring.restore_backup(
                made.file, url, factory.unlock.opener(), OS_USER, factory.clock
            )
        assert error.value.code == "restore-needs-empty-database"
