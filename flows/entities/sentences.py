"""Sentences as character ranges, by sentencex (rules for some 300 languages)."""

from importlib.metadata import version

from sentencex import get_sentence_boundaries

SENTENCES_VERSION = f"sentencex-{version('sentencex')}"


def find_sentences(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each sentence, end exclusive, without the white space around it, in order."""
    found: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries(language or "en", text):
        start, end = boundary["start_index"], boundary["end_index"]
        sentence = text[start:end]
        left = len(sentence) - len(sentence.lstrip())
        right = len(sentence) - len(sentence.rstrip())
        if left < len(sentence):
            found.append((start + left, end - right))
    return tuple(found)
