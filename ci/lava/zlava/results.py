# SPDX-License-Identifier: GPL-2.0-or-later
"""What a job's log says: its cases, why it ended, what came over the console."""
import base64
import binascii
import hashlib
import os
import re

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FILE = re.compile(r"=== file (\S+), (\d+) bytes, sha256 ([0-9a-f]{64}) ===\s*$")
# Of all that is said at a panic the line with the reason
_PANIC = re.compile(r"Kernel panic - not syncing: .*|\(XEN\) (Panic on CPU|FATAL|Hardware Dom0 crashed).*")
_END = re.compile(r"=== end of file (\S+) ===\s*$")


class Result:
    """One job that is over, read from its log.

    cases:   [{"set", "case", "result", "measurement"}] of its tests, LAVA's own left out
    cause:   why it did not come to its end, or ''; where a kernel or Xen panicked, its words first
    console: what the board said, line by line
    """

    def __init__(self, log):
        self.cases, self.cause, self.console = [], "", []
        for line in log.splitlines():
            self._take(line)

    def _take(self, line):
        try:
            entry = yaml.load(line, _Loader)[0]
            level, message = entry["lvl"], entry["msg"]
        except (yaml.YAMLError, TypeError, KeyError, IndexError):
            return	# the last line of a log that is still being written
        if level == "target":
            self.console.append(message)
        elif level == "results" and message["definition"] != "lava":
            self.cases.append({"set": message.get("set", ""), "case": message["case"],
                               "result": message["result"],
                               "measurement": float(message["measurement"]) if "measurement" in message else None})
        elif level == "results" and message["case"] == "job":
            self.cause = " ".join(str(message.get("error_msg") or "").split())
            panics = [match for match in map(_PANIC.search, self.console) if match]
            if self.cause and panics:
                self.cause = f"{panics[0].group().strip()} ({self.cause})"

    def count(self, result):
        """How many cases have this result: pass, fail, skip, unknown."""
        return sum(case["result"] == result for case in self.cases)

    def files(self):
        """(name, content) of each file that run-scenarios sent over the console; content is
        None where the line lost something."""
        name = None
        for line in self.console:
            begin, end = _FILE.search(line), _END.search(line)
            if begin:
                name, checksum, text = begin.group(1), begin.group(3), []
            elif end and name:
                try:
                    content = base64.b64decode("".join(text), validate=True)
                except binascii.Error:
                    content = b""
                yield name, content if hashlib.sha256(content).hexdigest() == checksum else None
                name = None
            elif name:
                text.append(line.strip())


def save(result, farm, job, folder, name):
    """Writes FOLDER/NAME.log, .tap, .junit.xml and NAME/ with the files of failures. What is
    still to be fetched comes last."""
    def write(ending, text):
        with open(os.path.join(folder, f"{name}.{ending}"), "w", encoding="utf-8") as file:
            file.write(text)

    os.makedirs(folder, exist_ok=True)
    write("log", "\n".join(result.console) + "\n")
    for file_name, content in result.files():
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        path = os.path.join(folder, name, os.path.basename(file_name))
        with open(path if content is not None else path + ".damaged", "wb") as file:
            file.write(content or b"")
    write("tap", farm.tap(job))
    write("junit.xml", farm.junit(job))
