# SPDX-License-Identifier: GPL-2.0-or-later
"""zlava.local against a LAVA that is played. TAP."""
import contextlib
import io
import sys
import tempfile
from unittest import mock

from played_farm import TOKEN, Played
from submitted import BAD_GATEWAY, LOOK, report
from zlava import jobs, local


def of_ones_own():
    """zlava.local: the same with a whole LAVA of one's own, here without one."""
    def run(server):
        said = io.StringIO()
        with Played() as played, tempfile.TemporaryDirectory() as folder, \
                mock.patch.multiple(local, URL=played.url, LOGS=folder, LOOK=0.01, Server=lambda *_: server), \
                contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            played.plays(LOOK, BAD_GATEWAY)
            try:
                status = local.run(local.choose(["qemu-x86-pv.core", "qemu-x86-pvh.core"]), jobs.Artifacts("file:///"), folder, "")
            except local.Trouble as trouble:
                status = str(trouble)
        return status, said.getvalue()

    status, said = run(mock.Mock(token=TOKEN))
    yield "a LAVA of one's own: the same, hiccups too", status == 0 and said.count(" ok\n") == 2 and "try 1:" in said, said
    status, said = run(mock.Mock(token=TOKEN, check=mock.Mock(side_effect=local.Trouble("gunicorn ended"))))
    yield "a part of it that ends is not waited for", status == "gunicorn ended", (status, said)


if __name__ == "__main__":
    sys.exit(report(of_ones_own))
