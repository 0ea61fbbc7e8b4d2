import pytest
from case_tables import cases

from flows.errors import Rejected, UsageError
from flows.sources.columns import match_columns, parse_mapping


@pytest.mark.parametrize("case", cases("columns"))
def test_columns_are_found_by_common_names_or_as_mapped(case: dict[str, str]) -> None:
    columns, mapping = case["columns"].split("|"), parse_mapping(case["map"].split())
    if "=" not in case["expected"]:
        with pytest.raises(Rejected) as refusal:
            match_columns(columns, mapping)
        assert refusal.value.code == case["expected"]
    else:
        assert match_columns(columns, mapping) == dict(pair.split("=") for pair in case["expected"].split())


@pytest.mark.parametrize("pair", ["text", "text=", "=column", "colour=red", "text= "])
def test_a_mapping_that_makes_no_sense_says_what_to_write(pair: str) -> None:
    with pytest.raises(UsageError, match="write FIELD=COLUMN"):
        parse_mapping([pair])


def test_a_refusal_names_the_columns_that_are_there() -> None:
    with pytest.raises(Rejected) as refusal:
        match_columns(["name", "city"], {"text": "artikel"})
    assert refusal.value.detail == "no column 'artikel'; it has name, city"
