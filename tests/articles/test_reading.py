import json
from datetime import date

import pytest
from case_tables import cases

from flows.articles.reading import find_title, read_article
from flows.errors import Rejected
from flows.records import Article, Given, Input, Published

DAY = date(2026, 1, 1)
PAGE = "<html><head><title>Page title</title></head><body><article>" + (
    "<p>The harbour council hears the fishers out before it votes on the ferry.</p>" * 12 + "</article></body></html>"
)


def read(payload: bytes, media_type: str = "text/plain", **fields: object) -> Article:
    return read_article(Input("file:///a", "file:///a", media_type, payload, **fields), DAY)


def read_row(values: dict[str, object], **fields: object) -> Article:
    columns = {"text_field": "body", "html_field": "page", **fields}
    return read(json.dumps(values).encode(), "application/json", **columns)


@pytest.mark.parametrize(
    "text",
    [
        "One.\r\n\r\n  Two.\t\n",
        "Straße e\u0301 😀 مرحبا\u200f\u00a0!",
        " x ",
        "One sign \0 among many others is kept, as all of them are.",
    ],
)
def test_a_text_is_kept_to_the_last_character(text: str) -> None:
    assert read(text.encode()).text == text
    assert read_row({"body": text}).text == text


@pytest.mark.parametrize("case", cases("titles"))
def test_a_first_line_is_a_title_only_where_it_looks_like_one(case: dict[str, str]) -> None:
    assert (find_title(case["text"], markdown=case["kind"] == "markdown") or "") == case["expected"]


def test_a_long_first_line_is_no_title() -> None:
    assert find_title("word " * 30 + "\n\nText.") is None


def test_markdown_keeps_its_marks_and_has_its_heading_as_title() -> None:
    article = read(b"# Ferry\nThe *council* voted.", "text/markdown")
    assert (article.title, article.text) == ("Ferry", "# Ferry\nThe *council* voted.")


def test_a_row_brings_its_own_fields() -> None:
    given = Given("https://e.example/a#b", "Title", "Ada", "Post", "de", "2024-03-05")
    article = read_row({"body": "Der Text."}, given=given)
    assert (article.title, article.byline, article.source, article.language) == ("Title", "Ada", "Post", "de")
    assert (article.url, article.published) == ("https://e.example/a", Published(None, date(2024, 3, 5), "given"))


def test_the_text_of_a_row_wins_over_its_page() -> None:
    assert read_row({"body": "The text.", "page": PAGE}).text == "The text."
    assert read_row({"body": " ", "page": PAGE}).title == "Page title"
    assert read_row({"body": None, "page": PAGE}, text_field=None).title == "Page title"


@pytest.mark.parametrize("values", [{}, {"body": ""}, {"body": None, "page": " \n"}, {"body": 5}, {"body": ["a"]}])
def test_a_row_without_either_is_missing_text(values: dict[str, object]) -> None:
    with pytest.raises(Rejected) as refusal:
        read_row(values)
    assert refusal.value.code == "missing_text"


@pytest.mark.parametrize("payload", [b"", b" \r\n\t", "\ufeff \u00a0\u2003".encode()])
def test_white_space_is_empty(payload: bytes) -> None:
    with pytest.raises(Rejected) as refusal:
        read(payload)
    assert refusal.value.code == "empty"


def test_half_a_character_is_replaced_and_counted() -> None:
    article = read_article(
        Input("u", "u", "application/json", b'{"body": "a\\ud800b \\ud83d\\ude00"}', text_field="body"), DAY
    )
    assert (article.text, article.replaced_chars) == ("a�b 😀", 1)


def test_a_page_is_read_in_the_charset_of_its_header() -> None:
    page = PAGE.replace("The harbour council", "Совет города решил, и")
    assert "Совет города" in read(page.encode("cp1251"), "text/html", http_charset="windows-1251").text
