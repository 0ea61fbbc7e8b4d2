"""Pages that answer with something else than the article: script shells, consent, paywalls, challenges."""

import re
from functools import cache

from flows.errors import Rejected
from flows.resources import seed_rows

# Such pages come back from the extractor as 46 to 242 characters of success; a teaser before a paywall is longer.
_SHORT = 250
_TEASER = 700
_EMPTY = 100
_DEEPEST = 900  # libxml2 reads no further, and says nothing
_SCRIPTS = re.compile(r"<(script|style|svg|template)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,500}(/?)>")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_MOST_SCANNED = 400_000
_APP_ROOT = re.compile(r"""<div[^>]{0,200}\bid=["']?(?:root|app|__next|__nuxt|main-app|react-root)\b""", re.IGNORECASE)


def check_shortfall(html: str, text: str, *, free: bool) -> None:
    """Raise where the page is not the article, judged only when little text came out of it.

    Args:
        html: the page.
        text: what the extractor took for the article.
        free: False where the page's own JSON-LD says that one has to pay.

    Raises:
        Rejected: `js_shell`, `consent_page`, `paywall`, `challenge_page`, `too_nested` or `no_text`.
    """
    if len(text) >= _TEASER:
        return
    shown = _visible(html)
    if not free:
        raise Rejected("paywall", "the page says that it is not free")
    for code, phrase in _phrases():
        if code == "paywall":
            within = shown
        elif len(text) < _SHORT:
            within = shown if len(text) < _EMPTY else text.lower()
        else:
            continue
        if phrase in within:
            raise Rejected(code, f"the page says: {phrase}")
    if len(text) < _EMPTY:
        if _depth(html) > _DEEPEST:
            raise Rejected("too_nested", f"tags nested more than {_DEEPEST} deep")
        if _APP_ROOT.search(html[:_MOST_SCANNED]) and len(shown) < 2 * _SHORT:
            raise Rejected("js_shell", "an empty application root and no text")
    if not text.strip():
        raise Rejected("no_text")


def _visible(html: str) -> str:
    text = _TAGS.sub(" ", _SCRIPTS.sub(" ", html[:_MOST_SCANNED]))
    return " ".join(text.lower().replace("’", "'").split())


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    return tuple((row["code"], row["phrase"].lower()) for row in seed_rows("shortfall_phrases"))


def _depth(html: str) -> int:
    depth = deepest = 0
    for match in _TAG.finditer(html):
        closing, name, self_closing = match.groups()
        if self_closing or name.lower() in _VOID:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            break
    return deepest
