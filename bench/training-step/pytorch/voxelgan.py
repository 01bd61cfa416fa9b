"""A GAN of volumes after 3DGAN: conv3d, the energy as a condition."""

from math import prod

import torch
from layers import BatchNorm, Dropout, Judge, Project
from networks import Pair, scaled
from torch import nn
from torch.nn import functional


def leaky(x):
    return functional.leaky_relu(x, 0.2)


class Generator(nn.Module):
    def __init__(self, config):
        super().__init__()
        sides = config["sample"][:3]
        start = [side // 4 + 1 for side in sides]
        window = [4 * first - side + 1 for first, side in zip(start, sides)]
        self.greatest = config["condition"]["quantiles"][-1]
        self.cell = config["calibration"]["cell"]
        first, *filters = (scaled(config, count) for count in (16, 64, 16, 8))
        self.project = Project(config["latent"] + 1, *start, first)
        self.conv_1 = nn.Conv3d(first, filters[0], 3, padding=1)
        self.norm_1 = BatchNorm(filters[0])
        self.conv_2 = nn.Conv3d(filters[0], filters[1], 3, padding=1)
        self.norm_2 = BatchNorm(filters[1])
        self.conv_3 = nn.Conv3d(filters[1], filters[2], 3, padding=1)
        self.conv_4 = nn.Conv3d(filters[2], 1, window, bias=False)

    def forward(self, noise, given):
        energy = given["condition"] / self.greatest
        x = self.project(torch.cat([noise * energy, energy], 1))
        x = functional.interpolate(self.norm_1(leaky(self.conv_1(x))), scale_factor=2)
        x = functional.interpolate(self.norm_2(leaky(self.conv_2(x))), scale_factor=2)
        return {"sample": self.conv_4(leaky(self.conv_3(x))).relu() * self.cell}


class Discriminator(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.greatest = config["condition"]["quantiles"][-1]
        self.cell, self.response = (config["calibration"][name] for name in ("cell", "response"))
        small, large = scaled(config, 16), scaled(config, 32)
        self.conv_1 = nn.Conv3d(1, small, 5, padding=2)
        self.conv_2 = nn.Conv3d(small, small, 5, padding=2)
        self.conv_3 = nn.Conv3d(small, large, 3, padding=1)
        self.conv_4 = nn.Conv3d(large, large, 3, padding=1)
        self.dropout = Dropout(0.2)
        sides = [-(-side // 4) for side in config["sample"][:3]]
        self.logit, self.share = Judge(*sides, large), Judge(*sides, large)

    def forward(self, volume, given):
        def block(conv, x):
            return self.dropout(leaky(conv(x)))

        x = functional.avg_pool3d(block(self.conv_1, volume / self.cell), 2)
        x = functional.avg_pool3d(block(self.conv_3, block(self.conv_2, x)), 2)
        x = block(self.conv_4, x)
        total = volume.flatten(1).sum(1, keepdim=True) / self.response
        return {"logit": self.logit(x), "condition": self.share(x) * self.greatest, "total": total}


class Networks(Pair):
    def __init__(self, config):
        super().__init__(config, Generator(config), Discriminator(config))
