"""`python -m reference_impl`: the reference connector as a process."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from reference_impl.profiles import connector
from reference_impl.server import serve
from schemas import topology as topologies


def main() -> int:
    """Serves until SIGTERM or SIGINT; 0 then, 2 for a wrong topology or address, 3 where the port is taken."""
    parser = argparse.ArgumentParser(prog="reference_impl", description="The bundled reference connector.")
    parser.add_argument(
        "--topology",
        default=os.environ.get("C2C_TOPOLOGY", "default"),
        help="a bundled topology's name, or a TOML or JSON file (default: $C2C_TOPOLOGY, else 'default')",
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default=f"127.0.0.1:{os.environ.get('C2C_PORT', '7700')}",
        help="where to serve /rpc (default: 127.0.0.1, at $C2C_PORT, else 7700)",
    )
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        parser.error(f"--listen {options.listen}: HOST:PORT is needed, as 127.0.0.1:7700")
    try:
        core = connector(topologies.load(options.topology).to_json())
    except topologies.TopologyError as error:
        parser.error(str(error))
    try:
        asyncio.run(serve(core, core.broadcaster.delivery_timeout(), host, int(port)))
    except OSError as error:
        print(f"can't listen on {options.listen}: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
