"""Trains a ganport run on Ray: the same steps as on one machine, shared by many workers."""

from ganport_ray.program import Place, Program, read_program
from ganport_ray.run_step import Collective, run_step

__all__ = ["Collective", "Place", "Program", "read_program", "run_step"]
