"""The rows of a list on their way into the ledger: read, sealed and inserted in one transaction.

A list that has no problem, and most have none, is gone through once: each batch is checked, sealed
and inserted, and that no identity and no secret is there twice is left to the ledger's own indexes.
The first sign that something is wrong ends the transaction without a trace; the list is then gone
through at leisure to name everything, and what may be imported of it is inserted by that check.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from app.domain.licenses import SealedColumns
from app.domain.lots import Lot, LotData
from app.domain.people import Actor
from app.errors import Refused
from app.intake.checking import Checked, Findings, ListCheck, Stop, halt
from app.intake.drafts import DraftBatch, DraftReader
from app.intake.lists import OpenList
from app.intake.statuses import Answers
from app.ledger.import_rows import SecretAgainError
from app.ledger.ledger import Ledger
from app.security.sealing import Sealer
from app.security.vault import Vault
from app.workflows.clashes import Clashes

Progress = Callable[[str, int, int], None]
"""Called with the stage (``check`` or ``import``), rows done, rows in all (about)."""


class NotCleanError(Exception):
    """The list has, or may have, a problem; nothing of it is in the ledger."""


@dataclass(frozen=True, slots=True)
class LotInsert:
    """One list that is to become one lot."""

    ledger: Ledger
    vault: Vault
    actor: Actor
    opened: OpenList
    name: str
    data: LotData
    answers: Answers
    progress: Progress | None = None
    stop: Stop | None = None

    def while_checked(self) -> tuple[Lot, Checked]:
        """Check, seal and insert each batch in one go. Raises NotCleanError, ImportStopped."""
        opened, scheme = self.opened, self.opened.layout.scheme
        clashes = Clashes(self.ledger, self.vault, opened, self.answers)
        check = ListCheck(
            opened.layout,
            self.answers,
            also=clashes.units if clashes.has_units else None,
            units_only=True,
        )
        size = opened.table.size(opened.layout.sheet)

        def sealed() -> Iterator[SealedColumns]:
            reader = DraftReader(opened.table, opened.layout, None, self.answers)
            sealer = self.vault.sealer(scheme.family)
            for columns in reader.columns:
                halt(self.stop)
                check.see(columns)
                if not check.is_clean:
                    raise NotCleanError
                yield seal(sealer, reader.draft(columns))
                self._tell(columns.rows[-1], size)
            if not check.rows:
                raise NotCleanError
            self._tell(check.rows, check.rows)

        try:
            lot = self._create(sealed(), size, fresh_secrets=not scheme.shared_secret)
        except (SecretAgainError, Refused) as error:
            if isinstance(error, Refused) and error.code != "identity-in-ledger":
                raise
            raise NotCleanError from error
        return lot, check.finish()

    def as_checked(self, checked: Checked) -> Lot:
        """Seal and insert the good rows of a list that was checked. Raises as above.

        NotCleanError here: a secret, or a license of the same unit, came into the ledger since.
        """
        opened, ledger = self.opened, self.ledger
        layout, scheme = opened.layout, opened.layout.scheme
        clashes = Clashes(ledger, self.vault, opened, self.answers)
        findings = Findings(layout.sheet, {})
        looks_up = not scheme.shared_secret

        def sealed() -> Iterator[SealedColumns]:
            reader = DraftReader(opened.table, opened.layout, checked, self.answers)
            sealer = self.vault.sealer(scheme.family)
            done = 0
            for columns in reader.good_columns(self.stop):
                if clashes.has_units:
                    clashes.units(columns, findings)
                batch = seal(sealer, reader.draft(columns))
                if findings.has_errors or (
                    looks_up and ledger.lots.clashes_by_digest(batch.digests)
                ):
                    raise NotCleanError
                yield batch
                done += len(batch.rows)
                self._tell(done, checked.good)

        return self._create(sealed(), checked.good, fresh_secrets=False)

    def _create(
        self, batches: Iterator[SealedColumns], expected: int, *, fresh_secrets: bool
    ) -> Lot:
        scheme, source = self.opened.layout.scheme, self.opened.source
        return self.ledger.lots.create(
            self.name,
            scheme=scheme.name,
            family=scheme.family,
            source_name=source.path.name,
            sha256=source.sha256,
            batches=batches,
            actor=self.actor,
            data=self.data,
            expected=expected,
            fresh_secrets=fresh_secrets,
            halt=partial(halt, self.stop),
        )

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress("import", min(done, total), total)


def seal(sealer: Sealer, draft: DraftBatch) -> SealedColumns:
    """Encrypt a batch of drafts; from here on nothing of it is readable."""
    return SealedColumns(
        rows=draft.rows,
        identities=draft.identities,
        sealed=sealer.seal_many(draft.identities, draft.plain),
        key_id=sealer.key_id,
        digests=sealer.digest_many(draft.proof),
        states=draft.states,
        bound_to=draft.bound_to,
        issued_mac=draft.issued_mac,
        unit=draft.unit,
        state_at=draft.state_at,
        extra=draft.extra,
    )
