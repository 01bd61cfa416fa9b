"""DCGAN for images of 28 × 28, channels_last, which is 8 to 10 % faster here than the default layout."""

import torch
from layers import BatchNorm, Dropout, Judge, Maps, Units
from networks import Discriminator, Generator, Pair, scaled
from torch import nn


class Networks(Pair):
    mirrored = True

    def __init__(self, config):
        latent = config["latent"]
        first, second, third = (scaled(config, count) for count in (256, 128, 64))

        def up(inputs, outputs, stride):
            more = {"padding": 2, "output_padding": stride - 1, "bias": False}
            return nn.ConvTranspose2d(inputs, outputs, 5, stride=stride, **more)

        generator = Generator(
            project=Units(latent, 7, 7, first, bias=False),
            norm_1=BatchNorm(7, 7, first),
            leaky_1=nn.LeakyReLU(0.2),
            reshape=Maps(7, 7, first),
            up_1=up(first, second, 1),
            norm_2=BatchNorm(second),
            leaky_2=nn.LeakyReLU(0.2),
            up_2=up(second, third, 2),
            norm_3=BatchNorm(third),
            leaky_3=nn.LeakyReLU(0.2),
            up_3=up(third, 1, 2),
            tanh=nn.Tanh(),
        )
        first, second = (scaled(config, count) for count in (64, 128))
        discriminator = Discriminator(
            down_1=nn.Conv2d(1, first, 5, stride=2, padding=2),
            leaky_1=nn.LeakyReLU(0.2),
            dropout_1=Dropout(0.3),
            down_2=nn.Conv2d(first, second, 5, stride=2, padding=2),
            leaky_2=nn.LeakyReLU(0.2),
            dropout_2=Dropout(0.3),
            logit=Judge(7, 7, second),
        )
        for network in (generator, discriminator):
            network.to(memory_format=torch.channels_last)
        super().__init__(config, generator, discriminator)

    def samples(self, real):
        return super().samples(real).contiguous(memory_format=torch.channels_last)
