"""The versions of the steps. Each derived row carries its step's; rows made by another version are old.

A step's version is that of the library that decides most, and a number of ours that grows when our own rules change
the result.
"""

from importlib.metadata import version

EXTRACT_VERSION = f"trafilatura-{version('trafilatura')}+1"
SENTENCES_VERSION = f"sentencex-{version('sentencex')}"
