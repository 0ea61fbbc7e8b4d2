"""From a page to its article: text, title, byline, date, canonical URL, language."""

from datetime import date, timedelta
from typing import Any

from trafilatura import bare_extraction

from flows.articles.language import find_language
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
    url = normalise_url(given.url) if given.url else None
    document = _extract(prepared.html, url, captured_on, fast=True)
    if document is None or len(document.text or "") < _SHORT:
        fuller = _extract(prepared.html, url, captured_on, fast=False)
        if fuller is not None and len(fuller.text or "") > len((document and document.text) or ""):
            document = fuller
    text = (document.text or "") if document is not None else ""
    free = not any(_says_no(node.get("isAccessibleForFree")) for node in prepared.json_ld)
    check_shortfall(prepared.html, text, free=free)
    canonical = normalise_url(document.url) if document.url else None
    language, language_from = find_language(text, given.language, prepared.language or document.language)
    return Article(
        text=text,
        url=url or canonical,
        title=_field(given.title or document.title),
        byline=_field(given.byline or document.author),
        source=_field(given.source or document.sitename),
        language=language,
        language_from=language_from,
        published=find_published(given.published, prepared.json_ld, prepared.facts, document.date, captured_on),
        charset=page.charset,
        replaced_chars=text.count("�") if page.replaced else 0,
    )


def _extract(html: str, url: str | None, captured_on: date, *, fast: bool) -> Any:
    # `extensive_search` would take a date from anywhere in the text; `deduplicate` keeps state between articles.
    dates = {
        "original_date": True,
        "extensive_search": False,
        "max_date": (captured_on + timedelta(days=2)).isoformat(),
    }
    try:
        return bare_extraction(
            html, url=url, fast=fast, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError) as error:
        # The extractor's own failures on odd pages are this page's disposition, not the run's end.
        raise Rejected("no_text", f"the extractor failed: {type(error).__name__}: {error}"[:200]) from error


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() == "false")


def _field(value: str | None) -> str | None:
    value = " ".join(value.split())[:_LONGEST_FIELD] if value else None
    return value or None
