"""TinyV: verdicts on model answers, by proof first. See `tinyv.verify` and `tinyv.Verifier`."""

from tinyv.equiv.context import DEFAULT, STRICT, Policy
from tinyv.types import Label, Query, Verdict
from tinyv.verifier import Explanation, Verifier, verify

__version__ = "0.1.0"
__all__ = [
    "DEFAULT",
    "STRICT",
    "Explanation",
    "Label",
    "Policy",
    "Query",
    "Verdict",
    "Verifier",
    "__version__",
    "verify",
]
