"""`ganport-ray RUN`: trains a run for which `ganport ray` has written a program."""

from __future__ import annotations

import argparse
from pathlib import Path

from ganport_ray.program import Place
from ganport_ray.run_step import Alone
from ganport_ray.train import Worker, train


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser("ganport-ray", description=__doc__)
    parser.add_argument("run", type=Path, help="the run folder")
    parser.add_argument("--cuda", action="store_true", help="a graphics card for each worker")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads of each worker")
    parser.add_argument("--failures", type=int, default=3, help="how often workers may be lost")
    parser.add_argument("--storage", help="Ray's own files, on several machines a shared folder")
    parser.add_argument("--local", action="store_true", help="one worker here, without Ray")
    given = parser.parse_args()
    if given.local:
        train(given.run, Worker(Place(0, 1), Alone(), given.threads, given.cuda))
        return
    from ganport_ray.ray_train import train_on_ray

    train_on_ray(
        given.run,
        cuda=given.cuda,
        threads=given.threads,
        failures=given.failures,
        storage=given.storage,
    )


if __name__ == "__main__":
    main()
