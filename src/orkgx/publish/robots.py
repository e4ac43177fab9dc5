"""What search engines read of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

_MOST = 50_000  # addresses that a site map may have (https://www.sitemaps.org/protocol.html)


def for_robots(url: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files by their names: a site map too where the address of the pages is known, since its own must be whole."""
    if not url:
        yield "robots.txt", "User-agent: *\nAllow: /\n"
        return
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n"
    lines = [f"<url><loc>{escape(url + path)}</loc></url>\n" for path in paths]
    yield (
        "sitemap.xml",
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "".join(lines[:_MOST])
        + "</urlset>\n",
    )
