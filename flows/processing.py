"""What happens inside a worker process: one input in, its article with sentences and mentions out."""

import contextlib
import gc
import signal
import sys
from dataclasses import dataclass, replace
from datetime import date

from flows.articles.reading import read_article
from flows.entities.recogniser import Recogniser, load_recogniser
from flows.entities.sentences import find_sentences
from flows.errors import Rejected, UsageError
from flows.records import Input, Outcome


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
