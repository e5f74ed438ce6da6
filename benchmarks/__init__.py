"""How fast the fuzzer is, and how soon it finds faults, beside others on the same endpoint. Nothing here is a test."""
