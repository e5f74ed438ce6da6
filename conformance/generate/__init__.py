"""Messages to send: routes and updates, reference messages, and the ways to break them."""

from conformance.generate.fixtures import Fixture, fixture, fixtures, names, recast
from conformance.generate.neighbours import Neighbour, neighbours
from conformance.profiles.routes import Route, route, straight

__all__ = ["Fixture", "Neighbour", "Route", "fixture", "fixtures", "names", "neighbours", "recast", "route", "straight"]
