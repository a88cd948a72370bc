"""The record under attack by many stations, wrong clocks, and guards that were taken away."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest

from app.cli.main import main
from app.domain.acts import Act
from app.errors import BadInput
from app.ledger.ledger import Ledger
from app.workflows.audit_record import export_head, verify_record
from app.workflows.restored import part
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, fresh_postgres, mac, python
from tests.people import OS_USER, Factory, factory_in

STATIONS, RECORDS = 4, 40

NOTES = """
import sys
from pathlib import Path
from app.domain.acts import Act
from app.domain.people import Actor
from app.ledger.ledger import Ledger
from datetime import timedelta
from flasher.timing import FakeClock
from tests.ledgers import mac
clock = FakeClock()
me = int(sys.argv[2])
clock.set_wall_clock(clock.now() - timedelta(days=me))
with Ledger.open(sys.argv[1], clock=clock) as ledger:
    ledger.seal_audit_with(mac)
    for n in range(int(sys.argv[3])):
        ledger.audit.note(Act.SETTING_CHANGED, f"of:{me}:{n}", Actor("Lin", f"station-{me}"))
"""


def stations_write_at_once(location: str) -> None:
    running = [python(NOTES, location, str(me), str(RECORDS)) for me in range(STATIONS)]
    for process in running:
        _out, err = process.communicate()
        assert process.returncode == 0, err


def is_one_chain(ledger: Ledger) -> None:
    ledger.seal_audit_with(mac)
    verdict = ledger.audit.verify()
    assert verdict.is_whole
    assert verdict.records == STATIONS * RECORDS
    found = ledger.audit.records(limit=1000)
    assert [record.seq for record in found] == list(range(1, STATIONS * RECORDS + 1))
    for me in range(STATIONS):  # each station's own acts stand in their order, whatever its clock
        mine = [r.subject for r in found if r.station == f"station-{me}"]
        assert mine == [f"of:{me}:{n}" for n in range(RECORDS)]


def test_many_stations_with_wrong_clocks_make_one_chain_on_sqlite(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "l.db", clock=FakeClock()).close()
    stations_write_at_once(str(tmp_path / "l.db"))
    with Ledger.open(tmp_path / "l.db", clock=FakeClock()) as ledger:
        is_one_chain(ledger)


def test_many_stations_with_wrong_clocks_make_one_chain_on_postgresql() -> None:
    with fresh_postgres() as url:
        stations_write_at_once(url)
        with Ledger.open(url, clock=FakeClock()) as ledger:
            is_one_chain(ledger)
            with pytest.raises(psycopg.Error), psycopg.connect(url) as conn:
                conn.execute("INSERT INTO audit SELECT * FROM audit WHERE seq = 5")  # a fork


def test_threads_of_one_program_make_one_chain(factory: Factory) -> None:
    def note(me: int) -> None:
        for number in range(20):
            factory.services.ledger.audit.note(Act.SETTING_CHANGED, f"of:{me}:{number}", OS_USER)

    before = factory.services.ledger.audit.head()[0]
    threads = [Thread(target=note, args=(me,)) for me in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = factory.services.ledger.audit.verify()
    assert (verdict.is_whole, verdict.records) == (True, before + 160)


def test_a_clock_set_back_breaks_nothing_and_is_there_to_be_seen(factory: Factory) -> None:
    audit = factory.services.ledger.audit
    audit.note(Act.SETTING_CHANGED, "before", OS_USER)
    factory.clock.set_wall_clock(factory.clock.now() - timedelta(days=500))
    audit.note(Act.SETTING_CHANGED, "after", OS_USER)
    after, before = audit.records(act=Act.SETTING_CHANGED, newest_first=True)
    assert (after.subject, before.subject) == ("after", "before")
    assert after.at < before.at
    assert audit.verify().is_whole


Keywright = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def keywright(
    factory: Factory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Keywright:
    """The command line, in this process, on a ledger with some records."""
    for number in range(3):
        factory.services.ledger.audit.note(Act.SETTING_CHANGED, f"{number}", OS_USER)
    factory.services.ledger.close()
    monkeypatch.setenv("KEYWRIGHT_LEDGER", str(factory.location))
    key = ("--key-file", str(factory.folder / "key"))

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        code = main([*words, *key, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def by_hand(factory: Factory, sql: str) -> None:
    with closing(sqlite3.connect(factory.location)) as conn, conn:
        conn.executescript(sql)


def test_verify_exits_0_when_whole_and_3_naming_the_first_bad_record(
    keywright: Keywright, factory: Factory
) -> None:
    code, answer = keywright("audit", "verify")
    assert (code, answer["whole"], answer["guards"]) == (0, True, [])
    by_hand(
        factory,
        "DROP TRIGGER audit_never_changed;UPDATE audit SET reason = 'none' WHERE seq IN (2, 3)",
    )
    code, answer = keywright("audit", "verify")
    assert code == 3
    assert (answer["first_bad"], answer["code"]) == (2, "chain-record-changed")
    assert [guard["guard"] for guard in answer["guards"]] == ["audit_never_changed"]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DROP TRIGGER audit_never_deleted", "check-guard-missing"),
        (
            """DROP TRIGGER audit_never_changed; CREATE TRIGGER audit_never_changed
            BEFORE UPDATE ON audit BEGIN SELECT 1; END""",
            "check-guard-changed",
        ),
        (
            """CREATE TRIGGER quiet AFTER INSERT ON attempts BEGIN
            UPDATE units SET attempts = 0; END""",
            "check-guard-foreign",
        ),
    ],
)
def test_verify_notices_guards_taken_away_even_where_every_record_is_whole(
    keywright: Keywright, factory: Factory, sql: str, code: str
) -> None:
    by_hand(factory, sql)
    exit_code, answer = keywright("audit", "verify")
    assert (exit_code, answer["whole"]) == (3, True)
    assert [guard["code"] for guard in answer["guards"]] == [code]
    exit_code, answer = keywright("ledger", "check")
    assert exit_code == 3
    assert code in {found["code"] for found in answer["findings"]}


def test_guards_of_postgresql_that_were_emptied_or_switched_off_are_named() -> None:
    with fresh_postgres() as url, Ledger.open(url, clock=FakeClock()) as ledger:
        assert ledger.guards() == []
        with psycopg.connect(url) as conn:
            conn.execute("ALTER TABLE audit DISABLE TRIGGER audit_never_deleted")
            conn.execute(
                "CREATE OR REPLACE FUNCTION keywright_refuse_unreconciled() RETURNS trigger"
                " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
            )
            conn.execute(
                "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN RETURN NULL; END'"
            )
            conn.execute(
                "CREATE TRIGGER quiet BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION quiet()"
            )
        found = {(one.code, one.facts["guard"]) for one in ledger.guards()}
        assert found == {
            ("check-guard-missing", "audit_never_deleted"),
            ("check-guard-changed", "licenses_keep_after_restore"),
            ("check-guard-foreign", "quiet"),
        }


def test_an_older_copy_is_not_called_whole_until_two_people_settled_it(factory: Factory) -> None:
    factory.fill(3)
    factory.services.ledger.close()
    shutil.copyfile(factory.location, factory.folder / "yesterday.db")
    factory.reopen()
    for number in range(5):
        factory.services.ledger.audit.note(Act.SETTING_CHANGED, f"{number}", OS_USER)
    end = factory.services.ledger.audit.head()[0]
    part(factory.services.ledger, factory.services.vault)
    factory.services.ledger.close()
    for suffix in ("-wal", "-shm"):
        factory.location.with_name(f"ledger.db{suffix}").unlink(missing_ok=True)
    shutil.copyfile(factory.folder / "yesterday.db", factory.location)
    factory.reopen()
    for _ in range(2):  # the note of what was seen is renewed at once; the verdict stays
        verdict = verify_record(factory.services)
        assert (verdict.code, verdict.first_bad) == ("chain-older-copy", end - 4)
    factory.services.ledger.restores.reconcile({}, "nothing was made", ACTOR)
    assert verify_record(factory.services).is_whole


def test_a_head_that_was_edited_or_is_another_ledgers_proves_nothing(
    factory: Factory, tmp_path: Path
) -> None:
    head = tmp_path / "head.json"
    export_head(factory.services, head)
    assert verify_record(factory.services, [head]).is_whole
    words = json.loads(head.read_text(encoding="utf-8"))
    words["document"]["records"] = 0
    (tmp_path / "edited.json").write_text(json.dumps(words), encoding="utf-8")
    (tmp_path / "theirs").mkdir()
    with factory_in(tmp_path / "theirs") as theirs:
        export_head(theirs.services, tmp_path / "theirs.json")
    for name in ("edited.json", "theirs.json"):
        with pytest.raises(BadInput):
            verify_record(factory.services, [tmp_path / name])
