"""Which serial ports there are, with what tells them apart after a replug.

Asking can take seconds (Bluetooth ports on Windows) and must not happen while a port is being
opened: one watcher asks, and keeps the answer.
"""

from dataclasses import dataclass

from serial.tools import list_ports


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One serial port. ``location``: the USB socket (hub and port), stable over a replug.

    ``serial_number``: of the USB adapter, where it has one. ``vid``, ``pid``: USB ids, or None for
    a port that is not on USB.
    """

    port: str
    description: str = ""
    location: str | None = None
    serial_number: str | None = None
    vid: int | None = None
    pid: int | None = None


def list_candidates(*, usb_only: bool = False) -> list[PortInfo]:
    """Return the ports a board may be on, sorted; leaves out the PC's own unused UARTs."""
    found = [
        PortInfo(
            port=info.device,
            description=info.description or "",
            location=info.location,
            serial_number=info.serial_number,
            vid=info.vid,
            pid=info.pid,
        )
        for info in list_ports.comports()
        if info.vid is not None or (not usb_only and not info.device.startswith("/dev/ttyS"))
    ]
    return sorted(found, key=lambda p: (p.location or "", p.port))
