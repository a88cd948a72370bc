"""Each act that a button of the window leads to is refused by its workflow to whoever may not."""

from dataclasses import replace
from pathlib import Path

from app.domain.acts import Act
from app.domain.hooks import HookKind
from app.domain.lots import LotData
from app.domain.orders import OrderRules
from app.domain.packing import PackageKind
from app.domain.people import Role
from app.domain.quality import QualityRules
from app.domain.rights import Right, right_of
from app.domain.sampling import SamplingPlan
from app.domain.vault_box import LockKind
from app.errors import NotAllowed
from app.ui.labels.records import PrintOrder
from app.ui.pages.registry import PAGES
from app.ui.quality.life import ACTS as LIFE
from app.ui.services_ledger import AuditQuery
from app.ui.services_quality import LifeAsked
from app.ui.views import UnitQuery
from app.ui.views_lots import HookDraft, OrderDraft, RegistrationDraft
from app.ui.widgets.button import Button
from app.workflows.print_labels import reprint
from flasher.secrets import Secret
from tests.ledgers import identity
from tests.people import PINS

PIN = Secret("730164")


def calls_of(services, folder: Path):
    """Return for each act what the window calls to do it."""
    lot, order = services.lots.all()[0], services.orders.all()[0]
    draft = OrderDraft("P", "Lamp", 1, (lot.id,), OrderRules())
    quality, labels = services.quality, services.labels
    people, vault, packing, desk = quality.people, quality.vault, quality.packing, quality.desk
    unit, care = identity(0), services.lots.care_for_license
    design = next(row for row in labels.designs())
    calls = {
        Act.LOT_EDITED: lambda: services.lots.edit(lot, LotData(remarks="other")),
        Act.LOT_SPLIT: lambda: services.lots.split(lot, 1, "B"),
        Act.LOT_HELD: lambda: services.lots.hold(lot, "why"),
        Act.LOT_RELEASED: lambda: services.lots.release(lot, "why"),
        Act.LOT_CLOSED: lambda: services.lots.close(lot, "why"),
        Act.LICENSE_HELD: lambda: care(Act.LICENSE_HELD, unit, "why"),
        Act.LICENSE_FREED: lambda: care(Act.LICENSE_FREED, unit, "why"),
        Act.LICENSE_VOIDED: lambda: care(Act.LICENSE_VOIDED, unit, "why"),
        Act.LOT_PURGED: lambda: vault.purge(lot.name, "why", folder / "purge.json"),
        Act.REGISTRATION_EXPORTED: lambda: services.lots.register(
            RegistrationDraft("tuyalink", ("18DE50000001",)), folder / "registration.csv"
        ),
        Act.ORDER_CREATED: lambda: services.orders.create(draft),
        Act.ORDER_EDITED: lambda: services.orders.edit(order, replace(draft, name=order.name)),
        Act.ORDER_CLOSED: lambda: services.orders.close(order),
        Act.CERTIFICATE_ISSUED: lambda: services.orders.certify(order, folder),
        Act.QUALITY_RULES_SET: lambda: services.orders.set_quality(order, QualityRules()),
        Act.REPORT_EXPORTED: lambda: services.reports.export(
            UnitQuery(), folder / "report.csv", lambda *_: None, lambda: False
        ),
        Act.SUPPORT_BUNDLED: lambda: services.diagnostics.save_bundle(folder / "support.zip"),
        Act.SETTING_CHANGED: lambda: services.station.change("slots", 4, 8),
        Act.BENCH_RELEASED: services.bench.unlock,
        Act.CONSOLE_OPENED: lambda: services.diagnostics.console("COM9", lambda _text: None),
        Act.LABEL_DESIGN_SAVED: lambda: labels.save_design(design.design),
        Act.LABEL_QUEUED: lambda: labels.order_print(PrintOrder(design.name, "file", "A")),
        Act.PRINTER_TESTED: lambda: labels.test_print("file"),
        Act.LABEL_PRINTED: lambda: labels.answer(1, printed=True),
        Act.LABEL_REPRINTED: lambda: reprint(
            services.session.services(), unit, design.name, "file", "why"
        ),
        Act.LABEL_VOIDED: lambda: labels.void(1, "why"),
        Act.PERSON_ADDED: lambda: people.add("Neu", [Role.QA], secret=PIN, badge=None),
        Act.PERSON_EDITED: lambda: people.change_roles("Ole", [Role.QA], "why"),
        Act.PERSON_SECRET_SET: lambda: people.set_secret("Ole", PIN),
        Act.PERSON_BADGE_SET: lambda: people.set_badge("Ole", Secret("BADGE-000123456")),
        Act.PERSON_LEFT: lambda: people.leave("Ole", "why"),
        Act.PERSON_LET_IN: lambda: people.let_in("Ole", "why"),
        Act.AUDIT_EXPORTED: lambda: quality.audit.export(AuditQuery(), folder / "audit.jsonl"),
        Act.LEDGER_BACKED_UP: vault.back_up,
        Act.LEDGER_RESTORED: lambda: vault.restore(folder / "none.kwb"),
        Act.LEDGER_RECONCILED: lambda: vault.reconcile((), {}, "why"),
        Act.VAULT_LOCK_ADDED: lambda: vault.add_lock(
            LockKind.PASSPHRASE, passphrase=Secret("a long enough passphrase")
        ),
        Act.VAULT_LOCK_REMOVED: lambda: vault.remove_lock(1),
        Act.VAULT_LOCK_CHANGED: lambda: vault.change_passphrase(PIN, Secret("another long one")),
        Act.VAULT_KEY_ROTATED: lambda: vault.rotate(lambda *_: None, lambda: True),
        Act.HOOK_SAVED: lambda: services.orders.save_hook(
            HookDraft("mes", HookKind.HTTP, "http://127.0.0.1:9/", ("license.verified",))
        ),
        Act.PACKAGE_OPENED: lambda: packing.open(PackageKind.CARTON, "C-1"),
        Act.PACKAGE_CLOSED: lambda: packing.close("C-1"),
        Act.PACKAGE_DISSOLVED: lambda: packing.dissolve("C-1", "why"),
        Act.UNIT_UNPACKED: lambda: packing.unpack(unit, "why"),
        Act.UNIT_INSPECTED: lambda: desk.pass_unit(unit),
        Act.UNIT_REJECTED: lambda: desk.reject_unit(unit, ["appearance"]),
        Act.SAMPLE_OPENED: lambda: desk.open_sample("S", SamplingPlan(), 10),
        Act.GOLDEN_ADDED: lambda: desk.add_golden("G", unit),
        Act.GOLDEN_RETIRED: lambda: desk.retire_golden("G", "why"),
        Act.GOLDEN_CHECKED: lambda: desk.check_golden("G", "COM9"),
    }
    for act in LIFE:
        if act not in (None, Act.REPORT_EXPORTED):
            calls[act] = lambda act=act: desk.live_on(
                LifeAsked(act, unit, reason="why", by=identity(9), port="COM9", remarks="x")
            )
    return calls


ELSEWHERE = {
    # asked for where the act is done, and proved there
    Act.LOT_IMPORTED: "tests/app/intake",
    Act.MAPPING_SAVED: "tests/app/intake",
    Act.ATTACHMENT_OPENED: "tests/app/intake",
    Act.LICENSE_RESERVED: "tests/app/people: at every board",
}


def answer_of(call):
    """Return the code with which a call is refused, and for which act; or what came instead."""
    try:
        call()
    except NotAllowed as refusal:
        return refusal.code, refusal.facts["act"]
    except Exception as error:  # noqa: BLE001 - told by the test
        return "let through", repr(error)
    return "done", None


def test_every_act_is_refused_to_every_role_that_has_it_not(plant, tmp_path):
    wrong, tried = [], 0
    for name, (role, _pin) in PINS.items():
        plant.enter(name)
        for act, call in calls_of(plant.services, tmp_path).items():
            right = right_of([Role(role)], act)
            if right is Right.ALONE:
                continue
            code = "not-allowed" if right is Right.NEVER else "approval-needed"
            tried += 1
            if (found := answer_of(call)) != (code, act):
                wrong.append((role, act, found))
    assert not wrong
    assert tried > 100


def test_nobody_at_the_desk_may_anything(plant, tmp_path):
    plant.services.sign_in.sign_out()
    wrong = []
    for act, call in calls_of(plant.services, tmp_path).items():
        if (found := answer_of(call)) != ("sign-in-needed", act):
            wrong.append((act, found))
    assert not wrong


def test_every_act_that_a_button_leads_to_is_tried_here(plant, tmp_path):
    plant.enter("Ada")
    guarded = {
        button.act
        for spec in PAGES
        if spec.name != "welcome"
        for button in plant.show(spec.name).findChildren(Button)
        if button.act is not None
    }
    tried = set(calls_of(plant.services, tmp_path)) | set(ELSEWHERE)
    assert not guarded - tried
