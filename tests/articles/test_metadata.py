"""Our metadata are trafilatura's own, without what nobody asks for."""

from datetime import date

import pytest
from trafilatura import extract_metadata, load_html

from flows.articles.metadata import find_markup_date, read_metadata

BODY = "<h1>Flood in Derna</h1><p class=byline>By Salma Nour</p><p>Two dams broke above the town.</p>"
HEADS = [
    "",
    "<title>Flood in Derna - Coast Daily</title>",
    "<meta property=og:title content='Derna'><meta property=og:site_name content='@coastdaily'>",
    "<meta name=author content='Salma Nour'><link rel=canonical href='https://coast.example/derna'>",
    "<meta name=author content=salma99><meta property=og:url content='https://coast.example/d?utm_source=x'>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Derna floods",'
    '"author": {"@type": "Person", "name": "Salma Nour"}, "publisher": {"name": "Coast Daily"}}</script>',
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("url", [None, "https://coast.example/2023/09/derna"])
def test_they_are_those_of_the_library(head: str, url: str | None) -> None:
    tree = load_html(f"<html><head>{head}</head><body>{BODY}</body></html>")
    theirs, ours = extract_metadata(tree, url), read_metadata(tree, url)
    assert (ours.title, ours.author, ours.url) == (theirs.title, theirs.author, theirs.url)
    assert (ours.sitename or "").lower() in (theirs.sitename or "").lower()


def test_a_date_in_the_address_counts_and_one_in_the_text_does_not() -> None:
    tree = load_html(
        "<html><body><p>On 3 May 2020 the town was rebuilt, and on 4 May 2020 it rained.</p></body></html>"
    )
    assert find_markup_date(tree, "https://coast.example/2023/09/12/derna", date(2024, 1, 1)) == "2023-09-12"
    assert find_markup_date(tree, None, date(2024, 1, 1)) is None
