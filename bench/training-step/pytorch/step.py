"""Training steps in PyTorch, eager, of the cases that ganport has recorded in a folder.

Before a case is measured, ganport's first steps are computed from its weights, batches and draws, and must
come to its losses and norms of gradients.
"""

import importlib
import json
import os
import sys
from functools import partial

here = os.path.dirname(__file__)
sys.path[:0] = [here, os.path.join(here, "..", "..", "harness")]

import draws
import numpy
import torch
from contestant import device, serve
from game import Game
from layers import load

torch.set_default_device(device())
torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)

folder = sys.argv[1]
# Of the first step and of the later ones. Adam's first updates are the signs of gradients, so that those
# near 0 are as far apart as their rounding decides.
tolerances = [2e-3, 5e-2]
# Of what the discriminator sees of real samples, in [-1, 1].
representation_tolerance = 1e-3


def arrays(name, kind):
    with numpy.load(os.path.join(folder, name, f"{kind}.npz")) as archive:
        return {key: torch.from_numpy(archive[key]).to(device()) for key in archive.files}


def recorded_representation(name, step, networks, real):
    """ganport's, which must be PyTorch's but for rounding."""
    if not os.path.exists(os.path.join(folder, name, f"represented-{step}.npz")):
        return networks.represent(real)
    recorded = draws.maps(arrays(name, f"represented-{step}")["represented"], networks.mirrored)
    error = (networks.represent(real) - recorded).abs().max().item()
    print(f"{name} step {step} representation differs by {error:.2g}", file=sys.stderr)
    if not error <= representation_tolerance:
        raise ValueError(f"{name}: representations of step {step} differ by {error}")
    return recorded


def check(name, game, prepared, networks, results):
    game.reports_norms = True
    for step, expected in enumerate(results):
        recorded = arrays(name, f"draws-{step}")
        source = draws.RecordedDraws([recorded[key] for key in sorted(recorded, key=int)], networks.mirrored)
        draws.draw_from(source)
        game.represent = partial(recorded_representation, name, step, networks)
        found = game.step(prepared[step])
        if source.left:
            raise ValueError(f"{name}: {len(source.left)} of ganport's draws are left in step {step}")
        for metric, value in found.items():
            error = abs(value - expected[metric]) / max(1, abs(expected[metric]))
            print(f"{name} step {step} {metric} {value:.6g}, ganport's {expected[metric]:.6g}", file=sys.stderr)
            if not error <= tolerances[min(step, len(tolerances) - 1)]:
                raise ValueError(f"{name}: {metric} of step {step} is {value}, ganport's {expected[metric]}")
    game.reports_norms = False
    game.represent = networks.represent
    draws.draw_from(draws.OwnDraws())


def open_case(name):
    with open(os.path.join(folder, name, "recording.json"), encoding="utf8") as file:
        recording = json.load(file)
    config = recording["config"]
    networks = importlib.import_module(config["variant"]).Networks(config)
    weights = arrays(name, "weights")
    for player in ("generator", "discriminator"):
        own = {key[len(player) + 1 :]: value for key, value in weights.items() if key.startswith(f"{player}.")}
        own = {key: value for key, value in own.items() if not key.startswith("adam.")}
        load(getattr(networks, player), own, networks.mirrored)
    game = Game(config, networks)
    batches = []
    while os.path.exists(os.path.join(folder, name, f"batch-{len(batches)}.npz")):
        batch = arrays(name, f"batch-{len(batches)}")
        if "label" in batch:
            batch["label"] = batch["label"].long()
        batches.append({**batch, "real": networks.samples(batch["real"])})
    check(name, game, batches, networks, recording["results"])
    done = 0

    def step():
        nonlocal done
        done += 1
        return game.step(batches[done % len(batches)])

    return step


class Cases(dict):
    """Opens a case at its first turn."""

    def __missing__(self, name):
        self[name] = open_case(name)
        return self[name]


serve(torch.__version__, "eager, fused Adam", Cases())
