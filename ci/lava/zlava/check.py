# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks jobs, devices and test definitions without a server.

Without FILES: every job that ci/lava/jobs makes, against every device it may land on, every
dictionary, every test definition. A FILE is a job, a test definition or a dictionary (.jinja2).
"""
import argparse
import glob
import os
import sys
import tempfile

from zlava import devices, jobs, pipeline, schema
from zlava.server import type_of
from zlava.yamls import Document, Mistake

ALL_DEVICES = sorted(glob.glob(os.path.join(jobs.HERE, "devices", "*s", "*.jinja2")))
DICTIONARIES = [path for path in ALL_DEVICES if "device-types" not in path]


class Checker:
    """Counts what is good, prints what is not."""

    def __init__(self):
        self.good = self.bad = 0

    def one(self, check, *arguments):
        """Calls check; prints the Mistake that it raises."""
        try:
            check(*arguments)
        except Mistake as mistake:
            print(os.path.relpath(mistake.path) if os.path.isabs(mistake.path) else mistake.path,
                  *([mistake.line] if mistake.line else []), f" {mistake.what}", sep=":")
            self.bad += 1
        else:
            self.good += 1


def _check_job(path, text, dictionaries):
    document = Document(path, text)
    schema.check_job(document)
    device_type = document.data.get("device_type")
    meant = dictionaries or [d for d in DICTIONARIES if type_of(d) == device_type]
    if not meant:
        raise document.mistake(["device_type"], f"no dictionary of ci/lava/devices is of the type {device_type}")
    for dictionary in meant:
        pipeline.check(document, text, devices.check(dictionary, document.data.get("context", {})))


def check_file(path):
    """A job, a dictionary or a test definition. Raises Mistake."""
    if path.endswith(".jinja2"):
        devices.check(path, {})
        return
    document = Document.read(path)
    if isinstance(document.data, dict) and "metadata" in document.data and "actions" not in document.data:
        schema.check_test(document)
        return
    with open(path, encoding="utf-8") as file:
        _check_job(path, file.read(), [])


def check_rendered(board, suite, artifacts, keep):
    """One job of ci/lava/jobs; its text goes to the folder keep. Raises Mistake."""
    text = jobs.render(board, suite, artifacts)
    path = os.path.join(keep, f"{board}.{suite}.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    _check_job(path, text, jobs.devices_of(board))


def placeholders(folder):
    """Files of the names that there may be: a job that loads another is wrong."""
    artifacts = jobs.Artifacts("file://" + folder)
    for name in artifacts.names:
        with open(os.path.join(folder, name), "w", encoding="utf-8"):
            pass
    return artifacts


def main():
    """Return: exit status."""
    parser = argparse.ArgumentParser(prog="ci/lava/check", description=__doc__,
                                     epilog="Exit status: 0 all is well, 1 something is not, 2 usage, 3 something is missing.")
    parser.add_argument("--jobs", metavar="DIR", default="build/lava/jobs", help="where the jobs that were made go (%(default)s)")
    parser.add_argument("--filled-in", action="store_true", help=f"a dictionary that still says {devices.FILL_IN} is a mistake")
    parser.add_argument("files", nargs="*", metavar="FILE")
    given = parser.parse_args()
    checker = Checker()
    with tempfile.TemporaryDirectory() as folder:
        artifacts = placeholders(folder)
        for path in given.files:
            checker.one(check_file, path)
        if not given.files:
            os.makedirs(given.jobs, exist_ok=True)
            for path in DICTIONARIES + sorted(glob.glob(os.path.join(jobs.HERE, "tests", "*.yaml"))):
                checker.one(check_file, path)
            for board, suite in jobs.all_names():
                checker.one(check_rendered, board, suite, artifacts, given.jobs)
    open_places = [place for path in given.files or DICTIONARIES if path.endswith(".jinja2") for place in devices.unfilled(path)]
    if given.filled_in:
        for place in open_places:
            print(place)
        checker.bad += len(open_places)
    print(f"{checker.good} good, {checker.bad} not"
          + (f"; {len(open_places)} places of dictionaries are yours to fill in" if open_places else ""))
    return 1 if checker.bad else 0


if __name__ == "__main__":
    sys.exit(main())
