"""The kinds of statements and things that a user can add, with their fields (docs/model.md).

``add`` makes a command of each entry, with an option for each field.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dvgraph.errors import UseError
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained, language
from dvgraph.locale.words import words


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its option, its property, and its type.

    ``type``: a type of ``terms.KINDS`` (the value is a name to look up), ``code:SCHEME`` (a code
    list, by its scheme's IRI or last segment), or date, number, value, base, statement, flag,
    source, lines; for things also name:LANGUAGE, title, string, address, language, agent and class
    (one of ``choices``: pairs of the text to type and the class).
    ``predicate``: one property, or several separated by spaces.
    ``instead_of``: the option of an alternative field; one of the two is required.
    ``default``: the value if the user gives none, with the values of other fields in braces.
    ``makes``: the class of a thing with this field, instead of the last class of its kind.
    """

    option: str
    predicate: str
    type: str
    required: bool = False
    many: bool = False
    instead_of: str = ""
    default: str = ""
    makes: str = ""
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement or thing: its class, its file in an agency's folder and its own fields.

    ``slug``: the pattern of its name, made of the slugs of field values.
    ``gaps``: properties for which a prompt asks, if they are missing, whether anyone searched for
    them; each has a concept of the code list gezocht.
    ``example``: typical user input, without a source; the source is that of the shipped example.
    ``term``: its classes. A thing has the IRI ``{folder}/{slug}``.
    ``lives``: True if a statement of its existence can be written with it.
    ``gives``: the property that links it to a second thing made with it, and the kind of that
    thing.
    """

    name: str
    term: str
    file: str
    fields: tuple[Field, ...]
    slug: str
    gaps: dict[str, str]
    example: str
    folder: str = "uitspraak"
    lives: bool = False
    gives: tuple[str, str] = ("", "")

    @property
    def is_statement(self) -> bool:
        """Whether this is a kind of statement, not of thing."""
        return self.folder == "uitspraak"

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The kind's own fields, with those of every statement or of the existence of a thing."""
        if self.is_statement:
            return (*self.fields, *_EVERY, *_SOUGHT)
        if self.lives:
            return (*self.fields, *(replace(each, required=False) for each in _EVERY), *_SOUGHT)
        return (*self.fields, *_SOUGHT) if self.gaps else self.fields

    @property
    def noun(self) -> str:
        """The name of the kind in messages, in the language of the user interface."""
        return caption("kind", self.name, language())

    @property
    def help(self) -> str:
        """A line of help on the kind, in the language of the user interface."""
        if self.is_statement:
            return words("statements.kinds", language())[self.name]
        return words("statements.things", language())[self.name]

    def help_of(self, field: Field) -> str:
        """Return a line of help on a field, in the language of the user interface."""
        own = words(f"statements.fields.{self.name}", language())
        if not self.is_statement:
            own = {**words("statements.fields.thing", language()), **own}
        return own.get(field.option) or words("statements.fields.every", language())[field.option]

    def field(self, option: str) -> Field:
        """Return the field of an option. Raises UseError if there is none."""
        for field in self.all_fields:
            if field.option == option:
                return field
        known = ", ".join(field.option for field in self.all_fields)
        problem = explained(
            "errors.authoring", "no field", kind=self.name, field=option, known=known
        )
        raise UseError(*problem)


_EVERY = (
    Field("from", "dvg:van", "date"),
    Field("to", "dvg:tot", "date"),
    Field("end-unknown", "dvg:totOnbekend", "flag"),
    Field("start-named", "dvg:vanGenoemd", "flag"),
    Field("seen", "dvg:gezienOp", "date", many=True),
    Field("ground", "dvg:grond", "framework", many=True),
    Field("certainty", "dvg:zekerheid", "code:zekerheid"),
    Field("standing", "dvg:stand", "code:stand"),
    Field("source", "dvg:vindplaats", "source", required=True),
    Field(
        "lines",
        "dvg:vindplaats",
        "lines",
        required=True,
        many=True,
    ),
)
# Fields of a gap that is written with the statement, not of the statement.
_SOUGHT = (
    Field("sought", "", "code:gezocht", many=True),
    Field("sought-in", "", "source", many=True),
)
_BEGIN = {"dvg:van": "begin"}
_GROUND = {"dvg:grond": "grond"}

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "existence",
            "dvg:Bestaan",
            "statements/existence.ttl",
            (
                Field(
                    "about",
                    "dvg:over",
                    "thing",
                    required=True,
                ),
            ),
            "bestaan-{about}",
            _BEGIN | _GROUND,
            "--about taak/dataveiligheid --seen 2025-06 --lines 225-229",
        ),
        Kind(
            "responsibility",
            "dvg:Verantwoordelijkheid",
            "statements/responsibilities.ttl",
            (
                Field("organisation", "dvg:organisatie", "organisation", required=True),
                Field("task", "dvg:taak", "task"),
                Field("service", "dvg:dienst", "service", instead_of="task"),
                Field("role", "dvg:rol", "code:verantwoordelijkheidsrol", True),
            ),
            "{task}{service}-{organisation}",
            _BEGIN | _GROUND,
            '--organisation "Digitaal Vlaanderen" --task dataveiligheid --role '
            "coordinatie --seen 2025-06 --lines 225-229",
        ),
        Kind(
            "relation",
            "dvg:Betrekking",
            "statements/relations.ttl",
            (
                Field("subject", "dvg:onderwerp", "thing", required=True),
                Field("relation", "dvg:betrekking", "code:betrekking", True),
                Field("object", "dvg:voorwerp", "thing", required=True),
            ),
            "{subject}-{relation}-{object}",
            _BEGIN | _GROUND,
            "--subject informatie-vlaanderen --relation voortgezet-als --object "
            "digitaal-vlaanderen --from 2021 --certainty eigen-gevolgtrekking --lines "
            "45-47",
        ),
        Kind(
            "tenure",
            "dvg:Bezetting",
            "statements/post.ttl",
            (
                Field("person", "org:member", "person", required=True),
                Field("organisation", "org:organization", "organisation", True),
                Field("role", "org:role", "code:functierol", required=True),
                Field("post", "dvg:functie", "post", required=True),
            ),
            "{person}-{post}",
            _BEGIN | _GROUND,
            '--person "Jan Voorbeeld" --english "Jan Voorbeeld" --organisation digitaal-vlaanderen '
            "--role administrateur-generaal --post functie/administrateur-generaal "
            "--from 2021 --certainty eigen-gevolgtrekking --lines 21-22",
        ),
        Kind(
            "classification",
            "dvg:Functieclassificatie",
            "statements/post.ttl",
            (
                Field("post", "dvg:functie", "post", required=True),
                Field("class", "dvg:klasse", "code:functieklasse", required=True),
            ),
            "functieklasse-{class}-{post}",
            _BEGIN,
            "--post functie/administrateur-generaal --class b --seen 2017 --end-unknown"
            " --lines 21-22",
        ),
        Kind(
            "fate",
            "dvg:Takenlot",
            "statements/fates.ttl",
            (
                Field("task", "dvg:taak", "task", required=True),
                Field("fate", "dvg:lot", "code:takenlot", required=True),
                Field("to-whom", "dvg:naar", "thing"),
            ),
            "{task}-{fate}",
            {},
            "--task informatiebeleid --fate voortgezet --to-whom digitaal-vlaanderen "
            "--from 2021 --certainty eigen-gevolgtrekking --lines 45-47",
        ),
        Kind(
            "figure",
            "dvg:Cijfer",
            "statements/figures.ttl",
            (
                Field("concerns", "dvg:betreft", "thing", required=True),
                Field("measure", "dvg:maat", "measure", required=True),
                Field("value", "dvg:waarde", "number", True),
                Field("unit", "dvg:eenheid", "code:eenheid"),
                Field("precision", "dvg:nauwkeurigheid", "code:nauwkeurigheid"),
                Field("nature", "dvg:aard", "code:cijferaard"),
                Field("base", "dvg:basis", "base"),
                Field("part-of", "dvg:deelVan", "statement"),
                Field("compared-with", "dvg:vergelekenMet", "statement"),
            ),
            "cijfer-{concerns}-{measure}",
            {"dvg:van": "periode"},
            "--concerns mijn-burgerprofiel --measure downloads --value 600000 --seen "
            "2025 --lines 24-25",
        ),
        Kind(
            "characteristic",
            "dvg:Kenmerk",
            "statements/characteristics.ttl",
            (
                Field("subject", "dvg:onderwerp", "thing", required=True),
                Field("characteristic", "dvg:kenmerk", "code:kenmerk", True),
                Field("object", "dvg:voorwerp", "thing"),
                Field(
                    "value",
                    "dvg:waarde",
                    "value",
                    instead_of="object",
                ),
            ),
            "{characteristic}-{subject}",
            {},
            "--subject digitaal-vlaanderen --characteristic organisatiematuriteit "
            "--value bovengemiddeld --seen 2025-06 --lines 304-310",
        ),
    )
}

ACCESS = "http://publications.europa.eu/resource/authority/access-right"
_NAME = Field("name", "rdfs:label", "name:nl", required=True)
_ENGLISH = Field("english", "rdfs:label", "name:en", required=True)
_SAME = replace(_ENGLISH, required=False, default="{name}")
_OTHER = Field("other-name", "skos:altLabel", "name:nl", many=True)
_ACT = (
    Field("title", "dct:title", "title", default="{name}"),
    Field("language", "", "language", default="nl"),
    Field("date", "eli:date_document", "date"),
    Field("published", "eli:date_publication", "date"),
    Field("in-force", "eli:first_date_entry_in_force", "date"),
    Field("passed-by", "eli:passed_by", "body", many=True),
    Field("kind", "eli:type_document", "code:aktesoort"),
    Field("numac", "eli:id_local", "string"),
)
_EVENTS = {
    "oprichting": "m8g:FoundationEvent",
    "fusie": "orgvl:Fusie",
    "splitsing": "orgvl:Splitsing",
    "vervanging": "orgvl:Vervanging",
    "stopzetting": "orgvl:Stopzetting",
    "opslorping": "dvg:Opslorping",
    "overdracht": "dvg:Overdracht",
    "naamswijziging": "dvg:Naamswijziging",
    "rechtsvormwijziging": "dvg:Rechtsvormwijziging",
    "taakwijziging": "dvg:Taakwijziging",
    "herpositionering": "dvg:Herpositionering",
}

THINGS = {
    kind.name: kind
    for kind in (
        Kind(
            "source",
            "foaf:Document",
            "sources.ttl",
            (
                Field("title", "dct:title", "title", required=True),
                Field("language", "dct:language", "language", default="nl"),
                Field("kind", "dct:type", "code:bronsoort", required=True),
                Field("publisher", "dct:publisher", "agent"),
                Field("date", "dct:created", "date"),
                Field("address", "schema:url", "address"),
                Field("consulted", "dvg:geraadpleegdOp", "date"),
                Field("access", "dct:accessRights", f"code:{ACCESS}"),
                Field("file", "dvg:bestand", "string"),
                replace(_NAME, required=False, default="{title} ({publisher})"),
                replace(_ENGLISH, required=False, default="{name}"),
            ),
            "{name}",
            {"dct:created": "datum-document"},
            '--title "Jaarverslag 2025" --kind jaarverslag --publisher "Digitaal Vlaanderen" '
            "--date 2026-04 --address https://example.org/jaarverslag-2025",
            folder="bron",
        ),
        Kind(
            "organisation",
            "m8g:PublicOrganisation",
            "organisations.ttl",
            (
                replace(_NAME, predicate="rdfs:label skos:prefLabel"),
                _SAME,
                _OTHER,
                Field("kind", "dct:type", "code:organisatiesoort", required=True),
                Field("unit-of", "org:unitOf", "body", makes="org:OrganizationalUnit"),
                Field("version-of", "gen:isTijdspecialisatieVan", "body"),
            ),
            "{name}",
            _BEGIN,
            '--name "Agentschap Voorbeeld" --kind agentschap --seen 2025-06 --lines 21-22',
            folder="organisatie",
            lives=True,
        ),
        Kind(
            "event",
            "org:ChangeEvent",
            "events.ttl",
            (
                _NAME,
                _ENGLISH,
                Field("kind", "", "class", choices=_EVENTS),
                Field("from-organisation", "org:originalOrganization", "version", many=True),
                Field("to-organisation", "org:resultingOrganization", "version", many=True),
                Field("changed-organisation", "dvg:gewijzigdeOrganisatie", "version", many=True),
            ),
            "{name}",
            _BEGIN | _GROUND,
            '--name "nieuwe taken voor Digitaal Vlaanderen" --english "new tasks for Digitaal '
            'Vlaanderen" --kind taakwijziging --changed-organisation digitaal-vlaanderen '
            "--from 2025 --lines 125-127",
            folder="gebeurtenis",
            lives=True,
        ),
        Kind(
            "decision",
            "besluit:Besluit",
            "decisions.ttl",
            (
                _NAME,
                _ENGLISH,
                Field("act", "eli:realizes", "act"),
                *_ACT,
            ),
            "{name}",
            _BEGIN,
            '--name "beslissing over een testomgeving" --english "decision on a test environment" '
            '--date 2025-03-14 --passed-by "Vlaamse Regering" --from 2025-03-14 --lines 125-127',
            folder="besluit",
            lives=True,
            gives=("eli:realizes", "act"),
        ),
        Kind(
            "act",
            "eli:LegalResource, cpsv:FormalFramework",
            "legal-acts.ttl",
            (_NAME, _ENGLISH, *_ACT),
            "{name}",
            {},
            '--name "decreet over een testomgeving" --english "decree on a test environment" '
            "--date 2025-03-14 --kind decreet",
            folder="rechtsgrond",
        ),
        Kind(
            "task",
            "dvg:Taak",
            "tasks.ttl",
            (_NAME, _ENGLISH, Field("part-of", "dct:isPartOf", "task")),
            "{name}",
            {},
            '--name "drukte meten" --english "measuring crowds"',
            folder="taak",
            lives=True,
        ),
        Kind(
            "service",
            "cpsv:PublicService",
            "services.ttl",
            (_NAME, _ENGLISH, _OTHER),
            "{name}",
            {},
            '--name Drukteloket --english "Drukteloket (crowd desk)"',
            folder="dienst",
            lives=True,
        ),
        Kind(
            "post",
            "org:Post",
            "posts.ttl",
            (
                _NAME,
                _ENGLISH,
                Field("organisation", "org:postIn", "body", required=True),
                Field("role", "org:role", "code:functierol", required=True),
            ),
            "{name}",
            {},
            '--name "hoofd van het Drukteloket" --english "head of the Drukteloket" '
            "--organisation digitaal-vlaanderen --role leidinggevende",
            folder="functie",
            lives=True,
        ),
        Kind(
            "person",
            "person:Person",
            "persons.ttl",
            (_NAME, _SAME),
            "{name}",
            {},
            '--name "Jan Voorbeeld"',
            folder="persoon",
        ),
        Kind(
            "agent",
            "foaf:Agent, prov:Agent",
            "agents.ttl",
            (_NAME, _SAME),
            "{name}",
            {},
            '--name "Archief van het Drukteloket"',
            folder="agent",
        ),
    )
}


def kind(name: str) -> Kind:
    """Return the kind with a name or class (dvg:Cijfer). Raises UseError for an unknown kind."""
    for each in (*KINDS.values(), *THINGS.values()):
        if name in (each.name, each.term):
            return each
    known = ", ".join((*KINDS, *THINGS))
    raise UseError(*explained("errors.authoring", "no kind", kind=name, known=known))
