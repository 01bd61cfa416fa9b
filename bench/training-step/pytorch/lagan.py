"""LAGAN: locally connected layers by unfolding and one matrix product for each place, minibatch
discrimination."""

import draws
import torch
from layers import BatchNorm, Dropout, Judge, Project
from networks import Pair, scaled
from torch import nn
from torch.nn import functional


class Local(nn.Module):
    """A convolution with a kernel of its own at each place."""

    def __init__(self, side, inputs, filters, kernel, stride=1, padding=0, bias=True):
        super().__init__()
        self.side = (side + 2 * padding - kernel) // stride + 1
        self.window = {"kernel_size": kernel, "stride": stride, "padding": padding}
        self.inputs, self.filters = inputs, filters
        self.kernels = nn.Parameter(torch.empty(self.side**2, filters, inputs * kernel**2))
        self.bias = nn.Parameter(torch.empty(filters, self.side, self.side)) if bias else None

    def forward(self, x):
        elements = functional.unfold(x, **self.window).permute(2, 1, 0)
        y = torch.bmm(self.kernels, elements).permute(2, 1, 0)
        y = y.reshape(-1, self.filters, self.side, self.side)
        return y if self.bias is None else y + self.bias

    def weights(self, take, mirror):
        kernels = take("kernels").unflatten(1, (-1, self.inputs))
        yield self.kernels, kernels.permute(0, 3, 2, 1).flatten(2)
        if self.bias is not None:
            yield self.bias, take("bias").movedim(-1, 0)


class Closeness(nn.Module):
    def __init__(self, inputs, kernels, dimensions):
        super().__init__()
        self.kernels, self.dimensions = kernels, dimensions
        self.kernel = nn.Parameter(torch.empty(inputs, kernels * dimensions))

    def forward(self, x):
        vectors = (x @ self.kernel).view(-1, self.kernels, self.dimensions)
        distances = (vectors[:, None] - vectors).abs().sum(3)
        return torch.cat([x, (-distances).exp().sum(1) - 1], 1)

    def weights(self, take, mirror):
        yield self.kernel, take("kernel")


class Flatten(nn.Module):
    def forward(self, x):
        return x.movedim(1, -1).flatten(1)


class Generator(nn.Module):
    def __init__(self, config):
        super().__init__()
        latent, classes = config["latent"], len(config["classNames"])
        start = (config["sample"][0] + 3) // 4
        first, second, third = (scaled(config, count) for count in (128, 64, 6))
        self.classes = classes
        self.embedding = nn.Linear(classes, latent, bias=False)
        self.project = Project(latent, start, start, first)
        self.conv_1 = nn.Conv2d(first, second, 5, padding=2)
        self.norm_1 = BatchNorm(second)
        self.local_2 = Local(2 * start, second, third, 5, padding=2)
        self.norm_2 = BatchNorm(third)
        self.local_3 = Local(4 * start, third, third, 3)
        self.local_4 = Local(4 * start - 2, third, 1, 2, bias=False)

    def forward(self, noise, given):
        def leaky(x):
            return functional.leaky_relu(x, 0.2)

        def twice(x):
            return functional.interpolate(x, scale_factor=2)

        one_hot = functional.one_hot(given["label"], self.classes).float()
        x = self.norm_1(leaky(self.conv_1(self.project(noise * self.embedding(one_hot)))))
        x = self.norm_2(leaky(self.local_2(twice(x))))
        return {"sample": self.local_4(leaky(self.local_3(twice(x)))).relu()}


class Discriminator(nn.Module):
    mixes = True

    def __init__(self, config):
        super().__init__()
        side = config["sample"][0]
        first, more = scaled(config, 32), scaled(config, 8)
        layers = [nn.Conv2d(1, first, 5, padding=2), nn.LeakyReLU(0.2), Dropout(0.2)]
        names = ["conv_1", "leaky_1", "dropout_1"]
        inputs = first
        for i, kernel, stride in ((2, 5, 2), (3, 5, 1), (4, 3, 1)):
            local = Local(side, inputs, more, kernel, stride, padding=1)
            layers += [local, nn.LeakyReLU(0.2), BatchNorm(more), Dropout(0.2)]
            names += [f"{name}_{i}" for name in ("local", "leaky", "norm", "dropout")]
            side, inputs = local.side, more
        features = more * (side // 2) ** 2
        layers += [nn.AvgPool2d(2), Flatten(), Closeness(features, 20, 10)]
        names += ["pool", "flatten", "closeness"]
        for name, layer in zip(names, layers):
            self.add_module(name, layer)
        self.names = names
        self.logit = nn.Linear(features + 20, 1)
        self.add_module("class", nn.Linear(features + 20, len(config["classNames"])))

    def forward(self, x, given):
        for name in self.names:
            x = getattr(self, name)(x)
        return {"logit": self.logit(x), "class": getattr(self, "class")(x)}


class Networks(Pair):
    def __init__(self, config):
        super().__init__(config, Generator(config), Discriminator(config))
