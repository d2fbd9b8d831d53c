# SPDX-License-Identifier: GPL-2.0-or-later
"""Each line of bad.yaml is refused, on its line and with its words; unchanged, it is good. TAP."""
import contextlib
import io
import os
import sys
import tempfile

from zlava import check, jobs
from zlava.yamls import Document

HERE = os.path.dirname(os.path.abspath(__file__))


def original(name, artifacts):
    """The good text, and how its file is called."""
    if "/" not in name:
        return jobs.render(*name.split("."), artifacts), name + ".yaml"
    with open(os.path.join(jobs.HERE, name), encoding="utf-8") as file:
        return file.read(), os.path.basename(name)


def complaints(path):
    """What the check prints about this file."""
    said = io.StringIO()
    checker = check.Checker()
    with contextlib.redirect_stdout(said):
        checker.one(check.check_file, path)
    return said.getvalue().strip()


def expected(path, example, text):
    """How the complaint has to begin."""
    path = os.path.relpath(path)
    if example.get("line") == "none":
        return f"{path}: "
    line = text[:text.index(example["to"])].count("\n") + 1 + int(example.get("line", 0))
    return f"{path}:{line}: "


def main():
    examples = Document.read(os.path.join(HERE, "bad.yaml")).data
    print(f"1..{2 * len(examples)}")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        artifacts = check.placeholders(folder)
        for number, example in enumerate(examples):
            text, name = original(example["of"], artifacts)
            path = os.path.join(folder, name)
            bad = text.replace(example["from"], example["to"], 1)
            said = []
            for content in (text, bad):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
                said.append(complaints(path))
            begin = expected(path, example, bad) if bad != text else "its 'from' to be in the text"
            refused = said[1].startswith(begin) and example["says"] in said[1]
            for offset, good, what in ((1, not said[0], "good without"), (2, refused, "refused:")):
                print(f"{'ok' if good else 'not ok'} {2 * number + offset} - {what} {example['what']}")
                failed += not good
            if said[0] or not refused:
                print(f"# expected {begin}...{example['says']}\n# said     {said[1] or 'nothing'}\n# before   {said[0]}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
