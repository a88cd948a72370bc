"""From the designer to the printer's bytes over the real ledger; system printers."""

import pytest

from app.domain.printing import PrintState
from app.errors import KeywrightError
from app.labels.design import Design, Text
from app.labels.errors import LabelRefused
from app.labels.layout import lay_out
from app.labels.library import EXAMPLE, find_design
from app.labels.payloads import plain_content
from app.labels.pdf import write_pdf
from app.labels.proof import expectations, pdf_page_image, prove_image
from app.labels.zpl_reader import draw_zpl
from app.logs import Redactor
from app.settings import SOUND, Settings
from app.ui.labels.records import DesignRow, PrinterDraft, PrintOrder, Way
from app.ui.live.labels import LiveLabels
from app.ui.live.lots import LiveLots
from app.ui.live.printing import LivePrinting
from app.ui.live.session import Session
from app.ui.printers import SystemPrinterLink
from app.ui.views_lots import ImportQuestion

KEY = "abcdefghijklmnopqrstuvwxyz01234"


@pytest.fixture
def labels(qapp, tmp_path):
    settings = Settings(tmp_path / "settings.json")
    settings.put(SOUND, False)
    session = Session(str(tmp_path / "ledger.db"), settings, Redactor())
    session.create("")
    rows = "\n".join(f"uuid{n:016d},{KEY}{n}" for n in range(1, 4))
    (tmp_path / "list.csv").write_text(f"uuid,key\n{rows}\n", encoding="utf-8")
    question = ImportQuestion(tmp_path / "list.csv", lot="lot-1", scheme="tuya")
    LiveLots(session).bring_in(question, lambda *_: None, lambda: False)
    printing = LivePrinting(session)
    yield LiveLabels(session, printing, tmp_path / "pictures")
    printing.close()
    session.close()


def order(printer, **more):
    return PrintOrder("mine", printer, lot="lot-1", written_only=False, **more)


def keep(labels, *elements):
    return labels.save_design(Design("mine", 50, 30, elements))


def test_a_saved_design_is_printed_to_a_file_printer_once(labels, tmp_path, qtbot):
    row = keep(labels, Text(2, 2, 46, 6, plain_content("{identity}")))
    assert row.version == 1
    assert any(given == row for given in labels.designs())
    out = tmp_path / "out.zpl"
    labels.save_printer(PrinterDraft("Trial", Way.FILE, str(out), asks=False))
    assert labels.order_print(order("Trial")) == (3, 0)
    qtbot.waitUntil(
        lambda: {j.state for j in labels.queue("", open_only=False)} == {PrintState.SENT},
        timeout=20_000,
    )
    assert len(draw_zpl(out.read_bytes())) == 3
    assert labels.order_print(order("Trial")) == (0, 3)
    assert labels.queue("", open_only=True) == []
    first = labels.queue("Trial", open_only=False)[-1]
    labels.reprint(first.id, "label torn")
    qtbot.waitUntil(lambda: len(draw_zpl(out.read_bytes())) == 4, timeout=20_000)
    newest = labels.queue("", open_only=False)[0]
    assert (newest.copy_no, newest.reason, newest.identity) == (2, "label torn", first.identity)


def test_a_design_that_names_a_secret_of_any_scheme_is_not_kept(labels):
    text = Text(1, 1, 9, 9, plain_content("{主密钥}"))
    with pytest.raises(LabelRefused) as refused:
        keep(labels, text)
    assert refused.value.problems[0].code == "label-secret"
    assert not any(row.name == "mine" for row in labels.designs())


def test_units_of_a_lot_carry_no_secret(labels):
    given = labels.units("lot-1")
    assert [unit.identity for unit in given.units] == [f"uuid{n:016d}" for n in (1, 2, 3)]
    assert KEY not in repr(given)
    assert "key" in {name.lower() for name in given.secrets}


def test_a_printer_that_is_away_says_so_and_is_retired(labels):
    labels.save_printer(PrinterDraft("Gone", Way.NETWORK, "127.0.0.1:1"))
    assert labels.ask_printer("Gone").code == "printer-unreachable"
    labels.map_slot("*", "Gone")
    assert labels.slots() == {"*": "Gone"}
    labels.retire_printer("Gone")
    assert labels.printers() == []
    assert labels.slots() == {}


def test_a_printer_with_a_wrong_setting_is_refused(labels):
    with pytest.raises(LabelRefused):
        labels.save_printer(PrinterDraft("P", Way.SYSTEM, "Laser", "zpl"))
    with pytest.raises(LabelRefused):
        labels.save_printer(PrinterDraft("P", Way.NETWORK, "host", shift_x=99))


def test_design_files_come_in_and_go_out(labels, tmp_path):
    design = find_design("round-25")
    labels.write_design(design, tmp_path / "d.toml")
    assert labels.read_design(tmp_path / "d.toml") == design
    with pytest.raises(KeywrightError):
        labels.write_design(design, tmp_path / "no" / "folder" / "d.toml")
    assert DesignRow(design).is_shipped


def test_a_file_that_is_no_picture_is_refused(labels, tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    with pytest.raises(KeywrightError) as refused:
        labels.add_picture(tmp_path / "x.png")
    assert refused.value.code == "label-picture-unreadable"


def test_a_label_through_a_driver_keeps_its_size_and_its_code(qapp, tmp_path):
    design = find_design("standard-50x30")
    file, out = tmp_path / "in.pdf", tmp_path / "out.pdf"
    write_pdf(design, [EXAMPLE, EXAMPLE], file, workers=1)
    connection = SystemPrinterLink("Laser", output=str(out)).open()
    connection.write(file.read_bytes())
    assert connection.read() is None
    connection.close()
    for number in (0, 1):
        image = pdf_page_image(out, number, 300)
        size = (round(design.width * 300 / 25.4), round(design.height * 300 / 25.4))
        assert image.size == pytest.approx(size, abs=3)
        assert not prove_image(image, 300, expectations(lay_out(design, EXAMPLE)))


def test_a_printer_the_system_does_not_know_cannot_be_opened(qapp):
    with pytest.raises(OSError, match="no printer named"):
        SystemPrinterLink("No such printer").open()
