# SPDX-License-Identifier: GPL-2.0-or-later
"""A LAVA server as its REST interface (v0.2) shows it: submit, look, fetch."""
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request

# Seconds that the server may be silent
TIMEOUT = 60
# Besides 5xx, what says that there may be another answer later: timeout, too many requests
LATER = (408, 429)


class Refused(Exception):
    """The server did not do what it was asked; the text has its own words."""


class Away(Refused):
    """Nothing came that LAVA would say: no connection, half an answer, a proxy's page. The same
    question may get an answer later."""


def _line(words):
    return " ".join(words.decode(errors="replace").split())[:500]


def _refusal(error):
    """What an HTTPError is: (Refused or Away, its text)."""
    try:
        # What is meant for a browser says no more than the code does
        words = "" if error.headers.get_content_type() == "text/html" else _line(error.read())
    except (OSError, http.client.HTTPException):
        words = ""
    kind = Away if error.code >= 500 or error.code in LATER else Refused
    return kind, f"{error.code} {error.reason}" + (f": {words}" if words else "")


def _why(error):
    """What kept an answer from coming, in words."""
    if isinstance(error, http.client.IncompleteRead):
        return f"the answer broke off after {len(error.partial)} bytes"
    if isinstance(error, http.client.HTTPException) and not isinstance(error, OSError):
        return f"what came is not HTTP: {error!r}"
    return str(error.reason if isinstance(error, urllib.error.URLError) else error) or type(error).__name__


class Farm:
    """url is the server's address, token one of its users'. What asks it raises Refused, or Away."""

    def __init__(self, url, token):
        self.address, self._token = url.rstrip("/"), token

    def url(self, path):
        """The address of a path of the REST interface."""
        return f"{self.address}/api/v0.2/{path}"

    def page(self, job):
        """The address of a job's page, for people."""
        return f"{self.address}/scheduler/job/{job}"

    def _ask(self, path, data=None):
        url = self.url(path)
        try:
            request = urllib.request.Request(url, headers={"Authorization": f"Token {self._token}"})
            if data is not None:
                request.add_header("Content-Type", "application/json")
                request.data = json.dumps(data).encode()
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                text, is_page = answer.read(), answer.headers.get_content_type() == "text/html"
        except urllib.error.HTTPError as error:
            kind, words = _refusal(error)
            raise kind(f"{url}: {words}") from error
        except (OSError, http.client.HTTPException) as error:
            raise Away(f"{url}: {_why(error)}") from error
        except ValueError as error:
            # Its own words may show the token
            raise Refused(f"{url}: this is no address, or the token cannot be one") from error
        if is_page:
            raise Away(f"{url}: a page for a browser came instead of LAVA's answer")
        return text

    def _fields(self, keys, path, data=None):
        """Return: {key: value} of an answer that is JSON."""
        text = self._ask(path, data)
        try:
            answer = json.loads(text)
            return {key: answer[key] for key in keys}
        except (ValueError, KeyError, TypeError) as error:
            raise Away(f"{self.url(path)}: this is not what LAVA answers: {_line(text)[:100] or 'nothing'}") from error

    def version(self):
        """Of LAVA there."""
        return self._fields(["version"], "system/version/")["version"]

    def submit(self, text):
        """Return: the new job's number. When Away is raised, the job may be there nonetheless."""
        return self._fields(["job_ids"], "jobs/", {"definition": text})["job_ids"][0]

    def cancel(self, job):
        """Asks for its end; it is over later."""
        self._ask(f"jobs/{job}/cancel/")

    def job(self, job):
        """state: Submitted, Scheduling, Scheduled, Running, Canceling, Finished; health: Unknown,
        Complete, Incomplete, Canceled; actual_device, or None."""
        return self._fields(["state", "health", "actual_device"], f"jobs/{job}/")

    def log(self, job):
        """The job's whole log, YAML, as far as it is."""
        return self._ask(f"jobs/{job}/logs/").decode(errors="replace")

    def junit(self, job):
        """Its results, as LAVA makes them."""
        return self._ask(f"jobs/{job}/junit/").decode(errors="replace")

    def tap(self, job):
        """Its results, as LAVA makes them."""
        return self._ask(f"jobs/{job}/tap13/").decode(errors="replace")

    def device_types(self):
        """Names of the types that this farm has devices of."""
        path = "devicetypes/?" + urllib.parse.urlencode({"limit": 1000})
        return [entry["name"] for entry in self._fields(["results"], path)["results"]]
