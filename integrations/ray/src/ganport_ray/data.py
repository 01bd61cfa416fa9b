"""The batches of a run: samples in the order of ganport, changed as ganport changes them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from ganport_ray.draws import batch_indices, keyed, uniform
from ganport_ray.program import Crop, Place, Program
from ganport_ray.run_step import Array, share_of


def read_data(program: Program) -> Callable[[int, Place], dict[str, Array]]:
    """Opens the data; returns what reads a worker's share of the batch of a step."""
    data = load_file(program.folder / "data.safetensors")

    def batch(step: int, place: Place) -> dict[str, Array]:
        shares = {}
        for name, described in program.batch.items():
            source = program.sources[name]
            blocks = int(described["blocks"])
            rows = int(described["dims"][0]) * place.workers
            indices = batch_indices(len(data[name]), rows, program.seed, step, source.order)
            samples = data[name][share_of(indices, blocks, place)]
            if source.crop:
                own = share_of(np.arange(rows), blocks, place)
                samples = cropped(samples, source.crop, program.seed, step, own)
            if samples.dtype == np.uint8:
                # The same arithmetic as ganport's: in float64, rounded once.
                samples = (samples.astype(np.float64) / 127.5 - 1).astype(np.float32)
            shares[name] = samples
        return shares

    return batch


def cropped(
    images: Array, crop: Crop, seed: int, step: int, places: npt.NDArray[np.int64]
) -> Array:
    """Cuts images, of which `places` are the numbers in the whole batch."""
    height, width = crop.crop
    out = np.empty((len(images), height, width, *images.shape[3:]), images.dtype)
    for i, place in enumerate(places.tolist()):
        y, x, coin = uniform(keyed(seed, crop.purpose, step, place), 3, 0, 1).tolist()
        top = math.floor(y * (crop.load[0] - height + 1))
        left = math.floor(x * (crop.load[1] - width + 1))
        image = images[i, top : top + height, left : left + width]
        out[i] = image[:, ::-1] if crop.flip and coin < 0.5 else image
    return out
