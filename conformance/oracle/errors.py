"""The error codes of IL-RFC 3 draft 1 with their names, and how an error is known by them."""

from __future__ import annotations

NAMES = {
    "F00": "Bad Request",
    "F01": "Invalid Packet",
    "F02": "Unreachable",
    "F03": "Invalid Amount",
    "F04": "Insufficient Destination Amount",
    "F05": "Wrong Condition",
    "F06": "Unexpected Payment",
    "F07": "Cannot Receive",
    "F99": "Application Error",
    "T00": "Internal Error",
    "T01": "Ledger Unreachable",
    "T02": "Ledger Busy",
    "T03": "Connector Busy",
    "T04": "Insufficient Liquidity",
    "T05": "Rate Limited",
    "T99": "Application Error",
    "R00": "Transfer Timed Out",
    "R01": "Insufficient Source Amount",
    "R02": "Insufficient Timeout",
    "R99": "Application Error",
}
INVALID_PACKET, UNREACHABLE, TOO_LITTLE, TOO_LATE = "F01", "F02", "R01", "R02"
ABOUT_THE_AMOUNT = ("R01", "F03", "F04", "T04")  # what a payment may not be refused for where the amount is right
OWN_NAMES = ("F99", "T99", "R99")  # applications may give these names of their own


def is_known_as(code: str | None, name: str | None, *wanted: str) -> bool:
    """Whether a code or a name of the table names one of the errors: either is enough (requirements, FW)."""
    names = {NAMES[each].lower() for each in wanted}
    return code in wanted or (name is not None and name.lower() in names)


def problem_of_a_class(code: str) -> str | None:
    """What is wrong with the class of a code, its first letter: final, temporary or relative (QT-20)."""
    return None if code[:1] in ("F", "T", "R") else f"the code {code!r}, of no known class"


def problem_of_a_code(code: str, name: str | None) -> str | None:
    """What is wrong with the code of an error: not of the table, or the code of another error than is named (FW-10).

    A name that is not in the table is for people, and not judged.
    """
    if code not in NAMES:
        return f"the code {code!r}"
    named = name is not None and any(name.lower() == each.lower() for each in NAMES.values())
    if named and code not in OWN_NAMES and name is not None and name.lower() != NAMES[code].lower():
        return f"the code {code!r}, which is {NAMES[code]}, for {name}"
    return None
