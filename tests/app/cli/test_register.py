"""Registration lists from a file of collected units."""

from pathlib import Path

import pytest

from app.cli.lot_care_commands import _lines


@pytest.mark.parametrize("header", ["MAC", "MAC address", "Serial No.", "序列号"])
def test_a_header_above_collected_units_is_no_unit(tmp_path: Path, header: str) -> None:
    file = tmp_path / "units.csv"
    file.write_text(f"{header}\nAABBCCDDEE01\nSN-7\n", encoding="utf-8")
    assert _lines(file) == ["AABBCCDDEE01", "SN-7"]
    file.write_text("AABBCCDDEE01\nSN-7\n", encoding="utf-8")
    assert _lines(file) == ["AABBCCDDEE01", "SN-7"]
