"""What the packing page asks: a new package, its closing, what comes out, its list, its label."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.packing import Package, PackageKind, PackedUnit
from app.ui.language import language
from app.ui.pages.page import Page
from app.ui.tasks import Known
from app.ui.widgets.form import Field, Form, Value


class PackageForms(QObject):
    """Opens forms over its page; ``changed`` gets the package of each act that was done."""

    def __init__(
        self, page: Page, changed: Callable[[Package], None], failed: Callable[[Known], None]
    ) -> None:
        super().__init__(page)
        self._page = page
        self._changed, self._failed = changed, failed

    def new(self) -> None:
        """Ask for a new package."""
        orders = self._page.services.orders
        self._page.ask("orders", lambda: [order.name for order in orders.all()], self._ask_new)

    def close(self, package: Package | None) -> None:
        """Ask how many were counted, then close."""
        if package is None:
            return
        fields = (Field("counted", self.tr("Counted by hand (0: not counted)"), 0, most=100_000),)
        packing = self._page.services.quality.packing
        self._open(
            self.tr("Close {code}").format(code=package.code),
            fields,
            lambda values: packing.close(package.code, int(str(values["counted"]))),
        )

    def unpack(self, chosen: PackedUnit | None) -> None:
        """Ask what shall come out, and why."""
        known = "" if chosen is None else (chosen.identity or chosen.mac or "")
        fields = (
            Field("what", self.tr("Scan the unit or carton"), known, needed=True, most=4096),
            Field("reason", self.tr("Reason"), needed=True, most=200),
        )
        packing = self._page.services.quality.packing
        self._open(
            self.tr("Unpack"),
            fields,
            lambda values: packing.unpack(str(values["what"]), str(values["reason"])),
        )

    def dissolve(self, package: Package | None) -> None:
        """Ask why an empty package is given up."""
        if package is None:
            return
        fields = (Field("reason", self.tr("Reason"), needed=True, most=200),)
        packing = self._page.services.quality.packing
        self._open(
            self.tr("Give up {code}").format(code=package.code),
            fields,
            lambda values: packing.dissolve(package.code, str(values["reason"])),
        )

    def write_list(self, package: Package | None) -> None:
        """Write the packing list as PDF or CSV."""
        if package is None:
            return
        name, kinds = f"{package.code}.pdf", "PDF (*.pdf);;CSV (*.csv)"
        file, _ = QFileDialog.getSaveFileName(self._page, self.tr("Packing list"), name, kinds)
        if not file:
            return
        page, packing = self._page, self._page.services.quality.packing
        page.ask(
            "list",
            lambda: packing.write_list(package.code, Path(file)),
            lambda n: page.tell(self.tr("%n unit(s) written to {file}.", "", n).format(file=file)),
        )

    def label(self, package: Package | None) -> None:
        """Ask on which printer the package's label shall come out, or in which file."""
        if package is None:
            return
        labels = self._page.services.labels
        self._page.ask(
            "label form",
            lambda: (
                [printer.name for printer in labels.printers()],
                labels.carton_copies(package.code),
            ),
            lambda found: self._ask_label(package, *found),
        )

    def _ask_label(self, package: Package, printers: Sequence[str], copies: int) -> None:
        if not printers:
            self._write_label(package)
            return
        choices = [*((name, name) for name in printers), ("", self.tr("into a file…"))]
        fields = [Field("printer", self.tr("Printer"), printers[0], choices)]
        words = self.tr("It is printed once; the queue on the page Labels shows it.")
        if copies:
            fields.append(Field("reason", self.tr("Reason for one more copy"), most=200))
            words = self.tr("It has %n label(s) already; one more needs a reason.", "", copies)
        page, labels = self._page, self._page.services.labels

        def done(values: Mapping[str, Value]) -> None:
            printer, reason = str(values["printer"]), str(values.get("reason", ""))
            if not printer:
                self._write_label(package)
                return
            said = self.tr("The label of {code} goes to {printer}.")
            page.ask(
                "label",
                lambda: labels.print_carton(package.code, printer, reason),
                lambda _none: page.tell(said.format(code=package.code, printer=printer)),
                failed=self._failed,
            )

        title = self.tr("Label of {code}").format(code=package.code)
        Form(page, title, fields, done, words=words, ok=self.tr("Print")).open()

    def _write_label(self, package: Package) -> None:
        name, kinds = f"{package.code}-label.pdf", "PDF (*.pdf);;PNG (*.png);;ZPL (*.zpl)"
        file, _ = QFileDialog.getSaveFileName(self._page, self.tr("Carton label"), name, kinds)
        if not file:
            return
        page, packing = self._page, self._page.services.quality.packing
        page.ask(
            "label",
            lambda: packing.write_label(package.code, Path(file)),
            lambda _none: page.tell(self.tr("Written to {file}.").format(file=file)),
        )

    def _ask_new(self, orders: Sequence[str]) -> None:
        kinds = [(kind.value, kind_words(kind)) for kind in PackageKind]
        named = [("", self.tr("any work order")), *((name, name) for name in orders)]
        fields = (
            Field("code", self.tr("Code on its label (scan it)"), needed=True, most=64),
            Field("kind", self.tr("Kind"), PackageKind.CARTON.value, kinds),
            Field("order", self.tr("Work order"), orders[0] if orders else "", named),
            Field("capacity", self.tr("Places (0: as the order says)"), 0, most=100_000),
        )
        packing = self._page.services.quality.packing
        self._open(
            self.tr("New package"),
            fields,
            lambda values: packing.open(
                PackageKind(str(values["kind"])),
                str(values["code"]),
                order=str(values["order"]),
                capacity=int(str(values["capacity"])),
            ),
        )

    def _open(
        self,
        title: str,
        fields: Sequence[Field],
        act: Callable[[Mapping[str, Value]], Package],
    ) -> None:
        def done(values: Mapping[str, Value]) -> None:
            self._page.ask("package", lambda: act(values), self._changed, failed=self._failed)

        Form(self._page, title, fields, done).open()


def kind_words(kind: PackageKind) -> str:
    """Return what a package of this kind is called."""
    return language().texts.text(f"paper-{kind.value}")
