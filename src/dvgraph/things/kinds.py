"""The kinds of statement, and the few fields that each requires (docs/model.md)."""

from dataclasses import dataclass

from dvgraph.errors import UseError


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
    help: str
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
    help: str
    file: str
    fields: tuple[Field, ...]
    slug: str
    gaps: dict[str, str]
    example: str

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The kind's own fields, and those of every statement."""
        return (*self.fields, *_EVERY)

    def field(self, option: str) -> Field:
        """Return the field of an option. Raises UseError when there is none."""
        for field in self.all_fields:
            if field.option == option:
                return field
        known = ", ".join(field.option for field in self.all_fields)
        raise UseError(f"a {self.name} has no '{option}'", hint=f"It has {known}")


_EVERY = (
    Field("from", "dvg:van", "date", "First day, month or year (or EDTF, as [2021..])."),
    Field("to", "dvg:tot", "date", "First day, month or year on which it no longer held."),
    Field("end-unknown", "dvg:totOnbekend", "flag", "The sources do not say whether it ended."),
    Field(
        "seen", "dvg:gezienOp", "date", "Date on which it is attested (start unknown).", many=True
    ),
    Field("ground", "dvg:grond", "framework", "The decision, act or framework.", many=True),
    Field(
        "certainty",
        "dvg:zekerheid",
        "code:zekerheid",
        "How certain, if the source or reading is doubtful.",
    ),
    Field("source", "dvg:vindplaats", "source", "The source of the statement.", required=True),
    Field(
        "lines",
        "dvg:vindplaats",
        "lines",
        "Place in the source: 125-127 or 125; pagina=3, artikel=4, onderdeel=naam.",
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
            "A thing existed, or an event took place.",
            "statements/existence.ttl",
            (
                Field(
                    "about",
                    "dvg:over",
                    "thing",
                    "The thing that existed or event that took place.",
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
            "An organisation had a task or service, in a role.",
            "statements/responsibilities.ttl",
            (
                Field("organisation", "dvg:organisatie", "organisation", "Who.", required=True),
                Field("task", "dvg:taak", "task", "The task."),
                Field("service", "dvg:dienst", "service", "Or the service.", instead_of="task"),
                Field("role", "dvg:rol", "code:verantwoordelijkheidsrol", "In what role.", True),
            ),
            "{task}{service}-{organisation}",
            _BEGIN | _GROUND,
            '--organisation "Digitaal Vlaanderen" --task dataveiligheid --role '
            "coordinatie --seen 2025-06 --lines 225-229",
        ),
        Kind(
            "relation",
            "dvg:Betrekking",
            "A relation held between two things.",
            "statements/relations.ttl",
            (
                Field("subject", "dvg:onderwerp", "thing", "From this thing.", required=True),
                Field("relation", "dvg:betrekking", "code:betrekking", "Which relation.", True),
                Field("object", "dvg:voorwerp", "thing", "To this thing.", required=True),
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
            "A person held a post.",
            "statements/post.ttl",
            (
                Field("person", "org:member", "person", "Who.", required=True),
                Field("organisation", "org:organization", "organisation", "Where.", True),
                Field("role", "org:role", "code:functierol", "In what role.", required=True),
                Field("post", "dvg:functie", "post", "Which post.", required=True),
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
            "A post had a class.",
            "statements/post.ttl",
            (
                Field("post", "dvg:functie", "post", "Which post.", required=True),
                Field("class", "dvg:klasse", "code:functieklasse", "Which class.", required=True),
            ),
            "functieklasse-{class}-{post}",
            _BEGIN,
            "--post functie/administrateur-generaal --class b --seen 2017 --lines 21-22",
        ),
        Kind(
            "fate",
            "dvg:Takenlot",
            "The fate of a task.",
            "statements/fates.ttl",
            (
                Field("task", "dvg:taak", "task", "Which task.", required=True),
                Field("fate", "dvg:lot", "code:takenlot", "Its fate.", required=True),
                Field("to-whom", "dvg:naar", "thing", "The organisation or task it went to."),
            ),
            "{task}-{fate}",
            {},
            "--task informatiebeleid --fate voortgezet --to-whom digitaal-vlaanderen "
            "--from 2021 --certainty eigen-gevolgtrekking --lines 45-47",
        ),
        Kind(
            "figure",
            "dvg:Cijfer",
            "A number for a measure of one thing.",
            "statements/figures.ttl",
            (
                Field("concerns", "dvg:betreft", "thing", "Of what.", required=True),
                Field("measure", "dvg:maat", "measure", "What is measured.", required=True),
                Field("value", "dvg:waarde", "number", "The number, as 1600000 or 2.5.", True),
                Field("unit", "dvg:eenheid", "code:eenheid", "If other than the measure's."),
                Field("precision", "dvg:nauwkeurigheid", "code:nauwkeurigheid", "If not exact."),
                Field("nature", "dvg:aard", "code:cijferaard", "If other than the measure's."),
                Field("base", "dvg:basis", "base", "Base year or figure of a ratio."),
                Field("part-of", "dvg:deelVan", "statement", "The total that it is a part of."),
            ),
            "cijfer-{concerns}-{measure}",
            {"dvg:van": "periode"},
            "--concerns mijn-burgerprofiel --measure downloads --value 600000 --seen "
            "2025 --lines 24-25",
        ),
        Kind(
            "characteristic",
            "dvg:Kenmerk",
            "Any other property of a thing.",
            "statements/characteristics.ttl",
            (
                Field("subject", "dvg:onderwerp", "thing", "Of what.", required=True),
                Field("characteristic", "dvg:kenmerk", "code:kenmerk", "Which one.", True),
                Field("object", "dvg:voorwerp", "thing", "The value, as a thing."),
                Field(
                    "value",
                    "dvg:waarde",
                    "value",
                    "Or the value as Dutch text, a number, true or false.",
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
    raise UseError(f"'{name}' is not a kind of statement", hint="Choose " + ", ".join(KINDS))
