"""Quality at a million units: scan to verdict, the write report, all charts of a month."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.domain.figures import FigureFilter
from app.domain.scans import read_scan
from app.domain.shifts import ShiftPlan
from app.domain.verdicts import judge
from app.ledger.bulk import insert_rows
from app.ledger.ledger import Ledger
from app.reports.writes import COLUMNS, write_csv
from flasher.timing import SystemClock
from tests.ledgers import fill, identity, mac

UNITS = int(os.environ.get("KEYWRIGHT_BENCH_UNITS", "1000000"))
SLOTS, OPERATORS = 16, ("Lin", "Mei", "Bo")
STEPS = json.dumps({"connect": 0.02, "identify": 0.01, "read_existing": 0.01, "intent": 0.004,
                    "write": 0.06, "read_back": 0.02})  # fmt: skip
SCANS = 40

Line = tuple[str, float, float | None, str]


def run() -> list[Line]:
    """Return (name, value, bound, unit) of every figure; builds a ledger of a million units."""
    folder = Path(tempfile.mkdtemp(prefix="keywright-quality-"))
    try:
        path = folder / "month.db"
        with _month(path) as ledger:
            lines = [*_scans(ledger), *_charts(ledger), *_csv(ledger, path, folder)]
        lines.append(_xlsx(path, folder))
        return lines
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _month(path: Path) -> Ledger:
    ledger = Ledger.create(path, clock=SystemClock())
    ledger.seal_audit_with(mac)
    fill(ledger, UNITS)
    with ledger.lots.quietly() as conn:
        units = ((f"02{n:010X}", f"02{n:010X}", "2026-01-01T00:00:00.000Z", "s", 1)
                 for n in range(UNITS))  # fmt: skip
        columns = ("hwid", "mac", "first_seen_at", "first_station", "attempts")
        insert_rows(conn, "units", columns, units)
        conn.exec_driver_sql(
            "UPDATE licenses SET state = 'reserved', unit_id = id WHERE state = 'available'"
        )
        conn.exec_driver_sql("UPDATE licenses SET state = 'writing', was_out = 1")
        conn.exec_driver_sql("UPDATE licenses SET state = 'verified'")
        conn.exec_driver_sql("UPDATE lot_counts SET state = 'verified'")
        insert_rows(conn, "attempts", _COLUMNS, map(_attempt, range(UNITS)))
    return ledger


_COLUMNS = (
    *("unit_id", "license_id", "lot_id", "number", "station", "slot", "port", "operator"),
    *("started_at", "seconds", "outcome", "code", "recheck", "hwid", "mac", "identity", "facts"),
    *("steps", "firmware_name", "firmware_version", "profile", "storage", "stray_bytes"),
    "software",
)


def _attempt(n: int) -> tuple[object, ...]:
    second = n * (30 * 24 * 3600) // UNITS
    day, rest = divmod(second, 86_400)
    at = f"2026-01-{day + 1:02d}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}.000Z"
    slot, failed = str(n % SLOTS + 1), n % 25 == 24
    outcome, code = ("failed", f"fault-{n % 7}") if failed else ("pass", "pass")
    shift = OPERATORS[second // 28_800 % 3]
    address = f"02{n:010X}"
    return (
        *(n + 1, n + 1, 1, 1, "line-1", slot, f"COM{slot}", shift, at, 0.124, outcome, code, 0),
        *(address, address, identity(n), "{}", STEPS, "tuyaopen", "1.3.0", "tuyaopen", "kv", 0),
        "keywright bench",
    )


def _scans(ledger: Ledger) -> list[Line]:
    def verdict(code: str) -> float:
        begun = time.perf_counter()
        stories = ledger.stories.find(read_scan(code).clues)
        if stories:
            judge(ledger.stories.tell(stories[0]))
        return (time.perf_counter() - begun) * 1000

    step = UNITS // SCANS
    forms = {
        "link": [f"https://x.example/s?uuid={identity(n)}" for n in range(0, UNITS, step)],
        "MAC": [f"02{n:010x}" for n in range(0, UNITS, step)],
        "unknown": [f"uuidnobody{n:010d}" for n in range(SCANS)],
        "MAC end": [f"PROV_{n % 0xFFFFFF:06X}" for n in range(0, UNITS, step)],
    }
    verdict(forms["link"][0])  # compiles the queries, as the program's first scan does
    return [
        (f"scan to verdict, {UNITS:,} units, {name}: worst", max(map(verdict, codes)), 50.0, "ms")
        for name, codes in forms.items()
    ]


def _charts(ledger: Ledger) -> list[Line]:
    def seconds(which: FigureFilter) -> float:
        begun = time.perf_counter()
        ledger.figures.dashboard(which, shifts=ShiftPlan(utc_offset_min=480))
        return time.perf_counter() - begun

    whole, lot = FigureFilter(), FigureFilter(lot="A")
    return [
        ("all charts of a month", min(seconds(whole) for _ in range(3)), 0.5, "s"),
        ("all charts of a month, one lot", min(seconds(lot) for _ in range(3)), 0.5, "s"),
    ]


def _csv(ledger: Ledger, path: Path, folder: Path) -> list[Line]:
    begun = time.perf_counter()
    with (folder / "bare.csv").open("w", newline="", encoding="utf-8-sig") as file:
        with ledger.reports.read() as conn:
            raw = conn.connection.driver_connection
            writer = csv.writer(file)
            writer.writerows(raw.execute(_BARE))
        file.flush()
        os.fsync(file.fileno())
    bare = time.perf_counter() - begun
    begun = time.perf_counter()
    write_csv(ledger.reports.writes(columns=COLUMNS), folder / "ours.csv")
    ours = time.perf_counter() - begun
    del path
    return [
        ("write report as CSV / bare read and csv", ours / bare, 2.0, "x"),
        (f"write report of {UNITS:,} as CSV", ours, None, "s"),
    ]


_BARE = """
SELECT lots.name, l.row_no, l.identity, u.mac, u.serial, l.state, l.state, u.attempts, a.outcome,
 a.code, a.recheck, f.started_at, a.started_at, l.state_at, a.seconds, a.station, a.slot, a.port,
 a.operator, o.name, a.firmware_name, a.firmware_version, a.profile, a.storage, a.software,
 lots.remarks
FROM licenses l JOIN lots ON lots.id = l.lot_id LEFT JOIN units u ON u.id = l.unit_id
LEFT JOIN orders o ON o.id = l.order_id
LEFT JOIN attempts a ON a.id = (SELECT max(id) FROM attempts WHERE license_id = l.id)
LEFT JOIN attempts f ON f.id = (SELECT min(id) FROM attempts WHERE license_id = l.id)
ORDER BY l.lot_id, l.id
"""

_XLSX = """
import sys
from pathlib import Path
from app.ledger.ledger import Ledger
from app.reports.writes import COLUMNS, write_xlsx
from flasher.timing import SystemClock
with Ledger.open(sys.argv[1], clock=SystemClock()) as ledger:
    write_xlsx(ledger.reports.writes(columns=COLUMNS), Path(sys.argv[2]))
# Of this program alone: ru_maxrss would be that of the parent, which it was forked from.
status = Path("/proc/self/status").read_text()
print(next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024)
"""


def _xlsx(path: Path, folder: Path) -> Line:
    done = subprocess.run(
        [sys.executable, "-c", _XLSX, str(path), str(folder / "writes.xlsx")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    return (f"write report of {UNITS:,} as XLSX, peak memory", float(done.stdout), 300.0, "MB")


def main() -> None:
    """Print the table."""
    for name, value, bound, unit in run():
        limit = "" if bound is None else f"<= {bound:g}"
        print(f"{name:<58}{value:>10.2f} {unit:<3}{limit}")


if __name__ == "__main__":
    main()
