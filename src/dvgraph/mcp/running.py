"""The tools served over standard input and output; no other module imports the package mcp."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.context import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ValidationError

from dvgraph import __version__
from dvgraph.api import Graph
from dvgraph.errors import DvgraphError
from dvgraph.locale.reader import LANGUAGES, explained, use, worded
from dvgraph.locale.words import words
from dvgraph.mcp.tools import Tools
from dvgraph.prebuilt.connection import open_public
from dvgraph.server.messages import Job, Reply
from dvgraph.server.problems import Problem
from dvgraph.server.settings import GraphSource, Limits
from dvgraph.server.workers import Pool

# An answer must fit in the context of a language model.
LIMITS = Limits(rows=1_000, answer=1_000_000)


def serve(source: GraphSource, lang: str, base: str = "") -> None:
    """Serve until standard input ends; ``lang`` is the default language of answers.

    Raises the errors of opening the graph.
    """
    with _opened(source, lang) as graph, TemporaryDirectory(prefix="dvgraph-mcp-") as folder:
        asyncio.run(_serve(graph, source, Path(folder), base))


@contextmanager
def _opened(source: GraphSource, lang: str) -> Iterator[Graph]:
    store = Path(source.store) if source.store else None
    place = (list(source.data) if source.data else None, store, source.endpoint)
    with Graph(*place, lang, model=source.model) as graph:
        if source.public:
            graph.store, _ = open_public(*place, model=source.model)
        yield graph


async def _serve(graph: Graph, source: GraphSource, folder: Path, base: str) -> None:
    pool = Pool(source, LIMITS, 1, shared=folder)

    async def run(job: Job) -> Reply:
        return await pool.run(job, "")

    tools = Tools(graph, run, base)
    try:
        await _Server(tools, graph.lang).run_stdio_async()
    finally:
        await pool.close()


class _Server(MCPServer[Any]):
    """The server of the tools: it runs one call at a time, and returns errors in words."""

    def __init__(self, tools: Tools, lang: str) -> None:
        super().__init__(
            "dvgraph",
            version=__version__,
            instructions=words("mcp", lang)["instructions"],
            tools=[_tool(tools, name, lang) for name in words("mcp.tools", lang)],
            log_level="CRITICAL",
        )
        self._lang = lang
        self._turn = asyncio.Lock()  # the language of messages is a setting of the process

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> Any:
        """Return the answer of a tool, or the message of an error."""
        async with self._turn:
            lang = arguments.get("lang")
            use(lang if lang in LANGUAGES else self._lang)
            try:
                return await super().call_tool(name, arguments, context)
            except ToolError as error:
                text = _explained(error)
        return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _tool(tools: Tools, name: str, lang: str) -> Tool:
    """Return a method as an MCP tool, with its description in a language."""
    about = words("mcp.tools", lang)[name]
    made = Tool.from_function(
        getattr(tools, name),
        name,
        description=about,
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )
    meanings = words("mcp.parameters", lang)
    for parameter, schema in made.parameters["properties"].items():
        schema["description"] = meanings[parameter]
    return made


def _explained(error: ToolError) -> str:
    """Return the message for an error of a call: our own words, or the wrong parameters."""
    cause = error.__cause__
    if isinstance(cause, DvgraphError):
        return str(cause)
    if isinstance(cause, Problem):
        return cause.detail
    if isinstance(cause, ValidationError):
        found = cause.errors(include_url=False, include_context=False)
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)
        return str(DvgraphError(*explained("errors.mcp", "wrong parameters", faults=faults)))
    if cause is None:
        return str(error)
    return worded("cli", "bug", kind=type(cause).__name__, problem=cause)
