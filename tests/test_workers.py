"""The pool on real processes. Each start costs about a CPU second, so these tests are few."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil
import pytest

from flows.errors import UsageError
from flows.records import Input, Outcome
from flows.settings import Settings
from flows.workers import WorkerPool

FINE = "The council met in Syria. It voted."


def text(words: str, n: int = 0) -> Input:
    return Input(f"file:///{n}.txt", f"file:///{n}.txt", "text/plain", words.encode())


def slow() -> Input:
    """A page of half a megabyte whose one paragraph takes the extractor more than ten seconds."""
    page = "<html><body><article><p>" + "<span>a <b>b</b> </span>" * 20_000 + "</p></article></body></html>"
    return Input("file:///slow.html", "file:///slow.html", "text/html", page.encode())


def run(settings: Settings, inputs: list[Input], **changes: object) -> list[Outcome]:
    with WorkerPool(settings.model_copy(update=changes)) as pool:
        return list(pool.process(inputs))


def codes(outcomes: list[Outcome]) -> list[str]:
    return [outcome.code for outcome in outcomes]


def test_outcomes_come_in_the_order_of_the_inputs(settings: Settings) -> None:
    inputs = [text(f"Text number {n} about Syria." if n % 5 else " ", n) for n in range(20)]
    outcomes = run(settings, inputs, workers=2, worker_articles=4)
    assert codes(outcomes) == ["new" if n % 5 else "empty" for n in range(20)]
    assert [one.article.text for one in outcomes if one.article] == [
        f"Text number {n} about Syria." for n in range(20) if n % 5
    ]


def test_an_article_over_its_deadline_is_killed_and_its_neighbours_live(settings: Settings) -> None:
    begin = time.monotonic()
    outcomes = run(settings, [text(FINE), slow(), text(FINE)], article_deadline_s=1)
    assert codes(outcomes) == ["new", "timed_out", "new"]
    assert outcomes[1].detail == "more than 1 s"
    assert time.monotonic() - begin < 15


def test_an_article_that_needs_too_much_memory_is_told_and_its_neighbours_live(settings: Settings) -> None:
    huge = text("x" * 80_000_000 + "😀")  # which Python holds in four bytes for each character
    outcomes = run(settings, [text(FINE), huge, text(FINE)], worker_memory_mb=600)
    assert codes(outcomes) == ["new", "out_of_memory", "new"]


def _busy_worker() -> psutil.Process:
    """Wait for the worker that has been at work for half a CPU second, and return it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if process.cpu_times().user > 0.3 and not process.children():
                    return process
        time.sleep(0.02)
    raise TimeoutError("no worker is at work")


def test_a_worker_that_is_killed_from_outside_costs_nothing(settings: Settings) -> None:
    inputs = [text(f"{FINE} " * 3_000, n) for n in range(100)]
    with WorkerPool(settings) as pool, ThreadPoolExecutor(1) as executor:
        outcomes = executor.submit(lambda: list(pool.process(inputs)))
        os.kill(_busy_worker().pid, signal.SIGKILL)
        assert codes(outcomes.result(timeout=60)) == ["new"] * len(inputs)


def test_an_idle_worker_that_is_killed_costs_nothing(settings: Settings) -> None:
    with WorkerPool(settings.model_copy(update={"workers": 2})) as pool:
        assert codes(list(pool.process([text(FINE)]))) == ["new"]
        for process in psutil.Process().children(recursive=True):
            if not process.children() and "resource_tracker" not in " ".join(process.cmdline()):
                process.kill()
        assert codes(list(pool.process([text(FINE, n) for n in range(50)]))) == ["new"] * 50


def test_a_recogniser_that_is_missing_is_told_at_once(settings: Settings) -> None:
    with pytest.raises(UsageError, match="is none of"):
        run(settings, [text(FINE)], recogniser="nobody")
