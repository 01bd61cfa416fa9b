"""The package against the numbers of ganport itself, which tests/make-fixture.mjs has written."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ganport_ray.__main__ import check_ray
from ganport_ray.checkpoint import newest_checkpoint, read_checkpoint, write_checkpoint
from ganport_ray.draws import batch_indices, draw, keyed
from ganport_ray.program import Place, read_program
from ganport_ray.run_step import Alone, Array, Arrays, share_of
from ganport_ray.train import Worker, train

FIXTURE = Path(__file__).parent / "fixture"
EXPECTED: dict[str, Any] = json.loads((FIXTURE / "expected.json").read_text("utf-8"))


def copy_run(tmp_path: Path, variant: str, way: str) -> Path:
    """A copy of a run of the fixture with the program for one worker (`alone`) or two (`two`)."""
    run = tmp_path / "run"
    shutil.copytree(FIXTURE / variant / "checkpoint", run / "checkpoint")
    shutil.copytree(FIXTURE / variant / way, run / "ray")
    return run


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return copy_run(tmp_path, "mlp", "two")


class Threads:
    """The collective of workers that are threads."""

    def __init__(self, workers: int) -> None:
        self.barrier = threading.Barrier(workers, timeout=120)
        self.sent: dict[int, Any] = {}

    def place(self, rank: int) -> _ThreadCollective:
        return _ThreadCollective(self, rank)

    def all(self, rank: int, value: Any) -> list[Any]:
        self.sent[rank] = value
        self.barrier.wait()
        values = [self.sent[key] for key in sorted(self.sent)]
        self.barrier.wait()
        return values


class _ThreadCollective:
    def __init__(self, threads: Threads, rank: int) -> None:
        self.threads, self.rank = threads, rank

    def mean(self, arrays: Arrays) -> Arrays:
        every = self.threads.all(self.rank, arrays)
        return {
            name: np.asarray(np.mean([other[name] for other in every], axis=0, dtype=np.float64), np.float32)
            for name in arrays
        }

    def gather(self, array: Array) -> Array:
        return np.concatenate(self.threads.all(self.rank, array))


def rows_of(run: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text("utf-8").splitlines()]


def expect_same_rows(run: Path, variant: str, tolerance: float) -> None:
    rows, wanted = rows_of(run), EXPECTED["rows"][variant][1:]
    assert [row["step"] for row in rows] == [row["step"] for row in wanted]
    for row, expected in zip(rows, wanted, strict=True):
        for name, value in expected.items():
            if not name.startswith("seconds"):
                assert row[name] == pytest.approx(value, rel=tolerance, abs=tolerance), name


@pytest.mark.parametrize("index", range(4))
def test_draws_are_those_of_ganport(index: int) -> None:
    known = EXPECTED["draws"][index]
    state = keyed(EXPECTED["seed"], "step", 3, index)
    # A logarithm may differ in its last bit between JavaScript engines and C.
    np.testing.assert_allclose(draw(known["distribution"], state, 7), known["values"], rtol=1e-7)


def test_the_order_of_samples_is_that_of_ganport() -> None:
    assert batch_indices(10, 4, EXPECTED["seed"], 5).tolist() == EXPECTED["order"]


def test_a_share_has_rows_of_each_block() -> None:
    rows = np.arange(8)[:, None]
    assert share_of(rows, 2, Place(1, 2)).ravel().tolist() == [2, 3, 6, 7]


VARIANTS = ["mlp", "cyclegan"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_one_worker_takes_the_steps_of_ganport(tmp_path: Path, variant: str) -> None:
    run = copy_run(tmp_path, variant, "alone")
    assert train(run, Worker(Place(0, 1), Alone())) == 3
    expect_same_rows(run, variant, 1e-5)
    header, _ = read_checkpoint(newest_checkpoint(run / "checkpoint"))
    assert header["step"] == 3


@pytest.mark.parametrize("variant", VARIANTS)
def test_two_workers_take_the_steps_of_one(tmp_path: Path, variant: str) -> None:
    run = copy_run(tmp_path, variant, "two")
    threads = Threads(2)
    failures: list[BaseException] = []

    def work(rank: int) -> None:
        try:
            train(run, Worker(Place(rank, 2), threads.place(rank)))
        except BaseException as error:
            failures.append(error)
            threads.barrier.abort()

    workers = [threading.Thread(target=work, args=(rank,)) for rank in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    expect_same_rows(run, variant, 1e-4)


def test_another_number_of_workers_is_refused(run: Path) -> None:
    with pytest.raises(ValueError, match="for 2 workers, not 1; write it again with ganport ray"):
        train(run, Worker(Place(0, 1), Alone()))


def test_rows_of_steps_that_are_computed_again_are_replaced(tmp_path: Path) -> None:
    run = copy_run(tmp_path, "mlp", "alone")
    rows = [json.dumps({"step": step}) for step in (1, 2, 3)]
    (run / "metrics.jsonl").write_text("\n".join(rows) + '\n{"step": 4, "dLo', "utf-8")
    train(run, Worker(Place(0, 1), Alone()))
    assert [row["step"] for row in rows_of(run)] == [1, 2, 3]
    assert "dLoss" in rows_of(run)[1]


def test_workers_with_different_checkpoints_stop(run: Path) -> None:
    class Other(Alone):
        def gather(self, array: Array) -> Array:
            return np.concatenate([array, array + 1])

    with pytest.raises(RuntimeError, match=r"checkpoints of different steps: \[1, 2\]"):
        train(run, Worker(Place(0, 2), Other()))


def test_a_card_needs_an_onnxruntime_with_cuda(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="has no CUDA; pip uninstall onnxruntime"):
        train(copy_run(tmp_path, "mlp", "alone"), Worker(Place(0, 1), Alone(), card=1))


def test_packages_that_are_absent_or_too_old_are_named() -> None:
    with pytest.raises(RuntimeError, match=r'no-such is not installed; pip install "ganport-ray\[ray\]"'):
        check_ray({"no-such": (1, 0)})
    with pytest.raises(RuntimeError, match=r"numpy \S+ is too old, 999.5 is needed"):
        check_ray({"numpy": (999, 5)})
    check_ray({"numpy": (1, 26)})


def test_a_checkpoint_is_written_as_it_was_read(run: Path) -> None:
    file = newest_checkpoint(run / "checkpoint")
    header, tensors = read_checkpoint(file)
    again, same = read_checkpoint(write_checkpoint(run / "again", header, tensors))
    assert again == header
    assert same.keys() == tensors.keys()
    assert all(np.array_equal(same[name], tensors[name]) for name in tensors)


def test_a_damaged_checkpoint_is_refused(run: Path) -> None:
    file = newest_checkpoint(run / "checkpoint")
    damaged = bytearray(file.read_bytes())
    damaged[-1] ^= 1
    file.write_bytes(damaged)
    with pytest.raises(ValueError, match="damaged: its content does not match its SHA-256"):
        read_checkpoint(file)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": "ganport-workers/2"}, "its format is ganport-workers/2"),
        ({"parts": [{"graph": "../x", "inputs": {}, "outputs": {}}]}, "a graph's name is a path"),
    ],
)
def test_a_program_of_others_is_refused(run: Path, change: dict[str, Any], reason: str) -> None:
    file = run / "ray" / "program.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(ValueError, match=reason):
        read_program(run / "ray")
