# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes LAVA jobs: one for each suite (ci/lava/jobs/suites.yaml) on each board (boards.yaml)."""
import argparse
import os
import sys

from zlava import jobs, yamls


def main():
    """Return: exit status."""
    parser = argparse.ArgumentParser(prog="ci/lava/render", description=__doc__)
    parser.add_argument("--artifacts", required=True, metavar="URL",
                        help="where the files of make lava-artifacts are, as the farm sees them")
    parser.add_argument("--folder", metavar="DIR",
                        help="where they are here: the jobs then have their checksums")
    parser.add_argument("--out", metavar="DIR", help="one file for each job there; else standard output")
    parser.add_argument("--by-type", action="store_true",
                        help="name the files after device types, as LAVA wants its health checks")
    parser.add_argument("names", nargs="*", metavar="BOARD.SUITE", help="patterns; default: all")
    given = parser.parse_args()
    chosen = jobs.matching(given.names or ["*"])
    if not chosen:
        names = " ".join(f"{board}.{suite}" for board, suite in jobs.all_names())
        parser.error(f"there is no job {' '.join(given.names)}; there are: {names}")
    artifacts = jobs.Artifacts(given.artifacts, given.folder)
    for board, suite in chosen:
        text = jobs.render(board, suite, artifacts)
        if not given.out:
            print("---\n" + text)
            continue
        os.makedirs(given.out, exist_ok=True)
        name = jobs.board(board)["device_type"] if given.by_type else f"{board}.{suite}"
        with open(os.path.join(given.out, name + ".yaml"), "w", encoding="utf-8") as file:
            file.write(text)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except yamls.Mistake as mistake:
        print(mistake, file=sys.stderr)
        sys.exit(1)
