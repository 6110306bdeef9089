"""A field as a judge may read it."""

from __future__ import annotations

import unicodedata

from tinyv.guard.tables import FIELDS

FIELD = 2000  # characters of a field that reach a judge
# Full-width ASCII is typography; superscripts, Greek and Cyrillic letters have meanings of their own and stay.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TAG = str.maketrans("<>|[]{}", "‹›¦⟦⟧❴❵")


def clean_for_judge(text: str) -> str:
    """At most `FIELD` characters, one line, full-width ASCII folded, without control, bidirectional and zero-width
    characters, and with the brackets of tags and control tokens turned into ones that no prompt uses."""
    kept = "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else " " * c.isspace() for c in text[:FIELD]
    )
    return FIELDS.sub(lambda tag: tag[0].translate(_TAG), " ".join(kept.translate(_WIDE).split()))
