"""Imported by the fork server alone: what every worker needs is loaded once, and shared by those that it forks."""

import signal
from contextlib import suppress

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle, also while this loads

from flows.articles.language import find_language  # noqa: E402
from flows.entities.recogniser import load_recogniser  # noqa: E402
from flows.processing import process_input  # noqa: E402

__all__ = ["process_input"]

_LONG_ENOUGH_TO_DETECT = "The harbour opened on Monday, and two ferries left for the islands in the morning."

load_recogniser("names")
with suppress(OSError):  # the detector unpacks its model to a temporary file; on a full disk the first article says so
    find_language(_LONG_ENOUGH_TO_DETECT, None, None)
