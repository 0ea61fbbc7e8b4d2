from datetime import UTC, date, datetime

import pytest

from flows.articles.extract import extract_page
from flows.errors import Rejected
from flows.records import Article, Given, Published
from flows.sources.charset import Decoded

LINES = [f"In part {n} of the story the harbour council hears the fishers out." for n in range(14)]
HEAD = """
<title>Ferry line wins the vote</title>
<link rel="canonical" href="https://Harbour.example/ferry?utm_source=home">
<meta name="author" content="Ada Quill">
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2024-03-05T10:00:00+01:00">
"""


def page(head: str = HEAD, lines: list[str] = LINES, lang: str = "en") -> str:
    story = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!doctype html><html lang={lang}><head>{head}</head><body><nav>Home Sport</nav><article>{story}</article>"


def extract(html: str, given: Given | None = None, replaced: int = 0) -> Article:
    return extract_page(Decoded(html, "utf-8", replaced), given or Given(), date(2026, 1, 1))


def test_the_article_is_what_stands_in_its_paragraphs() -> None:
    assert extract(page()).text == "\n".join(LINES)


def test_what_the_page_says_of_itself_is_read() -> None:
    article = extract(page())
    assert (article.title, article.byline, article.source) == ("Ferry line wins the vote", "Ada Quill", "Harbour Post")
    assert article.url == "https://harbour.example/ferry"
    assert article.published == Published(datetime(2024, 3, 5, 9, tzinfo=UTC), date(2024, 3, 5), "meta")
    assert (article.language, article.language_from) == ("en", "detected")


def test_what_the_source_gave_wins() -> None:
    given = Given("https://feed.example/a#x", "Given title", "Ben Pen", "Feed", "en-GB", "2024-03-01")
    article = extract(page(), given)
    assert (article.title, article.byline, article.source) == ("Given title", "Ben Pen", "Feed")
    assert article.url == "https://feed.example/a"
    assert article.published == Published(None, date(2024, 3, 1), "given")
    assert (article.language, article.language_from) == ("en", "given")


def test_what_nobody_says_is_unknown() -> None:
    article = extract(page(head=""))
    assert (article.url, article.byline) == (None, None)
    assert article.published == Published(reason="not_stated")


def test_a_date_within_the_text_is_not_taken_for_the_day_of_publication() -> None:
    article = extract(page(head="", lines=[*LINES, "The last ferry sank on 5 March 2019, the council said."]))
    assert article.published == Published(reason="not_stated")


def test_the_language_of_the_page_counts_where_the_text_is_short() -> None:
    article = extract(page(head="", lines=["Kurz."], lang="de-AT"))
    assert (article.language, article.language_from) == ("de", "page")


def test_characters_that_were_lost_are_counted_in_the_text() -> None:
    lines = [*LINES, "Here � and � are lost."]
    assert extract(page(lines=lines), replaced=5).replaced_chars == 2
    assert extract(page(lines=lines), replaced=0).replaced_chars == 0


def test_a_large_json_ld_block_does_not_stall() -> None:
    block = '<script type="application/ld+json">{"a": ' + '"x", ' * 100_000 + "</script>"
    assert extract(page(head=HEAD + block)).title == "Ferry line wins the vote"


@pytest.mark.parametrize(
    "html", ["just text", "", "<", "<" * 10_000, "\0", "<!-- x -->", "<!doctype html>", "<p>&#xD800;</p>"]
)
def test_what_is_no_page_has_no_text(html: str) -> None:
    with pytest.raises(Rejected) as refusal:
        extract(html)
    assert refusal.value.code == "no_text"


def test_texts_can_always_be_stored() -> None:
    article = extract(page(lines=[*LINES, "Odd &#xD800; &#55296; &#x110000; &#0; signs \0 here."]))
    article.text.encode("utf-8")
    assert "signs" in article.text
