# SPDX-License-Identifier: GPL-2.0-or-later
"""Jobs and test definitions held against LAVA's own schemas, strictly: LAVA's server lets
through what it does not know."""
import copy
import os
import re

import voluptuous
from lava_common.schemas import validate
from lava_common.schemas.test.testdef import testdef

from zlava.jobs import HERE

# What LAVA 2023.01 puts in their place in a boot loader's commands
PLACES = {"SERVER_IP", "DTB", "RAMDISK", "INITRD", "KERNEL", "TEE", "LAVA_MAC", "NFSROOTFS", "NFS_SERVER_IP",
          "PRESEED_CONFIG", "PRESEED_LOCAL", "NBDSERVERIP", "NBDSERVERPORT", "ROOT", "ROOT_PART", "BOOTX",
          "KERNEL_ADDR", "DTB_ADDR", "RAMDISK_ADDR", "TEE_ADDR"}


def _keys(path, actions=()):
    """LAVA's path to a mistake, "actions[1]" boot qemu prompts, as keys of the document."""
    keys, kind = [], None
    if len(path) == 3 and path[0] == "actions" and path[1] in ("boot", "deploy"):
        # Of an action that it does not know at all it says not even which it is
        key = "method" if path[1] == "boot" else "to"
        for index, action in enumerate(actions):
            if str(action.get(path[1], {}).get(key)).replace("-", "_") == path[2]:
                return ["actions", index, path[1], key]
    for word in map(str, path):
        indexed = re.fullmatch(r"(\w+)\[(\d+)\]", word)
        if indexed:
            keys += [indexed[1], int(indexed[2])]
            kind = 0
        elif kind == 1:
            kind = None	# the name of the schema, as in boot.qemu
        else:
            keys.append(int(word) if word.isdigit() else word)
            kind = 1 if kind == 0 else kind
    return keys


def _first(error):
    return error.errors[0] if isinstance(error, voluptuous.MultipleInvalid) else error


def _words(error):
    words = error.msg
    if words == "extra keys not allowed":
        return f"LAVA knows no '{error.path[-1]}' here"
    return words if not error.path else f"{words}: '{error.path[-1]}'"


def _expression(document, keys, text, groups=()):
    """What is missing in the schemas, and read by LAVA all the same."""
    try:
        names = re.compile(text).groupindex if isinstance(text, str) else None
    except re.error as error:
        raise document.mistake(keys, f"'{text}' is no regular expression: {error}") from error
    if names is None or not set(groups) <= set(names):
        raise document.mistake(keys, f"this is a regular expression with the groups {', '.join(groups)}"
                               if groups else "this is a regular expression")


def _check_commands(document, index, boot):
    for number, command in enumerate(boot.get("commands") or []):
        for place in re.findall(r"(?<!\$)\{([^}]*)\}", command):
            if place not in PLACES:
                raise document.mistake(["actions", index, "boot", "commands", number],
                                       f"LAVA has nothing to put in the place of '{{{place}}}'")


def _check_place(document, index, number, test):
    """Whether the test definition is in the archive that make lava-artifacts makes of ours."""
    path = test.get("path") if isinstance(test, dict) else None
    if path and str(test.get("repository")).endswith("/tests.tar.gz") and \
            not os.path.exists(os.path.join(HERE, "tests", path)):
        raise document.mistake(["actions", index, "test", "definitions", number, "path"],
                               f"there is no ci/lava/tests/{path}")


def check_job(document):
    """Raises Mistake with the first that is wrong."""
    known = copy.deepcopy(document.data)
    if not isinstance(known, dict) or not isinstance(known.get("actions"), list):
        raise document.mistake([], "this is no job: it has no list of actions")
    for index, action in enumerate(known["actions"]):
        for kind, what in action.items() if isinstance(action, dict) else ():
            if not isinstance(what, dict):
                continue
            if kind == "boot":
                if "failure_message" in what:
                    _expression(document, ["actions", index, kind, "failure_message"], what.pop("failure_message"))
                _check_commands(document, index, what)
            for number, test in enumerate(what.get("definitions") or []):
                _check_place(document, index, number, test)
    try:
        validate(known, strict=True)
        # As the server does it: it lets unknown keys through, but not everywhere
        validate(document.data, strict=False)
    except voluptuous.Invalid as error:
        error = _first(error)
        raise document.mistake(_keys(error.path, known["actions"]), _words(error)) from error


def check_test(document):
    """The same for a Lava-Test test definition."""
    known = copy.deepcopy(document.data)
    if isinstance(known, dict) and isinstance(known.get("parse"), dict) and "pattern" in known["parse"]:
        _expression(document, ["parse", "pattern"], known["parse"].pop("pattern"), ("test_case_id", "result"))
    try:
        voluptuous.Schema(testdef(), extra=voluptuous.PREVENT_EXTRA)(known)
    except voluptuous.Invalid as error:
        error = _first(error)
        raise document.mistake(list(error.path), _words(error)) from error
