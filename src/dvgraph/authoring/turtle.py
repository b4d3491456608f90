"""Turtle in the layout of the repository, inserted into a file whose other text stays the same."""

import re
from collections.abc import Iterable, Mapping, Sequence

from dvgraph import resources
from dvgraph.namespaces import BASE, XSD
from dvgraph.rdf import tokens
from dvgraph.rdf.layout import ORDER
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.positions import lines

_PLAIN = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile("true|false"),
}
_HEAD = f"@base <{BASE}> .\n"
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

Facts = Mapping[str, Sequence[Term]]


def written(term: Term) -> str:
    """Return a term in the repository's notation: relative to the base, or prefixed."""
    if isinstance(term, NamedNode):
        if term.value.startswith(BASE):
            return f"<{term.value.removeprefix(BASE)}>"
        for prefix, namespace in resources.prefixes().items():
            local = term.value.removeprefix(namespace)
            if local != term.value and _LOCAL.fullmatch(local):
                return f"{prefix}:{local}"
        return str(term)
    if isinstance(term, Literal) and not term.language:
        datatype = term.datatype.value
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(term.value):
            return term.value
        if datatype != f"{XSD}string":
            return f"{Literal(term.value)}^^{written(term.datatype)}"
    return str(term)


def block(subject: str, kind: str, facts: Facts) -> str:
    """Return the Turtle of one thing, with its properties in the order of the layout.

    ``kind`` is its classes, separated by commas; ``facts`` are by prefixed name (``dvg:van``).
    Several IRIs have a line each; labels in two languages share a line.
    """
    rank: dict[str, float] = {name: place for place, name in enumerate(ORDER)}
    # The properties of things come before those of the recording.
    own = rank["dct:identifier"] - 0.5
    parts = [f"{written(NamedNode(subject))} a {kind}"]
    for name in sorted(facts, key=lambda name: rank.get(name, own)):
        values = list(map(written, facts[name]))
        if not values:
            continue
        if len(values) > 1 and isinstance(facts[name][0], NamedNode):
            listed = ",\n        ".join(values)
            parts.append(f"    {name}\n        {listed}")
        else:
            parts.append(f"    {name} {', '.join(values)}")
    return " ;\n".join(parts) + " .\n"


def append(text: str, blocks: Iterable[str]) -> str:
    """Return the text of a file with blocks appended; an empty file gets a header first."""
    added = "\n".join(blocks)
    if not added:
        return text
    text = (text.rstrip("\n") or _HEAD.rstrip("\n")) + "\n\n" + added
    return _with_prefixes(text, added)


def document(blocks: Iterable[str]) -> str:
    """Return the text of a new file: a header with the prefixes in use, then the blocks."""
    body = "\n".join(blocks)
    return _with_prefixes(f"{_HEAD}\n{body}", body)


def append_after(text: str, subject: str, added: str) -> str:
    """Return the text of a file with a block inserted below that of a subject.

    Raises KeyError if the text has no block of that subject.
    """
    *_, stop = tokens.block(text, _offset(text, lines(text)[subject, None]))
    text = f"{text[: stop.end()]}\n\n{added.rstrip()}{text[stop.end() :]}"
    return _with_prefixes(text, added)


def replace_block(text: str, subject: str, new: str) -> str:
    """Return the text with a new block in place of a subject's block; an empty one removes it.

    A text without a block of that subject stays the same.
    """
    found = lines(text).get((subject, None))
    if found is None:
        return text
    start = _offset(text, found)
    *_, stop = tokens.block(text, start)
    rest = text[stop.end() :]
    return text[:start] + (new.rstrip() + rest if new else rest.lstrip("\n"))


def without_unused_prefixes(text: str) -> str:
    """Return the text without the @prefix lines of unused prefixes."""
    declaration = re.compile(r"(?m)^@prefix ([\w.-]*):[^\n]*\n")
    used = tokens.prefixes(declaration.sub("", text))
    return declaration.sub(lambda line: line[0] if line[1] in used else "", text)


def add_property(text: str, subject: str, name: str, value: Term) -> str:
    """Return the text with another property at the end of the block of a subject.

    Raises KeyError if the text has no block of that subject.
    """
    start = _offset(text, lines(text)[subject, None])
    *inside, stop = tokens.block(text, start)
    last = [token for token in inside if token.lastgroup != "skip"][-1].end()
    end = stop.start()
    added = f"{name} {written(value)}"
    # A comment between the last value and the full stop stays after the value.
    kept = text[last:end] if "#" in text[last:end] else " "
    text = f"{text[:last]}{kept};\n    {added} {text[end:]}"
    return _with_prefixes(text, added)


def add_beside(text: str, subject: str, name: str, old: Term, new: Term) -> str:
    """Return the text with a new value after an existing value of the same property of a subject.

    Raises KeyError if the text has no block of that subject, ValueError if the block does not have
    the existing value in the repository's notation.
    """
    at = ""
    for token in tokens.block(text, _offset(text, lines(text)[subject, None])):
        if token.lastgroup == "word":
            at = token[0]
        elif at == name and token[0] == written(old):
            return f"{text[: token.end()]},\n        {written(new)}{text[token.end() :]}"
    raise ValueError(f"{subject} has no {name} {old}")


def _offset(text: str, line: int) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1])


def _with_prefixes(text: str, added: str) -> str:
    """Return the text with a sorted @prefix line for each prefix used in ``added``."""
    for name in sorted(tokens.prefixes(added, resources.prefixes().keys())):
        there = list(re.finditer(r"(?m)^@prefix ([\w.-]*):[^\n]*\n", text))
        if name in (found[1] for found in there):
            continue
        before = [found.end() for found in there if found[1] < name]
        base = re.match(r"(?:@base [^\n]*\n)?", text)
        place = before[-1] if before else there[0].start() if there else base.end() if base else 0
        line = f"@prefix {name}: <{resources.prefixes()[name]}> .\n"
        text = text[:place] + line + text[place:]
    return text
