"""The bench: the slots, the figures above them, and three buttons."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QProgressBar

from app.domain.acts import Act
from app.settings import SOUND
from app.ui.icons import icon
from app.ui.look import look
from app.ui.pages.page import Context, Page
from app.ui.theme import Tone
from app.ui.views import BenchEvent, BenchHeader, SlotView
from app.ui.widgets.charts import CycleChart
from app.ui.widgets.elided import Elided
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.figure import NONE, Figure
from app.ui.widgets.flow import flow, growing
from app.ui.widgets.panel import Panel, column, grow, row
from app.ui.widgets.slot_grid import SlotGrid
from app.ui.words import advice, seconds_word, sentence

FORGET_MS = 4000
ROOM_FOR_HINT = 900
ROOM_FOR_CHART = 960  # px at 100 %
GAP_OF_FIGURES, LEAST_ORDER = 28, 140


class HeaderCard(Panel):
    """Order, operator, made of to make, licenses left, yield, units per hour, cycle time."""

    def __init__(self) -> None:
        super().__init__(name="card")
        self._order = Elided()  # a long name is cut before a figure is
        self._order.setProperty("type", "heading")
        self._who = Elided()
        self._who.setProperty("type", "muted")
        self._made = Figure(lambda: self.tr("made / to make"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._left = Figure(lambda: self.tr("licenses left"))
        self._fpy = Figure(lambda: self.tr("first-pass yield"))
        self._uph = Figure(lambda: self.tr("units per hour"))
        self._cycle = Figure(lambda: self.tr("cycle time"))
        self._chart = CycleChart()
        self.say(lambda: self._chart.setAccessibleName(self.tr("Cycle time of the last units")))
        order = column(self._order, self._who, gap=2)
        made = column(self._made, self._bar, gap=5)
        parts = row(gap=GAP_OF_FIGURES, edge=14)
        parts.addLayout(order, 3)
        parts.addLayout(made, 2)
        for figure in (self._left, self._fpy, self._uph, self._cycle):
            parts.addWidget(figure)
        parts.addWidget(self._chart, 2)
        self.setLayout(parts)
        self._header = BenchHeader()
        self.say(lambda: self.show_header(self._header))
        self.wear(lambda: self.show_header(self._header))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the chart go, then the least of the figures, before any of them is cut."""
        super().resizeEvent(event)
        room = self.width() - self.minimumSizeHint().width()
        gap = look().px(GAP_OF_FIGURES)
        for figure in (self._fpy, self._uph, self._cycle):
            room -= figure.sizeHint().width() + gap
            figure.setVisible(room >= 0)
        self._chart.setVisible(self.width() >= look().px(ROOM_FOR_CHART))

    def minimumSizeHint(self) -> QSize:
        """Return the room without which made and left are cut; all else may go."""
        px = look().px
        kept = sum(w.sizeHint().width() for w in (self._made, self._left))
        return QSize(
            px(LEAST_ORDER) + kept + 2 * (px(GAP_OF_FIGURES) + px(14)),
            super().minimumSizeHint().height(),
        )

    def show_header(self, header: BenchHeader) -> None:
        """Show these figures and nothing else."""
        self._header = header
        self._order.setText(header.order or self.tr("No work order chosen"))
        self._who.setText("  ·  ".join(p for p in (header.product, header.operator) if p))
        self._made.show_number(
            f"{header.made:,} / {header.to_make:,}" if header.to_make else f"{header.made:,}"
        )
        self._bar.setMaximum(max(1, header.to_make))
        self._bar.setValue(min(header.made, header.to_make))
        self._left.show_number(f"{header.licenses_left:,}", alarm=header.low_stock)
        self._fpy.show_number(NONE if header.fpy is None else f"{header.fpy * 100:.1f} %")
        self._uph.show_number(NONE if header.uph is None else f"{header.uph:,.0f}")
        self._cycle.show_number(NONE if header.cycle_s is None else seconds_word(header.cycle_s))
        self._chart.show_cycles(header.cycles)


class BenchPage(Page):
    """What an operator sees all day."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._typed = ""
        self._noticed = ""  # what the banner says for the bench, and no longer than that is so
        bench = context.services.bench
        self.header = HeaderCard()
        self.grid = SlotGrid()
        self.grid.pressed.connect(bench.press)
        self.start = self.button(
            lambda: self.tr("Start"),
            bench.start,
            kind="primary",
            image="play",
            shortcut="F5",
            large=True,
        )
        self.stop = self.button(
            lambda: self.tr("Stop"),
            self._stop,
            kind="stop",
            image="stop",
            shortcut="F8",
            large=True,
        )
        self.probe = self.button(
            lambda: self.tr("Read slots"), bench.probe, image="probe", shortcut="F6", large=True
        )
        self.say(
            lambda: self.probe.setToolTip(self.tr("Reads every board and writes nothing  (F6)"))
        )
        self.say(
            lambda: self.stop.setToolTip(
                self.tr("Stops at the next safe place; no license is lost  (F8)")
            )
        )
        self.unlock = self.button(
            lambda: self.tr("Unlock bench"), self._unlock, image="lock", shortcut="F9", large=True
        )
        self.guard(self.start, Act.LICENSE_RESERVED)
        self.guard(self.unlock, Act.BENCH_RELEASED)
        self.sound = self.button(
            lambda: self.tr("Sound"), self._toggle_sound, kind="quiet", shortcut="Ctrl+M"
        )
        self.wear(self._show_sound)
        context.settings.watch(lambda name: self._show_sound() if name == SOUND.name else None)
        self.empty = EmptyState(
            "plug",
            lambda: self.tr("No slots yet"),
            lambda: self.tr("Connect an adapter and tie its place to a slot."),
            (lambda: self.tr("Connect slots"), lambda: context.go("diagnostics")),
        )
        self.hint = self.label(self._say_hint, "caption", wrap=True)
        self._forget = QTimer(self)  # half a word is not glued to the next scan
        self._forget.setSingleShot(True)
        self._forget.setInterval(FORGET_MS)
        self._forget.timeout.connect(lambda: self._type(""))
        self.grid.typing = self.is_typing
        self.body.addWidget(self.header)
        growing(self.hint)
        keys = (self.start, self.stop, self.probe, self.unlock, self.hint, self.sound)
        for part in keys:  # a click leaves the keyboard, and a foot switch on Enter, to the slots
            if part is not self.hint:
                part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.body.addWidget(flow(*keys))
        self.body.addWidget(grow(self.grid), 1)
        self.body.addWidget(grow(self.empty), 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._header = BenchHeader()
        self.say(lambda: self._show_notice(self._header))
        self.refresh()

    def refresh(self) -> None:
        """Show the bench as it is now."""
        self.grid.show_all(self.services.bench.slots())
        self._show_header(self.services.bench.header())
        self._look_empty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the keys in sight: at large text on a small screen the hint goes for them."""
        super().resizeEvent(event)
        self._show_hint()
        self._suit_keys()

    def receive(self, event: BenchEvent) -> None:
        """Show one event of the station."""
        if isinstance(event, SlotView):
            before = self.grid.state_of(event.number)
            self.grid.show_slot(event)
            if before is None:
                self._look_empty()
            if before is not event.state:
                self.context.sounds.tell(event.state)
        elif isinstance(event, BenchHeader):
            self._show_header(event)

    def is_typing(self) -> bool:
        """Say whether a number or a scan is being typed."""
        return bool(self._typed)

    def say_notice(self) -> None:
        """Say again what the bench has to say, after something else stood there."""
        self._show_notice(self._header)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Collect what a scanner, a foot switch or a hand types, up to Enter."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed = self._typed.strip()
            self._type("")
            self._enter(typed)
        elif key == Qt.Key.Key_Escape:
            self._type("")
        elif event.text().isprintable() and event.text():
            self._type((self._typed + event.text())[-512:])
        else:
            super().keyPressEvent(event)

    def _type(self, typed: str) -> None:
        """Keep and show what was typed so far."""
        self._typed = typed
        self.hint.setText(self._say_hint())
        self._show_hint()
        if typed:
            self._forget.start()

    def _show_hint(self) -> None:
        has_room = self.width() >= look().px(ROOM_FOR_HINT)
        self.hint.setVisible(has_room or bool(self._typed))

    def _suit_keys(self) -> None:
        """Leave the height to the slots where there is little width: large text is large enough."""
        big = "true" if self.width() >= look().px(ROOM_FOR_HINT) else ""
        for key in (self.start, self.stop, self.probe, self.unlock):
            if key.property("big") != big:
                key.setProperty("big", big)
                key.style().polish(key)
                key.updateGeometry()

    def _say_hint(self) -> str:
        if self._typed:
            return self.tr("Typed: {keys}  (Enter)").format(keys=self._typed[-24:])
        return self.tr("Slot number + Enter presses a slot. A scan starts it too.")

    def _enter(self, typed: str) -> None:
        numbers = {card.view.number for card in self.grid.cards}
        if typed.isdecimal() and len(typed) <= 2 and int(typed) in numbers:
            self.services.bench.press(int(typed))
        elif typed:
            self.services.bench.scan(typed)
        elif len(numbers) == 1:  # a foot switch that is an Enter key, at a bench of one slot
            self.services.bench.press(next(iter(numbers)))

    def _unlock(self) -> None:
        self.ask("unlock", self.services.bench.unlock, lambda _none: self.tell(""))

    def _stop(self) -> None:
        busy = self.services.bench.busy_slots()
        self.services.bench.stop()
        if busy:
            said = self.tr("Stopping: %n unit(s) end at the next safe place.", "", busy)
            self.tell(said, tone=Tone.WAIT)
            self._noticed = said

    def _show_header(self, header: BenchHeader) -> None:
        if (header.notice, header.notice_facts) != (self._header.notice, self._header.notice_facts):
            self._show_notice(header)
        if self._header.running and not header.running and not header.notice:
            self._show_notice(header)  # all have stopped
        self._header = header
        self.header.show_header(header)
        self.start.setEnabled(not header.running and not header.locked)
        self.stop.setEnabled(header.running)
        self.probe.setEnabled(not header.running)
        self.unlock.setVisible(header.locked)

    def _show_notice(self, header: BenchHeader) -> None:
        if header.notice:
            facts = dict(header.notice_facts)
            tone = Tone.FAIL if header.locked else Tone.RUNNING
            self.tell(sentence(header.notice, facts), advice(header.notice, facts), tone)
            self._noticed = self.banner.words
        elif self._noticed and self.banner.words == self._noticed:
            self.tell("")  # what it said is so no more

    def _toggle_sound(self) -> None:
        settings = self.context.settings
        settings.put(SOUND, not settings.get(SOUND))

    def _show_sound(self) -> None:
        name = "sound" if self.context.settings.get(SOUND) else "mute"
        self.sound.setIcon(icon(name, look().palette.accent_text))
        side = look().px(22)
        self.sound.setIconSize(QSize(side, side))

    def _look_empty(self) -> None:
        any_slots = bool(self.grid.cards)
        self.grid.setVisible(any_slots)
        self.empty.setVisible(not any_slots)
