"""Signing in at the window over the real services: PIN, badge, first PIN, lock-out, hand-over."""

from dataclasses import replace

import pytest

from app.domain.acts import Act
from app.domain.people import Role
from app.errors import Refused, VaultTrouble
from app.settings import LOCK_IDLE, LOCK_VAULT
from app.ui.credentials import OwnPin
from app.ui.widgets.form import Form
from flasher.secrets import Secret
from tests.people import PINS

BADGE = "BADGE-000123456"


def form_of(plant, kind=Form):
    return next(form for form in plant.window.findChildren(kind) if form.isVisible())


def type_in(plant, **values):
    plant.window.desk.ask_who()
    form = form_of(plant)
    for name, value in values.items():
        form.inputs[name].setText(value)
    form.ok.click()
    plant.wait()


@pytest.fixture
def desk(qtbot, plant):
    plant.window.desk.look()
    qtbot.waitUntil(plant.window.desk.isVisible)
    return plant.window.desk


def test_a_pin_signs_in_and_another_hands_the_shift_over(qtbot, plant, desk):
    type_in(plant, name="Ole", pin=PINS["Ole"][1])
    qtbot.waitUntil(lambda: desk.name.text() == "Ole")
    type_in(plant, name="sun", pin=PINS["Sun"][1])
    qtbot.waitUntil(lambda: desk.name.text() == "Sun")
    (handed,) = plant.ledger.audit.records(act=Act.SHIFT_HANDED_OVER, limit=5)
    assert handed.who == "Sun"


def test_a_password_signs_an_administrator_in(qtbot, plant, desk):
    type_in(plant, name="Ada", pin=PINS["Ada"][1])
    qtbot.waitUntil(lambda: desk.name.text() == "Ada")


def test_a_badge_signs_in_as_a_scanner_types_it(qtbot, plant, desk):
    plant.enter("Ada")
    plant.services.quality.people.set_badge("Ole", Secret(BADGE))
    type_in(plant, badge=BADGE)
    qtbot.waitUntil(lambda: desk.name.text() == "Ole")


def test_five_wrong_pins_lock_out_and_a_supervisor_lets_in(qtbot, plant, desk):
    for _ in range(5):
        type_in(plant, name="Ole", pin="000111")
    assert "wrong" in plant.window.page("bench").banner.words
    type_in(plant, name="Ole", pin=PINS["Ole"][1])
    assert not desk.desk.name
    with pytest.raises(Refused, match="locked-out"):
        plant.services.sign_in.sign_in("Ole", Secret(PINS["Ole"][1]))
    plant.enter("Sun")
    plant.services.quality.people.let_in("Ole", "gloves")
    type_in(plant, name="Ole", pin=PINS["Ole"][1])
    qtbot.waitUntil(lambda: desk.name.text() == "Ole")


def test_a_given_pin_is_changed_before_anything_else(qtbot, plant, desk):
    plant.enter("Ada")
    people = plant.services.quality.people
    people.add("Neu", [Role.OPERATOR], secret=Secret("602931"), badge=None)
    type_in(plant, name="Neu", pin="602931")
    own = form_of(plant, OwnPin)
    own.inputs["new"].setText("918273")
    own.inputs["again"].setText("918274")
    assert not own.ok.isEnabled()
    own.inputs["again"].setText("918273")
    own.ok.click()
    qtbot.waitUntil(lambda: desk.name.text() == "Neu", timeout=10_000)
    plant.services.sign_in.sign_in("Neu", Secret("918273"))


def test_a_pin_that_is_too_short_is_told_and_asked_again(plant, desk):
    plant.enter("Ada")
    people = plant.services.quality.people
    people.add("Neu", [Role.OPERATOR], secret=Secret("602931"), badge=None)
    type_in(plant, name="Neu", pin="602931")
    own = form_of(plant, OwnPin)
    own.inputs["new"].setText("12")
    own.inputs["again"].setText("12")
    own.ok.click()
    plant.wait()
    assert form_of(plant, OwnPin) is not own
    assert plant.services.sign_in.at_desk().name == "Ada"


def test_a_desk_that_nobody_touches_locks_itself_after_the_time_that_is_set(qtbot, plant, desk):
    plant.enter("Ole")
    plant.show("lots")
    plant.program.settings.put(LOCK_IDLE, 1)
    shift = plant.services.session.shift()
    with shift._lock:
        shift._touched -= 61
    desk.look()
    qtbot.waitUntil(lambda: plant.window.shown == "bench", timeout=5000)
    assert plant.services.sign_in.at_desk().is_locked
    assert plant.services.session.services().actor.name == "nobody"
    assert replace(plant.services.session.services()).for_attempt().actor.name == "Ole"
    plant.window.go("lots")
    assert plant.window.shown == "bench"


def test_a_ledger_that_nobody_is_signed_in_to_drops_its_keys_after_the_time_that_is_set(
    qtbot, plant, desk
):
    plant.enter("Ole")
    session = plant.services.session
    plant.program.settings.put(LOCK_VAULT, 5)
    session._deserted = session.services().clock.monotonic() - 301
    session.lock_if_deserted()
    assert session.services().actor.name == "Ole"  # a shift is on
    plant.services.sign_in.sign_out()
    session.lock_if_deserted()
    assert session._deserted is not None
    session._deserted -= 301
    desk.look()
    qtbot.waitUntil(lambda: plant.window.shown == "locked", timeout=5000)
    with pytest.raises(VaultTrouble):
        session.services()
    plant.window.page("locked").go.click()
    qtbot.waitUntil(lambda: plant.window.shown == "bench", timeout=5000)
    assert session.services().ledger.check() == []


def test_one_pins_approval_counts_for_one_call_only(plant, desk):
    plant.enter("Ole")
    sign_in, session = plant.services.sign_in, plant.services.session
    seen = []
    sign_in.with_second(
        Act.BENCH_RELEASED,
        "Sun",
        Secret(PINS["Sun"][1]),
        lambda: seen.append(session.services().actor),
    )
    assert seen[0].approver == "Sun"
    assert session.services().actor.approver is None


def test_everybody_changes_their_own_pin_at_the_desk(plant, desk):
    plant.enter("Ole")
    page = plant.show("people")
    page.own.click()
    form = form_of(plant)
    for name, value in (("old", PINS["Ole"][1]), ("secret", "918273"), ("again", "918273")):
        form.inputs[name].setText(value)
    form.ok.click()
    plant.wait()
    plant.services.sign_in.sign_in("Ole", Secret("918273"))
