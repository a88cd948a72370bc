"""What is drawn on the canvas is what is printed; what is wrong is named with its element."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.labels.design import Box, Code, Design, Picture, Text
from app.labels.fields import LabelData
from app.labels.layout import lay_out
from app.labels.library import EXAMPLE, shipped_designs
from app.labels.payloads import plain_content
from app.labels.proof import expectations, prove_image
from app.labels.raster import draw_label
from app.labels.symbols import Symbology
from app.ui.labels.preview import draw_preview, element_of
from app.ui.labels.survey import survey

UNIT = LabelData(identity="uuid42", mac="18DE50000001", when=datetime(2026, 3, 1, tzinfo=UTC))


def units(count):
    """Units of a lot; every 40th has no serial number yet."""
    return tuple(
        LabelData(
            identity=f"uuid{number:016x}",
            mac=f"18DE50{number:06X}",
            serial="" if number % 40 == 0 else f"KW-{number:06d}",
            when=UNIT.when,
            counter=number,
        )
        for number in range(1, count + 1)
    )


def qr(content, x=1.0, size=20.0):
    return Code(x, 1, size, size, Symbology.QR, plain_content(content))


@pytest.mark.parametrize("design", shipped_designs(), ids=lambda design: design.name)
def test_the_canvas_shows_the_very_dots_that_are_printed(design):
    preview = draw_preview(design, EXAMPLE)
    laid = lay_out(design, EXAMPLE)
    assert preview.image.tobytes() == draw_label(laid).tobytes()
    assert not prove_image(preview.image, laid.dpi, expectations(laid))
    assert not preview.failed


def test_an_element_that_cannot_be_made_is_named_and_the_others_are_drawn():
    good = Text(25, 2, 20, 5, plain_content("{identity}"))
    design = Design("d", 50, 30, (qr("{serial}"), good, qr("{order}", x=28)))
    preview = draw_preview(design, UNIT)
    assert preview.failed == {0, 2}
    blocked = [problem for problem in preview.problems if problem.severity == "error"]
    assert [(p.code, element_of(p), p.facts["field"]) for p in blocked] == [
        ("label-field-empty", 0, "serial"),
        ("label-field-empty", 2, "order"),
    ]
    alone = draw_label(lay_out(replace(design, elements=(good,)), UNIT))
    assert preview.image.tobytes() == alone.tobytes()


def test_warnings_keep_the_number_of_their_element_where_others_fail():
    wide = Text(40, 10, 20, 5, plain_content("reaches over the edge"), fit="none")
    design = Design("d", 50, 30, (qr("{serial}"), wide))
    found = {p.code: element_of(p) for p in draw_preview(design, UNIT).problems}
    assert found["label-outside"] == 1


def test_a_code_tells_its_module_in_whole_dots():
    note = draw_preview(Design("d", 50, 30, (qr("{identity}"),)), UNIT).codes[0]
    assert note.dots == 5
    assert note.module == pytest.approx(5 * 25.4 / 203)
    assert note.content == "uuid42"


def test_a_code_too_fine_and_a_disturbed_quiet_zone_are_seen():
    design = Design("d", 50, 30, (qr("{identity}", size=7), Box(0, 0, 9, 9, filled=True)))
    codes = {problem.code for problem in draw_preview(design, UNIT).problems}
    assert {"label-module-small", "label-quiet-zone"} <= codes


def test_a_missing_picture_is_named(tmp_path):
    design = Design("d", 50, 30, (Picture(1, 1, 5, 5, plain_content("logo.png")),))
    preview = draw_preview(design, UNIT, tmp_path)
    assert [problem.code for problem in preview.problems] == ["picture-missing"]


def test_a_lot_is_surveyed_for_fields_that_are_empty_for_some_of_its_units():
    elements = (Text(1, 1, 40, 5, plain_content("SN {serial}")), qr("{identity}"))
    findings = survey(Design("d", 50, 30, elements), units(120))
    found = [f for f in findings if f.problem.code == "label-field-empty"]
    assert [(f.units, f.example, f.problem.facts["field"]) for f in found] == [(3, 39, "serial")]


def test_a_survey_stops_when_it_is_told():
    design = Design("d", 50, 30, (qr("{serial}"),))
    assert survey(design, units(50), cancelled=lambda: True) == []
