"""Hooks in the window: made, changed, delivered; the signing secret is shown once."""

import sys

from app.ui.pages.hooks import HooksDialog
from app.ui.widgets.form import Form
from app.workflows.hooks import signing_secret


def opened(orders_page, dialog_of, settled):
    orders_page._open_hooks()
    settled()
    return dialog_of(orders_page, HooksDialog)


def test_a_new_hook_shows_its_secret_once(orders_page, dialog_of, settled, session):
    dialog = opened(orders_page, dialog_of, settled)
    dialog.new.click()
    form = dialog_of(dialog, Form)
    form.inputs["name"].setText("mes")
    form.inputs["target"].setText("https://mes.example/keywright")
    form.ok.click()
    settled()
    settled()
    hook = session.services().ledger.outbox.hooks()[0]
    assert dialog.secret.isVisible()
    assert dialog.secret.text() == signing_secret(session.services(), hook)
    dialog.accept()
    dialog = opened(orders_page, dialog_of, settled)
    assert not dialog.secret.isVisible()
    assert not dialog.secret.text()
    assert dialog.model.row_at(0).name == "mes"


def test_an_address_that_is_none_is_refused_in_the_dialog(orders_page, dialog_of, settled):
    dialog = opened(orders_page, dialog_of, settled)
    dialog.new.click()
    form = dialog_of(dialog, Form)
    form.inputs["name"].setText("mes")
    form.inputs["target"].setText("mes.example")
    form.ok.click()
    settled()
    assert dialog.told.words
    assert not dialog.model.rowCount()


def test_what_waits_is_delivered_on_a_press_and_a_hook_is_switched_off(
    orders_page, dialog_of, settled, services, session, bring_in, write_list, tmp_path
):
    from app.domain.orders import OrderRules
    from app.ui.views_lots import HookDraft, OrderDraft

    heard = tmp_path / "heard.json"
    program = f"import sys; open({str(heard)!r}, 'w').write(sys.stdin.read())"
    from app.domain.hooks import HookKind

    command = f'"{sys.executable}" -c "{program}"'
    services.orders.save_hook(HookDraft("lamp", HookKind.COMMAND, command, ("order.closed",)))
    bring_in(write_list(3, "A.csv"))
    order = services.orders.create(OrderDraft("WO", "", 1, (1,), OrderRules()))
    services.orders.close(order, "not needed")
    dialog = opened(orders_page, dialog_of, settled)
    assert dialog.model.row_at(0).waiting == 1
    dialog.deliver.click()
    settled()
    settled()
    assert '"WO"' in heard.read_text(encoding="utf-8")
    assert dialog.model.row_at(0).waiting == 0
    assert "1 message arrived" in dialog.told.words
    dialog.change.click()
    form = dialog_of(dialog, Form)
    form.inputs["enabled"].setChecked(False)
    form.ok.click()
    settled()
    settled()
    assert not session.services().ledger.outbox.hooks()[0].enabled
