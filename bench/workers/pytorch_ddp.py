"""The same steps in PyTorch with DistributedDataParallel over gloo: its buckets are averaged while gradients
of other layers are computed. Each process has its own batch statistics, as `ganport train --workers`."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "dcgan")]

import torch
from mnist import images
from ranks import serve_teams
from torch.nn.functional import softplus
from torch.nn.parallel import DistributedDataParallel

BATCH = 64
PENALTY = 10


def open_step(rank, workers, threads, training):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    from pytorch_networks import discriminator, generator, latent

    torch.manual_seed(1 + rank)
    own = BATCH // workers
    data = torch.from_numpy(images()).unsqueeze(1)[rank::workers]
    position = 0

    def next_batch():
        nonlocal position
        if position + own > len(data):
            position = 0
        position += own
        return data[position - own : position].contiguous(memory_format=torch.channels_last)

    shared_g, shared_d = DistributedDataParallel(generator), DistributedDataParallel(discriminator)
    adam = {
        "dcgan": {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-7, "fused": True},
        "wgan-gp": {"lr": 1e-4, "betas": (0.5, 0.9), "eps": 1e-8, "fused": True},
    }[training]
    d_adam = torch.optim.Adam(discriminator.parameters(), **adam)
    g_adam = torch.optim.Adam(generator.parameters(), **adam)

    def penalty(real, generated):
        between = torch.lerp(generated, real, torch.rand(own, 1, 1, 1)).requires_grad_(True)
        (slope,) = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
        return (slope.flatten(1).norm(dim=1) - 1).square().mean()

    def d_loss_of(real, generated):
        # One call of the module: two would prepare the reducer twice for one backward pass.
        on_real, on_generated = shared_d(torch.cat([real, generated])).chunk(2)
        if training == "dcgan":
            return softplus(-on_real).mean() + softplus(on_generated).mean()
        return on_generated.mean() - on_real.mean() + PENALTY * penalty(real, generated)

    def update_d():
        real = next_batch()
        with torch.no_grad():
            generated = generator(torch.randn(own, latent))
        d_adam.zero_grad()
        loss = d_loss_of(real, generated)
        loss.backward()
        d_adam.step()
        return loss

    def step():
        for _ in range(1 if training == "dcgan" else 5):
            d_loss = update_d()
        discriminator.requires_grad_(False)
        on_generated = discriminator(shared_g(torch.randn(own, latent)))
        g_loss = softplus(-on_generated).mean() if training == "dcgan" else -on_generated.mean()
        g_adam.zero_grad()
        g_loss.backward()
        g_adam.step()
        discriminator.requires_grad_(True)
        return {"dLoss": d_loss.item(), "gLoss": g_loss.item()}

    return step


if __name__ == "__main__":
    trainings = {name: lambda _, name=name: (name,) for name in ("dcgan", "wgan-gp")}
    detail = "eager, channels_last, fused Adam, DistributedDataParallel on gloo"
    serve_teams(torch.__version__, detail, trainings, open_step)
