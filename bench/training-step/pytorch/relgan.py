"""RelGAN: a relational memory writes text by Gumbel softmax, several embeddings judge it."""

import draws
import torch
from networks import Pair, scaled
from torch import nn
from torch.nn import functional
from torch.nn.functional import layer_norm


class Weights(nn.Module):
    """Parameters under ganport's names."""

    def __init__(self, **shapes):
        super().__init__()
        self.names = list(shapes)
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.empty(shape)))

    def weights(self, take, mirror):
        for name in self.names:
            yield getattr(self, name), take(name.replace("__", "."))


class Writer(Weights):
    def __init__(self, config, characters):
        width = config["width"]
        self.slots, self.heads = config["memorySlots"], config["memoryHeads"]
        self.size = scaled(config, config["headSize"])
        slot, embedding = self.heads * self.size, scaled(config, 32)
        dense = {
            "input": (embedding, slot),
            "attention": (slot, 3 * slot),
            "perceptron_1": (slot, slot),
            "perceptron_2": (slot, slot),
            "gates_of_input": (slot, 2 * slot),
            "gates_of_memory": (slot, 2 * slot),
            "logits": (self.slots * slot, characters),
        }
        norms = {"attention_norm": 3 * slot, "attended_norm": slot, "perceptron_norm": slot}
        shapes = {"embedding__kernel": (characters, embedding)}
        for name, (inputs, outputs) in dense.items():
            shapes |= {f"{name}__kernel": (inputs, outputs), f"{name}__bias": (outputs,)}
        for name, size in norms.items():
            shapes |= {f"{name}__gamma": (size,), f"{name}__beta": (size,)}
        super().__init__(**shapes)
        self.register_buffer("temperature", torch.ones(()))
        self.characters = characters
        self.first = torch.eye(self.slots, slot)

    def weights(self, take, mirror):
        yield from super().weights(take, mirror)
        yield self.temperature, take("temperature")

    def dense(self, x, name):
        return x @ getattr(self, f"{name}__kernel") + getattr(self, f"{name}__bias")

    def norm(self, x, name):
        gamma, beta = getattr(self, f"{name}__gamma"), getattr(self, f"{name}__beta")
        return layer_norm(x, x.shape[-1:], gamma, beta, 1e-5)

    def remember(self, memory, before):
        projected = self.dense(before @ self.embedding__kernel, "input")
        rows = torch.cat([memory, projected[:, None]], 1)
        mixed = self.norm(self.dense(rows, "attention"), "attention_norm")
        heads = mixed.chunk(3, 2)
        queries, keys, values = (part.unflatten(2, (self.heads, self.size)).transpose(1, 2) for part in heads)
        queries = queries[:, :, : self.slots]
        attended = functional.scaled_dot_product_attention(queries, keys, values)
        related = self.norm(memory + attended.transpose(1, 2).flatten(2), "attended_norm")
        thought = self.dense(self.dense(related, "perceptron_1").relu(), "perceptron_2")
        proposed = self.norm(related + thought, "perceptron_norm")
        gates = self.dense(memory.tanh(), "gates_of_memory") + self.dense(projected, "gates_of_input")[:, None]
        take, keep = gates.chunk(2, 2)
        return take.sigmoid() * proposed.tanh() + (keep + 1).sigmoid() * memory

    def forward(self, gumbel):
        memory = self.first.expand(len(gumbel), -1, -1)
        before = torch.zeros(len(gumbel), self.characters)
        line = []
        for noise in gumbel.unbind(1):
            memory = self.remember(memory, before)
            scores = self.dense(memory.flatten(1), "logits") + noise
            line.append((scores * self.temperature).softmax(-1))
            before = functional.one_hot(scores.detach().argmax(-1), self.characters).float()
        return torch.stack(line, 1)


class Generator(nn.Module):
    writes = True

    def __init__(self, config):
        super().__init__()
        self.length, characters = config["sample"]
        self.most = config["temperatureMax"]
        self.growth = self.most ** (1 / max(1, config["steps"] - config["pretrainSteps"]))
        self.text = Writer(config, characters)

    def begin_step(self):
        temperature = self.text.temperature
        temperature.copy_((temperature * self.growth).clamp(max=self.most))

    def forward(self, noise, given):
        uniform = ((noise + 1) / 2).clamp(2**-25, 1 - 2**-24)
        return {"sample": self.text(-(-uniform.log()).log().view(len(noise), self.length, -1))}


class Highway(Weights):
    def __init__(self, size):
        dense = {"kernel": (size, size), "bias": (size,)}
        super().__init__(**dense, **{f"gate__{name}": shape for name, shape in dense.items()})

    def forward(self, x):
        gate = (x @ self.gate__kernel + self.gate__bias).sigmoid()
        return torch.lerp(x, (x @ self.kernel + self.bias).relu(), gate)


class Discriminator(nn.Module):
    def __init__(self, config):
        super().__init__()
        _, characters = config["sample"]
        self.embeddings, filters = scaled(config, 64), scaled(config, 300)
        self.embed = nn.Conv1d(characters, self.embeddings, 1, bias=False)
        for kernel in (2, 3, 4, 5):
            self.add_module(f"conv_{kernel}", nn.Conv1d(1, filters, kernel))
        self.highway = Highway(4 * filters)
        self.dense = nn.Linear(4 * filters, scaled(config, 100))
        self.logit = nn.Linear(scaled(config, 100), 1)

    def forward(self, text, given):
        rows = self.embed(text.transpose(1, 2)).flatten(0, 1)[:, None]
        convs = [getattr(self, f"conv_{kernel}") for kernel in (2, 3, 4, 5)]
        features = [conv(rows).relu().amax(2) for conv in convs]
        x = torch.cat(features, 1).view(len(text), self.embeddings, -1)
        return {"logit": self.logit(self.dense(draws.dropout(self.highway(x), 0.25)))}


class Networks(Pair):
    def __init__(self, config):
        super().__init__(config, Generator(config), Discriminator(config))

    def samples(self, real):
        return real

    def noise(self, count):
        return draws.signed(count, self.config["latent"])
