"""One license held, freed or made void, from its lot: found, told, confirmed, on record."""

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.ui.language import language
from app.ui.widgets.form import Form
from tests.app.ui.lots.conftest import IDENTITY


@pytest.fixture
def care(lots_page, bring_in, write_list, settled):
    bring_in(write_list(4), lot="A")
    lots_page._show_overview()
    settled()
    return lots_page.detail.license


@pytest.fixture
def form(dialog_of, lots_page):
    return lambda: dialog_of(lots_page, Form)


def words_of(form):
    return "\n".join(label.text() for label in form.findChildren(QLabel))


@pytest.fixture
def find(care, form, settled):
    def find(act, number):
        care.begin(act)
        asked = form()
        asked.inputs["identity"].setText(IDENTITY.format(number))
        asked.accept()
        settled()

    return find


def state_of(session, number):
    (seen,) = session.services().ledger.custody.find_any(IDENTITY.format(number))
    return seen.state


def test_a_license_is_held_and_freed_with_a_reason_each(
    find, form, settled, session, lots_page, care
):
    find(Act.LICENSE_HELD, 1)
    asked = form()
    assert IDENTITY.format(1) in words_of(asked)
    assert "not handed out until somebody frees it" in words_of(asked)
    assert not asked.ok.isEnabled()  # without a reason
    asked.inputs["reason"].setText("leaked")
    asked.accept()
    settled()
    assert state_of(session, 1) is LicenseState.HELD
    assert "is held" in lots_page.banner.words
    settled()
    assert lots_page.model.rows[0].counts.held == 1
    find(Act.LICENSE_FREED, 1)
    asked = form()
    asked.inputs["reason"].setText("false alarm")
    asked.accept()
    settled()
    assert state_of(session, 1) is LicenseState.AVAILABLE
    record = session.services().ledger.audit.records(act=Act.LICENSE_FREED)[-1]
    assert record.reason == "false alarm"


def test_void_says_that_it_is_for_ever_and_is_confirmed_by_typing(find, form, settled, session):
    find(Act.LICENSE_VOIDED, 2)
    asked = form()
    assert "nobody can undo this" in words_of(asked)
    asked.inputs["reason"].setText("returned to the cloud")
    asked.inputs["typed"].setText("000000")
    assert not asked.ok.isEnabled()
    asked.accept()
    assert state_of(session, 2) is LicenseState.AVAILABLE
    asked.inputs["typed"].setText(IDENTITY.format(2)[-6:])
    assert asked.ok.isEnabled()
    asked.accept()
    settled()
    assert state_of(session, 2) is LicenseState.VOID


def test_an_act_that_would_change_nothing_says_so_and_asks_nothing(
    find, settled, session, lots_page
):
    find(Act.LICENSE_FREED, 3)
    assert "is not held" in lots_page.banner.words
    assert not [one for one in lots_page.findChildren(Form) if one.isVisible()]


def test_an_identity_that_nobody_knows_is_named(care, form, settled, lots_page):
    care.begin(Act.LICENSE_VOIDED)
    asked = form()
    asked.inputs["identity"].setText("nobody")
    asked.accept()
    settled()
    assert "knows no license nobody" in lots_page.banner.words


@pytest.mark.parametrize("speech", ["en", "zh_CN"])
def test_the_menu_speaks_the_language_of_now(care, speech):
    language().speak(speech)
    told = {action.text() for action in care.actions_of.values()}
    assert all(words.endswith("…") for words in told)
    assert len(told) == 3
