"""One invented news page of 40 to 90 kB: a body of 2 to 5 kB of paragraphs, and around it what real pages carry."""

import json
import random
from dataclasses import dataclass

from bench.prose import headline, name, paragraphs, published_on, sentence

_SMALLEST, _LARGEST = 40_000, 90_000
_BODY = (2_000, 5_000)


@dataclass(frozen=True, slots=True)
class Page:
    """A page and where it would stand."""

    url: str
    html: str


def make_page(rng: random.Random, number: int) -> Page:
    """Return page `number`; its size is spread evenly over the range, filled up as on real pages: links and scripts."""
    title, author, day = headline(rng), name(rng), published_on(rng)
    url = f"https://www.bench-{number % 7}.example/{day:%Y/%m/%d}/story-{number}.html"
    body = "\n".join(f'<p class="text">{text}</p>' for text in _linked(rng, paragraphs(rng, rng.randint(*_BODY))))
    day_line = f'<time datetime="{day}T08:30:00Z">{day:%d %B %Y}</time>'
    parts = [
        _head(rng, url, title, author, f"{day}T08:30:00Z"),
        f'<body class="article template-{number % 5}">\n<div id="page"><header><a class="logo" href="/">Bench</a>\n',
        f'{_menu(rng, 70)}</header>\n<main><article class="story"><h1>{title}</h1>\n<div class="byline">By <a'
        f' rel="author" href="/by">{author}</a> {day_line}</div>{_figure(rng)}\n',
        f'<div class="article-body" itemprop="articleBody">\n{body}\n</div></article>\n',
        f'<aside class="related"><h2>Related stories</h2>{"".join(_teaser(rng) for _ in range(16))}</aside></main>\n',
        f'<section id="comments" class="comments"><h3>Comments</h3>{"".join(_comment(rng) for _ in range(20))}\n',
        f'</section><footer><nav>{_menu(rng, 50)}</nav><p class="legal">All rights reserved.</p></footer>\n',
    ]
    missing = rng.randint(_SMALLEST, _LARGEST) - sum(map(len, parts))
    while missing > 0:  # in real pages as well, most bytes are scripts and further teasers
        parts.append(_script(rng, min(missing, 3_000)) if rng.random() < 0.4 else _teaser(rng))
        missing -= len(parts[-1])
    return Page(url, "".join([*parts, "</div></body>\n</html>\n"]))


def _linked(rng: random.Random, texts: list[str]) -> list[str]:
    return [text.replace(" the ", f' <a href="/topic/{rng.randrange(999)}">the</a> ', 1) for text in texts]


def _head(rng: random.Random, url: str, title: str, author: str, published: str) -> str:
    linked = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": published,
        "author": [{"@type": "Person", "name": author}], "mainEntityOfPage": url, "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": "Bench", "logo": {"@type": "ImageObject", "url": "/l"}},
    }  # fmt: skip
    metas = {
        "og:title": title, "og:type": "article", "og:url": url, "og:site_name": "Bench Daily", "og:image": "/i.jpg",
        "article:published_time": published, "article:section": "World", "og:description": sentence(rng),
    }  # fmt: skip
    tags = "\n".join(f'<meta property="{key}" content="{value}">' for key, value in metas.items())
    sheets = "\n".join(f'<link rel="stylesheet" href="/static/css/part-{rng.randrange(9_999)}.css">' for _ in range(8))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title} | Bench Daily</title>\n'
        f'<meta name="author" content="{author}"><link rel="canonical" href="{url}">\n{tags}\n{sheets}\n'
        f'<script type="application/ld+json">{json.dumps(linked)}</script>\n{_script(rng, 4_000)}</head>\n'
    )


def _menu(rng: random.Random, entries: int) -> str:
    items = (
        f'<li class="item"><a href="/section/{rng.randrange(999)}"><span>{name(rng)}</span></a></li>'
        for _ in range(entries)
    )
    return f'<nav><ul class="menu">{"".join(items)}</ul></nav>\n'


def _figure(rng: random.Random) -> str:
    return (
        f'<figure><img src="/img/{rng.randrange(9_999)}.jpg" alt=""><figcaption>{headline(rng)}</figcaption></figure>'
    )


def _teaser(rng: random.Random) -> str:
    story, hours = rng.randrange(99_999), rng.randint(1, 23)
    return (
        f'<div class="teaser card"><div class="media"><a href="/story/{story}"><picture><source srcset="/{story}.webp"'
        f'><img loading="lazy" src="/t-{story}.jpg" alt=""></picture></a></div><div class="txt"><h4><a href="/story/'
        f'{story}">{headline(rng)}</a></h4><ul class="meta"><li>{name(rng)}</li><li><time>{hours} hours ago</time></li>'
        "</ul></div></div>\n"
    )


def _comment(rng: random.Random) -> str:
    return (
        f'<div class="comment" id="c{rng.randrange(99_999)}"><div class="head"><span class="user">{name(rng)}</span>'
        f'<span class="ago">{rng.randint(2, 59)} min</span></div><p>{sentence(rng)}</p><ul class="tools"><li><a'
        ' href="#">Reply</a></li><li><a href="#">Like</a></li></ul></div>\n'
    )


def _script(rng: random.Random, chars: int) -> str:
    lines = "".join(
        f'window.dl.push({{"k{rng.randrange(9_999)}":"{rng.random()}"}});\n' for _ in range(chars // 46 + 1)
    )
    return f"<script>{lines}</script>\n"
