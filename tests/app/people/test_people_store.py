"""People and restores on both engines: what the database itself promises."""

from pathlib import Path

import pytest

from app.domain.people import Role
from app.errors import BadInput, Refused
from app.ledger.ledger import Ledger
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, fill, identity, mac

ADMIN = frozenset({Role.ADMINISTRATOR})
WORKER = frozenset({Role.OPERATOR, Role.QA})


def test_people_come_back_as_they_were_added(ledger: Ledger) -> None:
    assert not ledger.people.any()
    ledger.people.add("Ada", ADMIN, ACTOR, secret_hash="h")
    ole = ledger.people.add("  Ole  ", WORKER, ACTOR, secret_hash=None, badge=b"b" * 32)
    assert (ole.name, ole.roles, ole.has_badge, ole.is_here) == ("Ole", WORKER, True, True)
    assert ledger.people.by_badge(b"b" * 32) == ole
    assert ledger.people.find("OLE") == ole
    assert ledger.people.find("nobody") is None
    assert ledger.people.any()


def test_one_name_is_one_person_whatever_its_capitals_and_blanks(ledger: Ledger) -> None:
    ledger.people.add("Li  Wei", ADMIN, ACTOR, secret_hash="h")
    with pytest.raises(BadInput) as error:
        ledger.people.add("li wei", WORKER, ACTOR, secret_hash="h")
    assert error.value.code == "person-name-taken"


def test_a_badge_given_back_may_go_to_somebody_else(ledger: Ledger) -> None:
    ledger.people.add("Ada", ADMIN, ACTOR, secret_hash="h")
    ledger.people.add("Ole", WORKER, ACTOR, secret_hash=None, badge=b"b" * 32)
    ledger.people.leave("Ole", "gone", ACTOR)
    ledger.people.add("Eve", WORKER, ACTOR, secret_hash=None, badge=b"b" * 32)
    with pytest.raises(Refused) as error:
        ledger.people.come_back("Ole", "again", ACTOR)
    assert error.value.code == "person-has-no-pin"


def test_every_change_of_a_person_is_on_record_and_no_hash_is(ledger: Ledger) -> None:
    ledger.people.add("Ada", ADMIN, ACTOR, secret_hash="hash-one")
    ledger.people.set_secret("Ada", "hash-two", ACTOR)
    ledger.people.change_roles("Ada", ADMIN | WORKER, "helps out", ACTOR)
    words = repr(ledger.audit.records())
    assert "person.secret-set" in words
    assert "helps out" in words
    assert "hash-" not in words


def test_a_restore_moves_the_pool_as_one_and_keeps_every_sum(ledger: Ledger) -> None:
    fill(ledger, 20)
    ledger.lots.hold("A", "odd", ACTOR, rows=(2, 4))
    assert ledger.restores.notice_older(ACTOR, seen_seq=99) == 20
    totals = ledger.lots.totals()
    assert (totals.total, totals.available, totals.held) == (20, 0, 20)
    assert ledger.restores.is_unsettled()
    assert ledger.check() == []
    done = ledger.restores.reconcile({identity(7): None}, "one was used", ACTOR)
    assert (done.available, done.held) == (16, 1)
    totals = ledger.lots.totals()
    assert (totals.available, totals.held) == (16, 4)
    assert ledger.lots.release("A", "looked at", ACTOR) == 3  # what was held by hand stays ours
    assert ledger.check() == []
    with pytest.raises(Refused):
        ledger.restores.reconcile({}, "again", ACTOR)


def test_a_backup_of_either_engine_restores_into_a_pool_that_is_in_question(
    ledger: Ledger, tmp_path: Path
) -> None:
    fill(ledger, 5)
    ledger.people.add("Ada", ADMIN, ACTOR, secret_hash="h")
    ledger.backup(tmp_path / "backup.db", ACTOR)
    with Ledger.restore(tmp_path / "backup.db", tmp_path / "new.db", clock=FakeClock()) as copy:
        copy.seal_audit_with(mac)
        assert copy.restores.is_unsettled()  # before anybody has even noticed
        assert copy.restores.notice_backup(ACTOR) == 5
        assert copy.restores.notice_backup(ACTOR) is None
        assert copy.people.get("Ada").roles == ADMIN
        assert copy.check() == []
