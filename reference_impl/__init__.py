"""The bundled reference connector, for both profiles: a sans-IO core behind a thin HTTP shell."""
