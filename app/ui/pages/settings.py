"""Settings: every one of them is declared in app.settings; this page only draws them."""

from typing import TypeVar, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from app.domain.acts import Act
from app.settings import ALL, LEDGER, PERSONAL, AnySetting, Setting
from app.ui.language import language
from app.ui.look import look
from app.ui.pages.page import Context, Page
from app.ui.tasks import Known
from app.ui.widgets.panel import card, column

AREAS = ("appearance", "bench", "station", "backups", "diagnostics")
T = TypeVar("T", bool, int, str)


class WholeWidth(QScrollArea):
    """Scrolls up and down only; whoever holds it learns how wide its content is at least."""

    def minimumSizeHint(self) -> QSize:
        """Return the least width of the content, so that the page scrolls sideways, not this."""
        least = super().minimumSizeHint()
        held = self.widget()
        inside = 0 if held is None else held.minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(max(least.width(), inside + bar), least.height())


class SettingsPage(Page):
    """A card per area, a line per setting: name, help, control. A change counts at once.

    What is a matter of the station, not of one's eyes and ears, needs a right and is recorded.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Settings"))
        self.controls: dict[str, QWidget] = {}
        inner = QWidget()
        lines = column(gap=14)
        lines.setContentsMargins(0, 0, look().px(8), 0)
        inner.setLayout(lines)
        for area in AREAS:
            lines.addWidget(self._area(area))
        lines.addStretch(1)
        scroll = WholeWidth()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setObjectName("scrolls")  # takes the keyboard, and shows it
        self.say(lambda: scroll.setAccessibleName(self.tr("Settings")))
        self.body.addWidget(scroll, 1)
        context.settings.watch(self._show_value)
        context.rights.changed.connect(self._grey)
        self.say(self._grey)

    def _area(self, area: str) -> QWidget:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(32))
        grid.setVerticalSpacing(look().px(16))
        grid.setColumnStretch(0, 1)
        for line, setting in enumerate(s for s in ALL if s.area == area):
            name = self.label(
                lambda s=setting: _words(s.name)[0],  # type: ignore[misc]
                "strong",
                wrap=True,
            )
            help_line = self.label(
                lambda s=setting: _words(s.name)[1],  # type: ignore[misc]
                "caption",
                wrap=True,
            )
            control = self._control(setting)
            control.setFixedWidth(look().px(280))
            self.say(
                lambda c=control, s=setting: c.setAccessibleName(_words(s.name)[0])  # type: ignore[misc]
            )
            self.controls[setting.name] = control
            words = column(name, help_line, gap=2)
            grid.addLayout(words, line, 0)
            grid.addWidget(control, line, 1)
        heading = self.label(lambda: language().texts.text(f"settings-{area}"), "heading")
        return card(heading, grid, gap=14, edge=20)

    def _control(self, setting: AnySetting) -> QWidget:
        settings = self.context.settings
        if isinstance(setting.default, bool):
            on_off = cast("Setting[bool]", setting)
            box = QCheckBox()
            box.setChecked(settings.get(on_off))
            self.say(lambda: box.setText(self.tr("On")))
            box.toggled.connect(lambda on: self._put(on_off, on))
            return box
        if isinstance(setting.default, int):
            number = cast("Setting[int]", setting)
            spin = QSpinBox()
            spin.setRange(number.least, number.most)
            spin.setSingleStep(5 if number.unit == "%" else 1)
            spin.setSuffix(f" {number.unit}" if number.unit else "")
            spin.setKeyboardTracking(False)
            spin.lineEdit().setTextMargins(look().px(9), 0, 0, 0)  # a style sheet has no say here
            spin.setValue(settings.get(number))
            spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            spin.valueChanged.connect(lambda value: self._put(number, value))
            return spin
        text = setting
        if setting.choices:
            return self._combo(text)
        line = QLineEdit(settings.get(text))
        line.setReadOnly(setting is LEDGER)
        line.editingFinished.connect(lambda: self._put(text, line.text().strip()))
        return line

    def _combo(self, setting: Setting[str]) -> QComboBox:
        settings = self.context.settings
        combo = QComboBox()
        for choice in setting.choices:
            combo.addItem(choice, choice)
        combo.setCurrentIndex(combo.findData(settings.get(setting)))

        def speak() -> None:
            for place, choice in enumerate(setting.choices):
                words = language().texts.text(f"setting-{setting.name}-{choice}")
                combo.setItemText(place, words)

        self.say(speak)
        combo.activated.connect(lambda _i: self._put(setting, str(combo.currentData())))
        return combo

    def _put(self, setting: Setting[T], value: T) -> None:
        settings = self.context.settings
        old = settings.get(setting)
        if setting in PERSONAL:
            settings.put(setting, value)
        elif old != value:
            self.ask(
                f"setting {setting.name}",
                lambda: self.services.station.change(setting.name, old, value),
                lambda _none: settings.put(setting, value),
                failed=lambda error: self._refused(setting.name, error),
            )

    def _refused(self, name: str, error: Known) -> None:
        self._show_value(name)
        self.fail(error)

    def _grey(self) -> None:
        rights = self.context.rights
        for setting in ALL:
            if setting not in PERSONAL:
                control = self.controls[setting.name]
                control.setEnabled(rights.may(Act.SETTING_CHANGED))
                control.setToolTip(rights.why(Act.SETTING_CHANGED))

    def _show_value(self, name: str) -> None:
        """Follow a change that was made elsewhere (a shortcut, the bench)."""
        for setting in ALL:
            if setting.name != name:
                continue
            control = self.controls[name]
            control.blockSignals(True)
            value = self.context.settings.get(setting)  # type: ignore[misc]
            match control:
                case QCheckBox():
                    control.setChecked(bool(value))
                case QSpinBox():
                    control.setValue(int(value))
                case QComboBox():
                    control.setCurrentIndex(control.findData(value))
                case QLineEdit():
                    control.setText(str(value))
            control.blockSignals(False)


def _words(name: str) -> tuple[str, str]:
    texts = language().texts
    return texts.sentence(f"setting-{name}"), texts.advice(f"setting-{name}")
