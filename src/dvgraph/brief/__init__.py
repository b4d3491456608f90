"""The brief: the dossier on a post or an organisation, every sentence with its sources."""

from dvgraph.brief.dossier import Brief, brief

__all__ = ["Brief", "brief"]
