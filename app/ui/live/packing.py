"""Packing over its workflow."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.packing import Package, PackageKind, PackedUnit
from app.ui.language import language
from app.ui.live.desk import Desk
from app.workflows import pack as packing
from app.workflows.carton_labels import write_carton_label


class LivePacking:
    """See PackingService."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> Sequence[Package]:
        """Return all packages, newest first."""
        return self._desk.services().ledger.packing.all()

    def contents(self, code: str) -> Sequence[PackedUnit]:
        """Return what is in one."""
        return self._desk.services().ledger.packing.contents(code)

    def open(
        self,
        kind: PackageKind,
        code: str,
        *,
        order: str = "",
        capacity: int = 0,
    ) -> Package:
        """Begin a package."""
        services = self._desk.services()
        return packing.open_package(
            services, kind, code, order=order or None, capacity=capacity or None
        )

    def pack(self, code: str, raw: str) -> Package:
        """Put what was scanned into a package."""
        return packing.pack(self._desk.services(), code, raw)

    def unpack(self, raw: str, reason: str) -> Package:
        """Take it out again."""
        return packing.unpack(self._desk.services(), raw, reason)

    def close(self, code: str, counted: int = 0) -> Package:
        """Close a package."""
        services = self._desk.services()
        return packing.close_package(services, code, quantity=counted or None)

    def dissolve(self, code: str, reason: str) -> Package:
        """Give up an empty package."""
        return packing.dissolve_package(self._desk.services(), code, reason)

    def write_list(self, code: str, file: Path) -> int:
        """Write the packing list."""
        services = self._desk.services()
        return packing.write_packing_list(services, code, file, language().texts)

    def write_label(self, code: str, file: Path) -> None:
        """Write the package's label."""
        write_carton_label(self._desk.services(), code, file)
