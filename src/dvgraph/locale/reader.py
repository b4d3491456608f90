"""The language of the user interface, and its messages: help, errors, warnings, prompts.

The command line sets this language for its process. A program that imports dvgraph gets English,
the language of tracebacks, unless it calls ``use``. The argument ``lang`` of other functions is the
language of an answer.
"""

import errno
from collections.abc import Mapping, Sequence

from dvgraph.locale.words import words

LANGUAGES = ("nl", "en")
# The first variable that is set decides, as in POSIX.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

# A setting of the process, not of the thread: the engines' threads serve the same user.
_reader = {"language": "en"}


def language() -> str:
    """Return the language of the user interface: nl or en."""
    return _reader["language"]


def use(lang: str) -> None:
    """Set the language of the user interface, nl or en, for this process."""
    _reader["language"] = lang


def preferred(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language that ``--lang`` asks for, else the language of the environment.

    Dutch if neither is set, and English for a locale of any other language.
    """
    before = args[: args.index("--")] if "--" in args else args
    pairs = zip(before, [*before[1:], ""], strict=False)
    given = [
        value if option == "--lang" else option.removeprefix("--lang=")
        for option, value in pairs
        if option == "--lang" or option.startswith("--lang=")
    ]
    if given and given[-1] in LANGUAGES:
        return given[-1]
    named = next((environ[name] for name in _VARIABLES if environ.get(name)), "C")
    code = named.partition(".")[0].partition("_")[0].lower()
    if code in ("c", "posix"):
        return LANGUAGES[0]
    return code if code in LANGUAGES else "en"


def worded(section: str, key: str, /, **fields: object) -> str:
    """Return a message in the user's language, with its fields filled in."""
    return words(section, language())[key].format(**_told(fields))


def explained(section: str, key: str, /, **fields: object) -> tuple[str, str | None]:
    """Return the problem and the hint of an error; in the locale, `` | `` separates the two.

    Use: ``raise UseError(*explained("errors.search", "nothing"), where=…)``.
    """
    problem, _, hint = words(section, language())[key].partition(" | ")
    told = _told(fields)
    return problem.format(**told), hint.format(**told) or None


def refusal(error: OSError | UnicodeDecodeError) -> str:
    """Return, in the user's language, why the system refused to read or write.

    If the locale has no words for the error code, the system's own message is returned.
    """
    known = words("errors.system", language())
    if isinstance(error, UnicodeDecodeError):
        return known["not UTF-8"]
    code = errno.errorcode.get(error.errno or 0, "")
    return known.get(code) or error.strerror or str(error)


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a message, with errors of the system put in words."""
    return {
        name: refusal(one) if isinstance(one, (OSError, UnicodeDecodeError)) else one
        for name, one in fields.items()
    }


def numbered(key: str, number: int) -> str:
    """Return a number with its noun, by a key of the section ``counted``: 1 file, 2 files."""
    return worded(f"counted.{key}", "one" if number == 1 else "many", number=number)
