"""What the inspector found: inspections with pictures, samples with decisions."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, Select, and_, insert, or_, select, update

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.quality import InspectionResult, QualityRules
from app.domain.sampling import LotDecision, Sample, SamplingMode, SamplingPlan, Severity
from app.errors import BadInput, Refused
from app.ledger import names
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.moves import LIVE_OF_UNIT
from app.ledger.work import Store, Work

MAX_PICTURE_BYTES = 8_000_000
MAX_PICTURES = 12
MAX_REMARKS = 2_000


class Picture(NamedTuple):
    """One picture to keep with an inspection. ``media_type``: ``image/jpeg`` or ``image/png``."""

    name: str
    media_type: str
    content: bytes


class OpenSample(NamedTuple):
    """A sample as it stands: how much is inspected, and the decision once there is one."""

    id: int
    name: str
    order_id: int | None
    lot_id: int | None
    plan: dict[str, Any]
    sample: Sample
    inspected: int
    rejected: int
    opened_at: str
    opened_by: str
    decision: LotDecision | None
    decided_at: str | None


class InspectionStore(Store):
    """``ledger.inspections``."""

    def record(
        self,
        hwid: str,
        result: InspectionResult,
        actor: Actor,
        *,
        reasons: Sequence[str] = (),
        remarks: str = "",
        pictures: Sequence[Picture] = (),
        sample: str | None = None,
    ) -> int:
        """Put one inspection on record; returns its id.

        With a ``sample`` the unit counts for it, once, and the decision falls as soon as the
        numbers allow. Raises BadInput ``unit-not-found`` | ``sample-unknown`` |
        ``remarks-too-long`` | ``picture-too-large`` | ``pictures-too-many`` and Refused
        ``sample-decided`` | ``sample-has-unit``.
        """
        _check_sizes(remarks, pictures)
        with self.write(actor) as work:
            unit = _unit(work, hwid)
            own = work.conn.execute(LIVE_OF_UNIT, {"of_unit": unit["id"]}).mappings().first()
            drawn = None if sample is None else _sample_row(work, sample, lock=True)
            if drawn is not None:
                _refuse_sample(work, drawn, unit["id"], hwid)
            inspection_id: int = work.conn.execute(
                insert(q.inspections).returning(q.inspections.c.id),
                {
                    "unit_id": unit["id"],
                    "license_id": None if own is None else own["id"],
                    "lot_id": None if own is None else own["lot_id"],
                    "order_id": None if own is None else own["order_id"],
                    "sample_id": None if drawn is None else drawn["id"],
                    "result": result.value,
                    "reasons": json.dumps(list(reasons), ensure_ascii=False),
                    "remarks": remarks,
                    "station": actor.station,
                    "inspector": actor.name,
                    "at": work.at,
                },
            ).scalar_one()
            for picture in pictures:
                _keep(work, inspection_id, picture)
            rejected = result is InspectionResult.REJECT
            work.audit(
                Act.UNIT_REJECTED if rejected else Act.UNIT_INSPECTED,
                f"unit:{hwid}",
                new={"reasons": list(reasons), "sample": sample, "pictures": len(pictures)},
                reason=remarks or None,
            )
            if drawn is not None:
                _count(work, drawn, rejected=rejected)
        return inspection_id

    def pictures(self, inspection_id: int) -> list[Picture]:
        """Return the pictures of one inspection."""
        one = q.pictures.c
        query = select(one.name, one.media_type, one.content).where(
            one.inspection_id == inspection_id
        )
        with self.read() as conn:
            rows = conn.execute(query.order_by(one.id)).all()
        return [Picture(row.name, row.media_type, bytes(row.content)) for row in rows]

    def open_sample(
        self,
        name: str,
        plan: SamplingPlan,
        lot_size: int,
        actor: Actor,
        *,
        order: str | None = None,
        lot: str | None = None,
        severity: Severity = Severity.NORMAL,
        reason: str = "",
    ) -> OpenSample:
        """Draw a sample of a lot or an order's output.

        ``reason``: why inspection goes on that was discontinued. Raises BadInput
        ``sample-name-taken`` | ``order-unknown`` | ``lot-unknown`` and what the plan raises.
        """
        sample = plan.draw(lot_size, severity)
        with self.write(actor) as work:
            taken = select(q.samples.c.id).where(q.samples.c.name == name)
            if not name.strip() or work.conn.execute(taken).first() is not None:
                raise BadInput("sample-name-taken", sample=name)
            work.conn.execute(
                insert(q.samples),
                {
                    "name": name,
                    "order_id": None if order is None else names.order_id(work.conn, order),
                    "lot_id": None if lot is None else names.lot_id(work.conn, lot),
                    "plan": json.dumps(_plan_record(plan, sample) | {"severity": severity.value}),
                    "lot_size": lot_size,
                    "sample_size": sample.size,
                    "accept": sample.accept,
                    "reject": sample.reject,
                    "inspected": 0,
                    "rejected": 0,
                    "opened_at": work.at,
                    "opened_by": actor.name,
                },
            )
            facts = {"lot_size": lot_size, "sample_size": sample.size, "accept": sample.accept}
            work.audit(
                Act.SAMPLE_OPENED,
                f"sample:{name}",
                new=facts | {"order": order, "lot": lot, "severity": severity.value},
                reason=reason or None,
            )
        return self.sample(name)

    def series(self, order: str) -> list[LotDecision]:
        """Return how the AQL samples of an order's product were decided, oldest first.

        Lots of one product are one series, whichever order they were made for (ISO 2859-1).
        """
        product = select(t.orders.c.product).where(t.orders.c.name == order).scalar_subquery()
        query = (
            select(q.samples.c.plan, q.samples.c.decision)
            .join(t.orders, t.orders.c.id == q.samples.c.order_id)
            .where(
                q.samples.c.decision.is_not(None),
                or_(
                    t.orders.c.name == order,
                    and_(t.orders.c.product == product, t.orders.c.product != ""),
                ),
            )
            .order_by(q.samples.c.decided_at, q.samples.c.id)
        )
        with self.read() as conn:
            rows = conn.execute(query).all()
        aql = SamplingMode.AQL.value
        return [LotDecision(row.decision) for row in rows if json.loads(row.plan)["mode"] == aql]

    def sample(self, name: str) -> OpenSample:
        """Return one sample; BadInput ``sample-unknown``."""
        with self.read() as conn:
            row = conn.execute(select(q.samples).where(q.samples.c.name == name)).mappings().first()
        if row is None:
            raise BadInput("sample-unknown", sample=name)
        return _sample(row)

    def samples(self, *, order: str | None = None) -> list[OpenSample]:
        """Return all samples, newest first, or those of one order."""
        query: Select[Any] = select(q.samples).order_by(q.samples.c.id.desc())
        if order is not None:
            named = select(t.orders.c.id).where(t.orders.c.name == order)
            query = query.where(q.samples.c.order_id == named.scalar_subquery())
        with self.read() as conn:
            return [_sample(row) for row in conn.execute(query).mappings()]

    def set_rules(self, order: str, rules: QualityRules, actor: Actor) -> None:
        """Say what an order asks of quality; BadInput ``order-unknown``."""
        body = json.dumps(rules.as_record(), sort_keys=True)
        with self.write(actor) as work:
            order_id = names.order_id(work.conn, order)
            before = _rules_text(work, order_id)
            if before == body:
                return
            values = {"rules": body, "updated_at": work.at, "updated_by": actor.name}
            if before is None:
                work.conn.execute(insert(q.order_quality), values | {"order_id": order_id})
            else:
                which = q.order_quality.c.order_id == order_id
                work.conn.execute(update(q.order_quality).where(which).values(**values))
            old = None if before is None else json.loads(before)
            work.audit(Act.QUALITY_RULES_SET, f"order:{order}", old=old, new=rules.as_record())

    def rules_of(self, order_id: int | None) -> QualityRules:
        """Return what an order asks of quality; the usual where nobody said."""
        if order_id is None:
            return QualityRules()
        query = select(q.order_quality.c.rules).where(q.order_quality.c.order_id == order_id)
        with self.read() as conn:
            body = conn.execute(query).scalar_one_or_none()
        return QualityRules() if body is None else QualityRules.of_record(json.loads(body))

    def note_scan(
        self,
        unit_id: int | None,
        license_id: int | None,
        code: bytes,
        verdict: str,
        actor: Actor,
    ) -> None:
        """Remember that a unit was scanned, by a code (its keyed digest). No act."""
        values = {"unit_id": unit_id, "license_id": license_id, "code": code, "verdict": verdict}
        place = {"station": actor.station, "who": actor.name, "at": self._now()}
        with self.quietly() as conn:
            conn.execute(insert(q.scans), values | place)


def _check_sizes(remarks: str, pictures: Sequence[Picture]) -> None:
    if len(remarks) > MAX_REMARKS:
        raise BadInput("remarks-too-long", length=len(remarks), most=MAX_REMARKS)
    if len(pictures) > MAX_PICTURES:
        raise BadInput("pictures-too-many", count=len(pictures), most=MAX_PICTURES)
    for picture in pictures:
        if len(picture.content) > MAX_PICTURE_BYTES:
            raise BadInput(
                "picture-too-large", file=picture.name, most=MAX_PICTURE_BYTES // 1_000_000
            )


def _unit(work: Work, hwid: str) -> RowMapping:
    query = select(t.units).where(t.units.c.hwid == hwid).with_for_update()
    row = work.conn.execute(query).mappings().one_or_none()
    if row is None:
        raise BadInput("unit-not-found", unit=hwid)
    return row


def _keep(work: Work, inspection_id: int, picture: Picture) -> None:
    work.conn.execute(
        insert(q.pictures),
        {
            "inspection_id": inspection_id,
            "name": picture.name,
            "media_type": picture.media_type,
            "sha256": hashlib.sha256(picture.content).hexdigest(),
            "size": len(picture.content),
            "content": picture.content,
            "kept_at": work.at,
            "kept_by": work.actor.name,
        },
    )


def _sample_row(work: Work, name: str, *, lock: bool) -> RowMapping:
    query = select(q.samples).where(q.samples.c.name == name)
    if lock:
        query = query.with_for_update()
    row = work.conn.execute(query).mappings().one_or_none()
    if row is None:
        raise BadInput("sample-unknown", sample=name)
    return row


def _refuse_sample(work: Work, drawn: RowMapping, unit_id: int, hwid: str) -> None:
    if drawn["decision"] is not None:
        raise Refused("sample-decided", sample=drawn["name"], decision=drawn["decision"])
    already = select(q.inspections.c.id).where(
        q.inspections.c.sample_id == drawn["id"], q.inspections.c.unit_id == unit_id
    )
    if work.conn.execute(already).first() is not None:
        raise Refused("sample-has-unit", sample=drawn["name"], unit=hwid)


def _count(work: Work, drawn: RowMapping, *, rejected: bool) -> None:
    inspected, rejects = drawn["inspected"] + 1, drawn["rejected"] + int(rejected)
    decision = _drawn(drawn).decide(inspected, rejects)
    values: dict[str, Any] = {"inspected": inspected, "rejected": rejects}
    if decision is not None:
        values |= {"decision": decision.value, "decided_at": work.at}
        work.audit(
            Act.SAMPLE_DECIDED,
            f"sample:{drawn['name']}",
            new={"decision": decision.value, "inspected": inspected, "rejected": rejects},
        )
    work.conn.execute(update(q.samples).where(q.samples.c.id == drawn["id"]).values(**values))


def _drawn(row: RowMapping) -> Sample:
    letter = json.loads(row["plan"])["letter"]
    return Sample(row["lot_size"], row["sample_size"], row["accept"], row["reject"], letter)


def _sample(row: RowMapping) -> OpenSample:
    decision = row["decision"]
    return OpenSample(
        id=row["id"],
        name=row["name"],
        order_id=row["order_id"],
        lot_id=row["lot_id"],
        plan=json.loads(row["plan"]),
        sample=_drawn(row),
        inspected=row["inspected"],
        rejected=row["rejected"],
        opened_at=row["opened_at"],
        opened_by=row["opened_by"],
        decision=None if decision is None else LotDecision(decision),
        decided_at=row["decided_at"],
    )


def _plan_record(plan: SamplingPlan, sample: Sample) -> dict[str, Any]:
    return {
        "mode": plan.mode.value,
        "nth": plan.nth,
        "aql": plan.aql,
        "level": plan.level,
        "letter": sample.letter,
    }


def _rules_text(work: Work, order_id: int | None) -> str | None:
    query = select(q.order_quality.c.rules).where(q.order_quality.c.order_id == order_id)
    found = work.conn.execute(query).scalar_one_or_none()
    return None if found is None else str(found)
