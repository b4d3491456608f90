"""The errors of dvgraph: every error shown to a user is of one of these kinds.

Each kind has an exit code for the command line.
"""


class DvgraphError(Exception):
    """An error with its problem, place and remedy.

    ``str()`` gives one line: ``where: problem. hint``. Exit code 1.
    """

    exit_code = 1

    def __init__(self, problem: str, hint: str | None = None, *, where: str | None = None) -> None:
        """Store the parts; ``where`` is a file, a file:line or a name that the user gave.

        ``locale.reader.explained`` returns problem and hint in the user's language.
        """
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Return one line, even if a third-party message has line breaks."""
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        if self.hint:
            text = f"{text.rstrip('. ')}. {self.hint}"
        return " ".join(text.split())


class UseError(DvgraphError):
    """A wrong command or call: unknown name, invalid parameter, refused query. Exit code 2."""

    exit_code = 2


class InputError(DvgraphError):
    """Unreadable or syntactically wrong input. Exit code 3."""

    exit_code = 3


class LimitError(InputError):
    """Input or a query that needs more time, memory or space than allowed. Exit code 4."""

    exit_code = 4


class StoreError(DvgraphError):
    """A store, local or remote, failed or is unusable. Exit code 4."""

    exit_code = 4


class OutputError(DvgraphError):
    """Output could not be written; the old file is intact. Exit code 5."""

    exit_code = 5
