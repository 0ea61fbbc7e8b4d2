import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.entities.sentences import find_sentences

LANGUAGES = ["en", "de", "ar", "zh", "ja", "ru", "xx", "", None]
signs = st.sampled_from([*'aA1 .!?…。؟,\n\t"“”()«»\u00a0\u200f\u0301😀漢م', "\r\n", "👩‍👧", "Mr. ", "U.S. "])


def sentences(text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in find_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("One ends. Two ends!", "en", ["One ends.", "Two ends!"]),
        ("Mr. Quill met Gen. Pen. They spoke.", "en", ["Mr. Quill met Gen. Pen.", "They spoke."]),
        ("Smile 😀. Family 👨‍👩‍👧. End.", "en", ["Smile 😀.", "Family 👨‍👩‍👧.", "End."]),
        ("Cafe\u0301 opens. E\u0301te\u0301 ends.", "en", ["Cafe\u0301 opens.", "E\u0301te\u0301 ends."]),
        ("هذا نص. هل هو نص؟ نعم.", "ar", ["هذا نص.", "هل هو نص؟", "نعم."]),
        ("你好。世界！", "zh", ["你好。", "世界！"]),
        ("Line one.\r\nLine two.\r\n\r\n  Line three.\r\n", "en", ["Line one.", "Line two.", "Line three."]),
        ("  \r\n\t ", "en", []),
        ("", "en", []),
    ],
    ids=[
        "plain",
        "titles",
        "emoji",
        "combining marks",
        "Arabic",
        "Chinese",
        "Windows line ends",
        "white space",
        "nothing",
    ],
)
def test_a_sentence_is_the_characters_of_its_range(text: str, language: str, expected: list[str]) -> None:
    assert sentences(text, language) == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(signs, max_size=60).map("".join) | st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_ranges_are_exact_ordered_and_lose_nothing(text: str, language: str | None) -> None:
    ranges = find_sentences(text, language)
    edges = [edge for one in ranges for edge in one]
    assert edges == sorted(edges)
    assert all(text[start:end] and text[start:end] == text[start:end].strip() for start, end in ranges)
    between = "".join(text[end:start] for end, start in zip([0, *edges[1::2]], [*edges[::2], len(text)], strict=True))
    assert not between.strip()


@pytest.mark.parametrize("piece", ["x", ". ", "A. ", "\n", '"', "(", "Mr. ", "漢"])
def test_a_long_text_takes_little_time(piece: str) -> None:
    begin = time.process_time()
    find_sentences(piece * (200_000 // len(piece)), "en")
    assert time.process_time() - begin < 3
