"""Packing over its workflow."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.packing import Package, PackageKind, PackedUnit
from app.ui.language import language
from app.ui.live.desk import Desk
from app.ui.services_quality import Second
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
        second: Second | None = None,
    ) -> Package:
        """Begin a package."""
        services = self._desk.services(second)
        return packing.open_package(
            services, kind, code, order=order or None, capacity=capacity or None
        )

    def pack(self, code: str, raw: str, second: Second | None = None) -> Package:
        """Put what was scanned into a package."""
        return packing.pack(self._desk.services(second), code, raw)

    def unpack(self, raw: str, reason: str, second: Second | None = None) -> Package:
        """Take it out again."""
        return packing.unpack(self._desk.services(second), raw, reason)

    def close(self, code: str, counted: int = 0, second: Second | None = None) -> Package:
        """Close a package."""
        services = self._desk.services(second)
        return packing.close_package(services, code, quantity=counted or None)

    def dissolve(self, code: str, reason: str, second: Second | None = None) -> Package:
        """Give up an empty package."""
        return packing.dissolve_package(self._desk.services(second), code, reason)

    def write_list(self, code: str, file: Path, second: Second | None = None) -> int:
        """Write the packing list."""
        services = self._desk.services(second)
        return packing.write_packing_list(services, code, file, language().texts)

    def write_label(self, code: str, file: Path, second: Second | None = None) -> None:
        """Write the package's label."""
        write_carton_label(self._desk.services(second), code, file)
