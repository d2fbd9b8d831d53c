# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs jobs on a whole LAVA of one's own; started by ci/lava/local, inside ci/lava/enter."""
import argparse
import os
import shutil
import sys
import time

from zlava import jobs, yamls
from zlava.farm import Farm, Refused
from zlava.patient import Patient
from zlava.progress import end_on_signals, say
from zlava.server import LOGS, URL, Server, Trouble
from zlava.watch import send, table, wait

# Seconds between two looks at the server, and of no answer while the machine is busy
LOOK, PATIENCE = 2, 120


def choose(patterns):
    """(board, suite) of the jobs for stand-ins that are meant."""
    return [(b, s) for b, s in jobs.matching(patterns) if jobs.board(b).get("stand_in")]


def run(chosen, artifacts, out, template):
    """Return: exit status."""
    boards = sorted({device for board, _ in chosen for device in jobs.devices_of(board)})
    texts = jobs.rendered(chosen, artifacts)
    server = Server(boards, template, lambda part: say(f"LAVA: {part}"))

    def pause(seconds):
        server.check()
        time.sleep(seconds)

    try:
        server.start()
        farm = Farm(URL, server.token)
        say(f"LAVA {farm.version()} is up")
        sent = list(send(farm, texts, say))
        wait(Patient(farm, PATIENCE, say, LOOK, pause), sent, out, say, LOOK, pause)
    finally:
        shutil.copytree(LOGS, os.path.join(out, "server"), dirs_exist_ok=True)
    return 0 if table(sent) else 1


def main():
    """Return: exit status."""
    parser = argparse.ArgumentParser(prog="ci/lava/local", description=__doc__)
    parser.add_argument("--artifacts", required=True, metavar="DIR")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--database", required=True, metavar="FILE")
    parser.add_argument("names", nargs="+", metavar="BOARD.SUITE")
    given = parser.parse_args()
    end_on_signals()
    os.makedirs(given.out, exist_ok=True)
    os.makedirs(LOGS, exist_ok=True)
    chosen = choose(given.names)
    if not chosen:
        parser.error(f"there is no job for a stand-in {' '.join(given.names)}")
    try:
        return run(chosen, jobs.Artifacts("file://" + given.artifacts, given.artifacts), given.out, given.database)
    except (Trouble, Refused) as trouble:
        print(f"ci/lava/local: {trouble}\nLAVA's own logs: {given.out}/server", file=sys.stderr)
        return 3
    except yamls.Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ci/lava/local: interrupted; all of it is gone", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
