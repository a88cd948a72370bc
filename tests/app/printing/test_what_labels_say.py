"""What a label says comes from the record; a secret never does."""

import json
from dataclasses import replace

import pytest

from app.domain.printing import LabelSubject
from app.labels.design_file import parse_design
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.workflows.label_designs import check_design, choose_design, secret_names
from app.workflows.printers import setup_of
from app.workflows.render_labels import _data, from_json, to_json
from flasher.timing import FakeClock

SUBJECT = LabelSubject(
    license_id=1,
    identity="uuid1",
    state="verified",
    lot="L",
    scheme="tuya",
    row=2,
    product_id="pid",
    mac="020000000001",
    at="2026-01-05T08:00:00.000Z",
    station="S7",
    extra=json.dumps({"colour": "red", "short_link": "https://x.test/a", "Device Secret": "s3"}),
)


def data_for(subject, *fields):
    return _data(subject, FakeClock().now(), set(fields), "here")


def test_every_field_comes_from_the_record():
    data = data_for(SUBJECT)
    assert (data.identity, data.mac, data.lot, data.product_id) == (
        "uuid1",
        "020000000001",
        "L",
        "pid",
    )
    assert (data.station, data.counter) == ("S7", 1)
    assert data.when == FakeClock().now()


def test_only_columns_that_the_design_names_are_taken_and_no_secret_even_if_named():
    data = data_for(SUBJECT, "colour", "Device Secret")
    assert dict(data.extra) == {"colour": "red"}


def test_a_label_before_its_unit_says_where_and_when_it_is_printed():
    data = data_for(replace(SUBJECT, at=None, station=None))
    assert (data.station, data.when) == ("here", FakeClock().now())


@pytest.mark.parametrize("text", ['a "quoted" one', "二维码", "^XA~HS", "line\nbreak", "\u2028"])
def test_what_is_queued_comes_back_equal(text):
    data = LabelData(identity=text, when=FakeClock().now(), counter=7, extra={text: text})
    assert from_json(to_json(data)) == data


def test_a_design_that_names_a_secret_of_the_lot_s_scheme_is_refused(tmp_path):
    file = tmp_path / "own.toml"
    text = 'format = 1\nname = "own"\nwidth = 40\nheight = 30\n'
    text += '[[element]]\nkind = "text"\nx = 1\ny = 1\nw = 30\nh = 5\ntext = "{Device_Secret}"\n'
    file.write_text(text, encoding="utf-8")
    assert not check_design(file).is_good
    with pytest.raises(LabelRefused):
        choose_design(None, str(file), ["alibaba"])


def test_every_secret_column_of_every_shipped_scheme_is_refused_on_a_label():
    secrets = secret_names(["tuya", "alibaba", "rainmaker", "enos", "azure-iot-central"])
    for name in secrets:
        if any(char in name for char in "{}:.()[]"):
            continue
        text = 'format = 1\nname = "n"\nwidth = 40\nheight = 30\n[[element]]\nkind = "text"\n'
        text += f'x = 1\ny = 1\nw = 30\nh = 5\ntext = "{{{name}}}"\n'
        with pytest.raises(LabelRefused):
            parse_design(text, "n", secrets)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "pigeon", "address": "x"},
        {"kind": "tcp", "address": ""},
        {"kind": "tcp", "address": "host:99999"},
        {"kind": "tcp", "address": "host", "language": "pdf"},
        {"kind": "serial", "address": "COM3@fast"},
        {"kind": "file", "address": "x", "dpi": 150},
    ],
)
def test_a_printer_that_cannot_be_reached_so_is_refused_when_it_is_defined(values):
    with pytest.raises(LabelRefused):
        setup_of("P", values)


def test_what_a_printer_is_told_survives_the_ledger():
    values = {"kind": "tcp", "address": "[::1]:9100", "language": "tspl", "dpi": 300, "darkness": 9}
    setup = setup_of("P", values)
    assert setup_of("P", setup.as_values()) == setup
