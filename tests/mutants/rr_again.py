"""Connectors that remember too long, or too little, of what they were told or have told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.offers import Offer
from reference_impl.routes import Route, RoutingTable


class ToldForGood(Broadcaster):
    def delivered(self, audience: Audience, carried: dict[str, Offer | None], sent: int) -> None:
        gone = {prefix: audience.told[prefix] for prefix in carried if prefix in audience.told}
        super().delivered(audience, carried, sent)
        audience.told.update({prefix: offer for prefix, offer in gone.items() if carried[prefix] is None})


class WhatWasToldOnceIsNotToldAgain(Connector):
    """A route that comes back as it was is not told to those who were told that it had gone."""

    breaks = ("RR-2",)
    broadcaster_class = ToldForGood


class EachThird(RoutingTable):
    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Route:
        points = announced["points"]
        few = [*points[:-1:3], points[-1]] if len(points) > 100 else points
        return super().route(peer, {**announced, "points": few})


class KeepsEachThirdPoint(Connector):
    """Of a curve of more than a hundred points each third is kept, and the line between those lies above the rest."""

    breaks = ("LC-9",)
    table_class = EachThird


class EachTwentieth(RoutingTable):
    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Route:
        points = announced["points"]
        few = [*points[:-1:20], points[-1]] if len(points) > 2000 else points
        return super().route(peer, {**announced, "points": few})


class KeepsEachTwentiethPoint(Connector):
    """Of a curve of more than two thousand points each twentieth is kept."""

    breaks = ("LC-9",)
    table_class = EachTwentieth
