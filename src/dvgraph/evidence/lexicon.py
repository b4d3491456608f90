"""The words by which sources name a concept: its labels and its dvg:bronwoord.

Our own labels name roles, relations, measures, precisions and boolean properties. Their
dvg:bronwoord in ``ontology/codelists`` gives the words that sources use, such as "lanceerde" for
the role of launching. A bronwoord of several words matches if all its words occur, in any order.
"""

from collections.abc import Iterable

from dvgraph.evidence.facts import Facts
from dvgraph.evidence.names import SMALL, akin, forms
from dvgraph.evidence.prose import Place, Prose
from dvgraph.evidence.words import Word, fold, same
from dvgraph.namespaces import DVG, SKOS

_NAMES = f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{DVG}bronwoord"

Forms = tuple[tuple[str, ...], ...]


def forms_of(facts: Facts, concept: str) -> Forms:
    """Return the forms in which a text names a concept, each as its distinctive words."""
    found = dict.fromkeys(
        form for label in facts.literals(concept, *_NAMES) for form in forms(label.value)
    )
    return tuple(found)


def spoken(forms: Forms, heard: Iterable[Word]) -> bool:
    """Return whether the words contain all the words of one form, in any order."""
    among = tuple(word for word in heard if word.folded not in SMALL)
    return any(all(any(_alike(want, word) for word in among) for want in form) for form in forms)


def spoken_in(forms: Forms, text: Prose, places: Iterable[Place]) -> bool:
    """Return whether some places of a text contain all the words of one form."""
    return spoken(forms, [word for place in places for word in text.within(place)])


def _alike(want: str, word: Word) -> bool:
    plain = fold(want)
    return same(want, word.raw) or akin(plain, word.folded) or _shares_end(plain, word)


def _shares_end(want: str, word: Word) -> bool:
    """Return whether a word is the first of a pair such as "aan- en bijsturing"."""
    rest = fold(word.rest)
    end = want.removeprefix(word.folded)
    return bool(rest) and end != want and len(end) >= 4 and rest.endswith(end)
