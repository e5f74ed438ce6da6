"""Faults of what both profiles share, in the connector for liquidity routing: there, too, cases can fail for them."""

from __future__ import annotations

from collections.abc import Callable

from reference_impl.connector import Connector
from reference_impl.core import Core
from reference_impl.liquidity.connector import LiquidityConnector
from tests.mutants import (
    fw_paying,
    fw_refusing,
    fw_settling,
    lc_curves,
    lc_shapes,
    msg_calls,
    qt_corners,
    qt_half_prefixes,
    rs_bad_messages,
)
from tests.mutants.liquidity import Liquidity


class NotShared(Exception):
    """The mutant changes more than parts that both connectors have."""


def shared(mutant: type[Core]) -> Callable[[type[Liquidity]], type[Liquidity]]:
    """Puts the mutant's parts before those of a connector for liquidity routing. Raises NotShared."""

    def put_into(connector: type[Liquidity]) -> type[Liquidity]:
        for name, part in vars(mutant).items():
            own = getattr(LiquidityConnector, name, None)
            if name.startswith("_") or name in ("breaks", "in_some_orders", "topology_name"):
                continue
            if not (isinstance(part, type) and isinstance(own, type)) or getattr(Connector, name) not in own.__mro__:
                raise NotShared(f"{mutant.__name__}.{name}")
            setattr(connector, name, type(part.__name__, (part, own), {}))
        return connector

    return put_into


@shared(fw_paying.PaysLargeAmountsAsDoubles)
class PaysLargeAmountsAsDoubles(Liquidity):
    """The packet's amount loses its last digits above 2^53."""

    breaks = ("FW-3",)


@shared(fw_paying.RoundsLargeAmountsToThousands)
class RoundsLargeAmountsToThousands(Liquidity):
    """What goes to the next connector is rounded down to thousands where it is large."""

    breaks = ("FW-2",)


@shared(fw_paying.PaysTheNextHopThePacketsAmount)
class PaysTheNextHopThePacketsAmount(Liquidity):
    """Before the last ledger at least the packet's amount is sent, out of the own pocket."""

    breaks = ("FW-4",)


@shared(fw_paying.ReadsNoUrlAlphabet)
class ReadsNoUrlAlphabet(Liquidity):
    """Packets in base64 of the URL alphabet are called broken."""

    breaks = ("FW-3b",)


@shared(fw_refusing.DropsWhatHasNoRoute)
class DropsWhatHasNoRoute(Liquidity):
    """A transfer without a route is neither paid on nor rejected."""

    breaks = ("FW-5",)


@shared(fw_refusing.DropsWhatIsTooLate)
class DropsWhatIsTooLate(Liquidity):
    """A transfer with too little time left is left to expire."""

    breaks = ("FW-7b",)


@shared(fw_refusing.NumbersErrorsAsBefore)
class NumbersErrorsAsBefore(Liquidity):
    """Codes are those of an older table, beside today's names."""

    breaks = ("FW-10",)


@shared(fw_refusing.ReadsPacketsOfAnyType)
class ReadsPacketsOfAnyType(Liquidity):
    """A packet of another type is read as a payment where it can be."""

    breaks = ("FW-6",)


@shared(fw_refusing.PassesOverBytesLeftOver)
class PassesOverBytesLeftOver(Liquidity):
    """What comes after a packet's end is not looked at."""

    breaks = ("FW-6c",)


@shared(fw_refusing.DropsWhatHasNoPacket)
class DropsWhatHasNoPacket(Liquidity):
    """A transfer without a packet is neither paid on nor rejected."""

    breaks = ("FW-6b",)


@shared(fw_refusing.PaysOnUntilTheVeryExpiry)
class PaysOnUntilTheVeryExpiry(Liquidity):
    """A transfer that has not expired yet is paid on, though what is sent on has."""

    breaks = ("FW-7",)


@shared(fw_refusing.NeedsNoTokenForTransfers)
class NeedsNoTokenForTransfers(Liquidity):
    """Messages need the ledger's token, transfers don't."""

    breaks = ("MSG-2",)


@shared(fw_refusing.PaysNothingAfterABadTransfer)
class PaysNothingAfterABadTransfer(Liquidity):
    """After a transfer whose expiry is empty the next one, a good one, is refused."""

    breaks = ("RS-1",)


@shared(fw_refusing.NamesOtherErrors)
class NamesOtherErrors(Liquidity):
    """Each rejection names an error of the table, but not the one that it is."""

    breaks = ("FW-4b", "FW-5b", "FW-6b", "FW-7b")


@shared(fw_settling.PaysRepeatsAsNewOnes)
class PaysRepeatsAsNewOnes(Liquidity):
    """Each delivery of a transfer is a transfer of its own, with an id of its own."""

    breaks = ("FW-8",)


@shared(fw_settling.FulfilsTheLatestTransfer)
class FulfilsTheLatestTransfer(Liquidity):
    """A fulfilment over a ledger goes back to the source of the transfer last sent over it."""

    breaks = ("FW-9",)


@shared(fw_settling.IsNotAmongThoseWhoForwarded)
class IsNotAmongThoseWhoForwarded(Liquidity):
    """An error is passed back as it came, without the connector in it."""

    breaks = ("FW-9b",)


@shared(lc_curves.LeavesOutPoints)
class LeavesOutPoints(Liquidity):
    """Makes a curve of many points simpler by leaving out points, also where it bends up."""

    breaks = ("LC-9",)


@shared(lc_shapes.TheLastSectionIsDropped)
class TheLastSectionIsDropped(Liquidity):
    """Of curves of six points and more, with small outputs, the last section is not passed on."""

    breaks = ("RR-4",)


@shared(msg_calls.RefusesNoTokenWith400)
class RefusesNoTokenWith400(Liquidity):
    """A call without a token is answered with 400."""

    breaks = ("MSG-2b",)


@shared(msg_calls.RefusesAPrefixWithoutPeriod)
class RefusesAPrefixWithoutPeriod(Liquidity):
    """The prefix as the RFC writes it in the URL is unknown."""

    breaks = ("MSG-3",)


@shared(msg_calls.TakesAnObjectForAnArray)
class TakesAnObjectForAnArray(Liquidity):
    """The message itself as the body is taken, where the array of parameters belongs."""

    breaks = ("MSG-3b",)


@shared(qt_corners.ReadsSegmentsOfDigitsAsNumbers)
class ReadsSegmentsOfDigitsAsNumbers(Liquidity):
    """Takes the segment 01 for 1."""

    breaks = ("QT-11",)


@shared(qt_half_prefixes.APrefixWithoutPeriodMatchesAnyBeginning)
class APrefixWithoutPeriodMatchesAnyBeginning(Liquidity):
    """A prefix that has no final period is taken, and matches half segments."""

    breaks = ("QT-11b",)


@shared(rs_bad_messages.AnswersBrokenUnicodeWith500)
class AnswersBrokenUnicodeWith500(Liquidity):
    """A body that is no UTF-8 is answered with a 5xx status."""

    breaks = ("RS-2",)
