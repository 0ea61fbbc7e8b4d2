"""The pool of worker processes that extract and recognise: each article has a deadline and can be killed.

Pebble is used because concurrent.futures cannot kill one task. Workers come from a fork server that has imported the
extractor once, so that replacing one is cheap; where there is no fork server, they are spawned.
"""

import contextlib
import gc
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as DeadlineError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.articles.reading import read_article
from flows.entities.recogniser import Recogniser, load_recogniser
from flows.entities.sentences import find_sentences
from flows.errors import DISK_ERRNOS, DatelineError, Rejected, UsageError
from flows.records import Input, Outcome
from flows.settings import Settings

_PRELOADED = ["flows.workers"]


@dataclass(slots=True)
class _Worker:
    """What one worker process keeps between articles; `error` where its recogniser cannot be loaded."""

    recogniser: Recogniser | None = None
    error: UsageError | None = None


_worker = _Worker()


def start_worker(recogniser: str, memory_mb: int) -> None:
    """Prepare a fresh worker process: limit its memory, leave Ctrl-C to the parent, load the recogniser."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and refuses it
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1_000_000, hard))
    try:
        _worker.recogniser = load_recogniser(recogniser)
    except UsageError as error:  # told with the first article: a pool whose workers do not start says nothing
        _worker.error = error
    gc.freeze()


def process_input(source: Input, captured_on: date) -> Outcome:
    """Read, extract, split and recognise one input, in a worker (or, in a test, right here)."""
    if _worker.recogniser is None:
        raise _worker.error or RuntimeError("start_worker was not called in this process")
    try:
        article = read_article(source, captured_on)
        sentences = find_sentences(article.text, article.language)
        mentions = _worker.recogniser.recognise([article.text])[0]
    except Rejected as error:
        return Outcome(error.code, error.detail)
    except MemoryError:
        return Outcome("out_of_memory")
    version = _worker.recogniser.version
    return Outcome("new", article=replace(article, sentences=sentences, mentions=mentions, mention_version=version))


class WorkerPool:
    """Runs `process_input` in killable processes. Use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: ProcessPool | None = None
        self._starting = threading.Lock()  # batches come from several threads
        self._waiting: set[ProcessFuture[Outcome]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            return
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
            for future in list(self._waiting):  # a stopped pool answers nobody, and threads wait for these
                future.cancel()
        self._pool.join()

    def process(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        """Yield the outcome of each input, in order. An input that kills or outlasts its worker costs only itself."""
        deadline = self._settings.article_deadline_s
        futures = [
            self._started().schedule(
                process_input, args=(source, (source.captured_at or datetime.now(UTC)).date()), timeout=deadline
            )
            for source in inputs
        ]
        self._waiting.update(futures)
        for future in futures:
            yield self._outcome(future)
            self._waiting.discard(future)

    def _outcome(self, future: ProcessFuture[Outcome]) -> Outcome:
        try:
            return future.result()
        except DeadlineError:
            return Outcome("timed_out", f"more than {self._settings.article_deadline_s:g} s")
        except (UsageError, CancelledError):
            raise
        except BrokenProcessPool as error:
            raise DatelineError(f"the worker processes cannot start: {error}") from error
        except MemoryError:
            return Outcome("out_of_memory")
        except ProcessExpired as error:
            return Outcome("worker_crashed", f"exit code {error.exitcode}")
        except OSError as error:
            if error.errno in DISK_ERRNOS:
                raise  # the language detector unpacks its model to a temporary file: no fault of the article
            return Outcome("worker_crashed", f"{type(error).__name__}: {error}"[:200])
        except Exception as error:  # noqa: BLE001 - whatever one article raises is that article's outcome
            return Outcome("worker_crashed", f"{type(error).__name__}: {error}"[:200])

    def _started(self) -> ProcessPool:
        settings = self._settings
        with self._starting:
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=settings.workers,
                    max_tasks=settings.worker_articles,
                    initializer=start_worker,
                    initargs=(settings.recogniser, settings.worker_memory_mb),
                    context=_context(),
                )
            return self._pool


def _context() -> multiprocessing.context.BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context
