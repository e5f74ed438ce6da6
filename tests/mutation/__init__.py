"""Mutants made by a machine: every small change of the reference connector's core that the suite does not notice."""
