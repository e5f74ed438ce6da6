"""Messages to send: routes and updates, and the ways to break them."""

from conformance.profiles.routes import Route, route, straight

__all__ = ["Route", "route", "straight"]
