# SPDX-License-Identifier: GPL-2.0-or-later
"""Device dictionaries, rendered as LAVA's server does it, and checked with its schema."""
import os

import jinja2
import jinja2.sandbox
import voluptuous
from lava_common.schemas.device import validate

from zlava.jobs import HERE
from zlava.yamls import Document, Mistake

TYPES = [os.path.join(HERE, "devices", "device-types"), "/usr/share/lava-server/device-types"]
# What an operator has to say of his own board
FILL_IN = "FILL-IN"


def render(path, context):
    """A dictionary as Document, for a job with this context."""
    folder, name = os.path.split(os.path.abspath(path))
    environment = jinja2.sandbox.SandboxedEnvironment(
        autoescape=False, trim_blocks=True, loader=jinja2.FileSystemLoader([folder] + TYPES))
    try:
        text = environment.get_template(name).render(**context)
    except jinja2.TemplateNotFound as error:
        raise Mistake(path, 0, f"there is no device type {error.name}") from error
    except jinja2.TemplateSyntaxError as error:
        raise Mistake(error.filename or path, error.lineno, error.message) from error
    except jinja2.TemplateError as error:
        raise Mistake(path, 0, str(error)) from error
    # What is not filled in yet is checked all the same: an address is there, of a program
    # LAVA looks only whether it exists, and env does
    text = text.replace(f"{FILL_IN} 0x", "0x").replace(f"{FILL_IN} ", "env ")
    return Document(f"{path} (rendered)", text)


def check(path, context):
    """Raises Mistake. Return: the device, as a Document."""
    device = render(path, context)
    try:
        validate(device.data)
    except voluptuous.Invalid as error:
        raise Mistake(path, 0, f"{error.msg} at {'/'.join(map(str, error.path))}") from error
    return device


def unfilled(path):
    """A Mistake for each place that says FILL-IN."""
    with open(path, encoding="utf-8") as file:
        return [Mistake(path, number, f"not filled in yet: {line.strip()}")
                for number, line in enumerate(file, 1) if "{% set" in line and FILL_IN in line]
