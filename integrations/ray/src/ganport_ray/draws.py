"""The random numbers of a run: functions of (seed, purpose, step, draw), the same as ganport's own.

Threefry-2x32 with 20 rounds (Salmon et al. 2011) derives a source for each draw; sfc32 (Doty-Humphrey,
PractRand 0.94) makes its words. Numbers are drawn one after the other, so the loops are compiled.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]

#: The version of these derivations, which checkpoints store.
RANDOMNESS = "threefry2x32-20/sfc32/2"

_MASK = 0xFFFFFFFF
_ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)


def threefry2x32(key: tuple[int, int], counter: tuple[int, int]) -> tuple[int, int]:
    """Encrypts a counter of two 32-bit words."""
    schedule = (key[0], key[1], 0x1BD11BDA ^ key[0] ^ key[1])
    x, y = (counter[0] + key[0]) & _MASK, (counter[1] + key[1]) & _MASK
    for turn in range(20):
        rotation = _ROTATIONS[turn % 8]
        x = (x + y) & _MASK
        y = (((y << rotation) | (y >> (32 - rotation))) & _MASK) ^ x
        if turn % 4 == 3:
            injection = (turn + 1) // 4
            x = (x + schedule[injection % 3]) & _MASK
            y = (y + schedule[(injection + 1) % 3] + injection) & _MASK
    return x, y


def keyed(seed: int, purpose: str, step: int = 0, draw: int = 0) -> Words:
    """The state of the source of one draw."""
    fnv = 0x811C9DC5
    for byte in purpose.encode():
        fnv = ((fnv ^ byte) * 0x01000193) & _MASK
    key = threefry2x32((seed & _MASK, seed >> 32), (fnv, 0))
    a, b = threefry2x32(key, (step, 2 * draw))
    c, _ = threefry2x32(key, (step, 2 * draw + 1))
    state = np.array([a, b, c, 1], np.uint32)
    _skip(state, 12)
    return state


@njit(cache=True)
def _next(state: Any) -> Any:
    mask = np.uint64(0xFFFFFFFF)
    a, b = np.uint64(state[0]), np.uint64(state[1])
    c, counter = np.uint64(state[2]), np.uint64(state[3])
    word = (a + b + counter) & mask
    state[3] = np.uint32((counter + np.uint64(1)) & mask)
    state[0] = np.uint32(b ^ (b >> np.uint64(9)))
    state[1] = np.uint32((c + (c << np.uint64(3))) & mask)
    turned = ((c << np.uint64(21)) | (c >> np.uint64(11))) & mask
    state[2] = np.uint32((turned + word) & mask)
    return word


@njit(cache=True)
def _skip(state: Any, count: int) -> None:
    for _ in range(count):
        _next(state)


@njit(cache=True)
def _fill_uniform(state: Any, out: Any, low: float, scale: float) -> None:
    for i in range(out.size):
        out[i] = np.float32(low + np.float64(_next(state) >> np.uint64(8)) * scale)


@njit(cache=True)
def _fill_polar(state: Any, out: Any, mean: float, stddev: float, limit: float) -> None:
    i = 0
    while i < out.size:
        first_word, second_word = np.int64(_next(state)), np.int64(_next(state))
        if first_word >= 2**31:
            first_word -= 2**32
        if second_word >= 2**31:
            second_word -= 2**32
        u, v = first_word * 2.0**-31, second_word * 2.0**-31
        squared = u * u + v * v
        if squared >= 1 or squared == 0:
            continue
        radius = math.sqrt((-2 * math.log(squared)) / squared)
        if abs(u * radius) <= limit:
            out[i] = np.float32(mean + stddev * (u * radius))
            i += 1
        if abs(v * radius) <= limit and i < out.size:
            out[i] = np.float32(mean + stddev * (v * radius))
            i += 1


@njit(cache=True)
def _fill_mask(state: Any, out: Any, limit: int, value: float) -> None:
    for i in range(0, out.size, 2):
        word = np.int64(_next(state))
        out[i] = np.float32(value) if (word & 0xFFFF) < limit else np.float32(0)
        if i + 1 < out.size:
            out[i + 1] = np.float32(value) if (word >> 16) < limit else np.float32(0)


@njit(cache=True)
def _shuffle(state: Any, order: Any) -> None:
    for last in range(order.size - 1, 0, -1):
        bits = 0
        while (last >> bits) > 0:
            bits += 1
        chosen: Any = last + 1
        while chosen > last:
            chosen = np.int64(_next(state)) >> (32 - bits)
        order[last], order[chosen] = order[chosen], order[last]


def uniform(state: Words, count: int, least: float, most: float) -> Floats:
    """Numbers in [least, most)."""
    low, high = np.float32(least), np.float32(most)
    out = np.empty(count, np.float32)
    scale = (float(high) - float(low)) / 2**24
    _fill_uniform(state, out, float(low), scale)
    if high > low:
        out[out >= high] = np.nextafter(high, np.float32(-np.inf), dtype=np.float32)
    return out


def draw(distribution: Mapping[str, Any], state: Words, count: int) -> Floats:
    """Numbers of a distribution as a step's program describes it."""
    kind = distribution["kind"]
    if kind == "uniform":
        return uniform(state, count, distribution["min"], distribution["max"])
    out = np.empty(count, np.float32)
    if kind == "mask":
        limit = math.floor(distribution["probability"] * 2**16 + 0.5)
        _fill_mask(state, out, limit, distribution["value"])
    elif kind in ("normal", "truncatedNormal"):
        limit_of = {"normal": math.inf, "truncatedNormal": 2.0}[kind]
        _fill_polar(state, out, distribution["mean"], distribution["stddev"], limit_of)
    else:
        raise ValueError(f"distribution {kind}: not known; use the ganport-ray of your ganport")
    return out


def shuffled(state: Words, count: int) -> npt.NDArray[np.int64]:
    """A random order of 0 … count - 1."""
    order = np.arange(count, dtype=np.int64)
    _shuffle(state, order)
    return order


def batch_indices(
    size: int, batch: int, seed: int, step: int, purpose: str = "data"
) -> npt.NDArray[np.int64]:
    """The samples of a step's batch. Each epoch is a new order of all samples."""
    batches = size // batch
    if batches == 0:
        raise ValueError(f"batch size {batch}: the data set has only {size} samples; use a smaller one")
    start = (step % batches) * batch
    return shuffled(keyed(seed, purpose, step // batches), size)[start : start + batch]
