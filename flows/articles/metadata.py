"""Title, byline, site, canonical URL and date of a page, by trafilatura's and htmldate's own rules.

trafilatura's `extract_metadata` also looks for categories, tags and a licence, which nobody here asks for and which
cost a quarter of a whole extraction (measured). So its steps are called one by one, in its order; a test compares the
results.
"""

from datetime import date, timedelta
from typing import Any

from htmldate import find_date
from trafilatura.metadata import (
    examine_meta,
    extract_author,
    extract_meta_json,
    extract_sitename,
    extract_title,
    extract_url,
)
from trafilatura.settings import Document


def read_metadata(tree: Any, url: str | None) -> Document:
    """Return what the page says of itself: `title`, `author`, `sitename`, `url` and `language`, each or None.

    Args:
        tree: the parsed page; it is not changed.
        url: the page's address, where the source gave one; it stands where the page states no canonical one.
    """
    found = examine_meta(tree)
    if found.author and " " not in found.author:  # an account name
        found.author = None
    found = extract_meta_json(tree, found)
    found.title = found.title or extract_title(tree)
    found.author = found.author or extract_author(tree)
    found.url = found.url or extract_url(tree, url)
    found.sitename = (found.sitename or extract_sitename(tree) or "").lstrip("@") or None
    found.clean_and_trim()
    return found


def find_markup_date(tree: Any, url: str | None, captured_on: date) -> str | None:
    """Return the day of publication (YYYY-MM-DD) that other mark-up states, without a search through the text."""
    latest = (captured_on + timedelta(days=2)).isoformat()
    found: str | None = find_date(tree, original_date=True, extensive_search=False, max_date=latest, url=url)
    return found
