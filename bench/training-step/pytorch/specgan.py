"""SpecGAN: DCGAN's convolutions on logarithmic spectrograms, which torch.stft makes of sounds."""

import draws
import torch
from layers import Judge, Project
from networks import Discriminator, Generator, Pair, scaled
from torch import nn
from torch.nn import functional

window, hop, bins, layers = 256, 128, 128, 5


class Networks(Pair):
    mirrored = True

    def __init__(self, config):
        frames = config["sample"][0] // hop
        halvings = 0
        while halvings < layers and frames % 2 ** (halvings + 1) == 0:
            halvings += 1

        def sides(distance):
            """The strides, and PyTorch's further size of a transposed convolution."""
            stride = (2 if distance < halvings else 1, 2)
            return {"stride": stride, "padding": 2}, tuple(each - 1 for each in stride)

        filters = [scaled(config, 64 * 2**i) for i in range(layers)]
        start = (frames // 2**halvings, bins // 2**layers)
        generator = {"project": Project(config["latent"], *start, filters[-1]), "relu_1": nn.ReLU()}
        for i, (inputs, outputs) in enumerate(zip(filters[::-1], [*filters[-2::-1], 1]), 1):
            more, rest = sides(layers - i)
            generator[f"up_{i}"] = nn.ConvTranspose2d(inputs, outputs, 5, output_padding=rest, **more)
            generator[f"relu_{i + 1}"] = nn.ReLU() if i < layers else nn.Tanh()
        discriminator = {}
        for i, (inputs, outputs) in enumerate(zip([1, *filters], filters), 1):
            discriminator[f"down_{i}"] = nn.Conv2d(inputs, outputs, 5, **sides(i - 1)[0])
            discriminator[f"leaky_{i}"] = nn.LeakyReLU(0.2)
        discriminator["logit"] = Judge(*start, filters[-1])
        networks = Generator(**generator), Discriminator(**discriminator)
        for network in networks:
            network.to(memory_format=torch.channels_last)
        super().__init__(config, *networks)
        self.window = torch.hann_window(window) / (window / 4)
        self.mean, deviation = (torch.tensor(config["spectrum"][of]) for of in ("mean", "deviation"))
        self.most = 3 * deviation

    def samples(self, real):
        return real[..., 0]

    def represent(self, real):
        silent = functional.pad(real, ((window - hop) // 2,) * 2)
        spectra = torch.stft(silent, window, hop, window=self.window, center=False, return_complex=True)
        power = torch.view_as_real(spectra[:, :bins].mT).square().sum(-1)
        levels = (power + 1e-10).log() / 2
        return ((levels - self.mean) / self.most).clamp(-1, 1).flip(1, 2).unsqueeze(1)

    def noise(self, count):
        return draws.signed(count, self.config["latent"])
