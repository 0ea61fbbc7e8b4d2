"""The built-in recogniser: names known from seed tables, and runs of capitalised words.

It needs nothing but the seeds and costs well under a millisecond for an article. It is the floor, not the goal: it
types unknown names by the words around them, and estimates no probability.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.records import Mention
from flows.resources import seed_rows

VERSION = "names-1"
# A word, with inner hyphens, apostrophes and ampersands (al-Jabouri, O'Brien), or an abbreviation in dots (U.S.).
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’&.](?=[^\W_])[^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9&-]{1,9}$")
# Small words inside names of persons and places.
_PARTICLES = frozenset(row["word"] for row in seed_rows("name_particles"))
_INSIDE_ORGANISATIONS = frozenset(("of", "for", "and", "the"))
_PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "from", "into", "across", "outside", "around", "of"))
_SENTENCE_STARTS = '.!?:…\n\r“"•–—'
_MOST_PERSON_WORDS = 5


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, without a possessive ending; `opens` where it begins a sentence, line or quotation."""

    start: int
    end: int
    text: str
    opens: bool
    joined: bool  # only a space separates it from the word before

    @property
    def is_capitalised(self) -> bool:
        """Whether a name may begin with it: Idlib, IS, al-Jabouri, M23."""
        head = self.text.rpartition("-")[2] if self.text[:1].islower() else self.text
        return head[:1].isupper()


class NameRecogniser:
    """Finds names by the tables in seeds/ and by capital letters."""

    version = VERSION

    def __init__(self) -> None:
        self._known = _known_names()
        self._titles = {title.rstrip(".") for title in _column("titles", "title")}
        self._longest_title = max(len(title.split()) for title in self._titles)
        self._organisation = frozenset(_column("organisation_words", "word"))
        self._place = frozenset(_column("place_words", "word"))
        self._calendar = frozenset(word.rstrip(".") for word in _column("calendar_words", "word"))
        self._function = frozenset(word.lower() for word in _column("function_words", "word"))

    def recognise(self, texts: Sequence[str]) -> list[tuple[Mention, ...]]:
        """Return the mentions of each text; `rule` is known_name, title, organisation_word, acronym, place or shape."""
        return [tuple(self._mentions(text)) for text in texts]

    def _mentions(self, text: str) -> Iterator[Mention]:
        words = _words(text)
        position = 0
        while position < len(words):
            if not words[position].is_capitalised:
                position += 1
                continue
            if known := self._longest_known(words, position):
                length, label = known
                yield _mention(text, words[position : position + length], label, "known_name")
                position += length
                continue
            run = self._run(words, position)
            position += max(1, len(run))
            if named := self._typed(text, words, position - max(1, len(run)), run):
                yield named

    def _longest_known(self, words: Sequence[Word], position: int) -> tuple[int, str] | None:
        for name, label in self._known.get(words[position].text, ()):
            end = position + len(name)
            if end <= len(words) and all(
                word.text == part and (word.joined or not offset)
                for offset, (word, part) in enumerate(zip(words[position:end], name, strict=True))
            ):
                return len(name), label
        return None

    def _run(self, words: Sequence[Word], position: int) -> Sequence[Word]:
        """Return the capitalised words from `position` on, with particles and "of the" between them."""
        end = position + 1
        is_organisation = self._is_organisation(words[position:end])
        while end < len(words) and words[end].joined:
            following = end
            while (
                following < len(words)
                and words[following].joined
                and following - end < 2
                and words[following].text in (_PARTICLES | _INSIDE_ORGANISATIONS)
            ):
                following += 1
            between = {word.text for word in words[end:following]}
            if following >= len(words) or not words[following].joined or not words[following].is_capitalised:
                break
            if between & _INSIDE_ORGANISATIONS and not is_organisation:
                break
            if (
                following == end
                and self._longest_known(words, following)
                and not self._is_organisation(words[following : following + 4])
            ):
                break
            is_organisation = is_organisation or self._is_organisation(words[end : following + 1])
            end = following + 1
        return words[position:end]

    def _is_organisation(self, words: Sequence[Word]) -> bool:
        return any(word.text in self._organisation for word in words)

    def _typed(self, text: str, words: Sequence[Word], position: int, run: Sequence[Word]) -> Mention | None:
        titled = self._title_before(words, position)
        first = 0  # an index, because to cut a word at a time off a long run takes quadratic time
        while stripped := self._leading_title(run[first : first + self._longest_title + 1]):
            first, titled = first + stripped, True
        while first < len(run) and self._is_function_word(run[first]):
            first += 1
        run = [word for word in run[first:] if word.text.rstrip(".") not in self._calendar]
        if not run or not run[-1].is_capitalised or (len(run) == 1 and run[0].text in self._titles):
            return None
        if len(run) == 1 and self._is_function_word(run[0]):
            return None
        if len(run) == 1 and run[0].opens and not titled and not _ACRONYM.match(run[0].text):
            return None  # a capital at the start of a sentence says nothing
        return _mention(text, run, *self._label(words, position, run, titled=titled))

    def _is_function_word(self, word: Word) -> bool:
        return word.text.lower() in self._function and not _ACRONYM.match(word.text)

    def _label(self, words: Sequence[Word], position: int, run: Sequence[Word], *, titled: bool) -> tuple[str, str]:
        if self._is_organisation(run) and not titled:
            return "ORG", "organisation_word"
        if titled:
            return "PERSON", "title"
        if len(run) == 1 and _ACRONYM.match(run[0].text):
            return "ORG", "acronym"
        if run[-1].text in self._place or run[0].text in self._place:
            return "LOC", "place"
        before = words[position - 1].text if position and run[0] is words[position] else ""
        if before in _PLACE_PREPOSITIONS and len(run) == 1:
            return "LOC", "place"
        if 2 <= len(run) <= _MOST_PERSON_WORDS:
            return "PERSON", "shape"
        return "MISC", "shape"

    def _title_before(self, words: Sequence[Word], position: int) -> bool:
        for length in range(1, self._longest_title + 1):
            if position >= length:
                phrase = " ".join(word.text for word in words[position - length : position])
                if phrase.rstrip(".") in self._titles:
                    return True
        return False

    def _leading_title(self, run: Sequence[Word]) -> int:
        for length in range(min(self._longest_title, len(run) - 1), 0, -1):
            if " ".join(word.text for word in run[:length]).rstrip(".") in self._titles:
                return length
        return 0


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        word = match.group()
        if possessive := _POSSESSIVE.search(word):
            word = word[: possessive.start()]
        # "Gen. Michael": a period after a short capitalised word may be an abbreviation's; titles tell.
        abbreviated = gap == ". " and words and len(words[-1].text) <= 4 and words[-1].text[:1].isupper()
        opens = not words or (not abbreviated and any(char in _SENTENCE_STARTS for char in gap))
        words.append(Word(match.start(), match.start() + len(word), word, opens, gap in (" ", "\u00a0")))
        end = match.end() if not possessive else match.start() + len(match.group())
    return words


def _mention(text: str, words: Sequence[Word], label: str, rule: str) -> Mention:
    start, end = words[0].start, words[-1].end
    return Mention(start, end, text[start:end], label, None, rule)


def _column(seed: str, column: str) -> Iterator[str]:
    return (row[column] for row in seed_rows(seed))


@cache
def _known_names() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the known names as word tuples with their label, by first word, the longest first."""
    labels: dict[str, str] = {}
    for row in seed_rows("actors"):
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            labels[name] = row["label"]
    for row in seed_rows("region_names"):
        labels[row["name"]] = "LOC"
    for row in seed_rows("territory_names"):
        labels[row["name"]] = row["label"]
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, label in labels.items():
        words = tuple(word.text for word in _words(name))
        if words and words[0].lower() not in ("the",):
            by_first.setdefault(words[0], []).append((words, label))
    return {first: tuple(sorted(names, key=lambda name: -len(name[0]))) for first, names in by_first.items()}
