from datetime import UTC, date, datetime

import pytest
from case_tables import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from flows.articles.published import find_published, parse_published
from flows.records import Published

DAY = date(2024, 3, 6)
META = '<meta property="article:published_time" content="2024-03-03">'
TIME = '<time pubdate datetime="2024-03-04">'


@pytest.mark.parametrize("case", cases("published"))
def test_a_statement_is_read_as_printed_or_says_why_not(case: dict[str, str]) -> None:
    published = parse_published(case["statement"], "given", date.fromisoformat(case["captured_on"]))
    assert (str(published.on or ""), published.reason or "") == (case["on"], case["reason"])
    assert (published.at.isoformat() if published.at else "") == case["at"]
    assert (published.stated_in is None) == (published.on is None)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{1,5}[T ]?[0-9:+Z-]{0,14}"))
def test_any_text_is_a_date_or_has_a_reason(text: str) -> None:
    published = parse_published(text, "given", DAY)
    assert (published.on is None) == (published.reason is not None)


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(1970, 1, 2), datetime(2024, 3, 5), timezones=st.just(UTC)))
def test_a_moment_in_iso_8601_comes_back(moment: datetime) -> None:
    assert parse_published(moment.isoformat(), "given", DAY) == Published(moment, moment.date(), "given")


@pytest.mark.parametrize(
    ("given_date", "json_ld", "head", "markup", "day", "stated_in"),
    [
        ("2024-03-01", [{"datePublished": "2024-03-02"}], META, "2024-03-05", 1, "given"),
        (None, [{}, {"datePublished": "2024-03-02"}], META, "2024-03-05", 2, "json_ld"),
        (None, [{"datePublished": 5}], META + TIME, "2024-03-05", 3, "meta"),
        (None, [], TIME, "2024-03-05", 4, "time"),
        (None, [], "<time datetime='2024-03-04'>", "2024-03-05", 5, "markup"),
        ("some day", [], META, None, 3, "meta"),
    ],
    ids=["given", "json_ld", "meta", "time", "markup", "one that is not understood"],
)
def test_the_most_trusted_statement_wins(given_date, json_ld, head, markup, day, stated_in) -> None:
    published = find_published(
        given_date, json_ld, fromstring(f"<html><head>{head}</head></html>"), lambda: markup, DAY
    )
    assert published == Published(None, date(2024, 3, day), stated_in)


@pytest.mark.parametrize(
    ("stated", "reason"), [(None, "not_stated"), ("03/05/2024", "ambiguous"), ("soon", "not_understood")]
)
def test_without_one_the_reason_is_told(stated: str | None, reason: str) -> None:
    assert find_published(stated, [], None, lambda: None, DAY) == Published(reason=reason)
