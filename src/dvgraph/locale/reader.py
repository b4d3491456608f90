"""The language of the reader, and the messages in it: help, errors, warnings, prompts.

The command line sets the language for its process. A program that imports dvgraph gets English,
the language of tracebacks, unless it calls ``use``. The argument ``lang`` of other functions is the
language of an answer.
"""

import errno
from collections.abc import Mapping, Sequence

from dvgraph.locale.words import words

LANGUAGES = ("nl", "en")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as in POSIX

# Of the process and not of the thread: the engines' threads speak to the same reader.
_reader = {"language": "en"}


def language() -> str:
    """Return the language of the reader: nl or en."""
    return _reader["language"]


def use(lang: str) -> None:
    """Set the language of the reader, nl or en, for this process."""
    _reader["language"] = lang


def preferred(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the language that a command line asks for with ``--lang``, else its environment.

    Dutch where neither says anything, and English for a locale of any other language.
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
    """Return a message in the reader's language, its fields filled in."""
    return words(section, language())[key].format(**_told(fields))


def explained(section: str, key: str, /, **fields: object) -> tuple[str, str | None]:
    """Return the problem and the hint of an error; in the locale, `` | `` stands between them.

    As in ``raise UseError(*explained("errors.search", "nothing"), where=…)``.
    """
    problem, _, hint = words(section, language())[key].partition(" | ")
    told = _told(fields)
    return problem.format(**told), hint.format(**told) or None


def refusal(error: OSError | UnicodeDecodeError) -> str:
    """Return why the system does not read or write, in the reader's language.

    What has no words there, by its error code, is told as the system tells it.
    """
    known = words("errors.system", language())
    if isinstance(error, UnicodeDecodeError):
        return known["not UTF-8"]
    code = errno.errorcode.get(error.errno or 0, "")
    return known.get(code) or error.strerror or str(error)


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of a message, an error of the system among them in words."""
    return {
        name: refusal(one) if isinstance(one, (OSError, UnicodeDecodeError)) else one
        for name, one in fields.items()
    }


def numbered(key: str, number: int) -> str:
    """Return a number with its noun, a key of the section ``counted``: 1 file, 2 files."""
    return worded(f"counted.{key}", "one" if number == 1 else "many", number=number)
