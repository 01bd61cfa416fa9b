"""Layers that several networks share, and how they take ganport's weights.

Submodules have the names of ganport's layers. PyTorch pads a convolution of stride 2 first where
TensorFlow's "same" pads last, so a network with such layers is the mirror image of ganport's: its kernels
and its images are mirrored, and its numbers are the same.
"""

from math import prod

import draws
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        return draws.dropout(x, self.rate)


def mirrored_units(values, shape, mirror):
    """Values of units, along the last axis, that are maps with the channels last."""
    units = values.view(-1, *shape)
    return mirror(units, list(range(1, len(shape)))).reshape(values.shape)


class Units(nn.Linear):
    """A dense layer whose units are those of maps with the channels last."""

    def __init__(self, inputs, *shape, bias=True):
        super().__init__(inputs, prod(shape), bias=bias)
        self.shape = shape

    def weights(self, take, mirror):
        yield self.weight, mirrored_units(take("kernel"), self.shape, mirror).T
        if self.bias is not None:
            yield self.bias, mirrored_units(take("bias"), self.shape, mirror)


class Maps(nn.Module):
    """Units as maps."""

    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.view(-1, *self.shape).movedim(-1, 1)


class Project(Units):
    """A dense layer that makes maps."""

    def forward(self, x):
        return super().forward(x).view(-1, *self.shape).movedim(-1, 1)


class Judge(nn.Linear):
    """A dense layer on maps. Its inputs have the channels last."""

    def __init__(self, *shape, units=1):
        super().__init__(prod(shape), units)
        self.shape = shape

    def forward(self, x):
        return super().forward(x.movedim(1, -1).flatten(1))

    def weights(self, take, mirror):
        kernel = take("kernel").view(*self.shape, -1)
        yield self.weight, mirror(kernel, list(range(len(self.shape) - 1))).flatten(0, -2).T
        yield self.bias, take("bias")


class Residual(nn.Module):
    def __init__(self, scale, **layers):
        super().__init__()
        self.scale = scale
        for name, layer in layers.items():
            self.add_module(name, layer)

    def forward(self, x):
        y = x
        for layer in self.children():
            y = layer(y)
        return torch.add(x, y, alpha=self.scale)


class BatchNorm(nn.Module):
    """Of maps or vectors, channels second; `shape` where the channels are the units of maps."""

    def __init__(self, *shape):
        super().__init__()
        self.shape, channels = shape, prod(shape)
        self.gamma, self.beta = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))
        self.register_buffer("moving_mean", torch.zeros(channels))
        self.register_buffer("moving_variance", torch.ones(channels))

    def forward(self, x):
        moving = self.moving_mean, self.moving_variance
        return nn.functional.batch_norm(x, *moving, self.gamma, self.beta, self.training, momentum=0.1)

    def weights(self, take, mirror):
        for name in ("gamma", "beta", "moving_mean", "moving_variance"):
            yield getattr(self, name), mirrored_units(take(name), self.shape, mirror)


def dense_weights(layer, take, mirror):
    yield layer.weight, take("kernel").T
    if layer.bias is not None:
        yield layer.bias, take("bias")


def conv_weights(layer, take, mirror):
    kernel = take("kernel")
    if layer.weight.dim() == 3:
        kernel = kernel.squeeze(0)
    last = kernel.dim() - 1
    places = list(range(last - 1))
    yield layer.weight, mirror(kernel, places).permute(last, last - 1, *places)
    if layer.bias is not None:
        yield layer.bias, take("bias")


convolutions = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d)


def load(network, arrays, mirrored):
    """Gives a network ganport's weights, by path; each of them must have a place."""
    left = dict(arrays)

    def mirror(kernel, places):
        return kernel.flip(places) if mirrored else kernel

    for path, module in network.named_modules():

        def take(name):
            return left.pop(f"{path}.{name}" if path else name)

        if hasattr(module, "weights"):
            pairs = module.weights(take, mirror)
        elif isinstance(module, convolutions):
            pairs = conv_weights(module, take, mirror)
        elif isinstance(module, nn.Linear):
            pairs = dense_weights(module, take, mirror)
        else:
            continue
        for parameter, value in pairs:
            with torch.no_grad():
                parameter.copy_(value.reshape(parameter.shape))
    if left:
        raise ValueError(f"no place for {', '.join(left)}")
