# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks a farm again while it is away, for so long and no longer, and says so each time."""
import time

from zlava.farm import Away
from zlava.progress import clock

# Seconds between two tries, at most
LONGEST = 60


class Patient:
    """A farm to be watched: job, log, tap and junit are Farm's.

    Where these raise Away, they are tried again after interval seconds, then after twice as many,
    and so on, until there was no answer for so many seconds. A refusal is an answer.
    """

    def __init__(self, farm, seconds, say, interval, pause=time.sleep):
        self._farm, self._seconds, self._say, self._interval, self._pause = farm, seconds, say, interval, pause

    def _ask(self, question, job):
        began, tries, interval = time.monotonic(), 0, self._interval
        while True:
            try:
                answer = question(job)
            except Away as away:
                tries += 1
                gone = time.monotonic() - began
                if gone >= self._seconds:
                    raise Away(f"{away}; the farm was away for {clock(gone)}, tries in vain: {tries}") from away
                self._say(f"the farm is away, for {clock(gone)} of at most {clock(self._seconds)}, try {tries}: {away}")
                self._pause(min(interval, self._seconds - gone))
                interval = min(2 * interval, max(self._interval, LONGEST))
                continue
            if tries:
                self._say(f"the farm is back after {clock(time.monotonic() - began)}, tries in vain: {tries}")
            return answer

    def job(self, job):
        """As Farm's."""
        return self._ask(self._farm.job, job)

    def log(self, job):
        """As Farm's."""
        return self._ask(self._farm.log, job)

    def junit(self, job):
        """As Farm's."""
        return self._ask(self._farm.junit, job)

    def tap(self, job):
        """As Farm's."""
        return self._ask(self._farm.tap, job)
