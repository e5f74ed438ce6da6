"""A second correct connector, written from the documents alone: naive, slow, and as unlike the first as they allow."""

from tests.second_connector.connector import Connector

__all__ = ["Connector"]
