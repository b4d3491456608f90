"""Templates that users may edit, rendered in a sandbox; the single importer of jinja2."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

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
