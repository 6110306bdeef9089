"""Serve verdicts and rewards over HTTP: the native API, and what OpenRLHF, slime and NeMo-Gym ask.

The log is JSON lines on stderr; its first line has the URL. SIGTERM or Ctrl-C ends the service when it has answered
what it accepted. docs/service.md tells the rest.
"""

import argparse
import os
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path

from tinyv.cli import setting as settings
from tinyv.cli.arguments import Parser, UsageError, count
from tinyv.rewards.policy import RewardPolicy
from tinyv.rows import InputError
from tinyv.serve.limits import Limits

TOKEN = "TINYV_TOKEN"
PORT = 8400
# Numbers of the reward policy that are options.
REWARDS = {
    "judge_weight": "reward of an answer that the judge accepts",
    "undecided": "reward of an undecided one",
    "failed": "number where the verifier failed, for trainers that cannot leave a sample out",
    "format_bonus": "added where the answer is boxed",
}


def add_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address (default 127.0.0.1); a public one needs a token"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"the port (default {PORT}); 0 for a free one")
    parser.add_argument("--workers", type=count, default=1, metavar="N", help="processes that share the port")
    parser.add_argument("--token-file", type=Path, metavar="FILE", help=f"the token of clients (or in ${TOKEN})")
    parser.add_argument("--health", type=Path, metavar="DIR", help="keep the state of the run there, for `tinyv watch`")
    settings.add_arguments(parser)
    parser.add_argument("--scored", action="store_true", help="the probability in place of 0 and 1")
    for name, help in REWARDS.items():
        default = getattr(RewardPolicy(), name)
        parser.add_argument(
            _option(name), type=float, default=default, metavar="X", help=f"{help} (default {default:g})"
        )
    for one in fields(Limits):
        help = f"{one.metadata['help']} (default {one.default:,})"
        kind = type(one.default)
        parser.add_argument(_option(one.name), type=kind, default=one.default, metavar="N", help=help)


def run(options: argparse.Namespace) -> int:
    missing = [name for name in ("starlette", "uvicorn", "httptools") if find_spec(name) is None]
    if missing:
        raise InputError(f"the service needs {' and '.join(missing)}; run: pip install 'tinyv[serve]'")
    from tinyv.serve.app import Service
    from tinyv.serve.run import serve

    if not 0 <= options.port < 65536:
        raise UsageError(f"--port {options.port}: is none; give 0 to 65535")
    try:
        limits = Limits(**{one.name: getattr(options, one.name) for one in fields(Limits)})
        policy = RewardPolicy(scored=options.scored, **{name: getattr(options, name) for name in REWARDS})
    except ValueError as problem:
        raise UsageError(f"--{str(problem).replace('_', '-', 1)}") from None
    token = read_token(options.token_file)
    verifier = settings.verifier(settings.setting(options))
    try:
        return serve(
            Service(verifier, policy, limits, token, options.health), options.host, options.port, options.workers
        )
    except ValueError as problem:
        raise UsageError(f"--host {problem}") from None
    except OSError as problem:
        raise InputError(f"{options.host}:{options.port}: {problem.strerror or problem}; name another --port") from None


def read_token(file: Path | None) -> str:
    """The token in a file, else in the environment; "" where there is none."""
    if file is None:
        token, where = os.environ.get(TOKEN, ""), f"${TOKEN}"
    else:
        try:
            token, where = file.read_text(encoding="utf-8"), str(file)
        except (OSError, UnicodeDecodeError) as problem:
            raise InputError(f"--token-file {file}: {getattr(problem, 'strerror', None) or problem}") from None
        if not token.strip():
            raise InputError(f"--token-file {file}: is empty; put a token there")
    token = token.strip()
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise InputError(f"{where}: a token has ASCII letters, digits and signs only, and no space")
    return token


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
