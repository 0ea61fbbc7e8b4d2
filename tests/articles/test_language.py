import pytest
from case_tables import cases

from flows.articles.language import find_language, language_code


@pytest.mark.parametrize("case", cases("languages"))
def test_the_language_is_given_or_detected_or_declared(case: dict[str, str]) -> None:
    language, language_from = find_language(case["text"], case["given"] or None, case["declared"] or None)
    assert (language or "", language_from or "") == (case["language"], case["language_from"])


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), (" EN-gb ", "en"), ("zh_Hans", "zh"), ("ast", "ast"), ("English", None), ("", None), (None, None)],
)
def test_a_tag_is_cut_to_its_language(tag: str | None, code: str | None) -> None:
    assert language_code(tag) == code
