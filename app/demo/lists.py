"""License lists as the clouds deliver them, with invented licenses that fit their schemes."""

import csv
import random
from pathlib import Path

COLUMNS = {
    "tuya": ("uuid", "key", "remark"),
    "tuyalink": ("DeviceId", "DeviceSecret", "ProductId"),
    "alibaba": ("DeviceName", "DeviceSecret", "ProductKey"),
}


def write_list(file: Path, scheme: str, rows: int, seed: int) -> Path:
    """Write a list of so many invented licenses; the same for the same name and seed."""
    dice = random.Random(f"{file.stem} {seed}")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS[scheme])
        writer.writerows(_row(scheme, number, dice) for number in range(1, rows + 1))
    return file


def _row(scheme: str, number: int, dice: random.Random) -> tuple[str, ...]:
    def digits(count: int) -> str:
        return f"{dice.getrandbits(4 * count):0{count}x}"

    match scheme:
        case "tuyalink":
            return f"6c{digits(20)}", digits(16), "k2x8wq7mf0t1z5ra"
        case "alibaba":
            return f"GW-{number:05d}-{digits(4)}", digits(32), "a1Zb7Kq0Xw9"
    uuid, key = f"uuid{digits(16)}", digits(32)
    return uuid, key, f"batch B{number // 100:02d}"
