"""The pool of worker processes that extract and recognise: each article has a deadline and can be killed.

Pebble is used because concurrent.futures cannot kill one task. Workers come from a fork server that has loaded the
extractor once, so that replacing one is cheap; where there is no fork server, they are spawned. This module imports
nothing of the extractor: the process that only hands out work does not pay for it.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, wait
from concurrent.futures import TimeoutError as DeadlineError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.errors import DISK_ERRNOS, DatelineError, UsageError
from flows.records import Input, Outcome
from flows.settings import Settings

_PRELOADED = ["flows.preload"]
# A pool breaks when a worker is killed from outside while it is idle. Each input gets this many pools.
_ATTEMPTS = 3
_SECONDS_BETWEEN_LOOKS = 1.0
_PAUSE_S = 0.5
# A worker that is killed while it takes a message out of the queue takes it along, and Pebble waits for ever. But of a
# pool that works, some answer comes within the deadline; this much more is for a worker that starts and loads a model.
_GRACE_S = 30.0
# Workers give way to the process that loads, which keeps others waiting for the warehouse, and to the user's programs.
_NICENESS = 10


# Inputs travel to a worker in groups: each message costs Pebble a third of a millisecond. A group has the deadline of
# one article; where it fails, its inputs are tried again, each alone with a deadline of its own.
_GROUP = 8
_GROUP_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Ticket:
    """A group of inputs that a pool was given, and the promise of their outcomes."""

    sources: tuple[Input, ...]
    pool: ProcessPool
    future: ProcessFuture[list[Outcome]]


class WorkerPool:
    """Processes inputs in processes that can be killed. Use as a context manager, from any number of threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: ProcessPool | None = None
        self._changing = threading.Lock()
        self._leaving = False
        self._heard_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving = True
        with self._changing:
            pool, self._pool = self._pool, None
        if pool is None:
            return
        if kind is None:
            pool.close()  # type: ignore[no-untyped-call]
        else:
            pool.stop()  # type: ignore[no-untyped-call]
        pool.join()

    def process(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        """Yield the outcome of each input, in order. An input that kills or outlasts its worker costs only itself.

        Raises:
            UsageError: the recogniser of the settings is not installed.
            DatelineError: the worker processes cannot start.
        """
        tickets = [self._schedule(group) for group in _groups(inputs)]
        for position in range(len(tickets)):
            for _ in range(_ATTEMPTS):
                broken = tickets[position].pool
                try:
                    outcomes = self._outcomes(tickets[position])
                    break
                except BrokenProcessPool:
                    self._discard(broken)
                    for later in range(position, len(tickets)):
                        if tickets[later].pool is broken and not _answered(tickets[later].future):
                            tickets[later] = self._schedule(tickets[later].sources)
            else:
                raise DatelineError("the worker processes do not start, or are killed as soon as they do")
            yield from outcomes

    def _schedule(self, sources: tuple[Input, ...]) -> _Ticket:
        today = datetime.now(UTC)
        work = [(source, (source.captured_at or today).date()) for source in sources]
        for _ in range(_ATTEMPTS):
            pool = self._started()
            try:
                future = pool.schedule(_process, args=(work,), timeout=self._settings.article_deadline_s)
            except RuntimeError:  # it broke since, or its fork server is just dying
                self._discard(pool)
                time.sleep(_PAUSE_S)
                continue
            self._heard_at = time.monotonic()  # a pool that had nothing to do was not silent
            future.add_done_callback(self._heard)
            return _Ticket(sources, pool, future)
        raise DatelineError("the worker processes do not start")

    def _outcomes(self, ticket: _Ticket) -> list[Outcome]:
        try:
            return self._wait(ticket).result()
        except (UsageError, CancelledError, BrokenProcessPool):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK_ERRNOS:
                raise  # the language detector unpacks its model to a temporary file: no fault of the article
            if len(ticket.sources) == 1:
                return [self._failure(error)]
        # Somebody in the group is at fault: each alone tells who.
        return [outcome for source in ticket.sources for outcome in self._outcomes(self._schedule((source,)))]

    def _failure(self, error: Exception) -> Outcome:
        if isinstance(error, DeadlineError):
            return Outcome("timed_out", f"more than {self._settings.article_deadline_s:g} s")
        if isinstance(error, MemoryError):
            return Outcome("out_of_memory")
        if isinstance(error, ProcessExpired):
            return Outcome("worker_crashed", f"exit code {error.exitcode}")
        return Outcome("worker_crashed", f"{type(error).__name__}: {error}"[:200])

    def _wait(self, ticket: _Ticket) -> ProcessFuture[list[Outcome]]:
        """Wait for an answer; Pebble leaves some futures of a broken pool without one."""
        while not wait([ticket.future], timeout=_SECONDS_BETWEEN_LOOKS).done:
            if self._leaving:
                raise CancelledError
            if not ticket.pool.active and not wait([ticket.future], timeout=_SECONDS_BETWEEN_LOOKS).done:
                raise BrokenProcessPool("the pool broke and left the input without an answer")
            if time.monotonic() - self._heard_at > self._settings.article_deadline_s + _GRACE_S:
                raise BrokenProcessPool("the pool has not answered anything for longer than it may")
        return ticket.future

    def _heard(self, _: object) -> None:
        self._heard_at = time.monotonic()

    def _started(self) -> ProcessPool:
        settings = self._settings
        with self._changing:
            if self._leaving:
                raise CancelledError
            if self._pool is None:
                self._heard_at = time.monotonic()
                self._pool = ProcessPool(
                    max_workers=settings.workers,
                    max_tasks=settings.worker_articles,
                    initializer=_start,
                    initargs=(settings.recogniser, settings.worker_memory_mb),
                    context=_context(),
                )
            return self._pool

    def _discard(self, pool: ProcessPool) -> None:
        with self._changing:
            if self._pool is pool:
                self._pool = None
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()


def _answered(future: ProcessFuture[list[Outcome]]) -> bool:
    return future.done() and not isinstance(future.exception(), BrokenProcessPool)


def _start(recogniser: str, memory_mb: int) -> None:
    from flows.processing import start_worker

    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    start_worker(recogniser, memory_mb)


def _process(work: list[tuple[Input, date]]) -> list[Outcome]:
    from flows.processing import process_input

    return [process_input(source, captured_on) for source, captured_on in work]


def _groups(inputs: Iterable[Input]) -> Iterator[tuple[Input, ...]]:
    group: list[Input] = []
    size = 0
    for source in inputs:
        group.append(source)
        size += len(source.payload or b"")
        if len(group) >= _GROUP or size >= _GROUP_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def _context() -> multiprocessing.context.BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
