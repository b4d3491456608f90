"""Problems as answers to a client: JSON by RFC 9457, or an HTML page for a browser."""

import json
from html import escape

from dvgraph.locale.characters import legible
from dvgraph.locale.reader import language
from dvgraph.locale.words import words
from dvgraph.server.messages import HTML, PROBLEM, Reply
from dvgraph.server.problems import Problem

_BUG = "500"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def told(found: Problem, *, page: bool) -> Reply:
    """Return the answer for a problem: as HTML with ``page``, else as JSON."""
    titles = words("server.problems", language())
    title = titles.get(str(found.status), titles[_BUG])
    if page:
        text = _page(found.status, title, found.detail, titles["home"])
        headers = {"Content-Security-Policy": _POLICY, **found.headers}
        return Reply(found.status, f"{HTML}; charset=utf-8", text.encode(), headers)
    body = {"title": title, "status": found.status, "detail": found.detail}
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    return Reply(found.status, PROBLEM, text.encode(), found.headers)


def _page(status: int, title: str, detail: str, home: str) -> str:
    return legible(
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} · dvgraph</title>\n"
        '<link rel="icon" href="data:,">\n'
        '<link rel="stylesheet" href="/assets/style.css">\n</head>\n'
        f'<body>\n<main id="main" class="wrap">\n<p class="eyebrow">{status}</p>\n'
        f'<h1>{escape(title)}</h1>\n<p class="lead">{escape(detail)}</p>\n'
        f'<p><a href="/">{escape(home)}</a></p>\n</main>\n</body>\n</html>\n'
    )
