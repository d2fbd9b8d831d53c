# SPDX-License-Identifier: GPL-2.0-or-later
"""What programs that take minutes owe whoever waits: a line now and then, and a way out."""
import contextlib
import signal
import sys
import time

_BEGAN = time.monotonic()


def clock(seconds):
    """Minutes and seconds, 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def say(text):
    """A line on standard error, with the time since the program began. A terminal that is gone
    keeps nobody from cleaning up."""
    with contextlib.suppress(OSError):
        print(f"[{clock(time.monotonic() - _BEGAN)}] {text}", file=sys.stderr, flush=True)


def _interrupt(*_):
    raise KeyboardInterrupt


def end_on_signals():
    """Whatever ends the program politely raises KeyboardInterrupt, also as process 1 or in the
    background, where Ctrl-C would be ignored."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, _interrupt)
