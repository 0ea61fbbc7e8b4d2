"""Identifiers: 60 bits of a SHA-256 as twelve letters and digits, the same on every machine and in every run.

Twelve characters fit into DuckDB's inlined strings and survive JSON and spreadsheets, which 64-bit numbers do not.
Two of ten million texts meet with a chance of about 1 in 20,000.
"""

import base64
import hashlib
import secrets
from datetime import datetime


def make_id(*parts: str) -> str:
    """Return the identifier of what the parts name together."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:8])[:12].decode("ascii").lower()


def make_run_id(started_at: datetime) -> str:
    """Return an identifier of a run that sorts by its start: 20260131T120000Z-k3fa."""
    letters = "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(4))
    return f"{started_at:%Y%m%dT%H%M%SZ}-{letters}"
