"""Quote requests that break a rule: which requirement says what they are to be answered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from conformance.harness.peer import Answer, Peer
from conformance.harness.refusing import ignores_or_refuses_the_wish
from conformance.harness.watching import problem_of_a_quote
from conformance.verdicts import Violation, given
from schemas import rules
from schemas.rules import Rule
from schemas.topology import Ledger

AMOUNTS = ("source_amount", "destination_amount")
WISHES = ("source_expiry_duration", "destination_expiry_duration", "slippage")
ADDRESSES = ("source_address", "destination_address")
WISHED = 10_000_000  # base units
LONGEST = 400  # characters of what may be an amount to somebody


@dataclass(frozen=True)
class Wanted:
    """The requirement of an error; `or_quote`: a quote in its form will do, too."""

    requirement: str
    or_quote: bool = False


def wanted_for(data: Any, broken: tuple[Rule, ...], ledger: Ledger) -> Wanted | None:
    """What the answer to a request has to be; None: nothing that a broken rule asks for."""
    if not isinstance(data, Mapping):
        return Wanted("QT-7")
    nulls = [name for name in data if data[name] is None and name not in ADDRESSES]
    if nulls:
        return _without_nulls({name: value for name, value in data.items() if name not in nulls}, ledger)
    found = [wanted for rule in broken if (wanted := _by(rule, data)) is not None]
    strict = [each for each in found if not each.or_quote]
    if strict:
        return min(strict, key=lambda each: (len(each.requirement), each.requirement))
    if found:
        return found[0]
    address = data.get("source_address")
    if not broken and isinstance(address, str) and not address.startswith(ledger.prefix):
        return Wanted("QT-24")
    return None


def without_nulls(data: Any) -> Mapping[str, Any] | None:
    """The plain request that is left without the members that are null; None where there are none, or it is broken."""
    if not isinstance(data, Mapping) or None not in data.values():
        return None
    clean = {name: value for name, value in data.items() if value is not None}
    amounts = [clean[name] for name in AMOUNTS if name in clean]
    usual = len(amounts) == 1 and str(amounts[0]).isdigit() and WISHED <= int(amounts[0]) < 2 * WISHED
    known = {"source_expiry_duration": "6", "destination_expiry_duration": "5", "slippage": "0"}
    wishes = all(clean[name] == value for name, value in known.items() if name in clean)
    return clean if usual and wishes and not rules.broken("quote_request", clean) else None


def _without_nulls(data: Mapping[str, Any], ledger: Ledger) -> Wanted | None:
    """QT-23 counts a null as left out; where a request without it is broken, it is refused either way."""
    broken = tuple(rules.broken("quote_request", data))
    wanted = wanted_for(data, broken, ledger)
    return Wanted("QT-5") if wanted is not None and wanted.requirement == "QT-5" else None


def _by(rule: Rule, data: Mapping[str, Any]) -> Wanted | None:
    if rule.place in AMOUNTS:
        return _by_amount(data.get(rule.place))
    if rule.place in WISHES:
        return Wanted("QT-25", or_quote=True)
    if rule.place in ADDRESSES and rule.keyword in ("required", "type"):
        return Wanted("QT-7")
    if rule.place == "" and rule.keyword in ("anyOf", "not"):
        return Wanted("QT-5")
    return None


def _by_amount(value: Any) -> Wanted | None:
    """QT-6 for what is no amount, QT-6b for one written otherwise, nothing for a JSON number (QT-6c)."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return None if value == int(value) and value > 0 else Wanted("QT-6")
    if isinstance(value, list) and len(value) == 1:
        return Wanted("QT-6b")
    if isinstance(value, str) and _is_an_amount_to_some(value):
        return Wanted("QT-6b")
    return Wanted("QT-6")


def _is_an_amount_to_some(text: str) -> bool:
    """Whether a lenient reader gets a positive integer out of the text."""
    bare = text.strip().replace("_", "").replace(",", "")
    if not bare.isascii() or len(bare) > LONGEST or "/" in bare:
        return False
    try:
        if int(bare, 0) > 0:
            return True
    except ValueError:
        pass
    try:
        number = Decimal(bare)
        return number.is_finite() and number > 0 and (number.adjusted() > LONGEST or number == int(number))
    except (InvalidOperation, ValueError):
        return False


def judge(wanted: Wanted, answer: Answer) -> None:
    """Raises Violation where the answer is not what was wanted."""
    if answer.error is not None:
        return
    if answer.quote is None:
        raise Violation("an error for the broken request", "no answer", answer.seqs)
    if not wanted.or_quote:
        raise Violation("an error for the broken request", answer.said, answer.seqs)
    problem = problem_of_a_quote(answer.quote)
    if problem:
        raise Violation("an error, or a quote in its form", problem, answer.seqs)


def judge_wishes(asker: Peer, data: Mapping[str, Any], broken: tuple[Rule, ...]) -> None:
    """QT-25: each senseless wish, alone in a request between own ledgers, changes nothing, or is refused.

    Raises Violation, and Inconclusive where the request without it is not quoted.
    """
    destination = str(data.get("destination_address"))
    for name in sorted({rule.place for rule in broken} & set(WISHES)):
        with given("QT-9"):
            asker.is_quoted(destination, source_amount=WISHED)
        ignores_or_refuses_the_wish(asker, destination, name, data[name])
