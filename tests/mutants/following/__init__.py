"""Many mutants followed at once, while a correct connector alone is told a recording."""
