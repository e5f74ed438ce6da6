"""A conformance suite for Interledger connectors (IL-RFC 10, draft 1): what cases are written with."""

from conformance.registry import Lasts, Row, requirement, rows
from conformance.verdicts import Violation, given

__all__ = ["Lasts", "Row", "Violation", "given", "requirement", "rows"]
