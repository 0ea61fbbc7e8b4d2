"""The language of a text: as given, else as detected, else as the page declares."""

import re
from functools import cache
from typing import Any

_CODE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_])")
# The detector needs some letters to go by; 300 tell it as much as a whole article at a fifth of the cost.
_FEWEST_LETTERS = 60
_SAMPLE = 300


def language_code(tag: str | None) -> str | None:
    """Return the language of a tag such as en-GB, in lower case; None where it is no tag."""
    match = _CODE.match(tag.strip()) if tag else None
    return match.group().lower() if match else None


def find_language(text: str, given: str | None, declared: str | None) -> tuple[str | None, str | None]:
    """Return (ISO 639 code, where it comes from: given, detected or page), or (None, None)."""
    if code := language_code(given):
        return code, "given"
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) >= _FEWEST_LETTERS:
        return _detector().classify(sample)[0], "detected"
    if code := language_code(declared):
        return code, "page"
    return None, None


@cache
def _detector() -> Any:
    import py3langid

    py3langid.classify("warm")
    return py3langid
