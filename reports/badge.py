"""A badge with the run's answer: as SVG, and as the JSON that shields endpoints read."""

from __future__ import annotations

import json

from reports.reader import Results
from reports.summary import headline
from reports.templating import environment

LABEL = "Connector to Connector"
COLOURS = {"good": ("#1a7f4b", "brightgreen"), "bad": ("#c0232c", "red"), "open": ("#6b5bb5", "lightgrey")}
CHARACTER = 7  # pixels, on average, of a character at 11 pixels' height
PADDING = 10


def message(results: Results) -> str:
    """The badge's right half: the answer in a word, with how many requirements failed."""
    broken = {record.requirement for record in results.records if record.verdict == "fail"}
    title = headline(results).title.lower()
    return f"{title}: {len(broken)} failed" if broken else title


def svg(results: Results) -> str:
    """The badge as an SVG picture."""
    said = message(results)
    left, right = (CHARACTER * len(text) + 2 * PADDING for text in (LABEL, said))
    colour = COLOURS[headline(results).tone][0]
    return (
        environment().get_template("badge.svg.j2").render(label=LABEL, said=said, left=left, right=right, colour=colour)
    )


def shields(results: Results) -> str:
    """The badge as JSON for a shields endpoint."""
    said = {
        "schemaVersion": 1,
        "label": LABEL,
        "message": message(results),
        "color": COLOURS[headline(results).tone][1],
    }
    return json.dumps(said, indent=2) + "\n"
