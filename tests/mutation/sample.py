"""Plants a seeded sample of faults in the domain with mutmut, the same number in every module, and says which live.

All mutants take hours; the same few of every module take half an hour and point at the same gaps.
"""

import random
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
SMALLEST = "pdca.domain.board.*"
"""A few mutants that are run first: only then does mutmut write down the names of all."""

FOUND = ("killed", "timeout", "segfault")
"""A loop without an end is noticed as well as a wrong answer."""

STATUS = re.compile(r"^\s*(?P<mutant>\S+__mutmut_\d+): (?P<status>.+)$", re.MULTILINE)


def main() -> int:
    """Run the sample and print what survived; exit 1 when anything did."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=25, help="mutants of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--children", type=int, default=2, help="processes at the same time")
    given = parser.parse_args()
    run([SMALLEST], given.children)
    chosen = sample(results(), given.each, given.seed)
    run(chosen, given.children)
    return report(results(), chosen)


def run(mutants: Iterable[str], children: int) -> None:
    """Run some mutants."""
    command = [str(MUTMUT), "run", "--max-children", str(children), *mutants]
    subprocess.run(command, check=True)


def results() -> dict[str, str]:
    """Return what became of each mutant."""
    listed = subprocess.run(
        [str(MUTMUT), "results", "--all", "true"], check=True, text=True, capture_output=True
    )
    return {found["mutant"]: found["status"] for found in STATUS.finditer(listed.stdout)}


def sample(mutants: Iterable[str], each: int, seed: int) -> Sequence[str]:
    """Choose so many mutants of every module, the same ones for the same seed."""
    by_module: dict[str, list[str]] = defaultdict(list)
    for mutant in sorted(mutants):
        by_module[mutant.rpartition(".")[0]].append(mutant)
    chance = random.Random(seed)
    return [
        mutant
        for _, own in sorted(by_module.items())
        for mutant in sorted(chance.sample(own, min(each, len(own))))
    ]


def report(found: dict[str, str], chosen: Sequence[str]) -> int:
    """Print every chosen mutant that lives, with its change, and how many do not."""
    alive = [mutant for mutant in chosen if found[mutant] not in FOUND]
    for mutant in alive:
        shown = subprocess.run([str(MUTMUT), "show", mutant], check=True, text=True, capture_output=True)
        sys.stdout.write(f"{found[mutant]}: {mutant}\n{shown.stdout}\n")
    sys.stdout.write(f"{len(chosen) - len(alive)} of {len(chosen)} found, {len(alive)} live\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
