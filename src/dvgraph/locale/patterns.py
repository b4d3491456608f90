"""Sentences made from the patterns of the locale: subject | verb | the rest.

The verb has two forms (present/past), or three if English uses the perfect with "since". A pattern
is in a section ``sentences.KIND`` under the code of a role, relation, characteristic or fate, else
under ``other``; the pattern for a list has ``.many`` after the code.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from dvgraph.locale.words import words

Tense = Literal["now", "then", "since"]
_LAST = re.compile(r"\{(\w+)\}$")


class Pattern(NamedTuple):
    """A sentence with fields in braces: subject, verb, the rest.

    The verb has a form for a present fact, a past fact, and a fact since a stated start.
    """

    subject: str
    now: str
    then: str
    since: str
    rest: str

    @property
    def listed(self) -> str:
        """The name of the last field if it may be a list, else empty."""
        found = _LAST.search(self.rest)
        return found[1] if found else ""

    @property
    def happens(self) -> bool:
        """Whether it reports an event instead of a lasting fact; its verb then has one form."""
        return self.now == self.then

    @property
    def fields(self) -> set[str]:
        """The names of the fields."""
        return set(re.findall(r"\{(\w+)\}", self.subject + self.rest))


def pattern(kind: str, code: str, lang: str, *, many: bool = False) -> Pattern:
    """Return the pattern of a code, else the general one; ``many``: the one for a list, if any."""
    known = words(f"sentences.{kind}", lang)
    base = code if code in known else "other"
    text = known.get(f"{base}.many", known[base]) if many else known[base]
    subject, verbs, rest = (part.strip() for part in text.split("|"))
    now, then, since = (*verbs.split("/"), "", "")[:3]
    return Pattern(subject, now, then or now, since or now, rest)


def filled(
    one: Pattern,
    when: str,
    fields: Mapping[str, str],
    lang: str,
    tense: Tense = "now",
    *,
    again: bool = False,
) -> str:
    """Return a sentence with its time (or none) in the word order of the language, no full stop.

    Dutch puts the time first and the verb second: ``Sinds 2021 heeft het agentschap deze taak``.
    With ``again``, the previous sentence names the time, and this sentence refers to it. If the
    pattern has no verb, because the data gives the sentence, the time follows in brackets.
    """
    subject, rest = (text.format_map(fields).strip() for text in (one.subject, one.rest))
    order = words("sentences.order", lang)
    verb = {"now": one.now, "then": one.then, "since": one.since}[tense]
    timed = ("again" if again else "timed") if verb else "behind"
    form = order[timed if when else "untimed"]
    text = form.format(when=when, verb=verb, subject=subject, rest=rest)
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def with_article(label: str, lang: str) -> str:
    """Return a label with the article that its first words need inside a sentence."""
    articles = _articles(lang)
    fitting = [word for word in articles if f"{label.lower()} ".startswith(f"{word} ")]
    return f"{articles[max(fitting, key=len)]} {label}" if fitting else label


@cache
def _articles(lang: str) -> Mapping[str, str]:
    """Return the grammatical article of each noun, from lists: ``het: agentschap, besluit``."""
    found = {}
    for text in words("sentences.articles", lang).values():
        article, _, names = text.partition(": ")
        found.update(dict.fromkeys(filter(None, names.split(", ")), article))
    return found
