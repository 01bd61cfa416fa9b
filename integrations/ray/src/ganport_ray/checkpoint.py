"""Checkpoints in ganport's own format: a safetensors file with a digest of its content."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

Arrays = Mapping[str, npt.NDArray[np.float32]]
VERSION = "1"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(header: str, tensors: Arrays) -> str:
    digest = hashlib.sha256(_json([VERSION, header]).encode())
    for name in sorted(tensors, key=lambda text: text.encode("utf-16-be")):
        tensor = tensors[name]
        digest.update(_json([name, "float32", list(tensor.shape)]).encode())
        digest.update(np.asarray(tensor, "<f4").tobytes())
    return digest.hexdigest()


def write_checkpoint(folder: Path, header: Mapping[str, Any], tensors: Arrays) -> Path:
    """Writes `step-NNNNNN.safetensors`, whole or not at all, and removes all but the one before it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = _json(header)
    path = folder / f"step-{header['step']:06d}.safetensors"
    unfinished = folder / f".{path.name}.{os.getpid()}.tmp"
    metadata = {
        "format": "ganport-checkpoint",
        "version": VERSION,
        "header": text,
        "sha256": _digest(text, tensors),
    }
    contiguous = {name: np.asarray(tensor, order="C") for name, tensor in tensors.items()}
    try:
        save_file(contiguous, unfinished, metadata)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    for _, old in _checkpoints(folder)[2:]:
        old.unlink(missing_ok=True)
    return path


def read_checkpoint(path: Path) -> tuple[dict[str, Any], dict[str, npt.NDArray[np.float32]]]:
    """The header and the tensors of a checkpoint. Raises ValueError where it is none, or damaged."""
    with safe_open(path, "numpy") as file:
        metadata = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    if metadata.get("format") != "ganport-checkpoint" or metadata.get("version") != VERSION:
        raise ValueError(f"{path}: no checkpoint of format {VERSION}; use the ganport-ray of your ganport")
    if metadata.get("sha256") != _digest(metadata.get("header", ""), tensors):
        raise ValueError(f"{path}: damaged: its content does not match its SHA-256; remove it")
    header: dict[str, Any] = json.loads(metadata["header"])
    return header, tensors


def newest_checkpoint(folder: Path) -> Path:
    """The file of the newest step."""
    found = _checkpoints(folder)
    if not found:
        raise FileNotFoundError(f"{folder}: has no checkpoint; train the run for a step first")
    return found[0][1]


def _checkpoints(folder: Path) -> list[tuple[int, Path]]:
    matches = ((re.fullmatch(r"step-(\d+)\.safetensors", file.name), file) for file in folder.iterdir())
    return sorted(((int(match[1]), file) for match, file in matches if match), reverse=True)
