"""CTGAN: residual layers that keep their input, Gumbel softmax, packs of rows."""

import draws
import torch
from layers import BatchNorm, Dropout
from networks import Pair, scaled
from torch import nn
from torch.nn.functional import one_hot


class Generator(nn.Module):
    def __init__(self, config, numbers, modes, categories):
        super().__init__()
        self.latent, self.groups, self.categories = config["latent"], modes + categories, categories
        self.classes = sum(categories)
        units = scaled(config, 256)
        inputs = self.latent + self.classes
        self.dense_1, self.norm_1 = nn.Linear(inputs, units), BatchNorm(units)
        self.dense_2, self.norm_2 = nn.Linear(inputs + units, units), BatchNorm(units)
        self.logits = nn.Linear(inputs + 2 * units, sum(self.groups))
        self.numbers = nn.Linear(inputs + 2 * units, numbers)

    def forward(self, noise, given):
        vector = one_hot(given["label"], self.classes)
        x = torch.cat([noise[:, : self.latent], vector], 1)
        x = torch.cat([self.norm_1(self.dense_1(x)).relu(), x], 1)
        x = torch.cat([self.norm_2(self.dense_2(x)).relu(), x], 1)
        logits = self.logits(x)
        a, b = noise[:, self.latent :].chunk(2, 1)
        gumbel = -((a.square() + b.square()) / 2 + 1e-20).log()
        scores = ((logits + gumbel) / 0.2).split(self.groups, 1)
        chosen = [group.softmax(1) for group in scores]
        rows = torch.cat([self.numbers(x).tanh(), *chosen], 1)
        return {"sample": rows, "class": self.of_column(logits[:, -self.classes :], given["label"])}

    def of_column(self, logits, label):
        """The logits of the categories of the label's column; those of others are far below."""
        groups = torch.arange(len(self.categories)).repeat_interleave(torch.tensor(self.categories))
        return logits.masked_fill(groups != groups[label][:, None], -1e9)


class Discriminator(nn.Module):
    def __init__(self, config, width, classes):
        super().__init__()
        self.pac, self.classes = config["pac"], classes
        units = scaled(config, 256)
        self.dense_1 = nn.Linear(self.pac * (width + classes), units)
        self.dense_2 = nn.Linear(units, units)
        self.logit = nn.Linear(units, 1)
        self.leaky, self.dropout = nn.LeakyReLU(0.2), Dropout(0.5)

    def forward(self, rows, given):
        packs = len(rows) // self.pac
        vectors = one_hot(given["label"], self.classes).view(packs, -1)
        x = torch.cat([rows.reshape(packs, -1), vectors], 1)
        x = self.dropout(self.leaky(self.dense_1(x)))
        return {"logit": self.logit(self.dropout(self.leaky(self.dense_2(x))))}


class Networks(Pair):
    def __init__(self, config):
        modes = [len(column["modes"]) for column in config["table"] if column["kind"] == "number"]
        categories = [len(each["categories"]) for each in config["table"] if each["kind"] == "category"]
        self.choices = sum(modes) + sum(categories)
        width = len(modes) + self.choices
        generator = Generator(config, len(modes), modes, categories)
        super().__init__(config, generator, Discriminator(config, width, sum(categories)))

    def samples(self, real):
        return real

    def noise(self, count):
        return draws.normal(count, self.config["latent"] + 2 * self.choices)
