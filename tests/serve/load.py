"""Load on a running service: verdicts a second and latencies.

    tinyv serve --judge none --workers 2 &
    python tests/serve/load.py data/pairs/*.jsonl --seconds 30                 # as fast as it goes
    python tests/serve/load.py data/pairs/*.jsonl --seconds 30 --rate 1500     # verdicts a second, arriving at random

Files are JSONL: labelled questions as in data/pairs, or rows with question, reference and response.
"""

import argparse
import asyncio
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson


def rows(files: list[Path]) -> Iterator[dict[str, str]]:
    """Queries of some files, shuffled always alike."""
    found = []
    for file in files:
        for line in file.read_bytes().splitlines():
            row = orjson.loads(line)
            answers = [*row.get("correct", ()), *row.get("wrong", ())] if "correct" in row else [row]
            for one in answers:
                response = one.get("response") or f"Let me think. So the answer is \\boxed{{{one.get('answer', '')}}}."
                found.append({"question": row["question"], "reference": row["reference"], "response": response})
    random.Random(0).shuffle(found)
    while True:
        yield from found


def cpu(pid: int) -> float:
    """Seconds of processor time of a process and its children."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(folder.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


async def main(options: argparse.Namespace) -> None:
    source = rows(options.files)
    bodies = [orjson.dumps({"queries": [next(source) for _ in range(options.batch)]}) for _ in range(options.bodies)]
    taken: list[float] = []
    statuses: dict[int, int] = {}
    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=1000)
    async with httpx.AsyncClient(base_url=options.url, timeout=120, limits=limits) as http:

        async def ask(body: bytes) -> None:
            begun = time.perf_counter()
            reply = await http.post("/v1/verify", content=body)
            taken.append(time.perf_counter() - begun)
            statuses[reply.status_code] = statuses.get(reply.status_code, 0) + 1

        for _ in range(options.warm):
            await asyncio.gather(*(ask(body) for body in random.sample(bodies, min(4, len(bodies)))))
        taken.clear()
        statuses.clear()
        begun, used = time.perf_counter(), cpu(options.pid) if options.pid else 0.0
        end = begun + options.seconds
        if options.rate:
            tasks, due = [], begun
            while due < end:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                tasks.append(asyncio.create_task(ask(random.choice(bodies))))
                due += random.expovariate(options.rate / options.batch)
            await asyncio.gather(*tasks)
        else:

            async def keep_asking() -> None:
                while time.perf_counter() < end:
                    await ask(random.choice(bodies))

            await asyncio.gather(*(keep_asking() for _ in range(options.clients)))
        passed = time.perf_counter() - begun
    taken.sort()
    count = len(taken) * options.batch
    print(f"{count} verdicts in {passed:.1f} s: {count / passed:,.0f} a second; statuses {statuses}")
    shares = (0.5, 0.9, 0.99, 1.0)
    print("ms", {share: round(taken[min(len(taken) - 1, int(len(taken) * share))] * 1000, 1) for share in shares})
    if options.pid:
        used = cpu(options.pid) - used
        print(f"{used:.1f} s of processor time: {count / used:,.0f} verdicts a second of it")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8400")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--bodies", type=int, default=300, help="different requests")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rate", type=float, default=0, help="verdicts a second; 0 for as many as go")
    parser.add_argument("--warm", type=int, default=5)
    parser.add_argument("--pid", type=int, default=0, help="of the service, for its processor time")
    sys.exit(asyncio.run(main(parser.parse_args())))
