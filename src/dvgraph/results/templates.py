"""Documents from templates; the single importer of jinja2.

``render`` fills a template that users may edit, in a sandbox; ``Pages`` fills those of the web
pages, which escape every value.
"""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained


def render(folder: Path, name: str, given: Mapping[str, object]) -> str:
    """Return a rendered template of a folder; InputError, with its line, if it is faulty."""
    sandbox = SandboxedEnvironment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False
    )
    where = str(folder / name)
    try:
        return sandbox.get_template(name).render(**given)
    except TemplateNotFound as error:
        raise InputError(
            *explained("errors.brief", "no template"), where=str(folder / str(error.name))
        ) from error
    except TemplateSyntaxError as error:
        where = f"{folder / (error.name or name)}:{error.lineno}"
        raise InputError(
            *explained("errors.brief", "unreadable template", why=error.message), where=where
        ) from error
    except (TemplateError, UnicodeDecodeError, TypeError) as error:
        raise InputError(
            *explained("errors.brief", "unfilled template", why=error), where=where
        ) from error


class Pages:
    """The templates of a folder for HTML and XML: each value is escaped unless it is markup."""

    def __init__(self, folder: Path, **always: object) -> None:
        """Take the folder, and what every template may use."""
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(always)

    def fill(self, name: str, given: Mapping[str, object]) -> str:
        """Return the filled template."""
        return self._environment.get_template(name).render(given)


def markup(text: str) -> Markup:
    """Return text that is markup already, such as a picture, so that it is not escaped again."""
    return Markup(text)
