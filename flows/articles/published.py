"""When an article was published, as its source or page states it. Nothing is guessed: no statement, no date.

Order of trust: what the source gave (feed, column) → JSON-LD → meta elements → <time> → other mark-up, read by
htmldate without its search through the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from flows.records import Published
from flows.resources import seed_rows

_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b. %d, %Y", "%Y/%m/%d", "%d.%m.%Y",
            "%A, %B %d, %Y", "%a, %b %d, %Y", "%d-%b-%Y", "%d-%B-%Y")  # fmt: skip
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?$")
_ISO = re.compile(r"^\d{4}-?\d{2}-?\d{2}(?!\d)")
_UTC_NAME = re.compile(r"\s*(?:UTC|GMT)$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d+)?$")
_EARLIEST = date(1600, 1, 1)  # the first newspapers
_CLOCK_SKEW = timedelta(days=2)  # time zones, and servers whose clock is wrong
NOT_STATED = Published(reason="not_stated")


def parse_published(text: str, stated_in: str, captured_on: date) -> Published:
    """Read one stated date.

    Args:
        text: the statement as printed: ISO 8601, RFC 822, epoch seconds, or a date with the month's name.
        stated_in: where it stands, for the column `published_from`.
        captured_on: an article is not published after it was captured.

    Returns:
        A date; an instant as well where the statement has a time and a zone; else a reason: `not_understood`,
        `ambiguous` (01/02/2024) or `out_of_range`.
    """
    text = text.strip()
    found = _instant(text) or _day(text)
    if found is None:
        slashed = _SLASHED.match(text)
        ambiguous = slashed and max(int(slashed[1]), int(slashed[2])) <= 12 and slashed[1] != slashed[2]
        return Published(reason="ambiguous" if ambiguous else "not_understood")
    on = found.date() if isinstance(found, datetime) else found
    if not _EARLIEST <= on <= captured_on + _CLOCK_SKEW:
        return Published(reason="out_of_range")
    at = found.astimezone(UTC) if isinstance(found, datetime) and found.tzinfo else None
    return Published(at=at, on=on, stated_in=stated_in)


def find_published(
    given: str | None,
    json_ld: Sequence[dict[str, Any]],
    tree: Any,
    markup_date: Callable[[], str | None],
    captured_on: date,
) -> Published:
    """Return the most trusted statement that can be understood, or the reason why there is none."""
    reason = NOT_STATED
    for text, stated_in in _statements(given, json_ld, tree, markup_date):
        published = parse_published(text, stated_in, captured_on)
        if published.on is not None:
            return published
        if reason is NOT_STATED:
            reason = published
    return reason


def _statements(
    given: str | None, json_ld: Sequence[dict[str, Any]], tree: Any, markup_date: Callable[[], str | None]
) -> Iterator[tuple[str, str]]:
    if given:
        yield given, "given"
    for node in json_ld:
        value = node.get("datePublished")
        if isinstance(value, str) and value.strip():
            yield value, "json_ld"
            break
    if tree is not None:
        stated: dict[tuple[str, str], str] = {}
        for meta in tree.iter("meta"):
            content = meta.get("content")
            for attribute in ("property", "name", "itemprop"):
                if content and (value := meta.get(attribute)):
                    stated.setdefault((attribute, value.lower()), content)
        for field in _date_fields():
            if field in stated:
                yield stated[field], "meta"
        for element in tree.iter("time"):
            if element.get("datetime") and (
                element.get("pubdate") is not None or element.get("itemprop") == "datePublished"
            ):
                yield element.get("datetime"), "time"
                break
    if found := markup_date():  # asked last, because it costs the most
        yield found, "markup"


@cache
def _date_fields() -> tuple[tuple[str, str], ...]:
    return tuple((row["attribute"], row["value"].lower()) for row in seed_rows("date_fields"))


def _instant(text: str) -> datetime | date | None:
    if _EPOCH.match(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    if _ISO.match(text):  # Python also reads weeks (2024-W05), which name no day
        try:
            return (
                date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(_UTC_NAME.sub("+00:00", text))
            )
        except ValueError:
            return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _day(text: str) -> date | None:
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    if slashed := _SLASHED.match(text):
        first, second, year = (int(group) for group in slashed.groups())
        if first > 12 or second > 12 or first == second:  # else nobody knows which is the month
            day, month = (first, second) if first > 12 else (second, first)
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
