"""Trains a variant in PyTorch from ganport's settings, initial weights and data, and writes samples.

Arguments: a folder with config.json, weights.npz and data.npz, which gets samples.npy (count, ...) float32, and
a JSON object with steps, seed and count. Tells the seconds that the training took as its last line.
"""

import importlib
import json
import os
import sys
import time

here = os.path.dirname(__file__)
sys.path.insert(0, os.path.join(here, "..", "training-step", "pytorch"))

import numpy
import torch
from game import Game
from layers import load
from torch.nn.functional import one_hot

folder, options = sys.argv[1], json.loads(sys.argv[2])
torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(options["seed"])


def arrays(name):
    with numpy.load(os.path.join(folder, f"{name}.npz")) as archive:
        return {key: torch.from_numpy(archive[key]) for key in archive.files}


with open(os.path.join(folder, "config.json"), encoding="utf8") as file:
    config = json.load(file)
networks = importlib.import_module(config["variant"]).Networks(config)
weights = arrays("weights")
for player in ("generator", "discriminator"):
    own = {key[len(player) + 1 :]: value for key, value in weights.items() if key.startswith(f"{player}.")}
    own = {key: value for key, value in own.items() if not key.startswith("adam.")}
    load(getattr(networks, player), own, networks.mirrored)
game = Game(config, networks)
data = {name: rows.long() if name == "label" else rows for name, rows in arrays("data").items()}


def batches():
    """In an order drawn anew for each time through the data: as many samples as the updates of a step take."""
    size = config["batchSize"] * config.get("discriminatorSteps", 1)
    while True:
        for chosen in torch.randperm(len(data["real"])).split(size):
            if len(chosen) < size:
                continue
            batch = {name: rows[chosen] for name, rows in data.items()}
            if batch["real"].dtype == torch.uint8:
                batch["real"] = one_hot(batch["real"].long(), config["sample"][-1]).float()
            yield {**batch, "real": networks.samples(batch["real"])}


start = time.perf_counter()
for _, batch in zip(range(options["steps"]), batches()):
    game.step(batch)
seconds = time.perf_counter() - start

networks.generator.eval()
with torch.inference_mode():
    label = torch.arange(options["count"]) % len(config.get("classNames") or [""])
    samples = torch.cat([game.generate(len(part), {"label": part})["sample"] for part in label.split(500)])
numpy.save(os.path.join(folder, "samples.npy"), samples.movedim(1, -1).contiguous().numpy())
print(json.dumps({"seconds": seconds}))
