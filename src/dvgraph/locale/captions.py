"""The fixed words of a page, Dutch and English: kinds, headings, properties, certainty."""

_KINDS = {
    "organisation": ("organisatie", "organisation"),
    "event": ("gebeurtenis", "event"),
    "decision": ("besluit", "decision"),
    "act": ("rechtsgrond", "legal act"),
    "document": ("stuk", "document"),
    "task": ("taak", "task"),
    "service": ("dienst", "service"),
    "contract": ("contract", "contract"),
    "strategy": ("strategie of programma", "strategy or programme"),
    "study": ("studie", "study"),
    "post": ("functie", "post"),
    "person": ("persoon", "person"),
    "source": ("bron", "source"),
    "contradiction": ("tegenspraak", "contradiction"),
    "gap": ("lacune", "gap"),
    "concept": ("concept", "concept"),
    "statement": ("uitspraak", "statement"),
    "passage": ("vindplaats", "passage"),
    "thing": ("ding", "thing"),
}
# In the order of the page.
_HEADINGS = {
    "life": ("Bestaan", "Existence"),
    "claim": ("Uitspraak", "Statement"),
    "facts": ("Over", "About"),
    "origin": ("Ontstaan", "Origin"),
    "successors": ("Opgegaan in", "Went into"),
    "changes": ("Veranderingen", "Changes"),
    "parts": ("Hoort hierbij", "Belongs here"),
    "tasks": ("Taken", "Tasks"),
    "services": ("Diensten", "Services"),
    "who": ("Door wie", "By whom"),
    "fate": ("Lot van de taak", "What became of it"),
    "money": ("Middelen", "Money"),
    "people": ("Mensen", "People"),
    "figures": ("Cijfers", "Figures"),
    "posts": ("Functies", "Posts"),
    "classes": ("Klasse", "Class"),
    "holders": ("Bekleed door", "Held by"),
    "relations": ("Betrekkingen", "Relations"),
    "traits": ("Kenmerken", "Characteristics"),
    "effects": ("Steunt hierop", "Rests on it"),
    "supports": ("Zegt", "Says"),
    "used": ("Genoemd in", "Named in"),
    "between": ("Gaat over", "Concerns"),
    "contradictions": ("Tegenstrijdig", "Contradictory"),
    "gaps": ("Onbekend", "Unknown"),
}
# A thing's own properties to show, in order.
_PROPERTIES = {
    "org:classification": ("soort", "kind"),
    "org:unitOf": ("deel van", "part of"),
    "gen:isTijdspecialisatieVan": ("versie van", "version of"),
    "org:postIn": ("bij", "at"),
    "org:role": ("rol", "role"),
    "org:originalOrganization": ("uit", "from"),
    "org:resultingOrganization": ("tot", "into"),
    "dvg:functie": ("functie", "post"),
    "dct:title": ("titel", "title"),
    "dct:type": ("soort", "kind"),
    "eli:realizes": ("akte", "act"),
    "eli:date_document": ("datum", "date"),
    "eli:date_publication": ("bekendgemaakt", "published"),
    "eli:passed_by": ("genomen door", "passed by"),
    "dct:isPartOf": ("deel van", "part of"),
    "dct:created": ("datum", "date"),
    "foaf:page": ("adres", "address"),
    "skos:inScheme": ("codelijst", "code list"),
    "skos:definition": ("betekenis", "meaning"),
    "skos:scopeNote": ("gebruik", "use"),
    "dct:description": ("wat", "what"),
    "dvg:reden": ("waarom", "why"),
    "dvg:verkozen": ("verkozen", "preferred"),
    "dvg:gezocht": ("gezocht", "looked for"),
    "dvg:gezochtIn": ("gezocht in", "looked for in"),
    "dvg:grond": ("grond", "ground"),
    "dvg:gezienOp": ("gezien op", "seen on"),
    "prov:generatedAtTime": ("vastgelegd", "recorded"),
    "prov:wasRevisionOf": ("herziening van", "revision of"),
    "prov:invalidatedAtTime": ("ingetrokken", "withdrawn"),
    "dct:identifier": ("dossierrij", "dossier row"),
    "dvg:vingerafdruk": ("vingerafdruk", "fingerprint"),
}
_STATUSES = {
    "certain": ("zeker", "certain"),
    "known": ("voor zover bekend", "as far as known"),
    "measured": ("laatst gemeten", "last measured"),
    "possible": ("mogelijk", "possible"),
    "later": ("nog niet begonnen", "not yet begun"),
    "ended": ("beëindigd", "ended"),
}
_PHRASES = {
    "from": ("uit {}", "from {}"),
    "into": ("in {}", "into {}"),
    "by": ("bij {}", "by {}"),
    "and": ("{} en {}", "{} and {}"),
    "bounds": ("grenzen: begin {}, einde {}", "bounds: start {}, end {}"),
    "open": ("open", "open"),
    "known on": ("bekend op {}", "known on {}"),
    "as of": ("stand op {}", "as of {}"),
    "also": ("ook: {}", "also: {}"),
    "all": ("Alles: {}", "All of it: {}"),
    "unless": ("tenzij anders gezegd: {}", "unless said otherwise: {}"),
    "source": ("Bron: {}", "Source: {}"),
    "line": ("r. ", "l. "),
}
# Who asks, and about what, in the order of the list of questions.
_USERS = {
    "hr": ("personeel", "human resources"),
    "policy": ("beleid", "policy"),
    "history": ("geschiedenis", "history"),
    "audit": ("audit", "audit"),
    "research": ("onderzoek", "research"),
    "archive": ("archief", "archive"),
    "linked-data": ("linked data", "linked data"),
    "engineer": ("techniek", "engineering"),
}
_SUBJECTS = {
    "tasks": ("taken en diensten", "tasks and services"),
    "organisations": ("organisaties", "organisations"),
    "events": ("gebeurtenissen", "events"),
    "decisions": ("besluiten en akten", "decisions and acts"),
    "people": ("mensen en functies", "people and posts"),
    "figures": ("cijfers", "figures"),
    "evidence": ("bronnen en twijfel", "sources and doubt"),
}
# The values that questions compute.
_ANSWERS = {
    "begin": ("begin", "start"),
    "begin-en-einde": ("begin en einde", "start and end"),
    "begin-onbekend": ("begin onbekend", "start unknown"),
    "deel": ("deel", "part"),
    "eigenschap": ("eigenschap", "property"),
    "einde": ("einde", "end"),
    "ja": ("ja", "yes"),
    "klasse": ("klasse", "class"),
    "lokaal": ("lokaal", "local"),
    "mogelijk": ("mogelijk", "possible"),
    "naamswijziging": ("naamswijziging", "renaming"),
    "neen": ("neen", "no"),
    "opvolger": ("opvolger", "successor"),
    "standaard": ("standaard", "standard"),
    "totaal": ("totaal", "total"),
    "voor-zover-bekend": ("voor zover bekend", "as far as known"),
    "voorganger": ("voorganger", "predecessor"),
    "voortgezet-als": ("voortgezet als", "continued as"),
    "zeker": ("zeker", "certain"),
    "zelfde-organisatie": ("dezelfde organisatie", "same organisation"),
}

HEADINGS, PROPERTIES, ANSWERS = tuple(_HEADINGS), tuple(_PROPERTIES), tuple(_ANSWERS)
USERS, SUBJECTS = tuple(_USERS), tuple(_SUBJECTS)
_ALL = {
    "kind": _KINDS,
    "heading": _HEADINGS,
    "property": _PROPERTIES,
    "status": _STATUSES,
    "phrase": _PHRASES,
    "answer": _ANSWERS,
    "user": _USERS,
    "subject": _SUBJECTS,
}


def caption(group: str, name: str, lang: str) -> str:
    """Return the word for a kind, heading, property, status, phrase or answer; else the name."""
    found = _ALL[group].get(name)
    return found[lang == "en"] if found else name


def joined(parts: list[str], lang: str) -> str:
    """Return parts as an enumeration: ``a, b en c``."""
    if len(parts) < 2:
        return "".join(parts)
    return caption("phrase", "and", lang).format(", ".join(parts[:-1]), parts[-1])
