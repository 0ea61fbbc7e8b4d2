import time
from datetime import date

import pytest
from case_tables import cases

from flows.articles.extract import extract_page
from flows.articles.shortfalls import check_shortfall
from flows.errors import Rejected
from flows.records import Article, Given
from flows.sources.charset import Decoded

STORY = "".join(f"<p>In part {n} of the story the harbour council hears the fishers out.</p>" for n in range(14))


def extract(body: str) -> Article:
    html = f"<!doctype html><html><head><title>A page</title></head><body>{body}</body></html>"
    return extract_page(Decoded(html, "utf-8", 0), Given(), date(2026, 1, 1))


def code_of(body: str) -> str:
    with pytest.raises(Rejected) as refusal:
        extract(body)
    return refusal.value.code


@pytest.mark.parametrize("case", cases("shortfalls"))
def test_a_page_that_is_no_article_says_what_it_is(case: dict[str, str]) -> None:
    assert code_of(case["body"]) == case["expected"]


@pytest.mark.parametrize("case", [case for case in cases("shortfalls") if case.values[0]["expected"] != "no_text"])
def test_the_same_words_beside_a_whole_article_do_no_harm(case: dict[str, str]) -> None:
    assert "the harbour council" in extract(f"<article>{STORY}</article><footer>{case['body']}</footer>").text


@pytest.mark.parametrize("free", ["false", '"False"'])
def test_a_page_that_says_it_is_not_free_is_a_paywall(free: str) -> None:
    statement = f'<script type="application/ld+json">{{"isAccessibleForFree": {free}}}</script>'
    assert code_of(statement + "<article><p>The council met on Monday.</p></article>") == "paywall"


@pytest.mark.parametrize("depth", [2_000, 100_000])
def test_tags_nested_without_end_are_told(depth: int) -> None:
    assert code_of("<div>" * depth + STORY + "</div>" * depth) == "too_nested"


@pytest.mark.parametrize("html", ["<script>", "<svg>", "<svg></script>", "<style", "<", "<a <b "])
def test_a_page_of_openings_is_judged_in_linear_time(html: str) -> None:
    begin = time.process_time()
    with pytest.raises(Rejected):
        check_shortfall(html * (2_000_000 // len(html)), "", free=True)
    assert time.process_time() - begin < 5
