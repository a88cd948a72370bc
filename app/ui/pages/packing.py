"""Packing: scan units into a carton; strangers and duplicates are refused loudly."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QLabel

from app.domain.acts import Act
from app.domain.packing import Package, PackageKind, PackageState, PackedUnit
from app.domain.units import show_mac
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Context
from app.ui.quality.carton import CartonPicture
from app.ui.quality.package_forms import PackageForms, kind_words
from app.ui.quality.scan_page import ScanPage
from app.ui.tasks import Known
from app.ui.theme import Tone
from app.ui.views import SlotState
from app.ui.widgets.banner import Banner
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside, flow
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import error_words

LIST_WIDTH = 400
_TONES = {
    PackageState.OPEN: Tone.RUNNING,
    PackageState.CLOSED: Tone.PASS,
    PackageState.DISSOLVED: Tone.STOPPED,
}


class PackingPage(ScanPage):
    """The packages on the left, the one that is filled in the middle, its content below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Packing"))
        self.package: Package | None = None
        self._wanted = ""
        self.forms = PackageForms(self, self._changed, self._failed)
        self.new = self.button(
            lambda: self.tr("New carton…"), self.forms.new, kind="primary", image="add",
            shortcut="Ctrl+N",
        )  # fmt: skip
        self.export = self.button(
            lambda: self.tr("Packing list…"),
            lambda: self.forms.write_list(self.package),
            image="export",
            shortcut="Ctrl+E",
        )
        self.label_it = self.button(
            lambda: self.tr("Carton label…"),
            lambda: self.forms.label(self.package),
            image="labels",
            shortcut="Ctrl+B",
        )
        self.tools.addWidget(self.label_it)
        self.tools.addWidget(self.export)
        self.tools.addWidget(self.new)
        self.boxes: ListModel[Package] = ListModel(self._box_columns(), self)
        empty = EmptyState(
            "package",
            lambda: self.tr("No carton yet"),
            lambda: self.tr("Begin a carton with the code on its label, then scan units into it."),
            (lambda: self.tr("New carton…"), self.forms.new),
        )
        self.list: Table[Package] = Table(self.boxes, empty, lambda: self.tr("Packages"))
        self.list.chosen.connect(lambda _row: self._choose())
        self.boxes.modelReset.connect(self._measure)
        self.loud = Banner(closable=False)
        self._name, self._count = QLabel(), QLabel()
        self._name.setProperty("type", "heading")
        self._count.setProperty("type", "figure")
        self._hint = self.label(
            lambda: self.tr("Scan units into it, anywhere on this page."), "caption"
        )
        self.picture = CartonPicture()
        self.close_it = self.button(
            lambda: self.tr("Close…"),
            lambda: self.forms.close(self.package),
            image="check",
            shortcut="F6",
        )
        self.unpack_it = self.button(
            lambda: self.tr("Unpack…"),
            lambda: self.forms.unpack(self.inside.current()),
            kind="stop",
            shortcut="F7",
        )
        self.dissolve_it = self.button(
            lambda: self.tr("Give up…"),
            lambda: self.forms.dissolve(self.package),
            kind="quiet",
            image="trash",
        )
        acts = flow(self.close_it, self.unpack_it, self.dissolve_it)
        head = row(column(self._name, self._hint, gap=2), 1, self._count)
        self.work = card(head, grow(self.picture), acts, gap=10)
        self.lines: ListModel[PackedUnit] = ListModel(self._line_columns(), self)
        nothing = EmptyState(
            "units", lambda: self.tr("Nothing in it yet"), lambda: self.tr("Scan the first unit.")
        )
        self.inside: Table[PackedUnit] = Table(self.lines, nothing, lambda: self.tr("Content"))
        self._right = Panel()
        right = column(gap=12)
        right.addWidget(self.work, 3)
        right.addWidget(self.inside, 2)
        self._right.setLayout(right)
        self._both = Beside(
            self._right, self.list, side=LIST_WIDTH, low=0, aside_low=220, aside_first=True
        )
        self.body.addWidget(self.loud)
        self.body.addWidget(self._both, 1)
        self._guard(empty)
        self._measure()
        self.say(self._show_package)

    def _measure(self) -> None:
        """Keep the list narrow beside its package; with none at all the room is the list's."""
        self._right.setVisible(self.boxes.rowCount() > 0)
        self._both.arrange()

    def _guard(self, empty: EmptyState) -> None:
        self.guard(self.new, Act.PACKAGE_OPENED)
        self.guard_empty(empty, Act.PACKAGE_OPENED)
        self.guard(self.export, Act.REPORT_EXPORTED, self._is_chosen)
        self.guard(self.label_it, Act.LABEL_PRINTED, self._has_content)
        self.guard(self.close_it, Act.PACKAGE_CLOSED, self._is_open)
        self.guard(self.unpack_it, Act.UNIT_UNPACKED)
        self.guard(self.dissolve_it, Act.PACKAGE_DISSOLVED, self._is_empty)

    def refresh(self) -> None:
        """Ask for the packages."""
        self.ask("packages", self.services.quality.packing.all, self._show_all)

    def scan(self, raw: str) -> None:
        """Put what was scanned into the chosen package; another package's code chooses it."""
        code = raw.strip()
        for number, box in enumerate(self.boxes.rows):
            if box.code == code and box.kind is PackageKind.CARTON and self._is_pallet() is False:
                self.list.choose(number)
                return
        package = self.package
        if package is None:
            self._refuse(self.tr("Choose or begin a carton first."), "")
            return
        packing = self.services.quality.packing
        self.ask(
            f"pack {code}",  # every scan counts, also one that follows at once
            lambda: packing.pack(package.code, raw),
            self._packed,
            failed=self._failed,
        )

    def _packed(self, package: Package) -> None:
        self.loud.tell("")
        self.context.sounds.tell(SlotState.PASS)
        self.package = package
        self.picture.show_package(package, just_packed=True)
        self._changed(package)
        if package.left == 0:
            self.tell(
                self.tr("{code} is full. Close it.").format(code=package.code), tone=Tone.RUNNING
            )

    def _changed(self, package: Package) -> None:
        self.loud.tell("")
        self._wanted = package.code
        self.package = package
        self.refresh()

    def _failed(self, error: Known) -> None:
        self._refuse(*error_words(error))

    def _refuse(self, said: str, advised: str) -> None:
        self.context.sounds.tell(SlotState.REFUSED)
        self.loud.tell(said, advised, Tone.FAIL)

    def _show_all(self, boxes: Sequence[Package]) -> None:
        wanted = self._wanted or (self.package.code if self.package is not None else "")
        self.boxes.show_rows(boxes)
        number = next((n for n, box in enumerate(boxes) if box.code == wanted), None)
        if number is None:  # the newest open one is what somebody at the packing table fills
            number = next((n for n, b in enumerate(boxes) if b.state is PackageState.OPEN), 0)
        if boxes:
            self.list.choose(number)
        self._choose()

    def _choose(self) -> None:
        former = self.package
        self.package = self.list.current()
        self._wanted = "" if self.package is None else self.package.code
        same = former is not None and self.package is not None and former.code == self._wanted
        if not same:
            self.picture.show_package(self.package)
        self._show_package()
        if self.package is not None:
            code, packing = self.package.code, self.services.quality.packing
            self.ask("content", lambda: packing.contents(code), self._show_lines)

    def _show_lines(self, lines: Sequence[PackedUnit]) -> None:
        self.lines.show_rows(tuple(reversed(lines)))

    def _show_package(self) -> None:
        package = self.package
        self.work.setVisible(package is not None)
        self.inside.setVisible(package is not None)
        if package is not None:
            words = [
                self._kind(package.kind),
                package.code,
                package.order or "",
                package.inside or "",
            ]
            self._name.setText("  ·  ".join(word for word in words if word))
            self._count.setText(f"{package.content} / {package.capacity}")
            self._hint.setVisible(package.state is PackageState.OPEN)
        self.enable_buttons()

    def _is_chosen(self) -> bool:
        return self.package is not None

    def _has_content(self) -> bool:
        return self.package is not None and self.package.content > 0

    def _is_open(self) -> bool:
        return self.package is not None and self.package.state is PackageState.OPEN

    def _is_empty(self) -> bool:
        return self._is_open() and self.package is not None and self.package.content == 0

    def _is_pallet(self) -> bool:
        return self.package is not None and self.package.kind is PackageKind.PALLET

    def _kind(self, kind: PackageKind) -> str:
        return kind_words(kind)

    def _state(self, package: Package) -> str:
        match package.state:
            case PackageState.OPEN:
                return self.tr("open")
            case PackageState.CLOSED:
                return self.tr("closed")
            case _:
                return self.tr("given up")

    def _box_columns(self) -> list[Column[Package]]:
        return [
            Column(lambda: self.tr("Code"), lambda p: p.code, 0),
            Column(
                lambda: self.tr("Content"), lambda p: f"{p.content} / {p.capacity}", 96, number=True
            ),
            Column(lambda: self.tr("State"), self._state, 108, tone=lambda p: _TONES[p.state]),
        ]

    def _line_columns(self) -> list[Column[PackedUnit]]:
        return [
            Column(lambda: self.tr("Identity"), lambda u: u.identity or "", 196, mono=True),
            Column(
                lambda: self.tr("MAC"), lambda u: show_mac(u.mac) if u.mac else "", 160, mono=True
            ),
            Column(lambda: self.tr("Serial number"), lambda u: u.serial or "", 126),
            Column(
                lambda: self.tr("Packed"),
                lambda u: f"{datetime.fromisoformat(u.packed_at).astimezone():%m-%d %H:%M}",
                106,
            ),
            Column(lambda: self.tr("By"), lambda u: u.packed_by, 0),
        ]
