# SPDX-License-Identifier: GPL-2.0-or-later
"""YAML that is read strictly and remembers on which line everything stands."""
import yaml


class Mistake(Exception):
    """Something is wrong in a file. line is 0 where no line can be named."""

    def __init__(self, path, line, what):
        super().__init__(f"{path}:{line}: {what}" if line else f"{path}: {what}")
        self.path, self.line, self.what = path, line, what


class _Loader(yaml.SafeLoader):
    """PyYAML lets the last of two equal keys win, silently."""


def _mapping(loader, node, deep=False):
    seen = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{key}' is there twice, also on line {seen[key]}",
                key_node.start_mark)
        seen[key] = key_node.start_mark.line + 1
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class Document:
    """One YAML text: .data is what it says, line() where."""

    def __init__(self, path, text):
        self.path = path
        try:
            self._node = yaml.compose(text, Loader=_Loader)
            self.data = yaml.load(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise Mistake(path, mark.line + 1 if mark else 0, error.problem) from error
        except yaml.YAMLError as error:
            raise Mistake(path, 0, " ".join(str(error).split())) from error

    @classmethod
    def read(cls, path):
        """Raises Mistake also when the file cannot be read."""
        try:
            with open(path, encoding="utf-8") as file:
                return cls(path, file.read())
        except (OSError, UnicodeDecodeError) as error:
            raise Mistake(path, 0, str(error)) from error

    def line(self, keys):
        """The line of what these keys and indices lead to, as far as they lead."""
        node = self._node
        line = node.start_mark.line + 1 if node else 0
        for key in keys:
            child = None
            if isinstance(node, yaml.MappingNode):
                for key_node, value_node in node.value:
                    if key_node.value == str(key):
                        line, child = key_node.start_mark.line + 1, value_node
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                child = node.value[key]
                line = child.start_mark.line + 1
            if child is None:
                break
            node = child
        return line

    def values(self, node=None):
        """(line, text) of every single value."""
        node = node or self._node
        if isinstance(node, yaml.ScalarNode):
            yield node.start_mark.line + 1, node.value
        elif isinstance(node, yaml.MappingNode):
            for _, value in node.value:
                yield from self.values(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                yield from self.values(value)

    def mistake(self, keys, what):
        """A Mistake at that place."""
        return Mistake(self.path, self.line(keys), what)
