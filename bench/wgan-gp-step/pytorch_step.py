"""The WGAN-GP step in PyTorch, eager: the penalty by torch.autograd.grad with create_graph."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "dcgan")]

import torch
from contestant import serve
from mnist import images
from pytorch_networks import discriminator, generator, latent

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
batch, critic_steps, weight = 64, 5, 10

adam = {"lr": 1e-4, "betas": (0.5, 0.9), "eps": 1e-8, "fused": True}
d_adam = torch.optim.Adam(discriminator.parameters(), **adam)
g_adam = torch.optim.Adam(generator.parameters(), **adam)

data = torch.from_numpy(images()).unsqueeze(1)
position = 0


def next_batch():
    global position
    if position + batch > len(data):
        position = 0
    position += batch
    return data[position - batch : position].contiguous(memory_format=torch.channels_last)


def penalty(real, generated):
    """(‖slope‖ − 1)² at points between, one alpha a sample."""
    between = torch.lerp(generated, real, torch.rand(batch, 1, 1, 1)).requires_grad_(True)
    (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
    return (slope.flatten(1).norm(dim=1) - 1).square().mean()


def update_critic(real):
    with torch.no_grad():
        generated = generator(torch.randn(batch, latent))
    loss = discriminator(generated).mean() - discriminator(real).mean()
    loss = loss + weight * penalty(real, generated)
    d_adam.zero_grad()
    loss.backward()
    lengths = torch._foreach_norm([parameter.grad for parameter in discriminator.parameters()])
    d_adam.step()
    return loss, torch.stack(lengths).norm()


def step():
    for _ in range(critic_steps):
        d_loss, length = update_critic(next_batch())
    discriminator.requires_grad_(False)
    g_loss = -discriminator(generator(torch.randn(batch, latent))).mean()
    g_adam.zero_grad()
    g_loss.backward()
    g_adam.step()
    discriminator.requires_grad_(True)
    return {"dLoss": d_loss.item(), "gLoss": g_loss.item(), "dGradientNorm": length.item()}


serve(torch.__version__, "eager, channels_last, fused Adam", {"step": step})
