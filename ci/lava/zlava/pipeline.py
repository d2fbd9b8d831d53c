# SPDX-License-Identifier: GPL-2.0-or-later
"""What `lava-run --validate` does: the dispatcher makes its pipeline of a job and a device and
looks whether every step of it can be done. Here in one process for all of them."""
import io
import logging
import os

import yaml
from lava_common.exceptions import LAVAError
from lava_common.log import YAMLLogger
from lava_dispatcher.device import NewDevice
from lava_dispatcher.parser import JobParser

from zlava.yamls import Mistake

# QEMU's own network, as in zlava/server.py
DISPATCHER = "dispatcher_ip: 10.0.2.2\n"


def check(document, text, device):
    """Raises Mistake. document and text are the job, device is what devices.check() returns."""
    logging.setLoggerClass(YAMLLogger)
    logger = logging.getLogger("dispatcher")
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False
    try:
        job = JobParser().parse(text, NewDevice(io.StringIO(yaml.safe_dump(device.data))), "0", logger=logger,
                                dispatcher_config=DISPATCHER, env_dut=None)
        job.validate()
    except LAVAError as error:
        words = " ".join(str(error).split())
        device_path = os.path.relpath(device.path) if os.path.isabs(device.path) else device.path
        raise Mistake(document.path, _line(document, words), f"on {device_path}: {words[:300]}") from error


def _line(document, words):
    """The dispatcher names no line: that of a value which it names, or of the job's head."""
    for line, value in document.values():
        if value and f"'{value.removeprefix('file://')}'" in words:
            return line
    for word, keys in (("context", ["context"]), ("boot", ["actions", 1, "boot", "method"]), ("deploy", ["actions", 0])):
        if word in words:
            return document.line(keys)
    return document.line(["device_type"])
