"""Training steps in PyTorch, eager, of the cases that ganport has recorded in a folder.

Before a case is measured, ganport's first steps are computed from its weights, batches and draws, and must
come to its losses and norms of gradients.
"""

import importlib
import json
import os
import sys

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
tolerances = [1e-2, 5e-2]


def arrays(name, kind):
    with numpy.load(os.path.join(folder, name, f"{kind}.npz")) as archive:
        return {key: torch.from_numpy(archive[key]).to(device()) for key in archive.files}


def check(name, game, prepared, mirrored, results):
    game.reports_norms = True
    for step, expected in enumerate(results):
        recorded = arrays(name, f"draws-{step}")
        source = draws.RecordedDraws([recorded[key] for key in sorted(recorded, key=int)], mirrored)
        draws.draw_from(source)
        found = game.step(prepared[step])
        if source.left:
            raise ValueError(f"{name}: {len(source.left)} of ganport's draws are left in step {step}")
        for metric, value in found.items():
            error = abs(value - expected[metric]) / max(1, abs(expected[metric]))
            print(f"{name} step {step} {metric} {value:.6g}, ganport's {expected[metric]:.6g}", file=sys.stderr)
            if not error <= tolerances[min(step, len(tolerances) - 1)]:
                raise ValueError(f"{name}: {metric} of step {step} is {value}, ganport's {expected[metric]}")
    game.reports_norms = False
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
    check(name, game, batches, networks.mirrored, recording["results"])
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
