# SPDX-License-Identifier: GPL-2.0-or-later
"""Sends jobs to a farm, waits for them, fetches their results, prints one table.

Without names: the core scenarios on every board that the farm has devices of. Before anything
is sent, the jobs and the dictionaries of their boards are checked; one that still says
FILL-IN is refused. Ctrl-C cancels what was sent, and so does a farm that refuses to tell how a
job is. One that only does not answer is asked again, for as long as --patience says.
"""
import argparse
import os
import sys
import tempfile

from zlava import check, devices, jobs
from zlava.cancel import cancel
from zlava.farm import Farm, Refused
from zlava.patient import Patient
from zlava.progress import end_on_signals, say
from zlava.watch import send, table, wait
from zlava.yamls import Mistake

ENVIRONMENT = """environment:
  LAVA_URL        the farm's address, https://lava.example.org
  LAVA_TOKEN      an authentication token of one of its users
  LAVA_ARTIFACTS  the address under which the farm's workers load what make lava-artifacts built
Exit status: 0 all is as it should be, 1 it is not, 2 usage, 3 something is missing, 130 interrupted."""


def _choose(patterns, types):
    """(board, suite) that are meant, of real boards: those of these types, and all."""
    wanted = [(b, s) for b, s in jobs.matching(patterns or ["*.core"]) if not jobs.board(b).get("stand_in")]
    return [(b, s) for b, s in wanted if jobs.board(b)["device_type"] in types], wanted


def _refusals(chosen, folder):
    """How much is wrong with the jobs or the dictionaries; prints it."""
    checker, artifacts = check.Checker(), check.placeholders(folder)
    for board, suite in chosen:
        checker.one(check.check_rendered, board, suite, artifacts, folder)
    places = [place for path in sorted({path for board, _ in chosen for path in jobs.devices_of(board)})
              for place in devices.unfilled(path)]
    for place in places:
        print(place)
    return checker.bad + len(places)


def run(given, environment):
    """Return: exit status."""
    missing = [name for name in ("LAVA_URL", "LAVA_TOKEN", "LAVA_ARTIFACTS") if not environment.get(name)]
    if missing:
        print(f"{' and '.join(missing)} must be set:\n{ENVIRONMENT}", file=sys.stderr)
        return 3
    farm = Farm(environment["LAVA_URL"], environment["LAVA_TOKEN"])
    say(f"LAVA {farm.version()} at {environment['LAVA_URL']}")
    types = farm.device_types()
    chosen, wanted = _choose(given.names, types)
    if not chosen:
        print(f"This farm has no devices for {' '.join(f'{b}.{s}' for b, s in wanted) or ' '.join(given.names)};"
              f" it has: {' '.join(types)}", file=sys.stderr)
        return 3 if wanted else 2
    with tempfile.TemporaryDirectory() as folder:
        if _refusals(chosen, folder):
            print("Nothing was sent.", file=sys.stderr)
            return 1
    artifacts = jobs.Artifacts(environment["LAVA_ARTIFACTS"], given.folder)
    return _through(farm, jobs.rendered(chosen, artifacts), given)


def _through(farm, texts, given):
    """From the jobs' texts to their table. Return: exit status."""
    sent = []
    try:
        for job in send(farm, texts, say):
            sent.append(job)
            say(f"job {job.number} is {job.name}: {farm.page(job.number)}")
        wait(Patient(farm, given.patience * 60, say, given.interval), sent, given.out, say, given.interval)
    finally:
        cancel(farm, [job for job in sent if job.result is None], say)
    return 0 if table(sent) else 1


def main():
    """Return: exit status."""
    parser = argparse.ArgumentParser(prog="ci/lava/submit", description=__doc__, epilog=ENVIRONMENT,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", metavar="DIR", default="build/lava/artifacts",
                        help="where the artifacts are here: the jobs have their checksums (%(default)s)")
    parser.add_argument("--out", metavar="DIR", default="out/lava", help="where results go (%(default)s)")
    parser.add_argument("--interval", metavar="SECONDS", type=float, default=10, help="between two looks at the farm (%(default)s)")
    parser.add_argument("--patience", metavar="MINUTES", type=float, default=10,
                        help="how long a farm that does not answer is asked again while jobs run (%(default)s)")
    parser.add_argument("names", nargs="*", metavar="BOARD.SUITE", help="patterns")
    end_on_signals()
    try:
        return run(parser.parse_args(), os.environ)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    except Refused as refused:
        print(f"ci/lava/submit: {refused}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("ci/lava/submit: interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
