"""Jets of Pythia, on one core: the simulation and the images of `ganport data jets`."""

import os
import sys

here = os.path.dirname(__file__)
sys.path[:0] = [os.path.join(here, path) for path in ("../harness", "../../packages/cli/assets")]

import jets
from contestant import serve

COUNT = 128
# Pythia's jet finder greets on standard output, which belongs to the answers.
sys.stdout = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
# Pythia starts before the clock does.
simulators = [jets.Simulator(label, seed=1 + label) for label in (0, 1)]


def generate():
    values = [simulator.images(COUNT // 2) for simulator in simulators]
    return {"jets": sum(len(one) for one in values) / jets.SIDE**2}


version = simulators[0].pythia.settings.parm("Pythia:versionNumber")
serve(f"{version:.3f}", "one thread", {str(COUNT): generate})
