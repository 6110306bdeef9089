"""Files of rows: read as they come, written so that nothing is lost. One bad row never stops a file."""

from tinyv.rows.columns import Row, bad_row, to_row
from tinyv.rows.read import InputError, fingerprint, read_rows
from tinyv.rows.write import ResumableOutput, verdict_line

__all__ = [
    "InputError",
    "ResumableOutput",
    "Row",
    "bad_row",
    "fingerprint",
    "read_rows",
    "to_row",
    "verdict_line",
]
