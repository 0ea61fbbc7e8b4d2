"""What makes two rows the same article: the URL, else the row's own identifier, else the text."""

import json

import pytest

from flows.records import Input


@pytest.fixture
def keys(read):
    def keys_of(*rows: dict[str, object], name: str = "a.jsonl") -> list[str]:
        inputs: list[Input] = read(name, "\n".join(map(json.dumps, rows)).encode())
        return [one.article_key for one in inputs]

    return keys_of


def test_a_url_names_the_article_whatever_the_file_and_the_identifier(keys) -> None:
    one = keys({"text": "t", "url": "HTTPS://News.example/a?utm_source=x#top", "id": 1})
    other = keys({"text": "u", "url": "https://news.example/a", "id": 2}, name="b.jsonl")
    assert one == other == ["https://news.example/a"]


def test_an_identifier_names_it_within_its_file(keys) -> None:
    (one,) = keys({"text": "t", "id": 7})
    (changed,) = keys({"text": "other", "id": 7})
    (elsewhere,) = keys({"text": "t", "id": 7}, name="b.jsonl")
    assert one == changed != elsewhere


def test_else_the_text_names_it_so_that_rows_may_move(keys) -> None:
    one, two = keys({"text": "first"}, {"text": "second"})
    _, moved_one, moved_two = keys({"text": "new"}, {"text": "first"}, {"text": "second"})
    assert (one, two) == (moved_one, moved_two)
    assert one != two


@pytest.mark.parametrize("url", ["not a url", "ftp://x.example/a", "http://[::1/a", ""])
def test_a_url_that_is_none_is_not_taken_for_one(keys, url: str) -> None:
    (key,) = keys({"text": "t", "url": url, "id": 7})
    assert key.endswith("#id=7")


def test_a_file_of_text_is_named_by_its_own_uri(read) -> None:
    (one,) = read("a.txt", b"text")
    assert one.article_key == one.uri
    assert one.uri.startswith("file:///")
