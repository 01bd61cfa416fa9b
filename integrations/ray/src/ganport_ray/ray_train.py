"""Training on Ray: TorchTrainer places and restarts the workers, torch.distributed averages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ray.train
import ray.train.torch
import torch
import torch.distributed as dist
from ray.train import FailureConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchConfig, TorchTrainer

from ganport_ray.program import Place, read_program
from ganport_ray.torch_collective import TorchCollective
from ganport_ray.train import Worker, train


def _train_worker(config: dict[str, Any]) -> None:
    context = ray.train.get_context()
    cuda = bool(config["cuda"])
    device = ray.train.torch.get_device() if cuda else torch.device("cpu")
    card = device.index or 0 if cuda else None
    place = Place(context.get_world_rank(), context.get_world_size())
    worker = Worker(place, TorchCollective(device), int(config["threads"]), card)
    train(Path(config["run"]), worker)
    dist.barrier()
    ray.train.report({"step": read_program(Path(config["run"]) / "ray").steps})


def train_on_ray(
    run: Path, *, cuda: bool = False, threads: int = 1, failures: int = 3, storage: str | None = None
) -> None:
    """Trains a run with the workers of its program.

    A worker that is lost is replaced, and all go on from the newest checkpoint, which is in the run's folder.
    On several machines, this is a folder that all of them have.

    failures: how often workers may be lost before the training gives up
    """
    program = read_program(run / "ray")
    scaling = ScalingConfig(
        num_workers=program.workers,
        use_gpu=cuda,
        resources_per_worker={"CPU": threads, **({"GPU": 1} if cuda else {})},
    )
    trainer = TorchTrainer(
        _train_worker,
        train_loop_config={"run": str(run.resolve()), "cuda": cuda, "threads": threads},
        torch_config=TorchConfig(backend="nccl" if cuda else "gloo"),
        scaling_config=scaling,
        run_config=RunConfig(
            storage_path=storage, failure_config=FailureConfig(max_failures=failures)
        ),
    )
    result = trainer.fit()
    if result.error:
        raise result.error
