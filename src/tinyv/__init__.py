"""TinyV: verdicts on model answers, by proof first. See `tinyv.verify` and `tinyv.Verifier`."""

from importlib import import_module
from typing import TYPE_CHECKING

from tinyv.types import Label, Query, Verdict

if TYPE_CHECKING:
    from tinyv.client import Client
    from tinyv.equiv.context import DEFAULT, STRICT, Policy
    from tinyv.verifier import Explanation, Verifier, verify

__version__ = "0.1.0"
__all__ = [
    "DEFAULT",
    "STRICT",
    "Client",
    "Explanation",
    "Label",
    "Policy",
    "Query",
    "Verdict",
    "Verifier",
    "__version__",
    "verify",
]

# loaded when first asked for: a trainer that only names tinyv in its configuration does not pay for the rules
_HOMES = dict.fromkeys(("DEFAULT", "STRICT", "Policy"), "tinyv.equiv.context")
_HOMES["Client"] = "tinyv.client"
_HOMES |= dict.fromkeys(("Explanation", "Verifier", "verify"), "tinyv.verifier")


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tinyv' has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
