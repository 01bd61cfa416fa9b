"""Jets of the simulator Pythia 8 as images of transverse momentum: QCD jets (class 0) and W bosons (1).

    python3 jets.py OUT --count 10000 --seed 1 --processes 2

pp at 14 TeV. QCD: hard scattering of quarks and gluons. W: W' (600 GeV) -> W Z, the W to quarks, the Z to
neutrinos. Visible particles are clustered by anti-kt, R = 1. The jet of the largest transverse momentum, of
QCD the two largest, is trimmed: subjets by kt, R = 0.3, those below 5 % of the jet are dropped. Trimmed jets of
250 to 300 GeV, mass 60 to 100 GeV and |eta| < 2 are kept.

Preprocessing: the leading subjet moves to the middle, the second one straight below it, and the half with
more momentum to the right. Constituents are moved, not pixels, so that no momentum is lost to interpolation.
Pixels are 0.1 x 0.1 in eta and phi; row 0 is the largest phi, column 0 the smallest eta.

OUT gets count x 25 x 25 uint16, little-endian, in units of 0.01 GeV, classes in turn. Each line of standard
output is the number of finished jets. The same count and seed give the same bytes, whatever the processes.
"""

import argparse
import array
import math
import multiprocessing
import sys

import pythia8mc

SIDE = 25
PIXEL = 0.1
UNIT = 0.01
# Jets of one class that one generator makes. Each block has its own seed.
BLOCK = 250
PT = (250.0, 300.0)
MASS = (60.0, 100.0)
MAX_ETA = 2.0
TRIM_RADIUS = 0.3
TRIM_SHARE = 0.05
ANTI_KT, KT, VISIBLE = -1, 1, 2

COMMON = ["Beams:eCM = 14000.", "Print:quiet = on"]
# The leading jets of an event that are looked at, by class.
LEADING = [2, 1]
PROCESSES = [
    ["HardQCD:all = on", "PhaseSpace:pTHatMin = 240.", "PhaseSpace:pTHatMax = 400."],
    [
        "NewGaugeBoson:ffbar2Wprime = on",
        "Wprime:coup2WZ = 1.",
        "34:m0 = 600.",
        "34:onMode = off",
        "34:onIfMatch = 24 23",
        "24:onMode = off",
        "24:onIfAny = 1 2 3 4 5",
        "23:onMode = off",
        "23:onIfAny = 12 14 16",
    ],
]


def generator(label, seed):
    pythia = pythia8mc.Pythia("", False)
    for line in [*COMMON, *PROCESSES[label], "Random:setSeed = on", f"Random:seed = {seed}"]:
        pythia.readString(line)
    if not pythia.init():
        # Not sys.exit: a pool waits forever for a worker that exits.
        raise RuntimeError("Pythia cannot be initialized")
    return pythia


def subjets(momenta):
    """The subjets of four-momenta (kt, R = 0.3) by falling transverse momentum: (jet, constituents)."""
    event = pythia8mc.Event()
    event.init("subjets", pythia8mc.ParticleData())
    event.append(90, -11, 0, 0, 0.0, 0.0, 0.0, 0.0)
    for p in momenta:
        event.append(22, 1, 0, 0, p.px(), p.py(), p.pz(), p.e(), p.mCalc())
    slow = pythia8mc.SlowJet(KT, TRIM_RADIUS, 0.0, 25.0, 1)
    slow.analyze(event)
    found = [
        (slow.p(i), [momenta[k - 1] for k in slow.constituents(i)]) for i in range(slow.sizeJet())
    ]
    return sorted(found, key=lambda one: -one[0].pT())


def total(momenta):
    sum_ = pythia8mc.Vec4(0.0, 0.0, 0.0, 0.0)
    for p in momenta:
        sum_ += p
    return sum_


def trimmed(momenta):
    """The subjets of a jet that trimming keeps, or None where the trimmed jet is not wanted."""
    least = TRIM_SHARE * total(momenta).pT()
    kept = [one for one in subjets(momenta) if one[0].pT() >= least]
    jet = total([p for _, parts in kept for p in parts])
    wanted = (
        PT[0] < jet.pT() < PT[1] and MASS[0] < jet.mCalc() < MASS[1] and abs(jet.eta()) < MAX_ETA
    )
    return kept if wanted else None


def wanted_jets(event, slow, leading):
    """The trimmed jets among the leading ones of an event."""
    slow.analyze(event)
    for jet in range(min(leading, slow.sizeJet())):
        kept = trimmed([event[i].p() for i in slow.constituents(jet)])
        if kept:
            yield kept


def image(kept):
    """The pixels of a jet: centered, rotated, flipped."""
    center = kept[0][0]
    wrap = lambda phi: (phi + math.pi) % (2 * math.pi) - math.pi
    points = [
        (p.eta() - center.eta(), wrap(p.phi() - center.phi()), p.e() / math.cosh(p.eta()))
        for _, parts in kept
        for p in parts
    ]
    if len(kept) > 1:
        second = kept[1][0]
        x, y = second.eta() - center.eta(), wrap(second.phi() - center.phi())
    else:
        # The principal axis, towards the side with more momentum.
        xx, xy, yy = (
            sum(w * a * b for w, a, b in terms)
            for terms in (
                [(w, a, a) for a, _, w in points],
                [(w, a, b) for a, b, w in points],
                [(w, b, b) for _, b, w in points],
            )
        )
        angle = 0.5 * math.atan2(2 * xy, xx - yy)
        x, y = math.cos(angle), math.sin(angle)
        if sum(w * (a * x + b * y) for a, b, w in points) < 0:
            x, y = -x, -y
    turn = -math.pi / 2 - math.atan2(y, x)
    cos, sin = math.cos(turn), math.sin(turn)
    turned = [(a * cos - b * sin, a * sin + b * cos, w) for a, b, w in points]
    if sum(w for a, _, w in turned if a > 0) < sum(w for a, _, w in turned if a < 0):
        turned = [(-a, b, w) for a, b, w in turned]
    pixels = [0.0] * (SIDE * SIDE)
    for a, b, w in turned:
        column, row = math.floor(a / PIXEL + SIDE / 2), math.floor(SIDE / 2 - b / PIXEL)
        if 0 <= column < SIDE and 0 <= row < SIDE:
            pixels[row * SIDE + column] += w
    return [min(65535, round(value / UNIT)) for value in pixels]


class Simulator:
    """Makes jets of one class."""

    def __init__(self, label, seed):
        self.leading = LEADING[label]
        self.pythia = generator(label, seed)
        self.slow = pythia8mc.SlowJet(ANTI_KT, 1.0, PT[0], 5.0, VISIBLE)

    def images(self, count):
        """The pixels of the next jets, uint16."""
        values = array.array("H")
        while len(values) < count * SIDE * SIDE:
            if not self.pythia.next():
                continue
            for kept in wanted_jets(self.pythia.event, self.slow, self.leading):
                values.extend(image(kept))
        return values[: count * SIDE * SIDE]


def block(task):
    """The jets of a block: (label, number of the block, jets) -> (label, number, uint16 values)."""
    label, number, count, seed = task
    # Seeds of Pythia are 1 to 900,000,000.
    simulator = Simulator(label, 1 + (seed * 1_000_003 + 2 * number + label) % 900_000_000)
    return label, number, simulator.images(count).tobytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    given = parser.parse_args()
    tasks = []
    for label, jets in enumerate([given.count - given.count // 2, given.count // 2]):
        for number, start in enumerate(range(0, jets, BLOCK)):
            tasks.append((label, number, min(BLOCK, jets - start), given.seed))
    size = SIDE * SIDE * 2
    result = bytearray(given.count * size)
    done = 0
    # A process has one generator: Pythia's memory ends with it.
    with multiprocessing.get_context("spawn").Pool(given.processes, maxtasksperchild=1) as pool:
        for label, number, values in pool.imap_unordered(block, tasks):
            for i in range(len(values) // size):
                at = (2 * (number * BLOCK + i) + label) * size
                result[at : at + size] = values[i * size : (i + 1) * size]
            done += len(values) // size
            print(done, flush=True)
    if sys.byteorder == "big":
        swapped = array.array("H", bytes(result))
        swapped.byteswap()
        result = swapped.tobytes()
    with open(given.out, "wb") as file:
        file.write(result)


if __name__ == "__main__":
    main()
