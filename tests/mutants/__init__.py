"""Faulty connectors, each a reference connector with one fault put in; never shipped."""
