"""Metrics by other people's code, on features in files. Prints one JSON object.

usage: metrics.py FOLDER WIDTH CLASSES SUBSETS, where FOLDER holds real.f32, generated.f32
[n, WIDTH], probabilities.f32 [n, CLASSES] and subsets.i32 [SUBSETS, 2, size]: rows of the real and
of the generated features that make KID's subsets.
"""
import contextlib
import json
import sys
from pathlib import Path

import numpy as np
import scipy.linalg
import scipy.spatial.distance
import sklearn.metrics
import sklearn.neighbors
import torch
from prdc import compute_prdc
from torch_fidelity.metric_fid import fid_features_to_statistics, fid_statistics_to_metric
from torch_fidelity.metric_isc import isc_features_to_metric
from torch_fidelity.metric_kid import kernel_mmd, kid_features_to_metric

NEIGHBOURS = 5
POLYNOMIAL = {
    "kid_kernel": "poly",
    "kid_kernel_poly_degree": 3,
    "kid_kernel_poly_gamma": None,
    "kid_kernel_poly_coef0": 1,
}

folder = Path(sys.argv[1])
width, classes, subsets = (int(text) for text in sys.argv[2:])


def matrix(name: str, columns: int) -> np.ndarray:
    return np.fromfile(folder / name, np.float32).reshape(-1, columns).astype(np.float64)


real, generated = matrix("real.f32", width), matrix("generated.f32", width)
probabilities = matrix("probabilities.f32", classes)
rows = np.fromfile(folder / "subsets.i32", np.int32).reshape(subsets, 2, -1)


def scipy_fid() -> float:
    """Heusel et al.'s formula with scipy's matrix square root."""
    a, b = np.cov(real, rowvar=False), np.cov(generated, rowvar=False)
    root = scipy.linalg.sqrtm(a @ b).real
    apart = real.mean(axis=0) - generated.mean(axis=0)
    return float(apart @ apart + np.trace(a) + np.trace(b) - 2 * np.trace(root))


def fidelity_fid() -> float:
    statistics = [fid_features_to_statistics(torch.from_numpy(x)) for x in (real, generated)]
    return fid_statistics_to_metric(*statistics, verbose=False)["frechet_inception_distance"]


def fidelity_kid_of_all() -> float:
    """All samples in the one subset, which no choice of rows can change."""
    result = kid_features_to_metric(
        *(torch.from_numpy(x) for x in (real, generated)),
        kid_subsets=1,
        kid_subset_size=len(real),
        rng_seed=1,
        verbose=False,
        **POLYNOMIAL,
    )
    return result["kernel_inception_distance_mean"]


def fidelity_kid_of_subsets() -> dict:
    values = [kernel_mmd(real[r], generated[g], **POLYNOMIAL) for r, g in rows]
    return {"mean": float(np.mean(values)), "stddev": float(np.std(values))}


def fidelity_is() -> dict:
    scores = torch.from_numpy(np.log(np.maximum(probabilities, 1e-300)))
    result = isc_features_to_metric(scores, splits=10, shuffle=False)
    return {"mean": result["inception_score_mean"], "stddev": result["inception_score_std"]}


def sklearn_prdc() -> dict:
    """The papers' definitions on scikit-learn's neighbours, which counts a point as its own first."""
    radii = []
    for x in (real, generated):
        neighbours = sklearn.neighbors.NearestNeighbors(n_neighbors=NEIGHBOURS + 1).fit(x)
        radii.append(neighbours.kneighbors(x)[0][:, -1])
    distances = sklearn.metrics.pairwise_distances(real, generated)
    in_real = distances < radii[0][:, None]
    in_generated = distances < radii[1][None, :]
    return {
        "precision": float(in_real.any(axis=0).mean()),
        "recall": float(in_generated.any(axis=1).mean()),
        "density": float(in_real.sum() / (NEIGHBOURS * len(generated))),
        "coverage": float(in_real.any(axis=1).mean()),
    }


def prdc_prdc() -> dict:
    with contextlib.redirect_stdout(sys.stderr):  # It says how many samples there are.
        values = compute_prdc(real_features=real, fake_features=generated, nearest_k=NEIGHBOURS)
    return {name: float(value) for name, value in values.items()}


def scipy_pairwise() -> float:
    return float(scipy.spatial.distance.pdist(generated).mean())


print(
    json.dumps(
        {
            "fid": {"scipy": scipy_fid(), "torch-fidelity": fidelity_fid()},
            "kidOfAll": {"torch-fidelity": fidelity_kid_of_all()},
            "kidOfSubsets": {"torch-fidelity": fidelity_kid_of_subsets()},
            "is": {"torch-fidelity": fidelity_is()},
            "prdc": {"scikit-learn": sklearn_prdc(), "prdc": prdc_prdc()},
            "pairwise": {"scipy": scipy_pairwise()},
        }
    )
)
