import json
import time

import pytest

from flows.articles.page import prepare_page


def page(*blocks: str) -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head>{scripts}</head><body><p>Text.</p></body></html>"


def test_the_objects_of_all_blocks_are_read_outermost_first() -> None:
    nested = '{"@graph": [{"name": "inner", "author": {"name": "innermost"}}], "name": "outer"}'
    names = [node["name"] for node in prepare_page(page(nested, '[{"name": "second"}]')).json_ld]
    assert names == ["outer", "inner", "innermost", "second"]


def test_a_page_without_json_ld_is_left_alone() -> None:
    html = "<html><script>let a = 1</script><p>Text.</p></html>"
    assert prepare_page(html).html is html


@pytest.mark.parametrize("block", ['{"name": "x"}', '{"name": ', "", "[" * 3_000])
def test_small_blocks_stay_even_when_they_are_broken(block: str) -> None:
    assert prepare_page(page(block)).html == page(block)


@pytest.mark.parametrize(
    "block",
    [json.dumps({"text": "x" * 130_000}), '{"text": "' + "x" * 5_000, "[" * 100_000],
    ids=["too large", "broken", "nested"],
)
def test_blocks_that_would_stall_the_extractor_are_cut_out(block: str) -> None:
    assert prepare_page(page(block, '{"name": "kept"}')).html == page("", '{"name": "kept"}')


def test_a_block_that_never_ends_takes_the_rest() -> None:
    html = '<p>Text.</p><script type="application/ld+json">{"text": "' + "x" * 5_000
    assert prepare_page(html).html == '<p>Text.</p><script type="application/ld+json">'


def test_a_huge_graph_is_read_in_part() -> None:
    block = json.dumps([{"n": n} for n in range(9_000)])
    assert len(block) < 128_000
    assert 0 < len(prepare_page(page(block)).json_ld) < 9_000


def test_many_openings_take_linear_time() -> None:
    begin = time.process_time()
    prepare_page("<script application/ld+json>" * 20_000)
    assert time.process_time() - begin < 5
