"""The DCGAN step in PyTorch, eager.

Adam is the fused one. One batch of 64 real and 64 generated images for D was not faster than two of
64.
"""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "dcgan")]

import torch
from contestant import device, serve
from mnist import images

torch.set_default_device(device())
from pytorch_networks import discriminator, generator, latent
from torch.nn.functional import softplus

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
batch = 64

adam = {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-7, "fused": True}
d_adam = torch.optim.Adam(discriminator.parameters(), **adam)
g_adam = torch.optim.Adam(generator.parameters(), **adam)

data = torch.from_numpy(images()).unsqueeze(1).to(device())
position = 0


def next_batch():
    global position
    if position + batch > len(data):
        position = 0
    position += batch
    return data[position - batch : position].contiguous(memory_format=torch.channels_last)


def step():
    real = next_batch()
    with torch.no_grad():
        generated = generator(torch.randn(batch, latent))
    on_real, on_generated = discriminator(real), discriminator(generated)
    # Binary cross-entropy on logits: -log D(x) = softplus(-logit), -log(1 - D(x)) = softplus(logit).
    d_loss = softplus(-on_real).mean() + softplus(on_generated).mean()
    accuracy = ((on_real > 0).float().mean() + (on_generated < 0).float().mean()) / 2
    d_adam.zero_grad()
    d_loss.backward()
    d_adam.step()

    discriminator.requires_grad_(False)
    g_loss = softplus(-discriminator(generator(torch.randn(batch, latent)))).mean()
    g_adam.zero_grad()
    g_loss.backward()
    g_adam.step()
    discriminator.requires_grad_(True)
    return {"dLoss": d_loss.item(), "gLoss": g_loss.item(), "dAccuracy": accuracy.item()}


serve(torch.__version__, "eager, channels_last, fused Adam", {"step": step})
