"""Labels to a PDF: one label a page for a roll, or many on a sheet; proved, with progress.

Large jobs are laid out, drawn and proved in worker processes; this process only writes the file.
"""

import multiprocessing
import os
import tempfile
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from app.domain.problems import Problem
from app.labels.design import Design
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.labels.layout import lay_out
from app.labels.pdf_file import PdfFile
from app.labels.pdf_page import Page, draw_on_page
from app.labels.proof import Expected, expectations, prove_pdf

Progress = Callable[[int, int], None]
_CHUNK_LABELS: Final = 200
_ALONE_BELOW: Final = 400
"""Starting worker processes takes about half a second: not worth it for fewer labels."""

Setting = TypeVar("Setting")
Chunk = TypeVar("Chunk")
Done = TypeVar("Done")


class RenderCancelled(Exception):
    """Somebody cancelled; no file was left behind."""


@dataclass(slots=True)
class RenderReport:
    """What was rendered. ``warnings``: how many labels had each; ``examples``: one of each."""

    labels: int = 0
    pages: int = 0
    proved: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    examples: dict[str, Problem] = field(default_factory=dict)

    def note(self, warnings: Sequence[Problem]) -> None:
        """Count one label's warnings."""
        for code in dict.fromkeys(problem.code for problem in warnings):
            self.warnings[code] += 1
        for problem in warnings:
            self.examples.setdefault(problem.code, problem)


def write_pdf(
    design: Design,
    labels: Sequence[LabelData],
    target: Path,
    *,
    start: int = 0,
    prove: bool = True,
    pictures: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> RenderReport:
    """Write all labels to a PDF file, in order.

    ``start``: first free place of a part-used sheet, from 0. ``prove``: every code is read back
    from the finished file before the file gets its name. ``workers``: processes; None takes the
    number of processors, 1 stays in this process. ``progress``: labels done so far, of how many
    (a proved label counts when proved). Raises LabelRefused (``label-impossible`` or
    ``proof-failed``; facts ``label`` from 1 and ``identity``) and RenderCancelled; either way
    ``target`` is left as it was.
    """
    places = design.sheet.places if design.sheet else 1
    if not 0 <= start < places:
        raise LabelRefused("sheet-start", start=start + 1, places=places)
    if workers is None:
        workers = 1 if len(labels) < _ALONE_BELOW else max(1, min(8, os.cpu_count() or 1))
    job = _Job(design, labels, start, places, workers, pictures)
    watch = _Watch(len(labels) * (2 if prove else 1), len(labels), progress, is_cancelled)
    handle, name = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with _pool(job) as pool:
            with os.fdopen(handle, "wb") as file:
                report, expected = job.draw(PdfFile(file, design.name), pool, watch)
            if prove:
                job.prove(part, expected, pool, watch)
                report.proved = sum(len(page) for page in expected)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return report


class _Watch:
    """Tells progress, and stops the work when somebody cancels."""

    def __init__(
        self,
        steps: int,
        labels: int,
        progress: Progress | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._steps = max(1, steps)
        self._labels = labels
        self._done = 0
        self._progress = progress
        self._is_cancelled = is_cancelled

    def add(self, labels: int) -> None:
        self._done += labels
        if self._is_cancelled is not None and self._is_cancelled():
            raise RenderCancelled
        if self._progress is not None:
            self._progress(self._done * self._labels // self._steps, self._labels)


class _Numbered(NamedTuple):
    place: int
    number: int
    data: LabelData


class _DrawnPage(NamedTuple):
    packed: bytes
    characters: Mapping[str, set[str]]
    pictures: set[Path]
    expected: tuple[Expected, ...]
    warnings: list[tuple[Problem, ...]]


class _Setting(NamedTuple):
    design: Design
    pictures: Path | None


@dataclass(slots=True)
class _Job:
    design: Design
    labels: Sequence[LabelData]
    start: int
    places: int
    workers: int
    pictures: Path | None

    def draw(
        self, file: PdfFile, pool: Executor | None, watch: _Watch
    ) -> tuple[RenderReport, list[tuple[Expected, ...]]]:
        report = RenderReport()
        expected: list[tuple[Expected, ...]] = []
        sheet = self.design.sheet
        width = sheet.page_width if sheet else self.design.width
        height = sheet.page_height if sheet else self.design.height
        setting = _Setting(self.design, self.pictures)
        for drawn in _in_order(pool, self.workers, _draw_chunk, setting, self._chunks()):
            for page in drawn:
                file.add_page(width, height, page.packed, page.characters, page.pictures)
                expected.append(page.expected)
                report.pages += 1
                report.labels += len(page.warnings)
                for warnings in page.warnings:
                    report.note(warnings)
            watch.add(sum(len(page.warnings) for page in drawn))
        file.finish()
        return report, expected

    def prove(
        self,
        part: Path,
        expected: list[tuple[Expected, ...]],
        pool: Executor | None,
        watch: _Watch,
    ) -> None:
        step = max(1, _CHUNK_LABELS // self.places)
        chunks = ((at, expected[at : at + step]) for at in range(0, len(expected), step))
        left = len(self.labels)
        for problems in _in_order(pool, self.workers, _prove_chunk, part, chunks):
            if problems:
                raise self._refused("proof-failed", problems)
            watch.add(min(left, step * self.places))
            left -= min(left, step * self.places)

    def _chunks(self) -> Iterator[list[list[_Numbered]]]:
        page: list[_Numbered] = []
        pages: list[list[_Numbered]] = []
        for number, data in enumerate(self.labels):
            place = (self.start + number) % self.places
            if place == 0 and page:
                pages.append(page)
                page = []
                if len(pages) * self.places >= _CHUNK_LABELS:
                    yield pages
                    pages = []
            page.append(_Numbered(place, number, data))
        if page:
            pages.append(page)
        if pages:
            yield pages

    def _refused(self, code: str, problems: Sequence[Problem]) -> LabelRefused:
        number = int(str(problems[0].facts.get("label", 0)))
        identity = self.labels[number].identity
        return LabelRefused(code, problems, label=number + 1, identity=identity)


def _draw_chunk(setting: _Setting, pages: list[list[_Numbered]]) -> list[_DrawnPage]:
    return [_draw_page(setting, page) for page in pages]


def _draw_page(setting: _Setting, labels: list[_Numbered]) -> _DrawnPage:
    design = setting.design
    page = Page()
    expected: list[Expected] = []
    warnings: list[tuple[Problem, ...]] = []
    height = design.sheet.page_height if design.sheet else design.height
    for place, number, data in labels:
        left, top = design.sheet.corner(place) if design.sheet else (0.0, 0.0)
        try:
            laid = lay_out(design, data, pictures=setting.pictures)
        except LabelRefused as refused:
            raise LabelRefused(
                refused.code, refused.problems, label=number + 1, identity=data.identity
            ) from refused
        draw_on_page(page, laid, left, top, height)
        expected += expectations(laid, left, top, number)
        warnings.append(laid.warnings)
    packed = zlib.compress("\n".join(page.operators).encode("ascii"), 6)
    return _DrawnPage(packed, dict(page.characters), page.pictures, tuple(expected), warnings)


def _prove_chunk(part: Path, chunk: tuple[int, list[tuple[Expected, ...]]]) -> tuple[Problem, ...]:
    first, pages = chunk
    return prove_pdf(part, first, pages)


@contextmanager
def _pool(job: _Job) -> Iterator[Executor | None]:
    if job.workers <= 1:
        yield None
        return
    # spawn, as on Windows: a fork would copy the threads' locks of the running station
    pool = ProcessPoolExecutor(job.workers, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: Executor | None,
    workers: int,
    work: Callable[[Setting, Chunk], Done],
    setting: Setting,
    chunks: Iterator[Chunk],
) -> Iterator[Done]:
    if pool is None:
        for chunk in chunks:
            yield work(setting, chunk)
        return
    waiting: deque[Future[Done]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(work, setting, chunk))
        if len(waiting) > 2 * workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
