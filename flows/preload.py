"""Imported by the fork server alone: what every worker needs is loaded once, and shared by those that it forks."""

from contextlib import suppress

from flows.articles.language import find_language
from flows.entities.recogniser import load_recogniser
from flows.processing import process_input

__all__ = ["process_input"]

_LONG_ENOUGH_TO_DETECT = "The harbour opened on Monday, and two ferries left for the islands in the morning."

load_recogniser("names")
with suppress(OSError):  # the detector unpacks its model to a temporary file; on a full disk the first article says so
    find_language(_LONG_ENOUGH_TO_DETECT, None, None)
