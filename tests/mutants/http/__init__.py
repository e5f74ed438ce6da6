"""Faults of the HTTP shell: seen over HTTP only."""
