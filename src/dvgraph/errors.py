"""The errors of dvgraph: every one a user can meet is of a kind defined here.

Each kind carries the exit code of the command line.
"""


class DvgraphError(Exception):
    """What went wrong, where, and what to do about it.

    ``str()`` gives one line: ``where: problem. hint``. Exit code 1.
    """

    exit_code = 1

    def __init__(self, problem: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Keep the parts; ``where`` is a file, a file:line or a name the user gave."""
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """One line, whatever line breaks a third-party engine put in its message."""
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        if self.hint:
            text = f"{text.rstrip('. ')}. {self.hint}"
        return " ".join(text.split())


class UseError(DvgraphError):
    """The command or call was used wrongly: unknown name, bad parameter, refused query. Exit 2."""

    exit_code = 2


class InputError(DvgraphError):
    """Input is unreadable or syntactically wrong. Exit 3."""

    exit_code = 3


class StoreError(DvgraphError):
    """A store, local or remote, failed or is not usable. Exit 4."""

    exit_code = 4


class OutputError(DvgraphError):
    """Output could not be written; what stood there before still stands. Exit 5."""

    exit_code = 5
