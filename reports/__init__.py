"""Reports made from a results stream, by whatever version wrote it, again at any time."""
