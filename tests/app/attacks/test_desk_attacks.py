"""At the desk and at the shell: guessing, replaying, borrowing names, swapping files."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest

from app.cli.main import main
from app.cli.secret_files import one_line_of
from app.domain.acts import Act
from app.domain.people import Approval
from app.errors import BadInput, KeywrightError, LedgerTrouble, NotAllowed, VaultTrouble
from app.ledger.ledger import Ledger
from app.security.locks import Opener, PassphraseLock
from app.security.signing import Signer
from app.security.vault import Vault
from app.workflows.order_closing import verify_certificate
from app.workflows.people import leave, passwords_of, set_badge
from app.workflows.rights import require
from app.workflows.sign_in import Recognised, approved_by, recognise_badge
from flasher.secrets import Secret
from flasher.timing import FakeClock
from tests.ledgers import fresh_postgres, python
from tests.people import OS_USER, PINS, Factory, factory_in

GUESSES = """
import sys
from pathlib import Path
from app.bootstrap import Unlock, open_services
from app.domain.people import Actor
from app.errors import KeywrightError
from app.workflows.people import passwords_of
from app.workflows.sign_in import recognise
from flasher.secrets import Secret
from flasher.timing import FakeClock
services = open_services(
    sys.argv[1], Unlock(key_file=Path(sys.argv[2])), Actor("x", "station-1"), clock=FakeClock()
)
for guess in range(5):
    try:
        recognise(services.ledger, passwords_of(services), services.actor, "Ole",
                  Secret(f"77{sys.argv[3]}00{guess}"))
    except KeywrightError as error:
        print(error.code)
services.ledger.close()
"""
Keywright = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def keywright(
    factory: Factory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Keywright:
    """The command line in this process, on a ledger with people; each PIN in a file."""
    factory.fill(3)
    factory.hire("Ole", "Sun", "Qiu")
    factory.services.ledger.close()
    monkeypatch.setenv("KEYWRIGHT_LEDGER", str(factory.location))
    for name, (_role, pin) in PINS.items():
        (factory.folder / f"{name}.pin").write_text(f"{pin}\n", encoding="utf-8")
    (factory.folder / "wrong.pin").write_text("111222\n", encoding="utf-8")
    monkeypatch.chdir(factory.folder)

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        code = main([*words, "--key-file", "key", "--json"])
        lines = capsys.readouterr().out.splitlines()
        return code, json.loads(lines[-1]) if lines else {}

    return run


@contextmanager
def by_hand(factory: Factory) -> Iterator[sqlite3.Connection]:
    factory.services.ledger.close()
    with closing(sqlite3.connect(factory.location)) as conn, conn:
        yield conn


def test_four_programs_that_guess_at_once_have_five_tries_together(factory: Factory) -> None:
    factory.hire("Ole")
    key = str(factory.folder / "key")
    running = [python(GUESSES, str(factory.location), key, str(me)) for me in range(4)]
    said: list[str] = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err
        said += out.split()
    assert len(said) == 20
    assert said.count("sign-in-wrong") == 5
    assert said.count("locked-out") == 15
    ole = factory.services.ledger.people.get("Ole")
    assert ole.failures == 5


WRONG = ("--pin-file", "wrong.pin")
GUESSING = {
    "sign in": ("Ole", ("lot", "list", "--operator", "Ole", *WRONG)),
    "approve": (
        "Sun",
        (
            *("lot", "release", "A", "--reason", "x", "--operator", "Qiu", "--pin-file", "Qiu.pin"),
            *("--approver", "Sun", "--approver-pin-file", "wrong.pin"),
        ),
    ),
    "change": (
        "Ole",
        ("people", "my-pin", "--operator", "Ole", *WRONG, "--new-pin-file", "Sun.pin"),
    ),
}


@pytest.mark.parametrize(("who", "words"), GUESSING.values(), ids=GUESSING)
def test_every_way_to_guess_through_the_shell_ends_after_five(
    keywright: Keywright, factory: Factory, who: str, words: tuple[str, ...]
) -> None:
    said = [keywright(*words)[1]["error"] for _ in range(7)]
    assert said == ["sign-in-wrong"] * 5 + ["locked-out"] * 2
    factory.reopen()
    assert factory.services.ledger.people.get(who).failures == 5
    assert factory.services.ledger.audit.records(act=Act.PERSON_LOCKED_OUT)


def test_a_badge_that_was_taken_away_or_belongs_to_who_left_opens_nothing(
    factory: Factory,
) -> None:
    factory.hire("Ole", "Qiu")
    ada, badge = factory.by("Ada"), Secret("BDG-0042-1")
    set_badge(ada, "Ole", badge)
    ledger, passwords = factory.services.ledger, passwords_of(factory.services)
    assert recognise_badge(ledger, passwords, OS_USER, badge).person.name == "Ole"
    set_badge(ada, "Ole", Secret("BDG-0042-2"))
    for lost in (badge, Secret("BDG-0042"), Secret("bdg-0042-2"), Secret("")):
        with pytest.raises(NotAllowed) as error:
            recognise_badge(ledger, passwords, OS_USER, lost)
        assert error.value.code == "badge-unknown"
    leave(ada, "Ole", "left")
    with pytest.raises(NotAllowed):
        recognise_badge(ledger, passwords, OS_USER, Secret("BDG-0042-2"))
    set_badge(ada, "Qiu", Secret("BDG-0042-2"))  # the card goes to somebody else
    assert recognise_badge(ledger, passwords, OS_USER, Secret("BDG-0042-2")).person.name == "Qiu"


def test_a_copied_badge_of_an_administrator_does_not_open_what_they_may(factory: Factory) -> None:
    factory.hire()
    set_badge(factory.by("Ada"), "Ada", Secret("BDG-0001"))
    with pytest.raises(NotAllowed) as error:
        recognise_badge(
            factory.services.ledger, passwords_of(factory.services), OS_USER, Secret("BDG-0001")
        )
    assert error.value.code == "badge-not-enough"


@pytest.mark.parametrize("named", [Act.LOT_RELEASED, None])
def test_an_approval_used_by_ten_threads_at_once_lets_one_act_pass(
    factory: Factory, named: Act | None
) -> None:
    factory.hire("Qiu", "Sun")
    people = factory.services.ledger.people
    two = approved_by(factory.by("Qiu").actor, Recognised(people.get("Sun"), "pin"), named)
    gate, passed = Barrier(10), []

    def act() -> None:
        gate.wait(timeout=30)
        try:
            require(factory.services.ledger, two, Act.LOT_RELEASED)
            passed.append(1)
        except NotAllowed:
            pass

    threads = [Thread(target=act) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed == [1]
    assert not Approval(Act.LOT_RELEASED).spend(Act.LOT_PURGED)


def test_an_approver_who_left_or_lost_the_role_approves_nothing(factory: Factory) -> None:
    factory.hire("Qiu", "Sun")
    two = factory.by("Qiu", approver="Sun")
    leave(factory.by("Ada"), "Sun", "left")
    with pytest.raises(NotAllowed):
        require(two.ledger, two.actor, Act.LOT_RELEASED)


def test_a_name_in_the_environment_gives_no_rights_and_a_stations_name_hides_no_computer(
    keywright: Keywright, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYWRIGHT_OPERATOR", "Ada")
    monkeypatch.setenv("KEYWRIGHT_STATION", "somebody-elses-station")
    code, answer = keywright("audit", "export", "--out", "r.jsonl")
    assert (code, answer["error"]) == (2, "sign-in-needed")
    factory.reopen()
    services = factory.services
    run = services.ledger.runs.start("somebody-elses-station", OS_USER)
    with services.ledger._database.engine.connect() as conn:
        row = services.ledger.runs.row(conn, run.id)
    run.close(OS_USER)
    assert row["station"] == "somebody-elses-station"
    assert row["host"] == services.ledger.runs.host()  # what it is, whatever it is called


def test_a_certificate_signed_with_another_key_is_a_strangers(
    factory: Factory, tmp_path: Path
) -> None:
    forged = Signer(b"e" * 32).sign({"kind": "keywright certificate", "order": "O", "passed": 999})
    own = Signer(factory.services.vault.derive("signing")).public_key
    for number, key in enumerate((forged["signature"]["public_key"], own)):
        forged["signature"]["public_key"] = key  # also where it names the right one
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(forged), encoding="utf-8")
        with pytest.raises(BadInput) as error:
            verify_certificate(factory.services, file)
        assert error.value.code == ("signature-stranger", "signature-wrong")[number]


def test_a_ledger_whose_version_was_turned_back_is_refused_and_not_migrated_twice(
    factory: Factory,
) -> None:
    factory.fill(2)
    with by_hand(factory) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0002'")
        tables = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
    with pytest.raises(LedgerTrouble) as error:
        factory.reopen()
    assert error.value.code == "ledger-revision-wrong"
    with closing(sqlite3.connect(factory.location)) as conn:
        assert conn.execute("SELECT count(*) FROM sqlite_master").fetchone() == tables


def test_postgresql_refuses_a_version_that_was_turned_back_as_well() -> None:
    with fresh_postgres() as url:
        with psycopg.connect(url) as conn:
            conn.execute("UPDATE alembic_version SET version_num = '0003'")
        with pytest.raises(LedgerTrouble) as error:
            Ledger.open(url, clock=FakeClock())
        assert error.value.code == "ledger-revision-wrong"


def test_another_ledgers_vault_put_into_this_one_opens_nothing(
    factory: Factory, tmp_path: Path
) -> None:
    factory.fill(2)
    (tmp_path / "theirs").mkdir()
    with factory_in(tmp_path / "theirs") as theirs:
        box = theirs.services.vault.box.to_json()
        unlock = theirs.unlock
    with by_hand(factory) as conn:
        changed = conn.execute("UPDATE vault_box SET box = ?", (box,)).rowcount
        assert changed == 1
    with pytest.raises(LedgerTrouble) as error:
        factory.reopen(unlock=unlock)
    assert error.value.code == "vault-of-other-ledger"


def test_a_copy_is_not_written_through_a_link(factory: Factory, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    (factory.folder / "copy.db").symlink_to(victim)
    with pytest.raises(LedgerTrouble) as error:
        factory.services.ledger.backup(factory.folder / "copy.db", OS_USER)
    assert error.value.code == "backup-exists"
    assert not victim.exists()


def test_a_passphrase_of_a_megabyte_is_a_passphrase_and_a_greedy_box_is_damaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cheap = {"time_cost": 1, "memory_kib": 64, "lanes": 1}
    monkeypatch.setattr("app.security.locks.ARGON2", cheap)
    huge = Secret("seven grey geese " * 65_536)
    vault = Vault.create(PassphraseLock(huge))
    assert Vault.unlock(vault.box, Opener(passphrase=lambda: huge)).box == vault.box
    with pytest.raises(VaultTrouble):
        Vault.unlock(vault.box, Opener(passphrase=lambda: Secret(huge.reveal()[:-1])))
    (lock,) = vault.box.locks
    object.__setattr__(lock, "parameters", {**lock.parameters, "memory_kib": 2**40})
    with pytest.raises(VaultTrouble) as error:
        Vault.unlock(vault.box, Opener(passphrase=lambda: huge))
    assert error.value.code == "vault-damaged"


@pytest.mark.skipif(os.name == "nt", reason="a file without end")
def test_a_secrets_file_without_end_is_refused_and_not_read_for_ever(keywright: Keywright) -> None:
    code, answer = keywright("lot", "list", "--operator", "Ole", "--pin-file", "/dev/zero")
    assert (code, answer["error"]) == (2, "pin-file-unreadable")
    with pytest.raises(ValueError, match="too long"):
        one_line_of(Path("/dev/zero"))


def test_a_try_that_was_begun_and_never_ended_counts(factory: Factory) -> None:
    factory.hire("Ole")
    people = factory.services.ledger.people
    for _ in range(5):  # a program that is killed between the count and the answer
        people.begin_try(people.get("Ole"), OS_USER)
    with pytest.raises(KeywrightError) as error:
        people.begin_try(people.get("Ole"), OS_USER)
    assert error.value.code == "locked-out"
