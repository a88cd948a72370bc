"""Tell the story of one unit, found by anything its label may say."""

from app.domain.scans import Scan, read_scan
from app.domain.stories import UnitStory
from app.errors import BadInput
from app.workflows.services import Services


def unit_story(services: Services, words: str) -> UnitStory:
    """Return the story of the unit that an identity, MAC, serial number or code names.

    Raises BadInput ``unit-not-found``, and ``unit-ambiguous`` where the words name several.
    """
    scan = read_scan(words)
    found = services.ledger.stories.find(scan.clues)
    if not found:
        raise BadInput("unit-not-found", unit=scan.text)
    if len(found) > 1:
        raise BadInput("unit-ambiguous", unit=scan.text, count=len(found))
    return services.ledger.stories.tell(found[0])


def stories_of(services: Services, scan: Scan) -> list[UnitStory]:
    """Return the story of everything that a code names; none, one, or several that disagree."""
    stories = services.ledger.stories
    return [stories.tell(subject) for subject in stories.find(scan.clues)]
