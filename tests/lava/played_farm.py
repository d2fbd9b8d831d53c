# SPDX-License-Identifier: GPL-2.0-or-later
"""A LAVA server as zlava.farm asks it, played: HTTP on a port of this machine, in a thread."""
import http.server
import json
import re
import threading
import time

TOKEN = "secret"
TYPE = "r8a7795-salvator-x"
TAP, JUNIT = "TAP of {}", "JUnit of {}"
LOG = "\n".join("- " + json.dumps({"dt": "2026-01-01", "lvl": level, "msg": message}) for level, message in (
    ("target", "hello from the board"),
    ("results", {"definition": "0_scenarios", "case": "a", "result": "pass"}),
    ("results", {"definition": "lava", "case": "job", "result": "pass"})))


def answers(code, text, kind="application/json"):
    """This, in place of what LAVA would say."""
    return lambda question: question.answer(code, text, kind)


def breaks_off(question):
    """The connection ends in the middle of the answer."""
    question.answer(200, "{\"state\": ", length=1000)


def hangs_up(question):
    """It ends before the answer."""
    question.close_connection = True


def says(words):
    """These bytes, whatever they are."""
    return lambda question: question.wfile.write(words)


def is_silent(seconds):
    """No answer for so long."""
    return lambda question: time.sleep(seconds)


class Played:
    """with Played() as it: it.url is its address, it.asked what was asked, "GET PATH" and
    "POST PATH TITLE-OF-JOB".

    A job is Submitted, then Running, then Finished, a step with each look at it.
    """

    def __init__(self):
        played = self

        class Question(_Question):
            farm = played

        self.asked, self.jobs, self._wrong = [], {}, []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Question)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def plays(self, question, how, times=1):
        """The next so many times that this is asked, a pattern, how(it) answers."""
        self._wrong.append([question, how, times])

    def count(self, question):
        """How often this was asked, a pattern."""
        return sum(bool(re.fullmatch(question, one)) for one in self.asked)

    def wrong(self, asked):
        """Return: how it is answered otherwise than by LAVA, or None."""
        for one in self._wrong:
            if one[2] > 0 and re.fullmatch(one[0], asked):
                one[2] -= 1
                return one[1]
        return None


class _Question(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing: standard error is the program's."""

    def answer(self, code, text, kind="application/json", length=None):
        """LAVA's, or another's."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def _json(self, content, code=200):
        self.answer(code, json.dumps(content))

    def do_POST(self):
        """A job."""
        definition = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["definition"]
        self._any(" " + re.search("^job_name: \"(.*)\"$", definition, re.MULTILINE).group(1))

    def do_GET(self):
        """Everything else."""
        self._any()

    def _any(self, more=""):
        asked = f"{self.command} {self.path.removeprefix('/api/v0.2/')}{more}"
        self.farm.asked.append(asked)
        how = self.farm.wrong(asked)
        if how:
            how(self)
        elif self.headers["Authorization"] != f"Token {TOKEN}":
            self._json({"detail": "Invalid token."}, 403)
        elif asked == "GET system/version/":
            self._json({"version": "2023.01"})
        elif asked.startswith("GET devicetypes/"):
            self._json({"results": [{"name": TYPE}]})
        elif asked.startswith("POST jobs/ "):
            number = len(self.farm.jobs) + 1
            self.farm.jobs[number] = ["Submitted", "Running", "Finished"]
            self._json({"job_ids": [number]}, 201)
        else:
            self._of_job(*re.fullmatch(r"GET jobs/(\d+)/(\w*)/?", asked).groups())

    def _of_job(self, number, what):
        states = self.farm.jobs[int(number)]
        if not what:
            state = states.pop(0) if len(states) > 1 else states[0]
            self._json({"state": state, "health": "Complete" if state == "Finished" else "Unknown",
                        "actual_device": None if state == "Submitted" else "board-01"})
        elif what == "cancel":
            self._json({"message": "Job cancel signal sent."})
        elif what == "logs":
            self.answer(200, LOG, "application/yaml")
        else:
            self.answer(200, {"tap13": TAP, "junit": JUNIT}[what].format(number), "application/xml")
