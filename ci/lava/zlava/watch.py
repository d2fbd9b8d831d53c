# SPDX-License-Identifier: GPL-2.0-or-later
"""Jobs from submission to a table: sends them, waits for them with progress, judges them."""
import time

from zlava import results
from zlava.farm import Away, Refused
from zlava.progress import clock


class Job:
    """A job that was submitted. expect is a piece of the cause with which it has to end, or '';
    lost says why not all of its results are here, or ''."""

    def __init__(self, name, number, expect=""):
        self.name, self.number, self.expect = name, number, expect
        self.state = self.health = self.device = self.lost = ""
        self.result, self.began, self.seconds = None, None, 0

    def verdict(self):
        """'' when it is as it should be, else what is wrong."""
        failed = [case["case"] for case in self.result.cases if case["result"] not in ("pass", "skip")]
        wrong = ""
        if self.expect:
            if self.expect not in self.result.cause:
                wrong = f"should have ended with \"{self.expect}\""
        elif self.health != "Complete":
            wrong = self.result.cause or f"ended as {self.health.lower()}"
        elif failed:
            wrong = f"failed: {' '.join(failed)}"
        elif not self.result.cases:
            wrong = "no test case at all"
        return "; ".join(filter(None, (wrong, self.lost)))


def send(farm, texts, say):
    """Sends these (name, text, expect). Yields each as a Job, as soon as the farm has it."""
    for name, text, expect in texts:
        try:
            number = farm.submit(text)
        except (Away, KeyboardInterrupt):
            say(f"{name}: was sent, but not confirmed. If the farm has it, it is in {farm.address}/scheduler/myjobs")
            raise
        yield Job(name, number, expect)


def wait(farm, jobs, folder, say, interval, pause=time.sleep):
    """Until all are over. say(text) shows progress; pause(interval) is called between two looks."""
    while True:
        for job in jobs:
            if job.result is None:
                _look(farm, job, folder, say)
        if all(job.result is not None for job in jobs):
            return
        pause(interval)


def _look(farm, job, folder, say):
    seen = farm.job(job.number)
    if seen["state"] != job.state:
        job.state = seen["state"]
        job.device = seen["actual_device"] or ""
        if job.state == "Running":
            job.began = time.monotonic()
        if job.state in ("Running", "Finished"):
            say(f"job {job.number} {job.name}: {job.state.lower()}" + (f" on {job.device}" if job.device else ""))
    if job.state == "Finished":
        job.health = seen["health"]
        job.seconds = time.monotonic() - (job.began or time.monotonic())
        _fetch(farm, job, folder, say)


def _fetch(farm, job, folder, say):
    """A job whose results do not come, as of one that was canceled in the queue, ends no other."""
    job.result = results.Result("")
    try:
        job.result = results.Result(farm.log(job.number))
        results.save(job.result, farm, job.number, folder, job.name)
    except Refused as refused:
        job.lost = f"not all results were fetched: {refused}"
        say(f"job {job.number} {job.name}: {job.lost}")


def table(jobs, out=None):
    """Prints it, to standard output unless told otherwise. Return: is all as it should be?"""
    rows = [("job", "device", "health", "pass", "fail", "skip", "time", "")]
    for job in jobs:
        verdict = job.verdict()
        words = f"NOT OK: {verdict}" if verdict else f"ok, ended as it should: {job.result.cause}" if job.expect else "ok"
        rows.append((job.name, job.device, job.health, *(str(job.result.count(r)) for r in ("pass", "fail", "skip")),
                     clock(job.seconds), words[:100]))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(word.ljust(width) for word, width in zip(row, widths)).rstrip(), file=out)
    return not any(job.verdict() for job in jobs)
