"""What finds names: the interface, and the choice of one by its name in the settings."""

from collections.abc import Callable, Sequence
from typing import Protocol

from flows.errors import UsageError
from flows.records import Mention


class Recogniser(Protocol):
    """Finds the names in texts. One lives in each worker process and is used by one thread."""

    @property
    def version(self) -> str:
        """Name and version of everything that decides the result; rows made by another version are old."""
        ...

    def recognise(self, texts: Sequence[str]) -> list[tuple[Mention, ...]]:
        """Return the mentions of each text, ordered and without overlap, offsets in characters, end exclusive."""
        ...


def parse_recogniser(name: str) -> tuple[str, str]:
    """Split a setting into kind and argument; what is installed is seen only when it is loaded, in a worker.

    Raises:
        UsageError: it names no kind of recogniser.
    """
    kind, _, argument = name.partition(":")
    if kind not in _KINDS or bool(argument) != (kind != "names"):
        raise UsageError(f"recogniser {name!r} is none of: names, spacy:PIPELINE (for example spacy:en_core_web_sm)")
    return kind, argument


def load_recogniser(name: str) -> Recogniser:
    """Return the recogniser that a setting names: `names`, or `spacy:PIPELINE` for an installed spaCy pipeline.

    Raises:
        UsageError: there is none of that name, or it is not installed; the message says what to install.
    """
    kind, argument = parse_recogniser(name)
    return _KINDS[kind](argument)


def _names(argument: str) -> Recogniser:
    from flows.entities.known_names import NameRecogniser

    return NameRecogniser()


def _spacy(argument: str) -> Recogniser:
    from flows.entities.spacy_pipeline import SpacyRecogniser

    return SpacyRecogniser(argument)


# Each kind is imported only when it is chosen: none pays for another's libraries.
_KINDS: dict[str, Callable[[str], Recogniser]] = {"names": _names, "spacy": _spacy}
