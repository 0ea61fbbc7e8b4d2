"""The ingest pipeline as plain functions: read → capture → extract and recognise → stage → load → publish → check.

Prefect's flow in `flows/ingest.py` runs this same code with its tasks as the steps; without Prefect it runs as it is.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from flows import __version__
from flows.entities.recogniser import parse_recogniser
from flows.ids import make_id, make_run_id
from flows.records import Capture, Disposed, Input, Outcome, Run, RunReport
from flows.settings import Settings
from flows.sources.archive import ArchiveWriter
from flows.sources.capturing import capture_inputs
from flows.sources.inputs import measure_inputs, read_inputs
from flows.versions import EXTRACT_VERSION, SENTENCES_VERSION
from flows.warehouse.connect import explained_storage
from flows.warehouse.load import archive_name, known_captures, load_left_behind, load_staged
from flows.warehouse.publish import publish
from flows.warehouse.report import report_run
from flows.warehouse.staging import StagedRun
from flows.workers import WorkerPool

# Batches that are extracted or wait for it while the next one is read.
_AHEAD = 2


class Progress(Protocol):
    """Is told how far a run has come."""

    def begin(self, total_bytes: int) -> None:
        """All files are known; together they have this many bytes."""

    def advance(self, inputs: int, done_bytes: int) -> None:
        """So many inputs in all are staged, and the files were read so far."""

    def say(self, message: str) -> None:
        """Something that the user should know now."""


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """What one ingest run is asked to do."""

    paths: tuple[str, ...]
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Steps:
    """The two steps that an orchestrator may run as tasks of its own: `extract` starts a batch, `load` loads."""

    extract: Callable[[WorkerPool, Sequence[Input]], "Future[list[Outcome]]"]
    load: Callable[[Settings, StagedRun, bool], None]


def extract_batch(pool: WorkerPool, inputs: Sequence[Input]) -> list[Outcome]:
    """Extract and recognise one batch; the outcomes stand in the order of the inputs."""
    return list(pool.process(inputs))


def load_batches(settings: Settings, staged: StagedRun, final: bool) -> None:
    """Load what is staged; with `final`, also the end of the run."""
    load_staged(settings, staged, final=final)


def ingest_files(
    request: IngestRequest, settings: Settings, steps: Steps | None = None, progress: Progress | None = None
) -> RunReport:
    """Load files into the warehouse and report what became of each input.

    Args:
        request: the paths, and the names of uncommon columns.
        settings: everything else.
        steps: how to run the steps; in this process where None.
        progress: is told how far the run has come.

    Raises:
        UsageError: the recogniser of the settings does not exist or is not installed.
        WarehouseLocked: another process kept the warehouse; what is staged is loaded by the next run.
        StorageFailed: the disk is full; likewise.
    """
    parse_recogniser(settings.recogniser)
    started_at = datetime.now(UTC)
    options = json.dumps(
        {
            "paths": request.paths,
            "mapping": dict(request.mapping),
            "archive": settings.archive,
            "recogniser": settings.recogniser,
        }
    )
    run_id = make_run_id(started_at)
    run = Run(run_id, "ingest", started_at, options, __version__, EXTRACT_VERSION, SENTENCES_VERSION)
    with explained_storage(settings.home), ExitStack() as stack:
        for recovered in load_left_behind(settings):
            if progress:
                progress.say(f"loaded what the stopped run {recovered} had finished")
        staged = StagedRun.begin(settings.staging_dir, run)
        stack.callback(staged.release)
        archive = ArchiveWriter(settings.archive_dir, archive_name(run.run_id)) if settings.archive else None
        if archive:
            stack.callback(archive.close)
        if steps is None:
            executor = stack.enter_context(ThreadPoolExecutor(_AHEAD))
            steps = Steps(lambda pool, inputs: executor.submit(extract_batch, pool, inputs), load_batches)
        pool = stack.enter_context(WorkerPool(settings))
        sizes = measure_inputs(request.paths, settings) if progress else {}
        if progress:
            progress.begin(sum(sizes.values()))
        inputs = 0
        pending = 0
        meter = _Meter(sizes)
        for number, batch in enumerate(_dispose(request, settings, archive, pool, steps)):
            staged.write(number, batch)
            inputs += len(batch)
            pending += len(batch)
            if progress:
                progress.advance(inputs, meter.read_until(batch[-1].input))
            if pending >= settings.load_inputs:
                steps.load(settings, staged, False)
                pending = 0
        staged.finish(inputs)
        steps.load(settings, staged, True)
        staged.remove()
        publish(settings)
    return report_run(settings, run.run_id, started_at)


def _dispose(
    request: IngestRequest, settings: Settings, archive: ArchiveWriter | None, pool: WorkerPool, steps: Steps
) -> Iterator[list[Disposed]]:
    """Yield each batch with what became of its inputs, in order; while one is extracted, the next is read."""
    ahead: deque[tuple[list[Input], list[Capture | None], list[int], Future[list[Outcome]] | None]] = deque()
    for batch in _batches(read_inputs(request.paths, request.mapping, settings), settings):
        known = known_captures(settings, [make_id(source.uri) for source in batch])
        captures = capture_inputs(batch, known, archive, datetime.now(UTC))
        to_extract = [
            position
            for position, capture in enumerate(captures)
            if capture is not None and not (capture.known and capture.article_id and not request.mapping)
        ]
        # A known input is read again where other columns may be asked for. With nothing to extract, no worker starts.
        future = steps.extract(pool, [batch[position] for position in to_extract]) if to_extract else None
        ahead.append((batch, captures, to_extract, future))
        if len(ahead) > _AHEAD:
            yield _disposed(*ahead.popleft())
    while ahead:
        yield _disposed(*ahead.popleft())


def _disposed(
    batch: list[Input],
    captures: list[Capture | None],
    extracted: list[int],
    future: "Future[list[Outcome]] | None",
) -> list[Disposed]:
    outcomes = dict(zip(extracted, future.result() if future else [], strict=True))
    disposed = []
    for position, (source, capture) in enumerate(zip(batch, captures, strict=True)):
        outcome = outcomes.get(position) or Outcome(source.code or "unchanged", source.detail)
        disposed.append(Disposed(source, capture, outcome))
    return disposed


def _batches(inputs: Iterable[Input], settings: Settings) -> Iterator[list[Input]]:
    batch: list[Input] = []
    size = 0
    for source in inputs:
        batch.append(source)
        size += len(source.payload or b"")
        if len(batch) >= settings.batch_inputs or size >= settings.batch_bytes:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Meter:
    """Turns the last input that was staged into bytes read of all files."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = sizes
        self._before: dict[str, int] = {}
        total = 0
        for file, size in sizes.items():
            self._before[file] = total
            total += size

    def read_until(self, last: Input) -> int:
        file = last.source_file or ""
        return self._before.get(file, 0) + int(last.share * self._sizes.get(file, 0))
