"""The kinds of statement, and the few fields that each requires (docs/model.md)."""

from dataclasses import dataclass

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained, language
from dvgraph.locale.words import words


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its option, its property, and its type.

    ``type`` is a type of ``terms.KINDS`` (a name is looked up), ``code:SCHEME`` (a code list), or
    date, number, value, base, statement, flag, source, lines. ``instead_of`` is the option of an
    alternative field: one of the two is required.
    """

    option: str
    predicate: str
    type: str
    required: bool = False
    many: bool = False
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of statement: its class, its file in an agency's folder and its own fields.

    ``slug`` makes its name from the slugs of the values of the fields named in it. ``gaps`` are the
    properties whose absence is recorded as a gap, each with a concept of the code list gezocht.
    ``example`` is typical user input, without the source, which is that of the shipped example.
    """

    name: str
    term: str
    file: str
    fields: tuple[Field, ...]
    slug: str
    gaps: dict[str, str]
    example: str

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The kind's own fields, and those of every statement."""
        return (*self.fields, *_EVERY)

    @property
    def help(self) -> str:
        """A line on the kind, in the reader's language."""
        return words("statements.kinds", language())[self.name]

    def help_of(self, field: Field) -> str:
        """Return a line on a field, in the reader's language."""
        own = words(f"statements.fields.{self.name}", language())
        return own.get(field.option) or words("statements.fields.every", language())[field.option]

    def field(self, option: str) -> Field:
        """Return the field of an option. Raises UseError when there is none."""
        for field in self.all_fields:
            if field.option == option:
                return field
        known = ", ".join(field.option for field in self.all_fields)
        problem = explained(
            "errors.authoring", "no field", kind=self.name, field=option, known=known
        )
        raise UseError(*problem)


_EVERY = (
    Field(
        "from",
        "dvg:van",
        "date",
    ),
    Field(
        "to",
        "dvg:tot",
        "date",
    ),
    Field(
        "end-unknown",
        "dvg:totOnbekend",
        "flag",
    ),
    Field("seen", "dvg:gezienOp", "date", many=True),
    Field("ground", "dvg:grond", "framework", many=True),
    Field(
        "certainty",
        "dvg:zekerheid",
        "code:zekerheid",
    ),
    Field("source", "dvg:vindplaats", "source", required=True),
    Field(
        "lines",
        "dvg:vindplaats",
        "lines",
        required=True,
        many=True,
    ),
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
                Field(
                    "task",
                    "dvg:taak",
                    "task",
                ),
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
            "--post functie/administrateur-generaal --class b --seen 2017 --lines 21-22",
        ),
        Kind(
            "fate",
            "dvg:Takenlot",
            "statements/fates.ttl",
            (
                Field("task", "dvg:taak", "task", required=True),
                Field("fate", "dvg:lot", "code:takenlot", required=True),
                Field(
                    "to-whom",
                    "dvg:naar",
                    "thing",
                ),
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
                Field(
                    "unit",
                    "dvg:eenheid",
                    "code:eenheid",
                ),
                Field(
                    "precision",
                    "dvg:nauwkeurigheid",
                    "code:nauwkeurigheid",
                ),
                Field(
                    "nature",
                    "dvg:aard",
                    "code:cijferaard",
                ),
                Field(
                    "base",
                    "dvg:basis",
                    "base",
                ),
                Field(
                    "part-of",
                    "dvg:deelVan",
                    "statement",
                ),
                Field(
                    "compared-with",
                    "dvg:vergelekenMet",
                    "statement",
                ),
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
                Field(
                    "object",
                    "dvg:voorwerp",
                    "thing",
                ),
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


def kind(name: str) -> Kind:
    """Return the kind with that name or class (dvg:Cijfer). Raises UseError for an unknown one."""
    for each in KINDS.values():
        if name in (each.name, each.term):
            return each
    raise UseError(*explained("errors.authoring", "no kind", kind=name, known=", ".join(KINDS)))
