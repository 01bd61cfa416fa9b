"""WaveGAN: conv1d, phase shuffle."""

import draws
from layers import Judge, Project
from networks import Discriminator, Generator, Pair, scaled
from torch import nn
from torch.nn import functional


class Shuffle(nn.Module):
    """One move for the batch, filled by reflection. The move is the other way in the mirror image."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def forward(self, x):
        shift = int(draws.uniform(1) * (2 * self.most + 1)) - self.most
        move = -shift
        padded = functional.pad(x, (max(move, 0), max(-move, 0)), mode="reflect")
        first = max(-move, 0)
        return padded[..., first : first + x.shape[-1]]


def up(inputs, outputs):
    return nn.ConvTranspose1d(inputs, outputs, 25, stride=4, padding=11, output_padding=1)


def down(inputs, outputs):
    return nn.Conv1d(inputs, outputs, 25, stride=4, padding=11)


class Networks(Pair):
    mirrored = True

    def __init__(self, config):
        length, _ = config["sample"]
        count = 0
        while length // 4 ** (count + 1) >= 8:
            count += 1
        filters = [scaled(config, 64 * 2**i) for i in range(count)]
        start = length // 4**count
        generator = {"project": Project(config["latent"], start, filters[-1]), "relu_1": nn.ReLU()}
        for i, (inputs, outputs) in enumerate(zip(filters[::-1], [*filters[-2::-1], 1]), 1):
            generator[f"up_{i}"] = up(inputs, outputs)
            generator[f"relu_{i + 1}"] = nn.ReLU() if i < count else nn.Tanh()
        discriminator = {}
        for i, (inputs, outputs) in enumerate(zip([1, *filters], filters), 1):
            discriminator[f"down_{i}"] = down(inputs, outputs)
            discriminator[f"leaky_{i}"] = nn.LeakyReLU(0.2)
            if i < count:
                discriminator[f"shuffle_{i}"] = Shuffle(config["phaseShuffle"])
        discriminator["logit"] = Judge(start, filters[-1])
        super().__init__(config, Generator(**generator), Discriminator(**discriminator))

    def noise(self, count):
        return draws.signed(count, self.config["latent"])
