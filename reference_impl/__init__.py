"""The bundled reference connector for the gratuity-quoting profile: a sans-IO core behind a thin HTTP shell."""
