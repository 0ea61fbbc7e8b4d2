import warnings
from datetime import date

import pytest

from flows.errors import Rejected
from flows.records import Input

with warnings.catch_warnings():  # trafilatura's unused downloader asks for SOCKS support
    warnings.simplefilter("ignore")
    from flows import processing
    from flows.processing import process_input, start_worker

DAY = date(2026, 1, 1)
FINE = "The council met in Syria. It voted."
TEXT = Input("file:///a.txt", "file:///a.txt", "text/plain", FINE.encode())


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process a worker, without the limits."""
    monkeypatch.setattr(processing.signal, "signal", lambda *_: None)
    monkeypatch.setattr(processing.gc, "freeze", lambda: None)
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    monkeypatch.setattr(processing, "_worker", processing._Worker())
    start_worker("names", 1_500)


def test_an_article_has_its_sentences_and_mentions(here: None) -> None:
    outcome = process_input(TEXT, DAY)
    assert outcome.code == "new"
    assert [FINE[start:end] for start, end in outcome.article.sentences] == ["The council met in Syria.", "It voted."]
    assert [mention.surface for mention in outcome.article.mentions] == ["Syria"]
    assert outcome.article.mention_version.startswith("names-")


@pytest.mark.parametrize(("error", "code"), [(Rejected("binary", "x"), "binary"), (MemoryError(), "out_of_memory")])
def test_what_an_article_raises_is_its_outcome(
    here: None, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(processing, "read_article", fail)
    assert process_input(TEXT, DAY).code == code
