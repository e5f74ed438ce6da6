"""The parts of the connector that liquidity routing has differently: requests, binary packets and curves, paths."""
