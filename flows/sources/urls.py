"""URLs as names of articles: the same article's addresses meet, and different articles' do not."""

from urllib.parse import urlsplit, urlunsplit

from courlan import normalize_url

_LONGEST_URL = 4_000


def normalise_url(url: str) -> str | None:
    """Return the URL without fragment and tracking parameters, host in lower case; None where it is no web address."""
    url = url.strip()
    if len(url) > _LONGEST_URL or any(ord(char) < 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return None
        host = parts.netloc.rpartition("@")[2]  # a password has no place in a table
        return str(normalize_url(urlunsplit(parts._replace(netloc=host, fragment="")), strict=False)) or None
    except ValueError:
        return None
