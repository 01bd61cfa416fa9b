"""One worker's side of a step: its parts in their order, with a collective wherever workers need each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ganport_ray.draws import draw, keyed
from ganport_ray.program import Place, Program

Array = npt.NDArray[Any]
Arrays = dict[str, Array]
RunGraph = Callable[[str, Arrays], Arrays]


class Collective(Protocol):
    """What workers compute together."""

    def mean(self, arrays: Arrays) -> Arrays:
        """The means over all workers."""

    def gather(self, array: Array) -> Array:
        """The arrays of all workers along the first axis, in the order of their ranks."""


class Alone:
    """The collective of one worker."""

    def mean(self, arrays: Arrays) -> Arrays:
        return arrays

    def gather(self, array: Array) -> Array:
        return array


def share_of(whole: Array, blocks: int, place: Place) -> Array:
    """A worker's rows: the same share of each block."""
    rows = whole.reshape(blocks, place.workers, -1, *whole.shape[1:])[:, place.rank]
    return np.ascontiguousarray(rows.reshape(-1, *whole.shape[1:]))


def draw_of(program: Program, place: Place, step: int, index: int) -> Array:
    """A worker's share of the draw that a single worker would make."""
    described = program.draws[index]
    shape = list(described.shape)
    if described.blocks > 0:
        shape[0] *= place.workers
    state = keyed(program.seed, "step", step, index)
    whole = draw(described.distribution, state, math.prod(shape)).reshape(shape)
    return share_of(whole, described.blocks, place) if described.blocks > 0 else whole


def run_step(
    program: Program,
    place: Place,
    run: RunGraph,
    collective: Collective,
    state: Mapping[str, Array],
    batch: Mapping[str, Array],
    step: int,
) -> tuple[Arrays, Arrays]:
    """Computes a step; `batch` is this worker's share, and `step` counts from 0.

    Returns the state after the step, equal in all workers, and the means of their results.
    """
    after: Arrays = dict(state)
    values: Arrays = {}
    results: Arrays = {}
    for part in program.parts:
        feeds: Arrays = {}
        for name, given in part.inputs.items():
            if given["from"] == "state":
                feeds[name] = after[given["name"]]
            elif given["from"] == "value":
                feeds[name] = values[given["name"]]
            elif given["from"] == "draw":
                feeds[name] = draw_of(program, place, step, given["index"])
            else:
                first = given["first"]
                feeds[name] = batch[given["name"]][first : first + given["count"]]
        outputs = run(part.graph, feeds)
        mean: Arrays = {}
        for name, target in part.outputs.items():
            kind, exchange = target["to"], target.get("exchange")
            if exchange == "mean":
                mean[name] = outputs[name]
            elif kind == "result":
                results[target["name"]] = outputs[name]
            elif kind == "state":
                after[target["name"]] = outputs[name]
            elif exchange == "gather":
                values[target["name"]] = collective.gather(outputs[name])
            elif exchange == "rows":
                values[target["name"]] = share_of(outputs[name], 1, place)
            elif kind == "value":
                values[target["name"]] = outputs[name]
        for name, array in (collective.mean(mean) if mean else {}).items():
            target = part.outputs[name]
            (after if target["to"] == "state" else values)[target["name"]] = array
    return after, collective.mean(results)
