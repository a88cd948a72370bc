"""How a finished attempt is told to the person at the bench: one sentence, one advice."""

from app.texts import Texts
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome


def tell_unit(report: UnitReport, texts: Texts) -> tuple[str, str]:
    """Return sentence and advice for an attempt.

    A doubtful one is told as what it means for the operator, not as what went wrong on the wire:
    the same board has to come back, and it will get the same license.
    """
    facts = {"identity": report.identity or "?", "port": report.port, **report.facts}
    sentence = texts.sentence(report.code, **facts)
    if report.outcome is Outcome.DOUBTFUL:
        doubt = texts.sentence("unit-doubtful", **facts)
        return f"{doubt} ({sentence.rstrip('.。')})", texts.advice("unit-doubtful", **facts)
    return sentence, texts.advice(report.code, **facts)
