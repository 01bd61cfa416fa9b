"""The character GAN of WGAN-GP: residual blocks of conv1d, softmax."""

from layers import Judge, Project, Residual
from networks import Discriminator, Generator, Pair, scaled
from torch import nn


def blocks(filters):
    def conv():
        return nn.Conv1d(filters, filters, 5, padding=2)

    names = [f"block_{i}" for i in range(1, 6)]
    return {
        name: Residual(0.3, relu_1=nn.ReLU(), conv_1=conv(), relu_2=nn.ReLU(), conv_2=conv())
        for name in names
    }


class Networks(Pair):
    def __init__(self, config):
        length, characters = config["sample"]
        filters = scaled(config, 512)
        generator = Generator(
            project=Project(config["latent"], length, filters),
            **blocks(filters),
            characters=nn.Conv1d(filters, characters, 1),
            text=nn.Softmax(1),
        )
        discriminator = Discriminator(
            embed=nn.Conv1d(characters, filters, 1),
            **blocks(filters),
            logit=Judge(length, filters),
        )
        super().__init__(config, generator, discriminator)
