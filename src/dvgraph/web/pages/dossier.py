"""The dossier on each post that was ever classified: the brief as ``dossier/NAME.html``.

Its annex, which is longer than the rest, has its own page: ``dossier/NAME-bijlage.html``.
"""

from collections.abc import Iterator, Sequence

from dvgraph.brief import Brief, blocks, brief
from dvgraph.brief.blocks import Block, Grid, Heading
from dvgraph.brief.scope import last_classified
from dvgraph.locale.captions import joined
from dvgraph.locale.words import words
from dvgraph.namespaces import slug
from dvgraph.results.templates import Markup, markup
from dvgraph.web.view import PageView

_OF = "dossier/"


def addresses(view: PageView) -> Iterator[str]:
    """Yield the address of each dossier and of its annex."""
    for post in _posts(view):
        yield address(post)
        yield _annex(post)


def address(post: str) -> str:
    """Return the address of the dossier on a post."""
    return f"{_OF}{slug(post)}.html"


def _annex(post: str) -> str:
    return f"{_OF}{slug(post)}-bijlage.html"


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the first dossier, for the foot of every page."""
    for post in _posts(view)[:1]:
        yield view.words("dossier")["menu"], address(post)


def page(view: PageView, at: str) -> str:
    """Return a dossier, or its annex."""
    post = next(one for one in _posts(view) if at in (address(one), _annex(one)))
    made = view.once(
        f"dossier on {post}",
        lambda: brief(view.store, post, until=view.day, lang=view.lang, graph=view.graph),
    )
    body, annex = made.body[1:], made.blocks[len(made.body) :]
    here, there = (body, annex) if at == address(post) else (annex, body)
    noted = {name for block in here for line in blocks.lines(block) for name in blocks.noted(line)}
    elsewhere = set(_anchors(there))
    other = _annex(post) if here is body else address(post)
    return view.fill(
        "dossier.html.j2",
        at,
        said=view.words("dossier"),
        notes_said=words("brief.notes", view.lang),
        annex_said=words("brief.parts", view.lang)["annex"],
        post=post,
        made=made,
        here=here,
        together=lambda heads: joined(heads, view.lang),
        other=other,
        whole=here is body,
        notes=[note for note in made.notes if note.name in noted],
        within=lambda to: f"{view.link(other, at)}{to}" if to[1:] in elsewhere else to,
        kind=lambda block: type(block).__name__,
        runs=blocks.apart,
        numbers=blocks.numbers(made.blocks),
        picture=lambda name: _picture(made, name),
    )


def _anchors(found: Sequence[Block]) -> Iterator[str]:
    """Yield the anchors that some blocks define."""
    for block in found:
        if isinstance(block, Heading):
            yield block.anchor
        rows = block.rows if isinstance(block, Grid) else [blocks.lines(block)]
        yield from (run.anchor for row in rows for line in row for run in line if run.anchor)


def _picture(made: Brief, name: str) -> Markup:
    return markup(made.charts[name].inside)


def _posts(view: PageView) -> list[str]:
    """Return the posts with a page that were ever classified."""

    def found() -> list[str]:
        of_class = view.graph.mentions([view.graph.full("org:Post")], "rdf:type")
        posts = (one for one in of_class if one in view.things)
        return sorted(one for one in posts if last_classified(view.graph, one))

    return view.once("posts", found)
