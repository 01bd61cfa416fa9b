"""On Ray itself, where it is installed: a worker's process is killed, and the run has the steps of one that was not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("ray.train")
pytest.importorskip("torch")

import ray

from ganport_ray.checkpoint import newest_checkpoint, read_checkpoint
from ganport_ray.ray_train import train_on_ray

FIXTURE = Path(__file__).parent / "fixture" / "mlp"
STEPS = 60
EVERY = 4


def run_of(folder: Path) -> Path:
    """A run of two workers with enough steps that a worker can be lost in the middle."""
    shutil.copytree(FIXTURE / "checkpoint", folder / "checkpoint")
    shutil.copytree(FIXTURE / "two", folder / "ray")
    program = folder / "ray" / "program.json"
    value = json.loads(program.read_text("utf-8")) | {"steps": STEPS, "checkpointEvery": EVERY}
    program.write_text(json.dumps(value), "utf-8")
    return folder


def steps_of(run: Path) -> list[int]:
    file = run / "metrics.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [json.loads(line)["step"] for line in lines if line.endswith("}")]


def kill_a_worker(run: Path, killed: list[int]) -> None:
    """Ends a worker's process after some steps."""
    end = time.monotonic() + 120
    while len(steps_of(run)) < 10 and time.monotonic() < end:
        time.sleep(0.01)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            title = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if title.startswith(b"ray::") and b"TrainWorker" in title:
            killed.append(int(folder.name))
    if killed:
        os.kill(killed[-1], signal.SIGKILL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield tmp_path_factory.mktemp("storage")
    ray.shutdown()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc")
def test_a_worker_that_is_killed_is_replaced(cluster: Path, tmp_path: Path) -> None:
    whole, broken = run_of(tmp_path / "whole"), run_of(tmp_path / "broken")
    train_on_ray(whole, storage=str(cluster))
    killed: list[int] = []
    killer = threading.Thread(target=kill_a_worker, args=(broken, killed))
    killer.start()
    train_on_ray(broken, storage=str(cluster))
    killer.join()
    assert killed != []
    assert steps_of(broken) == steps_of(whole) == list(range(2, STEPS + 1))
    header, state = read_checkpoint(newest_checkpoint(broken / "checkpoint"))
    wanted_header, wanted = read_checkpoint(newest_checkpoint(whole / "checkpoint"))
    assert header == wanted_header
    assert all(np.array_equal(state[name], wanted[name]) for name in wanted)
