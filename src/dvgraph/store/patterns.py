"""The triple patterns of a SELECT query, and the joins between them.

A small parser, which refuses the constructs that it does not know (UnsupportedQuery): LIMIT, blank
nodes, negated paths. It reads the patterns inside GRAPH as patterns of any graph.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.store.tokens import tokens

_ESCAPED = re.compile(r"\\(.)")
# Unsupported keywords: they limit the rows, or query another service.
_REFUSED = {"LIMIT", "OFFSET", "SERVICE", "REDUCED", "LATERAL", "CONSTRUCT", "DESCRIBE"}

End = str | NamedNode | None  # a variable's name, an IRI, or a literal


class Step(NamedTuple):
    """A step of a path over one triple, backwards if ``inverse``; predicate None: any property."""

    predicate: str | None
    inverse: bool = False


class Walk(NamedTuple):
    """A property path: ``kind`` is one of sequence, choice, *, + and ?; ``parts`` are inside it."""

    kind: str
    parts: "tuple[Path, ...]"


Path = Step | Walk


def inverse(path: Path) -> Path:
    """Return the path walked from its end."""
    if isinstance(path, Step):
        return path._replace(inverse=not path.inverse)
    parts = path.parts[::-1] if path.kind == "sequence" else path.parts
    return Walk(path.kind, tuple(map(inverse, parts)))


class UnsupportedQuery(Exception):  # noqa: N818 - no error: the query is taken as a whole
    """A query that this parser does not support; the message gives the reason."""


class Item(NamedTuple):
    """A triple pattern; or, without path, a nested part: OPTIONAL, MINUS, EXISTS or a SELECT.

    ``inside``: the number of the enclosing part.
    ``beside``: the numbers of the patterns that match whenever this item does.
    ``bound``: for a nested part, the variables bound before it; for a subquery, those it selects.
    """

    inside: int | None
    subject: End = None
    path: Path | None = None
    object: End = None
    bound: frozenset[str] = frozenset()
    beside: tuple[set[int], ...] = ()

    @property
    def ends(self) -> set[str]:
        """The variables in its subject and object positions."""
        return {end for end in (self.subject, self.object) if isinstance(end, str)}


class Query:
    """A parsed query.

    ``items``: its patterns and nested parts; the number of each is its position in this list.
    """

    def __init__(self, text: str) -> None:
        """Parse the query; raises UnsupportedQuery."""
        self.items: list[Item] = []
        self._tokens = list(tokens(text))
        self._prefixes: dict[str, str] = {}
        self._at = 0
        while self._next("PREFIX"):
            name = self._take()
            self._prefixes[name.removesuffix(":")] = self._take()[1:-1]
        self._head()
        self._group(None)
        self._pass_over("")

    def _peek(self) -> str:
        """Return the next token, a keyword in capitals; empty at the end."""
        if self._at == len(self._tokens):
            return ""
        token = self._tokens[self._at]
        return token[0].upper() if token.lastgroup == "word" else token[0]

    def _kind(self) -> str:
        return self._tokens[self._at].lastgroup or "" if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        """Consume the next token and return it as written."""
        if self._at == len(self._tokens):
            raise UnsupportedQuery("the query ends too soon")
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _next(self, *words: str) -> str:
        """Consume and return the next token if it is one of these words; else return nothing."""
        found = self._peek()
        if found not in words:
            return ""
        self._at += 1
        return found

    def _expect(self, word: str) -> None:
        if not self._next(word):
            raise UnsupportedQuery(f"{self._peek() or 'the end'} where {word} was expected")

    def _pass_over(self, until: str) -> None:
        while (word := self._peek()) != until:
            if word in _REFUSED or word in ("EXISTS", "VALUES"):
                raise UnsupportedQuery(f"{word} in the query")
            self._take()

    def _head(self) -> frozenset[str]:
        """Parse the SELECT clause, and return the variables that it selects unchanged."""
        self._expect("SELECT")
        names, depth = set(), 0
        while (word := self._peek()) != "{":
            if word in ("EXISTS", *_REFUSED) or (word == "*" and not depth):
                raise UnsupportedQuery(f"{word} in the query")
            depth += {"(": 1, ")": -1}.get(word, 0)
            names |= {word[1:]} if self._kind() == "variable" and not depth else set()
            self._take()
        return frozenset(names)

    def _group(self, inside: int | None) -> tuple[set[int], list[int], frozenset[str]]:
        """Parse a group; return the patterns of every row, all patterns, and bound variables."""
        self._expect("{")
        if self._peek() == "SELECT":
            return self._within(inside)
        always: set[int] = set()
        every: list[int] = []
        bound: set[str] = set()
        while not self._next("}"):
            if self._peek() == "{" or self._next("GRAPH"):
                if self._peek() != "{":
                    self._end()
                sure, more, too = self._union(inside)
                always |= sure
                every += more
                bound |= too
            elif self._next("OPTIONAL", "MINUS"):
                every.append(self._apart(inside, bound))
            elif self._next("FILTER", "BIND"):
                every += self._expression(inside, bound)
            elif self._next("VALUES"):
                bound |= self._values()
            elif self._next("."):
                continue
            elif self._peek() in _REFUSED:
                raise UnsupportedQuery(f"{self._peek()} in the query")
            else:
                for number in self._triples(inside):
                    always.add(number)
                    every.append(number)
                    bound |= self.items[number].ends
        for number in every:
            self.items[number].beside[0].update(always)
        return always, every, frozenset(bound)

    def _within(self, inside: int | None) -> tuple[set[int], list[int], frozenset[str]]:
        """Parse a subquery; outside it, only its selected variables are visible."""
        selected = self._head()
        number = self._add(Item(inside, bound=selected))
        _, _, bound = self._group(number)
        self._pass_over("}")
        self._expect("}")
        return set(), [number], selected & bound

    def _union(self, inside: int | None) -> tuple[set[int], list[int], frozenset[str]]:
        always, every, bound = self._group(inside)
        while self._next("UNION"):
            _, more, too = self._group(inside)
            always, every, bound = set(), every + more, bound & too
        return always, every, bound

    def _add(self, item: Item) -> int:
        self.items.append(item._replace(beside=(set(),)))
        return len(self.items) - 1

    def _apart(self, inside: int | None, bound: set[str]) -> int:
        number = self._add(Item(inside, bound=frozenset(bound)))
        self._group(number)
        return number

    def _expression(self, inside: int | None, bound: set[str]) -> list[int]:
        """Skip the expression of a FILTER or BIND, and return the groups of its EXISTS."""
        found: list[int] = []
        depth = 0
        while True:
            word = self._peek()
            if word == "{":
                found.append(self._apart(inside, bound))
            elif word in _REFUSED or word in ("}", "["):
                raise UnsupportedQuery(f"{word} in an expression")
            else:
                depth += {"(": 1, ")": -1}.get(self._take(), 0)
            if not depth and word in ("{", ")"):
                return found

    def _values(self) -> set[str]:
        names = set()
        while (word := self._take()) != "{":
            names |= {word[1:]} if word[0] in "?$" else set()
        while (word := self._take()) != "}":
            if word.upper() == "UNDEF":
                raise UnsupportedQuery("UNDEF in the query")
        return names

    def _triples(self, inside: int | None) -> Iterator[int]:
        subject = self._end()
        while True:
            path = self._verb()
            yield self._add(Item(inside, subject, path, self._end()))
            while self._next(","):
                yield self._add(Item(inside, subject, path, self._end()))
            if self._peek() != ";":
                return
            while self._next(";"):
                pass
            if self._peek() in (".", "}"):
                return

    def _end(self) -> End:
        kind = self._kind()
        if kind == "variable":
            return self._take()[1:]
        if kind in ("iri", "name"):
            return NamedNode(self._iri())
        self._next("+", "-")
        if self._kind() not in ("string", "number") and self._peek() not in ("TRUE", "FALSE"):
            raise UnsupportedQuery(f"{self._peek() or 'the end'} where a term was expected")
        self._take()
        if self._kind() == "tag":
            self._take()
        elif self._next("^"):
            self._expect("^")
            self._iri()
        return None

    def _iri(self) -> str:
        kind, token = self._kind(), self._take()
        if kind == "iri" and ":" in token:
            return token[1:-1]
        prefix, _, local = token.partition(":")
        if kind != "name" or prefix not in self._prefixes:
            raise UnsupportedQuery(f"{token} is no absolute IRI")
        return self._prefixes[prefix] + _ESCAPED.sub(r"\1", local)

    def _verb(self) -> Path:
        if self._kind() == "variable":
            self._take()
            return Step(None)
        return self._choice()

    def _choice(self) -> Path:
        ways = [self._sequence()]
        while self._next("|"):
            ways.append(self._sequence())
        return ways[0] if len(ways) == 1 else Walk("choice", tuple(ways))

    def _sequence(self) -> Path:
        steps = [self._step()]
        while self._next("/"):
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else Walk("sequence", tuple(steps))

    def _step(self) -> Path:
        back = self._next("^")
        path: Path
        if self._next("("):
            path = self._choice()
            self._expect(")")
        elif self._kind() == "word" and self._next("A"):
            path = Step(TYPE)
        else:
            path = Step(self._iri())
        if repeated := self._next("*", "+", "?"):
            path = Walk(repeated, (path,))
        return inverse(path) if back else path


def query(text: str) -> "Query | UnsupportedQuery":
    """Return a parsed query, or the reason why it is unsupported."""
    try:
        return Query(text)
    except UnsupportedQuery as reason:
        return reason
