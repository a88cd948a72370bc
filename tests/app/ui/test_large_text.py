"""At 200 % on a small screen: what is too wide is scrolled to, never cut off."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from app.domain.rights import COLUMNS
from app.settings import LANGUAGE, TEXT_SCALE
from app.ui.application import dress
from app.ui.language import language
from app.ui.look import look
from app.ui.quality.matrix import Matrix
from app.ui.views import AtDesk


@pytest.fixture(params=["en", "zh_CN"])
def large(request, window, settings) -> Iterator[object]:
    settings.put(TEXT_SCALE, 200)
    settings.put(LANGUAGE, request.param)
    dress(settings)
    window.resize(1280, 800)
    yield window
    settings.put(TEXT_SCALE, 100)
    settings.put(LANGUAGE, "en")
    dress(settings)


def test_every_setting_can_be_scrolled_to(large, settled):
    large.go("settings")
    settled()
    page = large.page("settings")
    for name, control in page.controls.items():
        assert isinstance(control, QWidget)
        right = control.mapTo(page, QPoint(control.width(), 0)).x()
        assert right <= page.width(), name


def test_every_role_is_read_whole_above_the_rights(large, qtbot):
    matrix = Matrix()
    qtbot.addWidget(matrix)
    matrix.resize(matrix.minimumSize())
    metrics = QFontMetrics(look().font(13, bold=True))
    cell = (matrix.width() - look().px(300)) / len(COLUMNS)
    for role in COLUMNS:
        assert metrics.horizontalAdvance(language().texts.named(role)) <= cell


def test_handing_over_and_locking_are_read_whole_whatever_else_is_there(large, settled):
    large.go("bench")
    large.desk.show_desk(AtDesk(name="Sun Wei", has_people=True))
    large.status.ledger.setText("Ledger: " + "a long name " * 3)
    settled()
    for button in (large.desk.enter, large.desk.lock):
        assert button.isVisible()
        assert button.width() >= button.sizeHint().width()
    assert not large.status.ledger.isVisible()
    large.resize(3000, 1200)
    settled()
    assert large.status.ledger.isVisible()
