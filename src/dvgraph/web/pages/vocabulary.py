"""The pages of the vocabulary: classes and properties, code lists, and shapes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dvgraph import resources
from dvgraph.graphics.form_picture import FormLink, svg
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import LANGUAGES
from dvgraph.locale.words import words
from dvgraph.namespaces import slug
from dvgraph.questions.search import KINDS
from dvgraph.results.templates import Markup, markup
from dvgraph.things.vocabulary import property_name, vocabulary
from dvgraph.validation.forms import Form, FormRule, forms
from dvgraph.web.view import PageView

_EXAMPLES = 3
_NO_CLASSES = ("http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/ns/shacl#")
INDEX, LISTS = "woordenschat/index.html", "woordenschat/codelijsten.html"
SHAPES = "woordenschat/vormen.html"
# The ontology and the JSON-LD context as files, equal in every language.
FILES = {f"woordenschat/{name}": name for name in ("dvg.ttl", "context.jsonld")}


class Drawn(NamedTuple):
    """A form with its picture; ``examples`` are things of its class."""

    form: Form
    anchor: str
    picture: Markup
    examples: tuple[str, ...]


def addresses(view: PageView) -> Iterator[str]:
    """Yield the addresses of the pages; the addresses of the files only once for all languages."""
    yield INDEX
    yield LISTS
    yield SHAPES
    if view.lang == LANGUAGES[0]:
        yield from FILES


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the vocabulary pages, for the foot of every page."""
    yield view.words("vocabulary")["title"], INDEX


def page(view: PageView, address: str) -> str:
    """Return one of these pages or files."""
    if name := FILES.get(address):
        return (resources.ontology_dir() / name).read_text("utf-8")
    said = view.words("vocabulary")
    if address == SHAPES:
        return view.fill(
            "shapes.html.j2",
            address,
            said=said,
            property=words("page.answer", view.lang)["eigenschap"],
            drawn=sorted(
                (_drawn(view, one) for one in forms()),
                # Terms with a label come before terms that have only a short IRI.
                key=lambda one: (
                    ":" in _label(view, one.form.target),
                    _label(view, one.form.target).casefold(),
                ),
            ),
            place=INDEX,
            label=lambda iri: _label(view, iri),
            short=view.graph.prefixed,
            number=lambda rule: _number(rule, said),
        )
    terms = vocabulary(view.store, view.graph)
    parts = ("lists",) if address == LISTS else ("classes", "properties")
    return view.fill(
        "vocabulary.html.j2",
        address,
        said=said,
        parts=[(part, terms[part]) for part in parts],
        whole=address == INDEX,
        files=FILES,
        label=view.graph.label,
        short=view.graph.prefixed,
    )


def _drawn(view: PageView, form: Form) -> Drawn:
    anchor, label = _anchor(form.target), _label(view, form.target)
    named = {one.target for one in forms()}
    links = [
        FormLink(
            _label(view, rule.path),
            _number(rule, view.words("vocabulary")),
            _label(view, rule.codes or kind),
            f"#{_anchor(kind)}" if kind in named and not rule.codes else "",
        )
        for rule in form.rules
        for kind in rule.kinds[:1]
        if rule.path and view.graph.label(kind) and not kind.startswith(_NO_CLASSES)
    ]
    of_class = sorted(
        one for one in view.graph.mentions([form.target], "rdf:type") if one in view.things
    )
    picture = svg(label, links, view.lang, name=f"form-{anchor}")
    return Drawn(form, anchor, markup(picture), tuple(of_class[:_EXAMPLES]))


def _anchor(iri: str) -> str:
    return slug(iri.replace("#", "/")).lower()


def _label(view: PageView, iri: str) -> str:
    """Return the label of a term; for a term of another vocabulary, our own word for it."""
    name = property_name(view.graph, iri)
    if name != view.graph.prefixed(iri):
        return name
    kind = next((kind for kind, classes in KINDS.items() if classes[0] == iri), "")
    return caption("kind", kind, view.lang) if kind else name


def _number(rule: FormRule, said: Mapping[str, str]) -> str:
    """Return the allowed number of values in words: ``1``, ``1 of meer``."""
    least, most = rule.least or 0, rule.most
    if least == most:
        return str(least)
    if most is None:
        return said["or more"].format(least)
    return said["to"].format(least, most)
