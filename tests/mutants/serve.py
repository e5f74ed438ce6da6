"""`python -m tests.mutants.serve module:Class`: a mutant as a process, told port and topology by the environment."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys

from reference_impl import server
from schemas import topology as topologies


def main() -> int:
    """Serves until it is ended. A class with a `shell_class` is served by that shell."""
    module, _, name = sys.argv[1].partition(":")
    mutant = getattr(importlib.import_module(module), name)
    server.Shell = getattr(mutant, "shell_class", server.Shell)  # type: ignore[misc]  # the fault put in
    connector = mutant(topologies.load(os.environ["C2C_TOPOLOGY"]).to_json())
    timeout = connector.broadcaster.delivery_timeout()
    asyncio.run(server.serve(connector, timeout, "127.0.0.1", int(os.environ["C2C_PORT"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
