"""The Python side of a contestant: answers `CASE N` lines with the seconds of one of N repeats.

Line protocol, JSON lines out: first {"ready": {"version", "detail"}}, then for each line in
{"seconds", "cpu", "check"}: by the clock, of all processors together, and what the last repeat gave
(losses, a mean) to show that it really ran.
"""

import json
import os
import sys
import time


def device():
    """Where PyTorch computes: on the GPU where ganport does."""
    return "cpu" if os.environ.get("PROVIDER", "cpu") == "cpu" else "cuda"


def serve(version, detail, cases):
    """cases: for each name a function without arguments that does the work once and returns its
    check as a dict of numbers. Never returns before standard input ends."""
    say({"ready": {"version": version, "detail": detail}})
    for line in sys.stdin:
        name, repeats = line.split()
        start, before = time.perf_counter(), time.process_time()
        for _ in range(int(repeats)):
            check = cases[name]()
        seconds = (time.perf_counter() - start) / int(repeats)
        cpu = (time.process_time() - before) / int(repeats)
        say({"seconds": seconds, "cpu": cpu, "check": check})


def say(message):
    print(json.dumps(message), flush=True)
