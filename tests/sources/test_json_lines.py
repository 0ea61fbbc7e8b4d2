import json

import pytest

from flows.records import Input

GOOD = b'{"text": "good"}'


def codes(inputs: list[Input]) -> list[str | None]:
    return [one.code for one in inputs]


def test_each_line_is_an_input_with_its_own_bytes(read) -> None:
    one, two = read("a.jsonl", GOOD + b'\r\n\r\n{"headline": "T", "body": "b"}')
    assert (one.payload, one.text_field, one.source_row) == (GOOD, "text", 1)
    assert (two.given.title, two.text_field, two.source_row) == ("T", "body", 3)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"text": "cut', "malformed_row"),
        (b"[1, 2]", "malformed_row"),
        (b'"text"', "malformed_row"),
        (b"null", "malformed_row"),
        (b"[" * 100_000, "malformed_row"),
        (b'{"text": ' * 10_000, "malformed_row"),
        (b'{"text": "gr\xfc\xdfe"}', "malformed_row"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "malformed_row"),
        (b'{"text": "' + b"a" * 200_000 + b'"}', "too_large"),
        (b'{"title": "no text"}', "missing_columns"),
        (b"{}", "missing_columns"),
        (b'{"\\ud800": 1}', "missing_columns"),
    ],
    ids=lambda value: value[:12].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_a_bad_line_is_reported_by_its_number_and_harms_no_other(read, line: bytes, code: str) -> None:
    before, bad, after = read("a.jsonl", GOOD + b"\n" + line + b"\n" + GOOD + b"\n")
    assert (before.code, bad.code, after.code) == (None, code, None)
    assert bad.uri.endswith("#row=2")
    assert after.source_row == 3
    bad.detail.encode("utf-8")


def test_a_malformed_line_says_where(read) -> None:
    assert read("a.jsonl", GOOD + b"\n{\n")[1].detail.startswith("line 2: ")


def test_the_last_line_may_be_cut_off(read) -> None:
    assert codes(read("a.jsonl", GOOD + b"\n" + GOOD[:-4])) == [None, "malformed_row"]


def test_a_line_as_long_as_the_limit_is_read(read) -> None:
    line = b'{"text": "' + b"a" * (100_000 - 12) + b'"}'
    assert codes(read("a.jsonl", line + b"\n" + line)) == [None, None]


def test_a_byte_order_mark_is_no_part_of_the_first_row(read) -> None:
    (one,) = read("a.jsonl", b"\xef\xbb\xbf" + GOOD + b"\n")
    assert one.payload == GOOD


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf\n"])
def test_a_file_without_rows_is_empty(read, content: bytes) -> None:
    assert codes(read("a.jsonl", content)) == ["empty"]


def test_half_a_character_reaches_no_field(read) -> None:
    (one,) = read("a.jsonl", json.dumps({"text": "t", "title": "a\ud800", "id": "\udfff"}).encode())
    assert one.given.title == "a�"
    assert one.article_key.endswith("#id=�")


def test_fields_of_other_types_become_text(read) -> None:
    (one,) = read("a.jsonl", b'{"text": "t", "authors": ["Ada", "Ben"], "id": 7, "title": null, "lang": " "}')
    assert one.given.byline == "Ada, Ben"
    assert one.article_key.endswith("#id=7")
    assert (one.given.title, one.given.language) == (None, None)


def test_a_mapping_names_uncommon_columns(read) -> None:
    (one,) = read("a.jsonl", b'{"artikel": "Der Text", "text": "other"}', {"text": "Artikel"})
    assert one.text_field == "artikel"
    assert codes(read("b.jsonl", GOOD, {"text": "artikel"})) == ["missing_columns"]
