"""The command line. Each command is a module with `add_arguments(parser)` and `run(arguments) -> exit status`.

Exit status: 0 all went well, 1 some rows were unusable, 2 the arguments or files were, 130 interrupted.
"""

import importlib
import os
import signal
import sys
from collections.abc import Sequence

from tinyv.cli.arguments import Parser, UsageError
from tinyv.rows import InputError

COMMANDS = {
    "verify": "grade a file of rollouts",
    "explain": "show how one verdict comes about",
    "bench": "measure accuracy and speed on labelled pairs",
    "data": "curate training data for a judge: collect, annotate, synthesise, build",
    "train": "train a judge on labelled answers, or export a trained one",
    "serve": "serve verdicts and rewards over HTTP",
    "audit": "find right answers that a baseline rejects, and write a report",
    "rl": "GRPO runs on a CPU that compare verifiers",
    "watch": "show the health of a training run as it goes",
    "noise": "say what a verifier's errors cost a GRPO run",
    "eval": "grade responses on benchmarks: avg@n, pass@k, intervals",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; reads sys.argv if no argv is given."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = arguments[0] if arguments else ""
    program = f"tinyv {name}" if name in COMMANDS else "tinyv"
    try:
        if name in COMMANDS:
            return _run(name, program, arguments[1:])
        return _top(arguments)
    except (UsageError, InputError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # The reader of our output has gone (`| head`), and nothing is left to say; nor at exit, when Python flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except SystemExit as done:  # argparse's way to say that the help was printed
        return done.code if isinstance(done.code, int) else 0


def _run(name: str, program: str, arguments: list[str]) -> int:
    command = importlib.import_module(f"tinyv.cli.{name}")  # only now, so that `tinyv --help` is quick
    parser = Parser(prog=program, description=command.__doc__)
    command.add_arguments(parser)
    status: int = command.run(parser.parse_args(arguments))
    return status


def _top(arguments: list[str]) -> int:
    parser = Parser(
        prog="tinyv",
        usage="tinyv COMMAND ...",
        description="Verifies model answers against references, for the rewards of RL post-training.\n\n"
        + "\n".join(f"  {command:10}{line}" for command, line in COMMANDS.items())
        + "\n\n`tinyv COMMAND --help` tells more.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parser.add_argument("command", nargs="?", choices=COMMANDS, help="one of the commands above")
    options = parser.parse_args(arguments)
    if options.version:
        from tinyv import __version__

        print(f"tinyv {__version__}")
        return 0
    parser.print_help()
    return 2
