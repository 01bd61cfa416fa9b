"""The CycleGAN step in PyTorch, eager, as its published training does it: both generators, then both
discriminators with images from a pool of 50. A second argument, channels_last, chooses that layout."""

import itertools
import os
import random
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "cyclegan")]

import torch
from contestant import device, serve
from domains import pairs

torch.set_default_device(device())
from pytorch_networks import patches, translator

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
layout = {"memory_format": torch.channels_last if "channels_last" in sys.argv else torch.contiguous_format}

to_b, to_a = (translator(16, 3).to(**layout) for _ in "ba")
judge_a, judge_b = (patches(16).to(**layout) for _ in "ab")
judges = [judge_a, judge_b]
adam = {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-8, "fused": True}
g_adam = torch.optim.Adam(itertools.chain(to_b.parameters(), to_a.parameters()), **adam)
d_adam = torch.optim.Adam(itertools.chain(judge_a.parameters(), judge_b.parameters()), **adam)


class Pool:
    """Every second time, once full, an earlier image, in whose place the new one is kept."""

    def __init__(self, size=50):
        self.size, self.images = size, []

    def exchange(self, image):
        if len(self.images) < self.size:
            self.images.append(image)
            return image
        if random.random() < 0.5:
            return image
        slot = random.randrange(self.size)
        earlier, self.images[slot] = self.images[slot], image
        return earlier


pool_a, pool_b = Pool(), Pool()
data = pairs()


def distance(x, y):
    return (x - y).abs().mean()


def squares(logits, label):
    return (logits - label).square().mean()


def step():
    a, b = (torch.from_numpy(images).to(device()).contiguous(**layout) for images in next(data))
    for judge in judges:
        judge.requires_grad_(False)
    b2, a2 = to_b(a), to_a(b)
    cycle = distance(to_a(b2), a) + distance(to_b(a2), b)
    identity = distance(to_b(b), b) + distance(to_a(a), a)
    g_loss = squares(judge_b(b2), 1) + squares(judge_a(a2), 1) + 10 * cycle + 5 * identity
    g_adam.zero_grad()
    g_loss.backward()
    g_adam.step()

    for judge in judges:
        judge.requires_grad_(True)
    d_loss = 0
    for judge, real, generated, pool in ((judge_a, a, a2, pool_a), (judge_b, b, b2, pool_b)):
        logits = judge(real), judge(pool.exchange(generated.detach()))
        d_loss = d_loss + 0.5 * (squares(logits[0], 1) + squares(logits[1], 0))
    d_adam.zero_grad()
    d_loss.backward()
    d_adam.step()
    losses = {"dLoss": d_loss, "gLoss": g_loss, "cycleLoss": cycle, "identityLoss": identity}
    return {name: loss.item() for name, loss in losses.items()}


serve(torch.__version__, f"eager, {layout['memory_format']}, fused Adam", {"step": step})
