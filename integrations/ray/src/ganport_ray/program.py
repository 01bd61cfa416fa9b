"""What `ganport ray` writes: the graphs of a step, their order, the draws, the data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = "ganport-workers/1"

#: The most bytes of a program's description.
MOST_BYTES = 2**26


@dataclass(frozen=True)
class Place:
    """A worker's place: `rank` counts from 0."""

    rank: int
    workers: int


@dataclass(frozen=True)
class Part:
    """A part of a step: where the inputs of its graph come from, and where its outputs go."""

    graph: str
    inputs: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Draw:
    """A random draw of a step, with the shape of one worker."""

    shape: tuple[int, ...]
    distribution: Mapping[str, Any]
    #: Blocks of samples along the first axis; 0 where it is of no samples.
    blocks: int


@dataclass(frozen=True)
class Crop:
    """Images are cut at random places, and may be mirrored."""

    load: tuple[int, int]
    crop: tuple[int, int]
    flip: bool
    #: The key of the draws.
    purpose: str


@dataclass(frozen=True)
class Source:
    """Where the samples of an input are from."""

    #: The key of their order.
    order: str
    crop: Crop | None


@dataclass(frozen=True)
class Program:
    """A step that `workers` workers compute together."""

    folder: Path
    workers: int
    seed: int
    steps: int
    checkpoint_every: int
    parts: Sequence[Part]
    draws: Sequence[Draw]
    #: Of each input of the step: `dtype`, `dims`, `blocks`, for one worker.
    batch: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Source]
    #: The header of checkpoints, but for the step.
    header: Mapping[str, Any]

    def graph(self, name: str) -> Path:
        """The file of a graph."""
        return self.folder / "graphs" / f"{name}.onnx"


def read_program(folder: Path) -> Program:
    """Reads the folder that `ganport ray` wrote.

    Raises ValueError where it is of another version, or damaged.
    """
    file = folder / "program.json"
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"{file}: larger than {MOST_BYTES} bytes; write it again with ganport ray")
    try:
        value = json.loads(file.read_text("utf-8"))
        if value["format"] != FORMAT:
            raise ValueError(f"its format is {value['format']}, this version reads {FORMAT}")
        names = {part["graph"] for part in value["parts"]}
        if any("/" in name or "\\" in name or name.startswith(".") for name in names):
            raise ValueError("a graph's name is a path")
        return Program(
            folder=folder,
            workers=int(value["workers"]),
            seed=int(value["seed"]),
            steps=int(value["steps"]),
            checkpoint_every=int(value["checkpointEvery"]),
            parts=[Part(**part) for part in value["parts"]],
            draws=[
                Draw(tuple(draw["shape"]), draw["distribution"], int(draw.get("blocks", 1)))
                for draw in value["draws"]
            ],
            batch=value["batch"],
            sources={name: _source(value["sources"][name]) for name in value["batch"]},
            header=value["header"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file}: {error}; write it again with ganport ray") from error


def _source(value: Mapping[str, Any]) -> Source:
    crop = value.get("crop")
    return Source(
        str(value["order"]),
        crop and Crop(_sides(crop["load"]), _sides(crop["crop"]), bool(crop["flip"]), str(crop["purpose"])),
    )


def _sides(value: Sequence[int]) -> tuple[int, int]:
    height, width = value
    return int(height), int(width)
