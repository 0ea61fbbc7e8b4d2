from urllib.parse import urlsplit

import pytest
from case_tables import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.urls import normalise_url

quick = settings(max_examples=150, deadline=None)
hosts = st.from_regex(r"[a-z][a-z0-9]{0,9}(\.[a-z][a-z0-9]{0,9}){1,3}", fullmatch=True)
tails = st.text(st.sampled_from("abc/?&=#%25.;:@+-_~éя ünm"), max_size=40)


@pytest.mark.parametrize("case", cases("urls"))
def test_addresses_of_one_article_meet(case: dict[str, str]) -> None:
    assert (normalise_url(case["url"]) or "") == case["expected"]


def test_an_endless_address_is_none() -> None:
    assert normalise_url("https://news.example/" + "a" * 4_000) is None


@pytest.mark.parametrize(
    "url", ["https://news.example/\ud800", "https://news.example/\0", "http://[v1.x]/", "http://a:b:c/"]
)
def test_an_odd_address_raises_nothing(url: str) -> None:
    normalise_url(url)


@quick
@given(st.sampled_from(["http", "https", "HTTPS"]), hosts, tails)
def test_the_host_is_kept_and_a_second_time_changes_nothing(scheme: str, host: str, tail: str) -> None:
    once = normalise_url(f"{scheme}://{host}/{tail}")
    if once is not None:
        assert urlsplit(once).hostname == host
        assert normalise_url(once) == once


@quick
@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    for candidate in (text, "https://" + text):
        url = normalise_url(candidate)
        assert url is None or url.startswith(("http://", "https://"))
