"""The reference connector's own tests."""
