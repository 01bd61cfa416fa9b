"""Checks manifests against the models of KServe's and Kubernetes' own Python clients.

Reads a list of {"model": NAME, "value": VALUE} from stdin, prints the problems of each. The models know the names
and types of fields, and which are required. The package kserve is used without what it
depends on, so only its models are imported.
"""

import importlib
import importlib.util
import inspect
import json
import pkgutil
import re
import sys
import types

import kubernetes.client.models as kubernetes_models


def kserve_models():
    """The modules of kserve.models, without kserve/__init__.py, which imports its servers."""
    package = types.ModuleType("kserve")
    package.__path__ = importlib.util.find_spec("kserve").submodule_search_locations
    sys.modules["kserve"] = package
    # Its initialization imports what it calls by absolute names.
    folder = [f"{path}/models" for path in package.__path__]
    models = types.ModuleType("kserve.models")
    models.__path__ = folder
    sys.modules["kserve.models"] = models
    for found in pkgutil.iter_modules(folder):
        if found.name.startswith("v1beta1"):
            yield importlib.import_module(f"kserve.models.{found.name}")


CLASSES = {
    name: model
    for module in [kubernetes_models, *kserve_models()]
    for name, model in inspect.getmembers(module, inspect.isclass)
    if hasattr(model, "openapi_types")
}
PLAIN = {"str": (str,), "int": (int,), "bool": (bool,), "float": (int, float)}


def check(kind, value, path):
    """Yields the problems of a value of a model's type."""
    inner = re.fullmatch(r"[Ll]ist\[(.+)\]|[Dd]ict[(\[]str, (.+)[)\]]", kind)
    if inner and inner[1]:
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        for i, item in enumerate(value):
            yield from check(inner[1], item, f"{path}[{i}]")
    elif inner:
        if not isinstance(value, dict):
            yield f"{path}: no object"
            return
        for name, item in value.items():
            yield from check(inner[2], item, f"{path}.{name}")
    elif kind in PLAIN:
        if not isinstance(value, PLAIN[kind]) or (kind != "bool" and isinstance(value, bool)):
            yield f"{path}: no {kind}"
    elif kind in CLASSES:
        yield from check_object(CLASSES[kind], value, path)
    elif kind != "object":
        yield f"{path}: the type {kind} is not known here"


def check_object(model, value, path):
    if not isinstance(value, dict):
        yield f"{path}: no object"
        return
    attributes = {json_name: name for name, json_name in model.attribute_map.items()}
    for name, item in value.items():
        if name not in attributes:
            yield f"{path}.{name}: no field of {model.__name__}"
        else:
            yield from check(model.openapi_types[attributes[name]], item, f"{path}.{name}")
    for name in missing(model, value):
        yield f"{path}.{name}: is required"


def missing(model, value):
    """The required fields that a value lacks: data of Kubernetes' models, errors of KServe's constructors."""
    fields = getattr(model, "model_fields", None)
    for name, json_name in model.attribute_map.items():
        if json_name in value:
            continue
        if fields is not None:
            is_required = name in fields and fields[name].is_required()
        else:
            is_required = f"`{name}`" in refusal(model, value)
        if is_required:
            yield json_name


def refusal(model, value):
    attributes = {json_name: name for name, json_name in model.attribute_map.items()}
    try:
        model(**{attributes[name]: item for name, item in value.items() if name in attributes})
    except ValueError as error:
        return str(error)
    return ""


json.dump(
    [list(check(given["model"], given["value"], given["model"])) for given in json.load(sys.stdin)],
    sys.stdout,
)
