"""A PIN that somebody else chose opens nothing but the choice of an own one."""

import pytest

from app.domain.acts import Act
from app.domain.people import Role
from app.errors import BadInput, NotAllowed
from app.workflows import people
from app.workflows.sign_in import Shift, recognise
from flasher.secrets import Secret
from tests.people import OS_USER

GIVEN, OWN = Secret("602931"), Secret("918273")


@pytest.fixture
def factory(factory):
    factory.hire()
    people.add_person(factory.by("Ada"), "Bo", [Role.SUPERVISOR], secret=GIVEN)
    return factory


def tried(factory, secret):
    passwords = people.passwords_of(factory.services)
    return recognise(factory.services.ledger, passwords, OS_USER, "Bo", secret)


def test_it_signs_nobody_in(factory):
    with pytest.raises(NotAllowed, match="pin-must-change"):
        tried(factory, GIVEN)


def test_it_approves_nothing(factory):
    services = factory.services
    shift = Shift(services.ledger, people.passwords_of(services), services.clock, OS_USER)
    with pytest.raises(NotAllowed, match="pin-must-change"):
        shift.approve(factory.by("Ada").actor, Act.LEDGER_RECONCILED, "Bo", GIVEN)


def test_a_wrong_one_is_told_as_wrong_and_nothing_more(factory):
    with pytest.raises(NotAllowed, match="sign-in-wrong"):
        tried(factory, Secret("111222"))


def test_it_is_changed_by_its_person_and_then_the_own_one_signs_in(factory):
    bo = factory.by("Bo")
    with pytest.raises(BadInput, match="pin-not-new"):
        people.change_own_secret(bo, GIVEN, GIVEN)
    people.change_own_secret(bo, GIVEN, OWN)
    assert tried(factory, OWN).person.name == "Bo"
    assert not factory.services.ledger.people.get("Bo").must_change


def test_one_that_an_administrator_sets_later_is_changed_as_well(factory):
    people.change_own_secret(factory.by("Bo"), GIVEN, OWN)
    people.set_secret(factory.by("Ada"), "Bo", GIVEN)
    with pytest.raises(NotAllowed, match="pin-must-change"):
        tried(factory, GIVEN)


def test_the_first_administrators_password_is_their_own(factory):
    assert not factory.services.ledger.people.get("Ada").must_change


def test_an_administrator_who_sets_their_own_need_not_change_it(factory):
    people.set_secret(factory.by("Ada"), "Ada", Secret("battery-staple"))
    assert not factory.services.ledger.people.get("Ada").must_change
