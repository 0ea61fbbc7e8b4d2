"""Sentences as character ranges, by sentencex (rules for some 300 languages)."""

from sentencex import segment


def find_sentences(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of each sentence, end exclusive, without the white space around it, in order."""
    found: list[tuple[int, int]] = []
    start = 0
    for piece in segment(language or "en", text):  # the pieces, put together, are the text
        end = start + len(piece)
        if sentence := piece.strip():
            left = start + piece.index(sentence[0])
            found.append((left, left + len(sentence)))
        start = end
    return tuple(found)
