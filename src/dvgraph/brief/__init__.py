"""The brief: the dossier on a post or an organisation, every sentence with its sources."""

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained

try:
    from dvgraph.brief.dossier import Brief, brief
except ModuleNotFoundError as error:
    if str(error.name).partition(".")[0] == "dvgraph":
        raise
    raise UseError(*explained("errors.brief", "not installed", package=error.name)) from error

__all__ = ["Brief", "brief"]
