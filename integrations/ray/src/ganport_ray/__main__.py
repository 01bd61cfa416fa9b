"""`ganport-ray RUN`: trains a run for which `ganport ray` has written a program."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ganport_ray.program import Place
from ganport_ray.run_step import Alone
from ganport_ray.train import Worker, train

#: The oldest versions, as pyproject.toml has them.
NEEDED: Mapping[str, tuple[int, int]] = {"ray": (2, 40), "torch": (2, 4)}

EXAMPLES = """examples:
  ganport-ray runs/digits
  ganport-ray runs/digits --cuda --threads 4
  ganport-ray /shared/runs/digits --storage /shared/ray   # several machines
  ganport-ray runs/digits --local

ganport ray RUN --workers N writes what this reads."""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        "ganport-ray",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=Path, help="the run folder")
    parser.add_argument("--cuda", action="store_true", help="a graphics card for each worker")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads of each worker")
    parser.add_argument("--failures", type=int, default=3, help="how often workers may be lost")
    parser.add_argument("--storage", help="Ray's own files, on several machines a shared folder")
    parser.add_argument("--local", action="store_true", help="one worker here, without Ray")
    given = parser.parse_args()
    try:
        _run(given)
    except (OSError, RuntimeError, ValueError) as error:
        sys.exit(f"ganport-ray: {error}")


def _run(given: argparse.Namespace) -> None:
    if given.local:
        train(given.run, Worker(Place(0, 1), Alone(), given.threads, 0 if given.cuda else None))
        return
    check_ray()
    from ganport_ray.ray_train import train_on_ray

    train_on_ray(
        given.run,
        cuda=given.cuda,
        threads=given.threads,
        failures=given.failures,
        storage=given.storage,
    )


def check_ray(needed: Mapping[str, tuple[int, int]] = NEEDED) -> None:
    """Raises RuntimeError where a package is absent or too old, with what to install."""
    for name, oldest in needed.items():
        remedy = 'pip install "ganport-ray[ray]", or train with one worker: --local'
        try:
            found = version(name)
        except PackageNotFoundError:
            raise RuntimeError(f"{name} is not installed; {remedy}") from None
        if tuple(int(part) for part in re.findall(r"\d+", found)[:2]) < oldest:
            raise RuntimeError(f"{name} {found} is too old, {oldest[0]}.{oldest[1]} is needed; {remedy}")


if __name__ == "__main__":
    main()
