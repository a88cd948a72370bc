"""Somebody who may write to the database gives themselves rights; the record says otherwise."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest

from app.domain.acts import Act
from app.domain.people import Role
from app.errors import LedgerTrouble, NotAllowed
from app.ledger.ledger import Ledger
from app.ledger.people_proof import UNTOLD, Recorded, _after
from app.workflows.people import passwords_of, set_badge
from app.workflows.rights import require
from app.workflows.sign_in import recognise, recognise_badge
from flasher.secrets import Secret
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, fresh_postgres, mac
from tests.people import OS_USER, PINS, Factory


@contextmanager
def by_hand(factory: Factory) -> Iterator[sqlite3.Connection]:
    factory.services.ledger.close()
    with closing(sqlite3.connect(factory.location)) as conn, conn:
        yield conn
    factory.reopen()


def codes(factory: Factory) -> set[str]:
    return {finding.code for finding in factory.services.ledger.check()}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people SET roles = 'administrator' WHERE name = 'Ole'",
        "UPDATE people SET roles = 'operator,supervisor' WHERE name = 'Ole'",
        """UPDATE people SET secret_hash = (SELECT secret_hash FROM people WHERE name = 'Ada')
        WHERE name = 'Ole'""",
        "UPDATE people SET badge = x'00' WHERE name = 'Ole'",
        "UPDATE people SET left_at = '2026-01-01T00:00:00.000Z' WHERE name = 'Ole'",
    ],
)
def test_a_row_that_the_record_did_not_make_signs_nobody_in(factory: Factory, sql: str) -> None:
    factory.hire("Ole", "Eng")
    before = factory.by("Ole")
    with by_hand(factory) as conn:
        conn.execute(sql)
    ledger = factory.services.ledger
    with pytest.raises(LedgerTrouble) as error:
        recognise(ledger, passwords_of(factory.services), OS_USER, "Ole", Secret(PINS["Ole"][1]))
    assert error.value.code == "person-not-as-recorded"
    with pytest.raises(LedgerTrouble):  # nor does somebody who signed in before gain anything
        require(ledger, before.actor, Act.PERSON_ADDED)
    require(ledger, factory.by("Eng").actor, Act.LOT_IMPORTED)
    assert codes(factory) == {"check-person-differs"}


def test_a_running_program_sees_the_change_at_once(factory: Factory) -> None:
    factory.hire("Ole")
    ole = factory.by("Ole").actor
    require(factory.services.ledger, ole, Act.LICENSE_RESERVED)
    with closing(sqlite3.connect(factory.location)) as conn, conn:
        conn.execute("UPDATE people SET roles = 'administrator' WHERE name = 'Ole'")
    with pytest.raises(LedgerTrouble):
        require(factory.services.ledger, ole, Act.PERSON_ADDED)


def test_somebody_who_left_is_not_brought_back_by_sql(factory: Factory) -> None:
    factory.hire("Ole")
    factory.services.ledger.people.leave("Ole", "left", OS_USER)
    with by_hand(factory) as conn:
        conn.execute("UPDATE people SET left_at = NULL WHERE name = 'Ole'")
    with pytest.raises(LedgerTrouble):
        factory.services.ledger.people.find("Ole")


def test_a_person_put_in_by_sql_is_nobody(factory: Factory) -> None:
    factory.hire()
    with by_hand(factory) as conn:
        conn.execute(
            "INSERT INTO people (name, name_key, roles, secret_hash, created_at, created_by,"
            " failures) SELECT 'Eve', 'eve', 'administrator', secret_hash, created_at, 'Ada', 0"
            " FROM people"
        )
    with pytest.raises(LedgerTrouble):
        factory.services.ledger.people.find("Eve")
    assert codes(factory) == {"check-person-differs"}


def test_a_ledger_whose_people_were_deleted_does_not_become_everybodys(factory: Factory) -> None:
    factory.hire()
    with by_hand(factory) as conn:
        conn.execute("DROP TRIGGER people_never_deleted")
        conn.execute("DELETE FROM people")
    with pytest.raises(NotAllowed) as error:
        require(factory.services.ledger, OS_USER, Act.LOT_IMPORTED)
    assert error.value.code == "sign-in-needed"
    assert codes(factory) == {"check-guard-missing", "check-person-missing"}


def test_edited_records_do_not_vouch_for_an_edited_row(factory: Factory) -> None:
    factory.hire("Ole")
    with by_hand(factory) as conn:
        conn.execute("DROP TRIGGER audit_never_changed")
        conn.execute("UPDATE people SET roles = 'administrator' WHERE name = 'Ole'")
        conn.execute(
            "UPDATE audit SET new = replace(new, 'operator', 'administrator')"
            " WHERE subject = 'person:Ole'"
        )
    with pytest.raises(LedgerTrouble):
        factory.services.ledger.people.find("Ole")


def test_all_that_happens_to_people_in_earnest_stays_as_recorded(factory: Factory) -> None:
    factory.hire("Ole", "Eng")
    ledger, ada = factory.services.ledger, factory.by("Ada")
    set_badge(ada, "Ole", Secret("BDG-0042"))
    ledger.people.change_roles("Ole", frozenset({Role.QA, Role.ENGINEER}), "moved", OS_USER)
    ledger.people.set_secret("Eng", passwords_of(ada).hash(Secret("908172")), OS_USER)
    ledger.people.leave("Ole", "left", OS_USER)
    ledger.people.come_back("Ole", "back", OS_USER)
    set_badge(ada, "Ole", Secret("BDG-0043"))
    recognise_badge(ledger, passwords_of(ada), OS_USER, Secret("BDG-0043"))
    recognise(ledger, passwords_of(ada), OS_USER, "ENG", Secret("908172"))
    assert ledger.check() == []
    factory.reopen()
    assert factory.services.ledger.check() == []


def test_records_from_before_there_were_fingerprints_leave_pin_and_badge_untold() -> None:
    told = _after(Recorded(), Act.PERSON_ADDED, {"roles": "operator", "badge": False})
    assert (told.secret, told.badge, told.is_here) == (UNTOLD, UNTOLD, True)


def test_postgresql_gives_no_rights_by_sql_either() -> None:
    with fresh_postgres() as url, Ledger.open(url, clock=FakeClock()) as ledger:
        ledger.seal_audit_with(mac)
        for name, role in (("Ada", Role.ADMINISTRATOR), ("Ole", Role.OPERATOR)):
            ledger.people.add(name, frozenset({role}), ACTOR, secret_hash="x")
        assert ledger.check() == []
        with psycopg.connect(url) as conn:
            conn.execute("UPDATE people SET roles = 'administrator' WHERE name = 'Ole'")
        with pytest.raises(LedgerTrouble):
            ledger.people.find("Ole")
        assert [f.facts["person"] for f in ledger.check()] == ["Ole"]
