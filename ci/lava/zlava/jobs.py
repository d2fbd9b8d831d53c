# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes jobs of ci/lava/jobs: one for each suite on each board."""
import fnmatch
import os

import jinja2

from zlava.yamls import Document, Mistake

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Minutes from power-on to dom0's prompt: a stand-in's boot loader is emulated, too
BOOT, BOOT_STAND_IN = 6, 8
# A stand-in takes so much longer for the same tests, on a machine with other work
SLOWER = 2

# Of every dom0. No panic=: LAVA reads a panic to its last line, and a reboot cuts that off.
# limit: as many pages as a grant table of 64 frames has entries.
DOM0 = ("console=hvc0 rdinit=/init loglevel=7 printk.devkmsg=on zcopy.role=board "
        "zcopy.load=xen-zcopy xen_gntalloc.limit=32768")
# An emulated processor of a busy machine stalls for 21 s
DOM0_STAND_IN = "rcupdate.rcu_cpu_stall_timeout=100"
# targets/here takes dom0 for a slow one
DOM0_BOARD = "zcopy.refresh=60 zcopy.patience=1"
# Xen's lines would fall into the tests': only what is wrong is told. targets/xen/start-common
# says why there are several run queues
XEN = "dom0_max_vcpus=2 bootscrub=0 loglvl=info guest_loglvl=error noreboot"
XEN_STAND_IN = "credit2_runqueue=cpu"


class Artifacts:
    """The files that jobs load: their names, their address, their checksums.

    address is what stands before a name: a folder's file:///... or a server's http://...;
    folder is where they lie here, or None when that is not known: then no checksums.
    """

    def __init__(self, address, folder=None):
        self.address, self.folder = address.rstrip("/"), folder
        self.names = Document.read(os.path.join(HERE, "artifacts.yaml")).data

    def _sum(self, name):
        path = os.path.join(self.folder, "SHA256SUMS") if self.folder else None
        if not path or not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return next((line.split()[0] for line in file if line.split()[1] == name), None)

    def entry(self, name):
        """The lines of a job that load this file."""
        lines = [f"url: {self.address}/{name}"]
        checksum = self._sum(name)
        if checksum:
            lines.append(f"sha256sum: {checksum}")
        return "\n".join(lines)


def _test(name, params):
    document = Document.read(os.path.join(HERE, "tests", name + ".yaml"))
    unknown = set(params) - set(document.data.get("params", {}))
    if unknown:
        raise document.mistake(["params"], f"there is no parameter {', '.join(sorted(unknown))}")
    return {"name": name, "params": params}


def _words(*words):
    return " ".join(word for word in words if word)


def all_names():
    """(board, suite) of every job there is."""
    boards, suites = _read()
    return [(b, s) for b in boards for s in suites if b in suites[s].get("boards", boards)]


def matching(patterns):
    """(board, suite) of the jobs whose BOARD.SUITE matches one of the patterns."""
    return [(b, s) for b, s in all_names() if any(fnmatch.fnmatch(f"{b}.{s}", p) for p in patterns)]


def _read():
    return tuple(Document.read(os.path.join(HERE, "jobs", name + ".yaml")).data
                 for name in ("boards", "suites"))


def board(name):
    """What jobs/boards.yaml says of it."""
    return _read()[0][name]


def suite(name):
    """What jobs/suites.yaml says of it."""
    return _read()[1][name]


def devices_of(board):
    """Paths of the dictionaries that jobs for this board are checked against."""
    return [os.path.join(HERE, "devices", name + ".jinja2") for name in _read()[0][board]["devices"]]


def render(name_of_board, name_of_suite, artifacts):
    """The text of one job."""
    boards, suites = _read()
    of_board = {"tags": [], "fdt": [], "machine": "", "cpu": "", "processors": 2, **boards[name_of_board]}
    of_suite = {"priority": "medium", **suites[name_of_suite]}
    stand_in = of_board.get("stand_in")
    if stand_in:
        of_suite["minutes"] *= SLOWER
    known = name_of_board if os.path.exists(os.path.join(HERE, "known", name_of_board)) else "none"
    tests = [_test(name, {"KNOWN": known, **params} if name == "scenarios" else params)
             for name, params in of_suite["tests"].items()]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(os.path.join(HERE, "jobs")), undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    template = of_board["template"] + ".yaml.j2"
    try:
        return environment.get_template(template).render(
            name=f"{name_of_board}.{name_of_suite}", name_of_board=name_of_board,
            name_of_suite=name_of_suite, board=of_board, suite=of_suite, tests=tests,
            boot_minutes=BOOT_STAND_IN if stand_in else BOOT, artifact=artifacts.entry,
            address=artifacts.address,
            xen_line=_words(of_board.get("xen"), XEN, XEN_STAND_IN if stand_in else "", of_suite.get("xen")),
            dom0_line=_words(DOM0, DOM0_STAND_IN if stand_in else DOM0_BOARD, of_board.get("dom0"),
                             f"zcopy.front={of_board['front']}" if "front" in of_board else "",
                             of_suite.get("dom0")))
    except jinja2.TemplateSyntaxError as error:
        raise Mistake(os.path.join(HERE, "jobs", error.name or template), error.lineno, error.message) from error
    except jinja2.TemplateError as error:
        raise Mistake(os.path.join(HERE, "jobs", template), 0, str(error)) from error


def rendered(chosen, artifacts):
    """Return: [(name, text, the cause with which it has to end, or '')] of these (board, suite)."""
    return [(f"{b}.{s}", render(b, s, artifacts), suite(s).get("expect", "")) for b, s in chosen]
