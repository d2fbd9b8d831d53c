# SPDX-License-Identifier: GPL-2.0-or-later
"""A LAVA server as its REST interface (v0.2) shows it: submit, look, fetch."""
import json
import urllib.error
import urllib.parse
import urllib.request


class Refused(Exception):
    """The server did not do what it was asked; the text has its own words."""


class Farm:
    """url is the server's address, token one of its users'."""

    def __init__(self, url, token):
        self._base, self._token = url.rstrip("/") + "/api/v0.2/", token

    def _ask(self, path, data=None):
        request = urllib.request.Request(self._base + path)
        request.add_header("Authorization", f"Token {self._token}")
        if data is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(data).encode()
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            words = error.read().decode(errors="replace")[:500]
            raise Refused(f"{self._base}{path}: {error.code} {error.reason}: {words}") from error
        except OSError as error:
            raise Refused(f"{self._base}{path}: {error}") from error

    def version(self):
        """Of LAVA there."""
        return json.loads(self._ask("system/version/"))["version"]

    def submit(self, text):
        """Return: the new job's number."""
        return json.loads(self._ask("jobs/", {"definition": text}))["job_ids"][0]

    def cancel(self, job):
        """Asks for its end; it is over later."""
        self._ask(f"jobs/{job}/cancel/")

    def job(self, job):
        """state: Submitted, Scheduling, Scheduled, Running, Canceling, Finished; health: Unknown,
        Complete, Incomplete, Canceled; actual_device and more."""
        return json.loads(self._ask(f"jobs/{job}/"))

    def log(self, job):
        """The job's whole log, YAML, as far as it is."""
        return self._ask(f"jobs/{job}/logs/").decode(errors="replace")

    def junit(self, job):
        """Its results, as LAVA makes them."""
        return self._ask(f"jobs/{job}/junit/").decode()

    def tap(self, job):
        """Its results, as LAVA makes them."""
        return self._ask(f"jobs/{job}/tap13/").decode()

    def device_types(self):
        """Names of the types that this farm has devices of."""
        names, path = [], "devicetypes/?" + urllib.parse.urlencode({"limit": 1000})
        for entry in json.loads(self._ask(path))["results"]:
            names.append(entry["name"])
        return names
