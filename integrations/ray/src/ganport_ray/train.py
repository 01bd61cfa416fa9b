"""The training loop of one worker, with any collective."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from ganport_ray.checkpoint import newest_checkpoint, read_checkpoint, write_checkpoint
from ganport_ray.data import read_data
from ganport_ray.draws import RANDOMNESS
from ganport_ray.program import Place, Program, read_program
from ganport_ray.run_step import Arrays, Collective, run_step

#: Called by rank 0 after each checkpoint with the step, its file and the newest results.
OnCheckpoint = Callable[[int, Path, Mapping[str, float]], None]


@dataclass(frozen=True)
class Worker:
    """What a worker computes with."""

    place: Place
    collective: Collective
    threads: int = 1
    #: The number of its graphics card among those that the process sees; None is the CPU.
    card: int | None = None


def open_graphs(program: Program, threads: int, card: int | None) -> Callable[[str, Arrays], Arrays]:
    """Opens the graphs of a program; returns what runs them."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if card is not None and "CUDAExecutionProvider" not in ort.get_available_providers():
        raise RuntimeError("this onnxruntime has no CUDA; pip uninstall onnxruntime && pip install onnxruntime-gpu")
    # Workers of one machine may see the cards of all, so each names its own.
    cuda = [] if card is None else [("CUDAExecutionProvider", {"device_id": card})]
    providers = [*cuda, "CPUExecutionProvider"]
    sessions = {
        name: ort.InferenceSession(program.graph(name), options, providers=providers)
        for name in {part.graph for part in program.parts}
    }

    def run(graph: str, feeds: Arrays) -> Arrays:
        session = sessions[graph]
        names = [output.name for output in session.get_outputs()]
        return dict(zip(names, session.run(names, feeds), strict=True))

    return run


def train(run: Path, worker: Worker, on_checkpoint: OnCheckpoint | None = None) -> int:
    """Trains a run from its newest checkpoint to the last step of its program.

    Returns the step of the last checkpoint. Raises ValueError where the number of workers is another one than
    the program's, or a loss is not finite.
    """
    program = read_program(run / "ray")
    place = worker.place
    if place.workers != program.workers:
        raise ValueError(
            f"{run}: its program is for {program.workers} workers, not {place.workers}; "
            f"write it again with ganport ray --workers {place.workers}"
        )
    header, tensors = read_checkpoint(newest_checkpoint(run / "checkpoint"))
    for field in ("seed", "configHash", "dataOrder"):
        if header[field] != program.header[field]:
            raise ValueError(f"{run}: its checkpoint is of another run ({field}); write ray/ again")
    if header["randomness"] != RANDOMNESS:
        raise ValueError(f"{run}: random numbers {header['randomness']}, this version has {RANDOMNESS}")
    state: Arrays = dict(tensors)
    graphs = open_graphs(program, worker.threads, worker.card)
    batch = read_data(program)
    first = int(header["step"])
    _check_same(worker.collective, first)
    if place.rank == 0:
        _drop_rows(run, first)
    for step in range(first, program.steps):
        began = time.perf_counter()
        state, results = run_step(
            program, place, graphs, worker.collective, state, batch(step, place), step
        )
        done = step + 1
        row = {name: float(value) for name, value in results.items()}
        for name, value in row.items():
            if not np.isfinite(value):
                raise ValueError(f"step {done}: {name} is {value}; the last checkpoint is older")
        if place.rank == 0:
            _append_row(run, done, row, time.perf_counter() - began)
        if done % program.checkpoint_every == 0 or done == program.steps:
            if place.rank == 0:
                path = write_checkpoint(run / "checkpoint", {**program.header, "step": done}, state)
                if on_checkpoint:
                    on_checkpoint(done, path, row)
    return program.steps


def _check_same(collective: Collective, step: int) -> None:
    """Raises RuntimeError where workers have read different checkpoints, as a slow shared folder may give them."""
    steps = collective.gather(np.array([step], np.int64))
    if (steps != step).any():
        raise RuntimeError(f"workers have checkpoints of different steps: {steps.tolist()}; the folder is not shared")


def _drop_rows(run: Path, step: int) -> None:
    """Removes the rows of steps after a checkpoint, which are computed again."""
    file = run / "metrics.jsonl"
    if not file.exists():
        return
    kept = [line for line in file.read_text("utf-8").splitlines() if _step_of(line) <= step]
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    unfinished.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    os.replace(unfinished, file)


def _step_of(line: str) -> float:
    """The step of a row; infinity for a line that was not written whole."""
    try:
        return float(json.loads(line)["step"])
    except (KeyError, TypeError, ValueError):
        return float("inf")


def _append_row(run: Path, step: int, row: Mapping[str, float], seconds: float) -> None:
    accuracy = (row["dAccuracyReal"] + row["dAccuracyGenerated"]) / 2
    whole: dict[str, Any] = {"step": step, **row, "dAccuracy": accuracy}
    whole |= {"secondsPerStep": seconds, "secondsWaited": 0.0}
    with (run / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(whole) + "\n")
