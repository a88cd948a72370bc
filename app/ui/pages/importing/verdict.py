"""May this list be imported? One sentence, one advice, and what the buttons may do."""

from collections import Counter
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.ui.theme import Tone
from app.ui.views_lots import ImportPlan
from app.ui.words import advice, sentence

OVERLAP = frozenset({"identity-in-ledger"})


@dataclass(frozen=True, slots=True)
class PlanVerdict:
    """``may_skip``: importing the good rows alone is a way out."""

    said: str
    advised: str
    tone: Tone
    can_import: bool = False
    may_skip: bool = False


class Judge(QObject):
    """Speaks about plans in the present language."""

    def verdict(self, plan: ImportPlan, unanswered: int, *, skip: bool) -> PlanVerdict:
        """Judge a plan; ``unanswered``: statuses that nobody has explained yet."""
        bad = plan.rows - plan.good
        whole = plan.whole
        may_skip = bool(plan.errors) and whole is None and plan.good > 0
        if whole is not None:
            facts = dict(whole.facts)
            return PlanVerdict(sentence(whole.code, facts), advice(whole.code, facts), Tone.FAIL)
        if unanswered:
            said = self.tr("%n status(es) in the file are not understood.", "", unanswered)
            advised = self.tr(
                "Say on the left what they mean; an unknown status never counts as free."
            )
            return PlanVerdict(said, advised, Tone.DOUBTFUL, may_skip=may_skip)
        if not plan.good:
            advised = self._overlap(plan) or self.tr(
                "Every row has a problem; they are named below."
            )
            said = self.tr("There is no row that could be imported.")
            return PlanVerdict(said, advised, Tone.FAIL)
        if plan.errors and not skip:
            said = self.tr("%n problem(s) keep this list out.", "", plan.errors + plan.more)
            advised = self.tr("Mend the file and read it again, or import the good rows only.")
            return PlanVerdict(
                said, f"{self._overlap(plan)} {advised}".strip(), Tone.FAIL, may_skip=may_skip
            )
        if bad:
            said = self.tr("%n row(s) will be imported.", "", plan.good)
            advised = self.tr("%n row(s) are left out and written to a file beside it.", "", bad)
            return PlanVerdict(said, advised, Tone.DOUBTFUL, can_import=True, may_skip=True)
        said = self.tr("All %n row(s) are good.", "", plan.good)
        taken = plan.good - plan.states.get("available", plan.good)
        advised = (
            self.tr("%n of them are not free: on a device, in doubt or held.", "", taken)
            if taken
            else ""
        )
        return PlanVerdict(said, advised, Tone.PASS, can_import=True)

    def _overlap(self, plan: ImportPlan) -> str:
        """Say with which lots a list overlaps, where it does."""
        lots = Counter(
            str(problem.facts.get("lot", ""))
            for problem in plan.problems
            if problem.code in OVERLAP
        )
        words = [
            self.tr("%n row(s) are in the ledger already, in lot {lot}.", "", count).format(lot=lot)
            for lot, count in lots.most_common(3)
        ]
        return " ".join(words)
