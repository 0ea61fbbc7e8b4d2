"""One input's bytes as an article, by what they are: text, Markdown, a page, or a row of a table."""

import json
from datetime import date

from flows.articles.extract import extract_page
from flows.articles.language import find_language
from flows.articles.published import NOT_STATED, parse_published
from flows.errors import Rejected
from flows.records import Article, Given, Input
from flows.sources.charset import Decoded, decode_html, decode_text, storable
from flows.sources.urls import normalise_url

_LONGEST_TITLE = 120
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",")


def read_article(source: Input, captured_on: date) -> Article:
    """Read the article of one input whose payload is there.

    Raises:
        Rejected: there is none; the code says why.
    """
    if source.payload is None:
        raise ValueError("an input without a payload has no article")
    if not source.payload.strip():
        raise Rejected("empty")
    if source.media_type == "application/json":
        return _read_row(source, captured_on)
    if source.media_type == "text/html":
        return extract_page(decode_html(source.payload, source.http_charset), source.given, captured_on)
    text = decode_text(source.payload)
    return text_article(text, source.given, captured_on, markdown=source.media_type == "text/markdown")


def text_article(decoded: Decoded, given: Given, captured_on: date, *, markdown: bool = False) -> Article:
    """Return an article whose text is verbatim what was given."""
    text = decoded.text
    if not text.strip():
        raise Rejected("empty")
    language, language_from = find_language(text, given.language, None)
    published = parse_published(given.published, "given", captured_on) if given.published else NOT_STATED
    return Article(
        text=text,
        url=normalise_url(given.url) if given.url else None,
        title=given.title or find_title(text, markdown=markdown),
        byline=given.byline,
        source=given.source,
        language=language,
        language_from=language_from,
        published=published,
        charset=decoded.charset,
        replaced_chars=decoded.replaced,
    )


def find_title(text: str, *, markdown: bool = False) -> str | None:
    """Return the first line where it is a title: short, not a sentence, and followed by a blank line.

    In Markdown a heading is one whatever follows it.
    """
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    if markdown and first.startswith("#"):
        return first.strip("#").strip() or None
    blank_line_follows = rest[:1] in ("\n", "\r") and bool(rest.strip())
    if 0 < len(first) <= _LONGEST_TITLE and blank_line_follows and not first.endswith(_SENTENCE_ENDS):
        return first
    return None


def _read_row(source: Input, captured_on: date) -> Article:
    values = json.loads(source.payload or b"")
    text = values.get(source.text_field) if source.text_field else None
    html = values.get(source.html_field) if source.html_field else None
    if isinstance(text, str) and text.strip():
        return text_article(_decoded(text), source.given, captured_on)
    if isinstance(html, str) and html.strip():
        return extract_page(_decoded(html), source.given, captured_on)
    raise Rejected("missing_text")


def _decoded(text: str) -> Decoded:
    clean = storable(text)
    return Decoded(clean, "utf-8", clean.count("�"))
