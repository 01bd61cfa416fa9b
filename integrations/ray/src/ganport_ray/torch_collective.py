"""Means and gathers of workers by torch.distributed: gloo, or NCCL on graphics cards."""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.distributed as dist

from ganport_ray.run_step import Array, Arrays


class TorchCollective:
    """The workers of torch's default process group."""

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def mean(self, arrays: Arrays) -> Arrays:
        """All arrays in one message, since a message costs more than its bytes."""
        flat = np.concatenate([array.reshape(-1) for array in arrays.values()])
        # On the CPU the tensor is the array.
        tensor = torch.from_numpy(flat).to(self.device)
        dist.all_reduce(tensor)
        tensor /= dist.get_world_size()
        mean = tensor.cpu().numpy()
        means: Arrays = {}
        start = 0
        for name, array in arrays.items():
            end = start + math.prod(array.shape)
            means[name] = mean[start:end].reshape(array.shape)
            start = end
        return means

    def gather(self, array: Array) -> Array:
        own = torch.from_numpy(np.ascontiguousarray(array)).to(self.device)
        parts = [torch.empty_like(own) for _ in range(dist.get_world_size())]
        dist.all_gather(parts, own)
        return np.concatenate([part.cpu().numpy() for part in parts])
