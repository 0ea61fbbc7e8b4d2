"""From a page to its article: text, title, byline, date, canonical URL, language."""

from datetime import date
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html

from flows.articles.language import find_language
from flows.articles.metadata import find_markup_date, read_metadata
from flows.articles.page import prepare_page
from flows.articles.published import find_published
from flows.articles.shortfalls import check_shortfall
from flows.errors import Rejected
from flows.records import Article, Given
from flows.sources.charset import Decoded
from flows.sources.urls import normalise_url

# F1 .962/.947 on two public sets: fast without comments, and the full extraction where that finds little.
_SHORT = 700
_LONGEST_FIELD = 1_000


def extract_page(page: Decoded, given: Given, captured_on: date) -> Article:
    """Extract the article of one HTML page. What the source gave wins over what the page says.

    Raises:
        Rejected: there is no article in the page; the code says what there is instead.
    """
    prepared = prepare_page(page.text)
    tree = load_html(prepared.html)
    if tree is None:
        raise Rejected("no_text", "not an HTML page")
    url = normalise_url(given.url) if given.url else None
    try:
        found = read_metadata(tree, url)
        text = _extract_text(tree, url)
        published = find_published(
            given.published,
            prepared.json_ld,
            tree,
            lambda: find_markup_date(tree, url or found.url, captured_on),
            captured_on,
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        # The extractor's own failures on odd pages are this page's disposition, not the run's end.
        raise Rejected("no_text", f"the extractor failed: {type(error).__name__}: {error}"[:200]) from error
    free = not any(_says_no(node.get("isAccessibleForFree")) for node in prepared.json_ld)
    check_shortfall(prepared.html, text, free=free)
    canonical = normalise_url(found.url) if found.url else None
    language, language_from = find_language(text, given.language, tree.get("lang") or found.language)
    return Article(
        text=text,
        url=url or canonical,
        title=_field(given.title or found.title),
        byline=_field(given.byline or found.author),
        source=_field(given.source or found.sitename),
        language=language,
        language_from=language_from,
        published=published,
        charset=page.charset,
        replaced_chars=text.count("�") if page.replaced else 0,
    )


def _extract_text(tree: HtmlElement, url: str | None) -> str:
    """Return the article's text: the fast extraction, and the full one too where that finds little.

    `deduplicate` stays off: it keeps state between articles, and results would depend on their order.
    """
    text = ""
    for fast in (True, False):
        document: Any = bare_extraction(tree, url=url, fast=fast, include_comments=False, with_metadata=False)
        text = max(text, (document.text or "") if document is not None else "", key=len)
        if len(text) >= _SHORT:
            break
    return text


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _field(value: str | None) -> str | None:
    value = " ".join(value.split())[:_LONGEST_FIELD] if value else None
    return value or None
