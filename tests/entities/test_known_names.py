import time
from pathlib import Path

import pytest
from case_tables import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.entities.known_names import NameRecogniser
from flows.records import Mention
from flows.resources import folder

RECOGNISER = NameRecogniser()
LABELS = {"PERSON", "ORG", "LOC", "MISC", "NORP", "DATE", "PRODUCT", "EVENT"}
WORDS = (
    "the The of Gen. General Idlib Syria US U.S. al-Jabouri O’Brien Bank March Abu Xyz bin NATO’s 😀 e\u0301 "
    "مرحبا Ünal – , . “ \r\n \u00a0 3 M23 's"
)
words = st.sampled_from(WORDS.split(" "))


def recognise(text: str) -> tuple[Mention, ...]:
    return RECOGNISER.recognise([text])[0]


def assert_exact(text: str) -> None:
    end = 0
    for mention in recognise(text):
        assert text[mention.start : mention.end] == mention.surface
        assert mention.surface == mention.surface.strip() != ""
        assert end <= mention.start < mention.end
        assert mention.label in LABELS
        end = mention.end


@pytest.mark.parametrize("case", cases("names"))
def test_names_are_found_with_their_kind(case: dict[str, str]) -> None:
    found = ";".join(f"{mention.surface}|{mention.label}" for mention in recognise(case["sentence"]))
    assert found == case["expected"]


def test_the_mentions_of_the_sample_article_are_its_characters() -> None:
    sample: Path = folder("seeds") / "articles/000_6701a6eb6a597c9f.txt"
    text = sample.read_text(encoding="utf-8")
    assert_exact(text)
    surfaces = {mention.surface for mention in recognise(text)}
    assert {"CENTCOM", "IS", "Syria", "Michael Kurila", "Islamic State"} <= surfaces


def test_each_text_has_its_own_mentions() -> None:
    assert [len(mentions) for mentions in RECOGNISER.recognise(["In Syria.", "", "In Iraq and Syria."])] == [1, 0, 2]


@settings(max_examples=300, deadline=None)
@given(st.lists(words, max_size=30).map(" ".join) | st.lists(words, max_size=15).map("".join) | st.text(max_size=80))
def test_offsets_are_exact_for_any_text(text: str) -> None:
    assert_exact(text)


def _seconds(text: str) -> float:
    begin = time.process_time()
    recognise(text)
    return time.process_time() - begin


@pytest.mark.parametrize(
    "piece",
    [
        "X",
        "x",
        "A.",
        "A-",
        "Idlib ",
        "The ",
        "General ",
        "Xyz ",
        "Bank of ",
        "Xyz of the ",
        "Gen. ",
        "U.S. ",
        "É\u0301",
    ],
)
def test_the_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = (_seconds(piece * (length // len(piece))) for length in (10_000, 200_000))
    assert long < 100 * max(short, 0.002)  # 20 times the length: 20 where it is linear, 400 where it is quadratic


def test_an_organisation_at_the_end_of_a_long_run_takes_no_longer() -> None:
    assert _seconds("Xyz " * 12_500 + "Bank of " * 6_250) < 2
