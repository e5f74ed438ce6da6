"""Tests of the schemas and codecs."""
