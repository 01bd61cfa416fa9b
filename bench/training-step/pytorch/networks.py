"""What the networks of all variants share. A variant's file has a class `Networks` made of ganport's settings."""

from collections import OrderedDict

import draws
from torch import nn


def scaled(config, published):
    """A number of filters or units at the width of the networks."""
    return max(1, int(config["width"] * published + 0.5))


class Generator(nn.Sequential):
    """Layers from noise to samples."""

    def __init__(self, **layers):
        super().__init__(OrderedDict(layers))

    def forward(self, noise, given):
        return {"sample": super().forward(noise)}


class Discriminator(nn.Sequential):
    """Layers from samples to a logit."""

    def __init__(self, **layers):
        super().__init__(OrderedDict(layers))

    def forward(self, x, given):
        return {"logit": super().forward(x)}


class Pair:
    """A generator and a discriminator."""

    # Whether the networks are the mirror image of ganport's (layers.py).
    mirrored = False

    def __init__(self, config, generator, discriminator):
        self.config, self.generator, self.discriminator = config, generator, discriminator

    def samples(self, real):
        """Samples, which have the channels last in ganport, as the networks take them."""
        return draws.maps(real, self.mirrored).contiguous()

    def represent(self, real):
        """What the discriminator judges of real samples."""
        return real

    def noise(self, count):
        return draws.normal(count, self.config["latent"])
