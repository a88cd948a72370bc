"""People: from an empty ledger to roles, PINs, badges and who left; the rights as a picture."""

from app.domain.acts import Act
from app.domain.people import Role
from app.ui.pages.people import PeoplePage
from app.ui.widgets.form import Form


def waits(settled):
    for _ in range(3):
        settled()


def fill(page, **values):
    """Fill the form that is open, and send it."""
    form = page.findChildren(Form)[-1]
    for name, value in values.items():
        form.inputs[name].setText(value)
    form.accept()


def choose(page, name):
    names = [person.name for person in page.rows.rows]
    page.table.choose(names.index(name))


def test_the_first_person_is_an_administrator(settled, page_of, factory):
    page = page_of(PeoplePage)
    assert page.table.empty.isVisible()
    page.first_form()
    fill(page, name="Ada", secret="correct-horse", again="correct-horse")
    waits(settled)
    person = factory.services.ledger.people.get("Ada")
    assert person.roles == {Role.ADMINISTRATOR}


def test_two_different_entries_set_no_password(settled, page_of, factory):
    page = page_of(PeoplePage)
    page.first_form()
    fill(page, name="Ada", secret="correct-horse", again="correct-house")
    waits(settled)
    assert not factory.services.ledger.people.any()
    assert "differ" in page.banner.words


def test_an_administrator_adds_changes_and_lets_go(settled, page_of, factory, desk):
    factory.hire("Ada", "Ole")
    desk.name = "Ada"
    page = page_of(PeoplePage)
    assert [person.name for person in page.rows.rows] == ["Ada", "Ole"]
    choose(page, "Ole")
    page.secret_form()
    fill(page, secret="908172", again="908172")
    waits(settled)
    choose(page, "Ole")
    page.badge_form()
    fill(page, badge="BADGE-000123456")
    waits(settled)
    people = factory.services.ledger.people
    assert people.get("Ole").has_badge
    choose(page, "Ole")
    page.leave_form()
    fill(page, reason="moved away")
    waits(settled)
    assert not people.get("Ole").is_here
    choose(page, "Ole")
    assert "Comes back" in page.leave.text()
    assert not page.roles.isEnabled()
    acts = {record.act for record in factory.services.ledger.audit.records(limit=500)}
    assert {Act.PERSON_SECRET_SET.value, Act.PERSON_BADGE_SET.value} <= acts


def test_an_operator_sees_the_people_and_may_change_nothing(page_of, factory, desk):
    factory.hire("Ada", "Ole")
    desk.name = "Ole"
    page = page_of(PeoplePage)
    choose(page, "Ada")
    for button in (page.add, page.roles, page.secret, page.badge, page.leave):
        assert not button.isEnabled()
        assert "administrator" in button.toolTip()


def test_the_matrix_says_every_right_in_words(page_of):
    page = page_of(PeoplePage)
    words = page.rights.matrix.accessibleDescription()
    assert "write boards: operator, engineer, supervisor" in words
    assert words.count(";") > 50
