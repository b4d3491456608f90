"""The program: ``dvgraph``, or ``python -m dvgraph``.

It imports at once only what Python has loaded already: Ctrl-C is answered from ``main`` on.
"""

import gc
import os
import sys


def _defer(name: str) -> None:
    """Let a module of the standard library be executed when something in it is first used.

    click imports a third of its start for texts that most commands do not show. (Python's own
    LazyLoader executes a module when it is imported again.)
    """
    from importlib.util import find_spec, module_from_spec
    from threading import RLock

    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    module, execute, lock = module_from_spec(spec), spec.loader.exec_module, RLock()
    begun: list[bool] = []

    def missing(attribute: str) -> object:
        with lock:  # another thread may be executing it
            if not begun:
                begun.append(True)
                execute(module)
                vars(module).pop("__getattr__", None)
            if attribute in vars(module):
                return vars(module)[attribute]
        raise AttributeError(f"module {name!r} has no attribute {attribute!r}", name=attribute)

    vars(module)["__getattr__"] = missing
    sys.modules[name] = module


def main() -> None:
    """Run the command line and exit with its code; on Ctrl-C with 130 and without a message."""
    try:
        # Short-lived objects need no garbage collection after every 700 allocations. Set before all
        # imports, because they allocate most objects.
        gc.set_threshold(100_000)
        _defer("inspect")
        from dvgraph.cli import main as run

        run()
    except KeyboardInterrupt:
        # During imports, or after the command: there is nothing to clean up.
        os._exit(130)


if __name__ == "__main__":
    main()
