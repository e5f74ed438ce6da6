"""`python -m tests.second_connector [VARIANT]`: the connector as a process, by C2C_PORT and C2C_TOPOLOGY."""

from __future__ import annotations

import asyncio
import os
import sys

from schemas import topology as topologies
from tests.second_connector import variants
from tests.second_connector.shell import Shell


def main() -> None:
    """Serves until it is ended."""
    topology = topologies.load(os.environ.get("C2C_TOPOLOGY", "default"))
    name = "LiquidityConnector" if topology.profile == "liquidity-routing" else "Connector"
    made = getattr(variants, sys.argv[1] if len(sys.argv) > 1 else name)
    asyncio.run(Shell(made(topology.to_json())).serve(int(os.environ.get("C2C_PORT", "7700"))))


if __name__ == "__main__":
    main()
