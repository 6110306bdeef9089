"""One verifier in a process of its own: pairs in, one JSON line each on standard input, outcomes out.

Run as a file, `python -P worker.py NAME`, so that a rival's figures hold nothing of ours: this module imports the
standard library alone until a contender is loaded. The first line out tells the time that loading took, the last
one (at the end of the input) the peak memory.
"""

import importlib.metadata
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TextIO


class Said(NamedTuple):
    """What a verifier said of a pair: accepted, or None for undecided; who decided; why; the probability, if any."""

    accepted: bool | None
    by: str = ""
    reason: str = ""
    score: float | None = None


Grader = Callable[[str, str, str], Said]  # of question, reference, response
JUDGE = "TINYV_BENCH_JUDGE"  # the environment's word for the judge: embedded, a folder, or `URL MODEL`


class Contender(NamedTuple):
    """A verifier that the bench knows: what loads it, and the packages that it needs."""

    load: Callable[[], Grader]
    package: str
    install: str


def load_tinyv() -> Grader:
    """Our rules with their default policy and no judge."""
    return _ours(None, "addon")


def load_cascade() -> Grader:
    """Our rules, and the judge for what they leave undecided."""
    return _ours(_judge(), "addon")


def load_judge() -> Grader:
    """The judge for everything, behind the guard."""
    return _ours(_judge(), "judge_only")


def _judge() -> Any:
    from tinyv.judge.named import EMBEDDED, judge_of

    who, _, model = os.environ.get(JUDGE, EMBEDDED).partition(" ")
    return judge_of(who, model)


def _ours(judge: Any, mode: str) -> Grader:
    from tinyv.verifier import Verifier

    verifier = Verifier(judge, mode=mode)
    accepted = {"correct": True, "wrong": False}

    def grade(question: str, reference: str, response: str) -> Said:
        verdict = verifier.verify(question, reference, response)
        by = verdict.decided_by or verdict.failure or ""
        return Said(accepted.get(verdict.label), by, verdict.reason, verdict.score)

    return grade


def load_math_verify() -> Grader:
    """Math-Verify as its authors recommend: LaTeX and plain expressions, its own time limits as they come.

    A reference or a one-line answer without an environment of its own is put into dollars, else its LaTeX would not
    be looked at. Of the configurations we tried this one has the highest recall; boxes instead of dollars, strings as
    a third kind, `strict=False` and `allow_set_relation_comp=True` gain nothing.
    """
    from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

    configs = (LatexExtractionConfig(), ExprExtractionConfig())

    def parsed(text: str) -> Any:
        bare = "\n" not in text and not any(sign in text for sign in ("$", "\\boxed", "\\(", "\\["))
        return parse(f"${text}$" if bare else text, extraction_config=configs)

    def grade(_question: str, reference: str, response: str) -> Said:
        gold, answer = parsed(reference), parsed(response)
        return Said(bool(verify(gold, answer)), "", f"{gold[:1]} and {answer[:1]}"[:400])

    return grade


def load_exact() -> Grader:
    """Equal as texts: the reference and the last box of the response, or all of it if there is none; both stripped."""

    def grade(_question: str, reference: str, response: str) -> Said:
        answer = last_box(response).strip()
        return Said(answer == reference.strip(), "", answer[:400])

    return grade


def last_box(text: str) -> str:
    """What the last `\\boxed{...}` of a text holds; the text itself if there is none or it is never closed."""
    start = text.rfind("\\boxed{")
    if start < 0:
        return text
    depth = 0
    for position in range(start + 6, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if not depth:
            return text[start + 7 : position]
    return text


CONTENDERS = {
    "tinyv": Contender(load_tinyv, "tinyv", "pip install tinyv"),
    "tinyv+judge": Contender(load_cascade, "tinyv", "pip install tinyv"),
    "judge": Contender(load_judge, "tinyv", "pip install tinyv"),
    "math-verify": Contender(load_math_verify, "math-verify", "pip install 'tinyv[bench]'"),
    "exact": Contender(load_exact, "", ""),
}


def installed_version(package: str) -> str:
    """A package's version; "" if it runs from its source without being installed."""
    try:
        return importlib.metadata.version(package) if package else ""
    except importlib.metadata.PackageNotFoundError:
        return ""


def peak_memory() -> float:
    """The most memory this process ever held, in MiB; 0 where the system does not tell."""
    try:
        with open("/proc/self/status") as status:  # a child's getrusage begins at its parent's peak
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def serve(name: str, pairs: TextIO, out: TextIO) -> None:
    """Loads a contender and grades pairs until the input ends. An exception is an outcome: the pair is undecided."""

    def say(**facts: Any) -> None:
        out.write(json.dumps(facts) + "\n")
        out.flush()

    contender = CONTENDERS[name]
    start = time.perf_counter()
    grade = contender.load()
    loaded = time.perf_counter() - start
    grade("", "1", "\\boxed{1}")  # tables that are built at the first use are no part of a pair's time
    say(import_ms=1000 * loaded, version=installed_version(contender.package))
    for line in pairs:
        question, reference, response = json.loads(line)
        start = time.perf_counter()
        try:
            said, error = grade(question, reference, response), ""
        except (Exception, RecursionError) as problem:
            said, error = Said(None), f"{type(problem).__name__}: {problem}"[:400]
        say(ms=1000 * (time.perf_counter() - start), **said._asdict(), error=error)
    say(peak_mib=peak_memory())


def main() -> None:
    """Pins the process to one core, where the system can, and keeps what the contender prints out of the way."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.argv[1], sys.stdin, out)


if __name__ == "__main__":
    main()
