# SPDX-License-Identifier: GPL-2.0-or-later
"""ci/lava/submit, run here with two jobs against a farm that is played, and tests of that as TAP."""
import contextlib
import io
import os
import sys
import tempfile
from unittest import mock

from played_farm import TOKEN, answers
from zlava import submit

NAMES = ["h3-salvator-x.core", "h3-salvator-x.health"]
# Questions: a job is sent, looked at, canceled
SEND, LOOK, CANCEL = r"POST jobs/ .*", r"GET jobs/\d+/", r"GET jobs/\d+/cancel/"
BAD_GATEWAY = answers(502, "<html>\n<h1>Bad Gateway</h1>", "text/html")
ALWAYS = 10 ** 6
# Minutes: longer than any of this takes, and some tries
LONG, SHORT = "5", "0.01"


class Run:
    """ci/lava/submit that came to its end: .status, or with what it crashed; .said, .table,
    .files {name: content}."""

    def __init__(self, played, patience=LONG, interval="0.01", token=TOKEN, url=None):
        out, errors = io.StringIO(), io.StringIO()
        environment = {"LAVA_URL": url or played.url, "LAVA_TOKEN": token, "LAVA_ARTIFACTS": "http://files"}
        with tempfile.TemporaryDirectory() as folder:
            arguments = ["submit", "--folder", folder, "--out", folder, "--interval", interval, "--patience", patience, *NAMES]
            # The dictionaries of real boards still say FILL-IN
            with mock.patch.object(submit, "_refusals", lambda *_: 0), mock.patch.object(sys, "argv", arguments), \
                    mock.patch.dict(os.environ, environment), \
                    contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
                try:
                    self.status = submit.main()
                except Exception as error:
                    self.status = repr(error)
            self.files = {}
            for name in os.listdir(folder):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    self.files[name] = file.read()
        self.said, self.table = errors.getvalue(), out.getvalue()

    def says(self, *words):
        """Is each of these in what it said?"""
        return all(word in self.said for word in words)


def report(*parts):
    """Prints the tests of these, each (name, good, Run or whatever was seen). Return: exit status."""
    # A proxy of this machine has no part in it
    os.environ["no_proxy"] = "*"
    failed = number = 0
    for part in parts:
        for name, good, seen in part():
            number += 1
            print(f"{'ok' if good else 'not ok'} {number} - {name}", flush=True)
            if good:
                continue
            failed += 1
            words = f"status {seen.status}\n{seen.said}{seen.table}" if isinstance(seen, Run) else repr(seen)
            print("\n".join(f"# {line}" for line in words.splitlines()))
    print(f"1..{number}")
    return failed > 0
