"""WaveGAN's step in PyTorch, eager: conv1d, the penalty by torch.autograd.grad with create_graph."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "harness"))

import torch
from contestant import serve
from torch import nn
from torch.nn import functional

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
batch, length, latent, critic_steps, weight, shuffle = 16, 8192, 100, 5, 10, 2
filters = [16 * 2**i for i in range(5)]
start = length // 4**5


class Shuffle(nn.Module):
    """One move for the batch, filled by reflection."""

    def forward(self, x):
        move = int(torch.randint(-shuffle, shuffle + 1, (1,)))
        padded = functional.pad(x, (max(move, 0), max(-move, 0)), mode="reflect")
        first = max(-move, 0)
        return padded[..., first : first + x.shape[-1]]


class Start(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(latent, start * filters[-1])

    def forward(self, noise):
        return functional.relu(self.dense(noise)).view(-1, filters[-1], start)


def up(inputs, outputs):
    return nn.ConvTranspose1d(inputs, outputs, 25, stride=4, padding=11, output_padding=1)


def down(inputs, outputs):
    return nn.Conv1d(inputs, outputs, 25, stride=4, padding=11)


descending = filters[::-1]
generator = nn.Sequential(
    Start(),
    *[layer for pair in zip(descending, descending[1:]) for layer in (up(*pair), nn.ReLU())],
    up(filters[0], 1),
    nn.Tanh(),
)
layers = []
for i, (inputs, outputs) in enumerate(zip([1, *filters], filters)):
    layers += [down(inputs, outputs), nn.LeakyReLU(0.2)]
    if i < len(filters) - 1:
        layers.append(Shuffle())
discriminator = nn.Sequential(*layers, nn.Flatten(), nn.Linear(start * filters[-1], 1))

adam = {"lr": 1e-4, "betas": (0.5, 0.9), "eps": 1e-8, "fused": True}
d_adam = torch.optim.Adam(discriminator.parameters(), **adam)
g_adam = torch.optim.Adam(generator.parameters(), **adam)


def noise():
    return 2 * torch.rand(batch, latent) - 1


def penalty(real, generated):
    """(‖slope‖ − 1)² at points between, one alpha a sample."""
    between = torch.lerp(generated, real, torch.rand(batch, 1, 1)).requires_grad_(True)
    (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


def update_critic(real):
    with torch.no_grad():
        generated = generator(noise())
    loss = discriminator(generated).mean() - discriminator(real).mean()
    loss = loss + weight * penalty(real, generated)
    d_adam.zero_grad()
    loss.backward()
    lengths = torch._foreach_norm([parameter.grad for parameter in discriminator.parameters()])
    d_adam.step()
    return loss, torch.stack(lengths).norm()


def step():
    for _ in range(critic_steps):
        d_loss, size = update_critic(2 * torch.rand(batch, 1, length) - 1)
    discriminator.requires_grad_(False)
    g_loss = -discriminator(generator(noise())).mean()
    g_adam.zero_grad()
    g_loss.backward()
    g_adam.step()
    discriminator.requires_grad_(True)
    return {"dLoss": d_loss.item(), "gLoss": g_loss.item(), "dGradientNorm": size.item()}


serve(torch.__version__, "eager, fused Adam", {"step": step})
