"""Sign-in: recognised or not, locked out, at the desk and at the bench, handed over in mid-run."""

import threading
from datetime import timedelta

import pytest

from app.domain.acts import Act
from app.domain.lockout import BLOCKED_AT, FREE_TRIES, standing, wait_after
from app.domain.people import Role
from app.errors import BadInput, KeywrightError, NotAllowed, Refused
from app.security.passwords import refuse_weak
from app.workflows import people
from app.workflows.sign_in import NOBODY, Shift, recognise, recognise_badge
from flasher.secrets import Secret
from flasher.timing import FakeClock
from tests.people import OS_USER, PINS, Factory

BADGE = Secret("BDG-0042-9917")


def pin(name: str) -> Secret:
    return Secret(PINS[name][1])


def code_of(error: pytest.ExceptionInfo[KeywrightError]) -> str:
    return error.value.code


@pytest.fixture
def shift(factory: Factory) -> Shift:
    passwords = people.passwords_of(factory.services)
    return Shift(factory.services.ledger, passwords, factory.clock, OS_USER)


def try_pin(factory: Factory, name: str, secret: Secret) -> str:
    passwords = people.passwords_of(factory.services)
    try:
        recognise(factory.services.ledger, passwords, OS_USER, name, secret)
    except (NotAllowed, Refused) as error:
        return error.code
    return "in"


def test_a_person_is_recognised_by_name_and_pin_whatever_the_capitals(factory: Factory) -> None:
    factory.hire("Ole")
    assert try_pin(factory, "ole", pin("Ole")) == "in"
    assert try_pin(factory, "OLE", Secret("482914")) == "sign-in-wrong"


def test_an_unknown_name_and_a_wrong_pin_look_the_same_from_outside(factory: Factory) -> None:
    factory.hire("Ole")
    assert try_pin(factory, "Olga", pin("Ole")) == try_pin(factory, "Ole", Secret("000001"))


def test_what_was_typed_into_the_name_field_is_not_kept(factory: Factory) -> None:
    factory.hire()
    try_pin(factory, "my-secret-482913", Secret("Ole"))
    words = repr(factory.services.ledger.audit.records(act=Act.PERSON_NOT_RECOGNISED))
    assert "person:?" in words
    assert "482913" not in words


def test_five_wrong_tries_make_a_wait_that_the_right_pin_does_not_shorten(
    factory: Factory,
) -> None:
    factory.hire("Ole")
    answers = [try_pin(factory, "Ole", Secret("111122")) for _ in range(FREE_TRIES)]
    assert answers == ["sign-in-wrong"] * FREE_TRIES
    assert try_pin(factory, "Ole", pin("Ole")) == "locked-out"
    factory.clock.advance(59)
    assert try_pin(factory, "Ole", pin("Ole")) == "locked-out"
    factory.clock.advance(2)
    assert try_pin(factory, "Ole", pin("Ole")) == "in"
    assert factory.services.ledger.people.get("Ole").failures == 0


def test_the_wait_survives_a_restart_and_a_clock_set_back(factory: Factory) -> None:
    factory.hire("Ole")
    for _ in range(FREE_TRIES):
        try_pin(factory, "Ole", Secret("111122"))
    factory.reopen()
    assert try_pin(factory, "Ole", pin("Ole")) == "locked-out"
    factory.clock.set_wall_clock(factory.clock.now() - timedelta(days=3))
    assert try_pin(factory, "Ole", pin("Ole")) == "locked-out"
    factory.clock.advance(30)
    assert try_pin(factory, "Ole", pin("Ole")) == "locked-out"
    factory.clock.advance(31)  # and it ends: a clock set right by the IT is no trap
    assert try_pin(factory, "Ole", pin("Ole")) == "in"


def test_a_clock_set_forward_buys_one_try_at_a_time_and_then_none(factory: Factory) -> None:
    factory.hire("Ole")
    tries = 0
    for _ in range(40):
        answer = try_pin(factory, "Ole", Secret("111122"))
        tries += answer == "sign-in-wrong"
        if answer == "locked-out-for-good":
            break
        factory.clock.advance(3700)
    assert answer == "locked-out-for-good"
    assert tries == BLOCKED_AT
    factory.clock.advance(10 * 365 * 86400)
    assert try_pin(factory, "Ole", pin("Ole")) == "locked-out-for-good"


def test_a_supervisor_lets_somebody_in_again_with_a_reason(factory: Factory) -> None:
    factory.hire("Ole", "Sun")
    for _ in range(FREE_TRIES):
        try_pin(factory, "Ole", Secret("111122"))
    people.let_in(factory.by("Sun"), "Ole", "new gloves")
    assert try_pin(factory, "Ole", pin("Ole")) == "in"
    (record,) = factory.services.ledger.audit.records(act=Act.PERSON_LET_IN)
    assert (record.who, record.reason) == ("Sun", "new gloves")


def test_the_last_administrator_waits_and_is_never_shut_out_for_good(factory: Factory) -> None:
    factory.hire()
    for _ in range(BLOCKED_AT + 3):
        try_pin(factory, "Ada", Secret("wrong-horse"))
        factory.clock.advance(3700)
    assert try_pin(factory, "Ada", pin("Ada")) == "in"


def test_twenty_tries_at_one_moment_are_not_more_than_five(factory: Factory) -> None:
    factory.hire("Ole")
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(try_pin(factory, "Ole", Secret("111122"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("sign-in-wrong") == FREE_TRIES
    assert answers.count("locked-out") == len(threads) - FREE_TRIES


def test_waits_grow_to_an_hour_and_no_further() -> None:
    assert [wait_after(n).total_seconds() / 60 for n in (4, 5, 6, 7, 11, 200)] == [
        0,
        1,
        2,
        4,
        60,
        60,
    ]


def test_somebody_without_failures_may_always_try() -> None:
    assert standing(0, None, None, FakeClock().now()).may_try


def test_a_badge_signs_in_and_is_kept_only_as_a_keyed_digest(factory: Factory) -> None:
    factory.hire("Ole")
    people.set_badge(factory.by("Ada"), "Ole", BADGE)
    passwords = people.passwords_of(factory.services)
    found = recognise_badge(factory.services.ledger, passwords, OS_USER, Secret(" BDG-0042-9917\n"))
    assert (found.person.name, found.how) == ("Ole", "badge")
    factory.services.ledger.close()
    assert b"BDG-0042" not in factory.location.read_bytes()


def test_an_administrators_badge_alone_opens_nothing(factory: Factory) -> None:
    factory.hire()
    people.set_badge(factory.by("Ada"), "Ada", BADGE)
    with pytest.raises(NotAllowed) as error:
        recognise_badge(
            factory.services.ledger, people.passwords_of(factory.services), OS_USER, BADGE
        )
    assert code_of(error) == "badge-not-enough"


def test_one_badge_belongs_to_one_person(factory: Factory) -> None:
    factory.hire("Ole", "Qiu")
    people.set_badge(factory.by("Ada"), "Ole", BADGE)
    with pytest.raises(BadInput) as error:
        people.set_badge(factory.by("Ada"), "Qiu", BADGE)
    assert code_of(error) == "badge-taken"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("12345", "pin-too-short"),
        ("123456", "password-too-easy"),
        ("987654", "password-too-easy"),
        ("111111", "password-too-easy"),
        ("112211", "password-too-easy"),
        ("seven77", "password-too-short"),
        ("x" * 300, "password-too-long"),
        ("Ole Olsen", "password-too-easy"),
    ],
)
def test_what_is_guessed_first_is_refused(words: str, code: str) -> None:
    with pytest.raises(BadInput) as error:
        refuse_weak(Secret(words), "Ole Olsen")
    assert code_of(error) == code


def test_the_desk_locks_by_itself_and_the_bench_goes_on(factory: Factory, shift: Shift) -> None:
    factory.hire("Ole")
    shift.sign_in("Ole", pin("Ole"))
    factory.clock.advance(200)
    shift.touch()
    factory.clock.advance(299)
    assert shift.at_desk().name == "Ole"
    factory.clock.advance(2)
    assert shift.is_locked()
    shift.touch()  # a key pressed at a locked desk does not open it
    assert shift.at_desk().name == NOBODY
    assert shift.at_bench().name == "Ole"
    shift.sign_in("Ole", pin("Ole"))
    assert shift.at_desk().name == "Ole"


def test_a_shift_that_nobody_ended_ends_by_itself(factory: Factory, shift: Shift) -> None:
    factory.hire("Ole")
    shift.sign_in("Ole", pin("Ole"))
    factory.clock.advance(13 * 3600)
    assert shift.at_bench().name == NOBODY


def test_a_hand_over_changes_the_name_from_the_next_attempt_on(
    factory: Factory, shift: Shift
) -> None:
    from dataclasses import replace

    factory.hire("Ole", "Eng")
    services = replace(factory.services, shift=shift)
    shift.sign_in("Ole", pin("Ole"))
    running = services.for_attempt()
    shift.sign_in("Eng", pin("Eng"))
    assert running.actor.name == "Ole"
    assert services.for_attempt().actor.name == "Eng"
    (record,) = services.ledger.audit.records(act=Act.SHIFT_HANDED_OVER)
    assert (record.who, record.old) == ("Eng", '{"who":"Ole"}')


def test_after_signing_out_boards_are_refused(factory: Factory, shift: Shift) -> None:
    factory.hire("Ole")
    shift.sign_in("Ole", pin("Ole"))
    shift.sign_out()
    assert not shift.at_bench().is_signed_in
    assert factory.services.ledger.audit.records(act=Act.PERSON_SIGNED_OUT)[0].who == "Ole"


def test_a_second_person_approves_at_the_operators_desk(factory: Factory, shift: Shift) -> None:
    factory.hire("Ole", "Sun")
    actor = shift.sign_in("Ole", pin("Ole"))
    approved = shift.approve(actor, Act.LABEL_REPRINTED, "Sun", pin("Sun"))
    assert (approved.name, approved.approver) == ("Ole", "Sun")
    assert shift.at_desk().name == "Ole"  # nobody was signed out for it
    with pytest.raises(NotAllowed) as error:
        shift.approve(actor, Act.VAULT_KEY_ROTATED, "Sun", pin("Sun"))
    assert code_of(error) == "approver-may-not"


def test_without_people_the_computers_user_is_at_desk_and_bench(shift: Shift) -> None:
    assert shift.at_desk() is OS_USER
    assert shift.at_bench() is OS_USER
    assert not shift.is_locked()


def test_the_first_person_is_an_administrator_who_can_sign_in(factory: Factory) -> None:
    with pytest.raises(BadInput) as error:
        people.add_person(factory.services, "Ole", [Role.OPERATOR], secret=pin("Ole"))
    assert code_of(error) == "first-administrator-needed"
    factory.hire()
    with pytest.raises(Refused) as again:
        people.add_first_administrator(factory.services, "Eve", Secret("second-coming"))
    assert code_of(again) == "people-exist"


def test_the_last_administrator_can_neither_leave_nor_lose_the_role(factory: Factory) -> None:
    factory.hire()
    ada = factory.by("Ada")
    with pytest.raises(Refused):
        people.leave(ada, "Ada", "going")
    with pytest.raises(Refused):
        people.change_roles(ada, "Ada", [Role.OPERATOR], "going")
    people.add_person(ada, "Bo", [Role.ADMINISTRATOR], secret=Secret("battery-staple"))
    people.leave(ada, "Ada", "going")
    assert try_pin(factory, "Ada", pin("Ada")) == "sign-in-wrong"


def test_whoever_left_cannot_sign_in_and_stays_in_the_history(factory: Factory) -> None:
    factory.hire("Eng")
    eng = factory.by("Eng")
    factory.fill(1)
    eng.ledger.lots.hold("A", "odd", eng.actor)
    people.leave(factory.by("Ada"), "Eng", "moved on")
    assert try_pin(factory, "Eng", pin("Eng")) == "sign-in-wrong"
    assert eng.ledger.audit.records(act=Act.LOT_HELD)[0].who == "Eng"
    assert [p.name for p in eng.ledger.people.all()] == ["Ada"]
    assert [p.name for p in eng.ledger.people.all(gone_too=True)] == ["Ada", "Eng"]
    with pytest.raises(BadInput):
        people.add_person(factory.by("Ada"), "Eng", [Role.QA], secret=pin("Qiu"))


def test_one_changes_ones_own_pin_by_knowing_the_old_one(factory: Factory) -> None:
    factory.hire("Ole")
    ole = factory.by("Ole")
    with pytest.raises(NotAllowed):
        people.change_own_secret(ole, Secret("000001"), Secret("909172"))
    people.change_own_secret(ole, pin("Ole"), Secret("909172"))
    assert try_pin(factory, "Ole", Secret("909172")) == "in"
    record = ole.ledger.audit.records(act=Act.PERSON_SECRET_SET)[-1]
    assert record.who == "Ole"


def test_a_hash_is_worth_nothing_without_the_vault(factory: Factory) -> None:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    factory.hire("Ole")
    stored = factory.services.ledger.people.get("Ole").secret_hash
    assert stored is not None
    assert stored.startswith("$argon2id$")
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(stored, PINS["Ole"][1])
