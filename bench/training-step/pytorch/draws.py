"""Random draws of a step: PyTorch's own, or ganport's of one step in their order."""

import torch
from torch.nn import functional


class OwnDraws:
    def normal(self, *shape):
        return torch.randn(shape)

    def uniform(self, *shape):
        return torch.rand(shape)

    def signed(self, *shape):
        return 2 * torch.rand(shape) - 1

    def dropout(self, x, rate):
        return functional.dropout(x, rate)


class RecordedDraws:
    """ganport's draws. Its maps have the channels last, and are mirrored where the network is."""

    def __init__(self, arrays, mirrored):
        self.left, self.mirrored = list(arrays), mirrored

    def normal(self, *shape):
        draw = self.left.pop(0)
        if tuple(draw.shape) != shape:
            raise ValueError(f"draw of {tuple(draw.shape)} where {shape} is wanted")
        return draw

    uniform = signed = normal

    def dropout(self, x, rate):
        if x.dim() <= 3:
            return x * self.normal(*x.shape)
        return x * maps(self.normal(x.shape[0], *x.shape[2:], x.shape[1]), self.mirrored)


def maps(x, mirrored):
    """Maps with the channels last, as PyTorch has them."""
    x = x.movedim(-1, 1)
    return x.flip(*range(2, x.dim())) if mirrored else x


draws = OwnDraws()


def draw_from(source):
    """All draws come from this source from now on."""
    global draws
    draws = source


def normal(*shape):
    return draws.normal(*shape)


def uniform(*shape):
    return draws.uniform(*shape)


def signed(*shape):
    """Uniform in [-1, 1)."""
    return draws.signed(*shape)


def dropout(x, rate):
    return draws.dropout(x, rate)
