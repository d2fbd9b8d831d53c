# SPDX-License-Identifier: GPL-2.0-or-later
"""Ends jobs that nobody waits for any more."""
from zlava.farm import Refused


def cancel(farm, jobs, say):
    """Each is tried, whatever became of the others. Says which may still run, and what ends them;
    also when it is interrupted itself."""
    left = list(jobs)
    try:
        for job in jobs:
            try:
                farm.cancel(job.number)
                left.remove(job)
                say(f"job {job.number} {job.name}: canceled")
            except Refused as refused:
                say(f"job {job.number} {job.name}: not canceled: {refused}")
    finally:
        if left:
            pages = "".join(f"\n  {job.name}: {farm.page(job.number)}" for job in left)
            numbers = ",".join(str(job.number) for job in left)
            say(f"These were not canceled and may still run:{pages}\nEach has a button for that on its page; or, for all:"
                f"\n  curl -fH \"Authorization: Token $LAVA_TOKEN\" \"{farm.url(f'jobs/{{{numbers}}}/cancel/')}\"")
