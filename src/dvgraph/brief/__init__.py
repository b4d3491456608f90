"""The brief: the dossier on a post or an organisation, with the sources of every sentence."""

from dvgraph.brief.dossier import Brief, brief

__all__ = ["Brief", "brief"]
