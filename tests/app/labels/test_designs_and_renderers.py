import zipfile

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from app.labels.design_file import parse_design
from app.labels.design_writer import design_text
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.labels.layout import lay_out
from app.labels.library import EXAMPLE, describe, find_design, shipped_designs
from app.labels.output import printer_bytes, safe_name, write_labels
from app.labels.pdf import RenderCancelled, write_pdf
from app.labels.print_settings import PrintSettings
from app.labels.proof import pdf_page_image, prove_label
from app.labels.raster import draw_label
from app.labels.tspl import tspl_label
from app.labels.tspl_reader import draw_tspl
from app.labels.zpl import zpl_label
from app.labels.zpl_reader import draw_zpl
from app.texts import Texts

DESIGNS = {design.name: design for design in shipped_designs()}
CODE = """format = 1
name = "one"
width = 60
height = 60
[[element]]
kind = "{kind}"
x = 1
y = 1
w = 58
h = 58
content = "{{identity}}"
"""


def units(count):
    return [
        LabelData(f"uuid{n:016d}", f"D4A651{n:06X}", f"SN{n:08d}", "pid", "L", "O", "S")
        for n in range(count)
    ]


def test_at_least_nine_designs_are_shipped():
    assert len(DESIGNS) >= 9
    assert {d.sheet.places for d in DESIGNS.values() if d.sheet} == {24, 30}
    assert {tuple(describe(d).as_json()["size"]) for d in DESIGNS.values()} >= {
        (40, 30), (50, 30), (60, 40), (30, 20), (25, 25), (100, 100)
    }  # fmt: skip


@pytest.mark.parametrize("name", DESIGNS)
def test_a_shipped_design_survives_saving(name):
    assert parse_design(design_text(DESIGNS[name])) == DESIGNS[name]


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_shipped_design_prints_without_warnings_and_reads_back_in_every_language(name, dpi):
    laid = lay_out(DESIGNS[name], EXAMPLE, dpi)
    assert laid.warnings == ()
    picture = draw_label(laid)
    prove_label(laid, picture)
    for native in (False, True):
        how = PrintSettings(dpi=dpi, darkness=20, speed=4, native_text=native)
        for drawn in (
            draw_zpl(zpl_label(laid, how))[0],
            draw_tspl(tspl_label(laid, how), dpi)[0],
        ):
            assert drawn.size == picture.size
            prove_label(laid, drawn)


@pytest.mark.parametrize("name", DESIGNS)
def test_zpl_and_tspl_put_every_black_dot_where_the_picture_has_it(name):
    laid = lay_out(DESIGNS[name], EXAMPLE, 203)
    picture = draw_label(laid).point([0 if v < 160 else 255 for v in range(256)]).tobytes()
    for drawn in (draw_zpl(zpl_label(laid))[0], draw_tspl(tspl_label(laid), 203)[0]):
        other = sum(a != b for a, b in zip(picture, drawn.tobytes(), strict=True))
        assert other / len(picture) < 0.001


def test_every_problem_of_a_design_is_named_with_its_place():
    bad = (
        'format = 1\nname = "b"\nwidth = 2\nheight = "x"\ncolour = 1\n'
        '[[element]]\nkind = "text"\nx = 0\ny = 0\nw = 1\nh = 1\ntext = "{authkey}"\n'
        '[[element]]\nkind = "blob"\n'
    )
    with pytest.raises(LabelRefused) as refused:
        parse_design(bad)
    found = {(p.code, p.facts.get("element"), p.facts.get("key")) for p in refused.value.problems}
    assert ("label-secret", 1, None) in found
    assert ("design-value", 2, "kind") in found
    assert ("design-value", 0, "width") in found
    assert ("design-value", 0, "height") in found
    assert ("design-key-unknown", 0, "colour") in found
    for language in ("en", "zh_CN"):
        words = Texts(language)
        assert all(words.sentence(p.code, **p.facts) for p in refused.value.problems)


@pytest.mark.parametrize("version", [0, 2, '"1"'])
def test_a_design_of_another_format_is_refused(version):
    with pytest.raises(LabelRefused, match="design-format"):
        parse_design(f"format = {version}\n")


def test_small_modules_overflow_and_spoiled_quiet_zones_are_warned_about():
    design = parse_design(
        'format = 1\nname = "w"\nwidth = 40\nheight = 30\ndpi = 600\n'
        '[[element]]\nkind = "qr"\nx = 0\ny = 0\nw = 5\nh = 5\ncontent = "{identity}"\n'
        '[[element]]\nkind = "text"\nx = 3\ny = 0\nw = 4\nh = 3\nsize = 9\nfit = "none"\n'
        'text = "{identity}{lot}"\n'
        '[[element]]\nkind = "box"\nx = 35\ny = 25\nw = 10\nh = 4\n'
    )
    codes = {w.code for w in lay_out(design, LabelData(identity="uuid0123456789abcdef")).warnings}
    assert codes == {
        "label-module-small",
        "label-quiet-zone",
        "label-text-cut",
        "label-field-empty",
        "label-outside",
    }


def test_a_code_whose_field_is_empty_is_refused():
    with pytest.raises(LabelRefused) as refused:
        lay_out(parse_design(CODE.format(kind="qr")), LabelData())
    assert refused.value.problems[0].code == "label-field-empty"


@pytest.mark.parametrize("kind", ["qr", "data-matrix", "code-128", "micro-qr", "ean"])
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(min_size=1, max_size=24)
    | st.text('^~_\\">`|{}0123456789aZ ', min_size=1, max_size=20)
)
def test_any_text_comes_back_equal_from_the_code_or_is_refused(kind, text):
    design = parse_design(CODE.format(kind=kind))
    data = LabelData(identity=text)
    try:
        laid = lay_out(design, data)
        prove_label(laid, draw_label(laid))
        zpl = printer_bytes(design, data, "zpl", PrintSettings())
        tspl = printer_bytes(design, data, "tspl", PrintSettings())
    except LabelRefused:
        return
    said = laid.symbols[0].content
    assert said == text or kind == "ean"
    for drawn in (draw_label(laid), draw_zpl(zpl)[0], draw_tspl(tspl, 203)[0]):
        texts = {r.text for r in zxingcpp.read_barcodes(drawn, text_mode=zxingcpp.TextMode.Plain)}
        assert said in texts


def test_each_page_of_a_thousand_says_its_own_unit_at_203_dpi(tmp_path):
    labels = units(1000)
    out = tmp_path / "labels.pdf"
    report = write_pdf(DESIGNS["small-40x30"], labels, out)
    assert (report.labels, report.pages, report.proved) == (1000, 1000, 1000)
    for page in range(1000):
        found = zxingcpp.read_barcode(pdf_page_image(out, page, 203))
        assert found.text == labels[page].identity
    assert out.stat().st_size < 3_000_000


def test_a_part_used_sheet_starts_at_its_first_free_place(tmp_path):
    labels = units(30)
    out = tmp_path / "sheet.pdf"
    report = write_pdf(DESIGNS["a4-24-up"], labels, out, start=20)
    assert report.pages == 3
    counts = [len(zxingcpp.read_barcodes(pdf_page_image(out, p, 203))) for p in range(3)]
    assert counts == [4, 24, 2]
    with pytest.raises(LabelRefused, match="sheet-start"):
        write_pdf(DESIGNS["a4-24-up"], labels, out, start=24)


def test_a_cancelled_job_leaves_no_file(tmp_path):
    with pytest.raises(RenderCancelled):
        write_pdf(DESIGNS["small-40x30"], units(3), tmp_path / "x.pdf", is_cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_one_bad_label_stops_the_file_and_is_named(tmp_path):
    labels = [*units(2), LabelData(identity="x" * 5000), *units(1)]
    with pytest.raises(LabelRefused) as refused:
        write_pdf(DESIGNS["small-40x30"], labels, tmp_path / "x.pdf")
    assert refused.value.facts["label"] == 3
    assert list(tmp_path.iterdir()) == []


def test_qr_pictures_are_named_by_identity_and_stay_in_their_zip(tmp_path):
    out = tmp_path / "qr.zip"
    labels = [
        LabelData(identity=i, when=EXAMPLE.when) for i in ("abc", "../../etc/x", "CON", "ABC")
    ]
    write_labels(parse_design(CODE.format(kind="qr")), labels, out)
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
    assert names == ["abc.png", "_.._etc_x.png", "_CON.png", "ABC-2.png"]
    assert safe_name("..", set()) == "_"


@pytest.mark.parametrize("suffix", [".png", ".zpl", ".tspl", ".pdf"])
def test_labels_are_written_in_the_kind_the_file_name_asks_for(tmp_path, suffix):
    out = tmp_path / f"labels{suffix}"
    report = write_labels(find_design("standard-50x30"), [EXAMPLE], out)
    assert report.proved == 1
    assert out.stat().st_size > 500


@pytest.mark.parametrize(
    "bad", [b"^XA^PW10^LL10^FO1,1^FDx^FS^XZ", b"^XA^XX1^XZ", b"^XA^PW9^LL9^FO1,1^GB1,1,1,B,0^XZ"]
)
def test_zpl_outside_the_grammar_is_refused(bad):
    with pytest.raises(LabelRefused, match="zpl-grammar"):
        draw_zpl(bad)
