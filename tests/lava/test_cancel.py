# SPDX-License-Identifier: GPL-2.0-or-later
"""Jobs that nobody waits for any more are canceled, or it is said which are not. TAP."""
import contextlib
import io
import os
import signal
import sys
import threading
from unittest import mock

from played_farm import Played, answers, breaks_off, hangs_up, is_silent
from submitted import ALWAYS, BAD_GATEWAY, CANCEL, LOOK, NAMES, SEND, SHORT, Run, report
from zlava import cancel, progress, watch


def interrupts_later(question):
    """While the program waits for the next look."""
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    question.answer(200, "{\"state\": \"Running\", \"health\": \"Unknown\", \"actual_device\": \"board-01\"}")


def interrupts(question):
    """While the program waits for this answer."""
    os.kill(os.getpid(), signal.SIGINT)
    is_silent(0.5)(question)


def left(played, *numbers):
    """How it is said that these jobs may still run."""
    jobs = "".join(f"\n  {NAMES[number - 1]}: {played.url}/scheduler/job/{number}" for number in numbers)
    return f"may still run:{jobs}\nEach has"


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, _):
        raise OSError(5, "Input/output error")


def cancels():
    """Nobody waits any more."""
    with Played() as played:
        played.plays("GET jobs/2/", interrupts_later)
        run = Run(played, interval="60")
        yield "Ctrl-C cancels all", run.status == 130 and played.asked[-2:] == ["GET jobs/1/cancel/", "GET jobs/2/cancel/"], run
        yield "and nothing is left to do", not run.says("may still run"), run
    with Played() as played:
        played.plays(LOOK, BAD_GATEWAY, 1)
        played.plays(LOOK, interrupts)
        run = Run(played)
        yield "also while the farm is away", run.status == 130 and played.count(CANCEL) == 2, run
    with Played() as played:
        played.plays(SEND, interrupts)
        run = Run(played)
        yield "in the middle of a submission: said where to look", run.status == 130 and run.says("not confirmed"), run
    for what, how, words in (("fails", BAD_GATEWAY, "502 Bad Gateway"), ("is refused", answers(403, "no"), "403 Forbidden: no"),
                             ("breaks off", breaks_off, "broke off"), ("gets no answer", hangs_up, "closed connection")):
        with Played() as played:
            played.plays(LOOK, answers(401, ""))
            played.plays("GET jobs/1/cancel/", how)
            run = Run(played)
            yield f"a cancel that {what}: the other job is canceled nonetheless", run.status == 3 and played.count("GET jobs/2/cancel/") == 1 \
                and run.says(f"job 1 {NAMES[0]}: not canceled: ", words, f"job 2 {NAMES[1]}: canceled\n"), run
            yield "and it is said how that one is ended", run.says(left(played, 1), f"\"{played.url}/api/v0.2/jobs/{{1}}/cancel/\""), run
    with Played() as played:
        played.plays("GET jobs/.*", hangs_up, ALWAYS)
        run = Run(played, SHORT)
        yield "a network that is down: both cancels are tried, both are told", run.status == 3 and played.count(CANCEL) == 2 \
            and run.said.count(": not canceled: ") == 2 and run.says(left(played, 1, 2), "jobs/{1,2}/cancel/"), run
    with Played() as played:
        played.plays(LOOK, answers(401, ""))
        played.plays(CANCEL, interrupts)
        run = Run(played)
        yield "a second Ctrl-C: what is not canceled is told", run.status == 130 and played.count(CANCEL) == 1 \
            and run.says(left(played, 1, 2)), run

    asked = mock.Mock()
    with contextlib.redirect_stderr(Gone()):
        cancel.cancel(asked, [watch.Job("a", 1), watch.Job("b", 2)], progress.say)
    yield "a terminal that is gone keeps no job running", asked.cancel.mock_calls == [mock.call(1), mock.call(2)], asked.mock_calls


if __name__ == "__main__":
    sys.exit(report(cancels))
