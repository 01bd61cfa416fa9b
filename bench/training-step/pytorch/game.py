"""The game of a generator and a discriminator in PyTorch, as ganport plays it: losses, gradient penalty, the
losses of classes and conditions, Adam.

A network returns a dict: a generator `sample` and perhaps the logits of a `class`, a discriminator `logit`
and perhaps `class`, `condition` and `total`.
"""

import draws
import torch
from torch.nn.functional import cross_entropy, softplus


def exceeds(a, b):
    return softplus(b - a).mean()


# Each has the loss of the discriminator and of the generator, of the logits of real and generated samples.
losses = {
    "non-saturating": (
        lambda real, generated: softplus(-real).mean() + softplus(generated).mean(),
        lambda generated, real: softplus(-generated).mean(),
    ),
    "wgan-gp": (
        lambda real, generated: generated.mean() - real.mean(),
        lambda generated, real: -generated.mean(),
    ),
    "rsgan": (exceeds, lambda generated, real: exceeds(generated, real())),
}


def adam(network, config, player):
    return torch.optim.Adam(
        network.parameters(),
        lr=config[f"{player}LearningRate"],
        betas=(config["beta1"], config["beta2"]),
        eps=1e-8,
        weight_decay=config.get(f"{player}WeightDecay", 0),
        fused=True,
    )


def norm_of(network):
    return torch.stack(torch._foreach_norm([each.grad for each in network.parameters()])).norm()


class Game:
    def __init__(self, config, networks):
        self.config = config
        self.generator, self.discriminator = networks.generator, networks.discriminator
        self.represent = networks.represent
        self.noise = networks.noise
        # Batch normalization and the like see the samples of one batch.
        self.mixes = getattr(self.discriminator, "mixes", False)
        # A writer of text has a temperature, and a loop over the line.
        self.writes = getattr(self.generator, "writes", False)
        self.d_adam = adam(self.discriminator, config, "discriminator")
        self.g_adam = adam(self.generator, config, "generator")
        self.d_loss, self.g_loss = losses[config.get("loss", "non-saturating")]
        # ganport reports the norms of gradients. They are computed where they are compared.
        self.reports_norms = False

    def heads(self, scores, given, outputs):
        """The losses of what the networks say of the class or the condition of samples."""
        terms = []
        for score in scores:
            if "class" in score:
                terms.append(cross_entropy(score["class"], given["label"]))
            for name in outputs:
                if name in score:
                    error = (score[name] / given["condition"] - 1).abs().mean()
                    terms.append(self.config["conditionWeight"] * error)
        return sum(terms)

    def both(self, real, generated, given):
        if self.mixes:
            return self.discriminator(real, given), self.discriminator(generated, given)
        twice = {name: torch.cat([rows, rows]) for name, rows in given.items()}
        scores = self.discriminator(torch.cat([real, generated]), twice)
        halves = {name: score.chunk(2) for name, score in scores.items()}
        return tuple({name: pair[i] for name, pair in halves.items()} for i in range(2))

    def penalty(self, real, generated, given):
        """(‖slope‖ − 1)² at points between, one alpha a pack."""
        packs = len(real) // self.config["pac"]
        alpha = draws.uniform(packs, *[1] * (real.dim() - 1)).repeat_interleave(self.config["pac"], 0)
        between = torch.lerp(generated, real, alpha).requires_grad_(True)
        logit = self.discriminator(between, given)["logit"]
        (slope,) = torch.autograd.grad(logit.sum(), between, create_graph=True)
        return (slope.reshape(packs, -1).norm(dim=1) - 1).square().mean()

    def generate(self, count, given):
        return self.generator(self.noise(count), given)

    def update(self, network, optimizer, loss):
        optimizer.zero_grad()
        loss.backward()
        norm = norm_of(network) if self.reports_norms else None
        if self.config.get("clipNorm"):
            torch.nn.utils.clip_grad_norm_(network.parameters(), self.config["clipNorm"])
        optimizer.step()
        return norm

    def update_discriminator(self, real, generated, given):
        on_real, on_generated = self.both(real, generated, given)
        loss = self.d_loss(on_real["logit"], on_generated["logit"])
        if self.config["regularizer"] == "gp":
            loss = loss + self.config["regularizerWeight"] * self.penalty(real, generated, given)
        loss = loss + self.heads([on_real, on_generated], given, ["condition"])
        return loss, self.update(self.discriminator, self.d_adam, loss)

    def update_generator(self, real, given):
        self.discriminator.requires_grad_(False)
        generated = self.generate(len(real), given)
        scores = self.discriminator(generated["sample"], given)

        def on_real():
            with torch.no_grad():
                return self.discriminator(real, given)["logit"]

        loss = self.g_loss(scores["logit"], on_real)
        own = {name: generated[name] for name in ("class",) if name in generated}
        loss = loss + self.heads([scores, own], given, ["condition", "total"])
        norm = self.update(self.generator, self.g_adam, loss)
        self.discriminator.requires_grad_(True)
        return loss, norm

    def step(self, batch):
        """One step. batch: real samples, and the label or the condition of each, for all updates."""
        if self.writes:
            self.generator.begin_step()
        size = self.config["batchSize"]
        real = self.represent(batch["real"])
        known = {name: rows for name, rows in batch.items() if name != "real"}
        rounds = len(real) // size
        with torch.no_grad():
            # One loop for all batches is faster.
            ahead = self.generate(len(real), known)["sample"].split(size) if self.writes else None
        for i in range(rounds):
            part = slice(i * size, (i + 1) * size)
            given = {name: rows[part] for name, rows in known.items()}
            with torch.no_grad():
                generated = ahead[i] if ahead else self.generate(size, given)["sample"]
            d_loss, d_norm = self.update_discriminator(real[part], generated, given)
        given = {name: rows[:size] for name, rows in known.items()}
        g_loss, g_norm = self.update_generator(real[:size], given)
        told = {"dLoss": d_loss, "gLoss": g_loss}
        if self.reports_norms:
            told.update(dGradientNorm=d_norm, gGradientNorm=g_norm)
        return {name: value.item() for name, value in told.items()}
