"""A unit's life from its detail: each act with its rule and its right."""

import pytest

from app.domain.acts import Act
from app.domain.stories import Stage
from app.ui.language import language
from app.ui.pages.page import Page
from app.ui.quality.life import LifeBar
from app.ui.widgets.form import Form


def waits(settled):
    for _ in range(3):
        settled()


@pytest.fixture
def bar(qtbot, real, settled, made):
    page = Page(real)
    qtbot.addWidget(page)
    changed = []
    life = LifeBar(page, lambda: changed.append(1))
    life.changes = changed
    life.page = page
    page.body.addWidget(life)
    page.show()
    life.show_unit(made[0])
    waits(settled)
    return life


def fill(bar, **values):
    form = bar.page.findChildren(Form)[-1]
    for name, value in values.items():
        control = form.inputs[name]
        (control.setPlainText if hasattr(control, "setPlainText") else control.setText)(value)
    words = " ".join(label.text() for label in form.findChildren(type(bar.state)))
    form.accept()
    return words


def story(real, words):
    return real.services.quality.desk.story(words)


def test_rework_keeps_the_license_and_says_so(bar, real, settled, made):
    bar.begin(Act.UNIT_REWORKED)
    words = fill(bar, reason="solder bridge")
    waits(settled)
    assert "keeps its license" in words
    assert story(real, made[0]).life.stage is Stage.REWORK
    assert bar.changes == [1]


def test_hold_and_free_follow_each_other(bar, real, settled, made):
    assert not bar.actions_of[Act.UNIT_FREED].isEnabled()
    bar.begin(Act.UNIT_HELD)
    fill(bar, reason="complaint")
    waits(settled)
    bar.show_unit(made[0])
    waits(settled)
    assert bar.actions_of[Act.UNIT_FREED].isEnabled()
    assert not bar.actions_of[Act.UNIT_REWORKED].isEnabled()
    assert "complaint" in bar.state.text()


def test_remarks_and_tags_are_edited_the_identity_is_not(bar, real, settled, made):
    bar.begin(Act.UNIT_EDITED)
    words = fill(bar, remarks="second source LED", tags="pilot，LED")
    waits(settled)
    life = story(real, made[0]).life
    assert (life.remarks, life.tags) == ("second source LED", ("pilot", "LED"))
    assert "never edited" in words


def test_scrapping_voids_and_nothing_follows(bar, real, settled, made):
    bar.begin(Act.UNIT_SCRAPPED)
    fill(bar, reason="water")
    waits(settled)
    bar.show_unit(made[0])
    waits(settled)
    assert not bar.actions_of[Act.UNIT_REWORKED].isEnabled()
    assert bar.actions_of[Act.REPORT_EXPORTED].isEnabled()


@pytest.mark.parametrize("speech", ["en", "zh_CN"])
def test_the_rule_of_a_reset_stands_on_the_screen(bar, settled, speech):
    language().speak(speech)
    bar.begin(Act.UNIT_RESET)
    waits(settled)
    form = bar.page.findChildren(Form)[-1]
    words = " ".join(label.text() for label in form.findChildren(type(bar.state)))
    assert language().texts.text("unit-reset-rule") in words
    form.reject()


def test_an_operator_may_not_scrap(bar, settled, factory, desk, made):
    factory.hire("Ole")
    desk.name = "Ole"
    bar._page.look_at_rights()
    bar.show_unit(made[0])
    waits(settled)
    assert not bar.actions_of[Act.UNIT_SCRAPPED].isEnabled()
    assert "supervisor" in bar.actions_of[Act.UNIT_SCRAPPED].toolTip()
    assert bar.actions_of[Act.UNIT_REWORKED].isEnabled()  # with a second person
