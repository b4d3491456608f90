"""The messages of results whose shape has no message of its own."""

from functools import lru_cache

from dvgraph.locale.words import words
from dvgraph.namespaces import SH
from dvgraph.rdf.oxigraph import BlankNode, Term
from dvgraph.validation.notation import Notation


@lru_cache(maxsize=1024)
def default(component: str, parameter: Term | None, lang: str, notation: Notation) -> str:
    """Return a message on a constraint in ``lang`` (nl or en): its kind and its parameter.

    The parameter is written in ``notation``; of a list, only the first members are written.
    """
    phrases = words("validation.messages", lang)
    name = component.removeprefix(SH).removesuffix("ConstraintComponent")
    listed = notation.listed(parameter) if name in ("In", "LanguageIn") else ""
    if isinstance(parameter, BlankNode) and not listed:  # a shape without a name
        name = {"Node": "And", "Not": "Not a"}.get(name, name)
    phrase = phrases.get(name, phrases["other"])
    return phrase.format(listed or notation.term(parameter))
