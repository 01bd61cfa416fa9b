"""Processes that take steps together over gloo, as a contestant: this one asks, and they all do the work."""

import os
import socket
import sys
import time

import torch.distributed as dist
import torch.multiprocessing as mp

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "harness"))
from contestant import say

COUNTS = (1, 2, 4)


def threads_of(workers):
    return max(1, int(os.environ["THREADS"]) // workers)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def rank_main(rank, workers, port, open_step, arguments, pipe):
    """One process: opens its part of the training, then takes as many steps as it is asked for."""
    address = f"tcp://127.0.0.1:{port}"
    dist.init_process_group("gloo", init_method=address, rank=rank, world_size=workers)
    step = open_step(rank, workers, threads_of(workers), *arguments)
    while True:
        repeats = pipe.recv()
        before = time.process_time()
        for _ in range(repeats):
            check = step()
        pipe.send((time.process_time() - before, check))


class Team:
    def __init__(self, workers, open_step, arguments):
        port = free_port()
        context = mp.get_context("spawn")
        self.pipes = []
        for rank in range(workers):
            here, there = context.Pipe()
            given = (rank, workers, port, open_step, arguments, there)
            context.Process(target=rank_main, args=given, daemon=True).start()
            self.pipes.append(here)

    def steps(self, repeats):
        for pipe in self.pipes:
            pipe.send(repeats)
        return [pipe.recv() for pipe in self.pipes]


def serve_teams(version, detail, trainings, open_step):
    """trainings: by name the arguments of open_step after (rank, workers, threads), given the workers."""
    say({"ready": {"version": version, "detail": detail}})
    teams = {}
    for line in sys.stdin:
        name, repeats = line.split()
        training, workers = name.rsplit("-", 1)
        if name not in teams:
            teams[name] = Team(int(workers), open_step, trainings[training](int(workers)))
        start = time.perf_counter()
        answers = teams[name].steps(int(repeats))
        seconds = (time.perf_counter() - start) / int(repeats)
        cpu = sum(spent for spent, _ in answers) / int(repeats)
        say({"seconds": seconds, "cpu": cpu, "check": answers[0][1]})
