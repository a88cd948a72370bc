"""The line of one unit on the terminal."""

import pytest

from app.cli.output import Output
from app.cli.write_commands import unit_line
from app.station.events import UnitDone
from app.texts import Texts
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome


@pytest.mark.parametrize("port", ["COM3", "/dev/ttyUSB10", "socket://10.0.0.17:4001"])
def test_port_and_mac_never_run_into_each_other(port: str) -> None:
    report = UnitReport("1", port, "7C87CE87743F", "uuid1", Outcome.PASS, "pass", 0.2)
    output = Output(Texts("en"), as_json=False)
    assert unit_line(UnitDone("1", report), output).split()[:4] == [
        "PASS",
        port,
        "7C87CE87743F",
        "uuid1",
    ]
