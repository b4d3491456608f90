"""The brief: the dossier on a post or an organisation, every sentence with its sources."""

from dvgraph.errors import UseError

try:
    from dvgraph.brief.dossier import Brief, brief
except ModuleNotFoundError as error:
    if str(error.name).partition(".")[0] == "dvgraph":
        raise
    raise UseError(
        f"the package {error.name} is not installed",
        hint="Install what a brief needs with: pip install 'dvgraph[brief]'",
    ) from error

__all__ = ["Brief", "brief"]
