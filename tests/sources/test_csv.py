import json

import pytest
from case_tables import cases

from flows.records import Input


def codes(inputs: list[Input]) -> list[str]:
    return [one.code or "ok" for one in inputs]


@pytest.mark.parametrize("case", cases("tables"))
def test_each_row_of_a_table_is_an_article_or_says_why_not(read, case: dict[str, str]) -> None:
    inputs = read("table.csv", case["content"].encode(case["charset"]))
    texts = [json.loads(one.payload)[one.text_field] for one in inputs if one.payload]
    assert codes(inputs) == case["codes"].split()
    assert texts == (case["texts"].split("|") if case["texts"] else [])


def test_a_bad_row_is_named_by_its_number(read) -> None:
    (bad, good) = read("table.csv", b"text,url\none\ntwo,v\n")
    assert (bad.uri[-6:], bad.detail) == ("#row=1", "row 1: 1 cells where the header has 2")
    assert (good.uri[-6:], good.source_row) == ("#row=2", 2)


def test_a_line_that_never_ends_stops_the_table_and_says_so(read) -> None:
    inputs = read("table.csv", b"text,url\none,u\n" + b"x" * 300_000 + b"\ntwo,v\n")
    assert codes(inputs) == ["ok", "malformed_row"]


def test_a_cell_over_the_limit_is_malformed(read) -> None:
    endless = b'1,"' + b"word\n" * 30_000 + b'"\n'
    inputs = read("table.csv", b"id,text\n" + endless + b"2,two\n")
    assert codes(inputs)[0] == "malformed_row"
    assert all(one.code for one in inputs if one.payload is None)


def test_broken_bytes_are_seen_in_the_text(read) -> None:
    (one,) = read("table.csv", "text,url\nÄrger mit der Fähre über Nacht ".encode() + b"\xff,u\n")
    assert json.loads(one.payload)["text"] == "Ärger mit der Fähre über Nacht �"


def test_a_missing_column_names_those_that_are_there(read) -> None:
    (one,) = read("table.csv", b"name,city\nA,B\n")
    assert (one.code, one.detail) == ("missing_columns", "none for text or html among name, city; use --map")
