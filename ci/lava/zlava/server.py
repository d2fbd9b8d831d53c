# SPDX-License-Identifier: GPL-2.0-or-later
"""A whole LAVA: database, publisher, web server, scheduler and worker.

Runs inside `ci/lava/enter ROOT --write`, as root: what it writes to /etc and /var is seen by
nobody else, its ports are those of a network of its own, and all its processes end with
that place. Every program is Debian's and configured as on a machine of its own.
"""
import glob
import json
import os
import re
import secrets
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import xmlrpc.client

from zlava.jobs import HERE

LOGS = "/var/log/zcopy-lava"
CONFIG = "/etc/lava-server/dispatcher-config"
URL = "http://127.0.0.1:8000"
WORKER = "worker-01"
DATA, SOCKET = "/run/postgresql-data", "/run/postgresql"
# QEMU's own network: the machine as a guest sees it, with the TFTP server in it
SEEN_BY_BOARDS = "10.0.2.2"


class Trouble(Exception):
    """A part of LAVA does not start; the text says which and why."""


def _run(*command, user=None, **more):
    if user:
        command = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, cwd="/", check=False, **more)
    if done.returncode:
        raise Trouble(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}")
    return done.stdout


def _manage(*commands):
    """Commands of `lava-server manage`, in one process: it takes seconds to start."""
    script = ("import json, os\nfrom django.core.management import call_command\n"
              "for words in json.loads(os.environ['ZCOPY_COMMANDS']):\n    call_command(*words)\n")
    return _run("lava-server", "manage", "shell", "-c", script, user="lavaserver",
                env={**os.environ, "ZCOPY_COMMANDS": json.dumps(commands)})


def _write(path, text, owner=None):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    if owner:
        shutil.chown(path, owner, owner)


def tags_of(dictionary):
    """The tags that a device's dictionary names in its comment."""
    with open(dictionary, encoding="utf-8") as file:
        return [word for line in file if line.strip().startswith("tags:")
                for word in line.replace("#}", "").split()[1:]]


def type_of(dictionary):
    """The device type that a dictionary extends."""
    with open(dictionary, encoding="utf-8") as file:
        for line in file:
            if line.startswith("{% extends"):
                return line.split("'")[1].removesuffix(".jinja2")
    raise Trouble(f"{dictionary} extends no device type")


class Server:
    """.start() brings it up, with these dictionaries as its devices; .token opens its doors.

    template is a file that keeps the database without content, from one start to the next.
    """

    def __init__(self, dictionaries, template, say):
        self.dictionaries, self._template, self._say = dictionaries, template, say
        self.token = secrets.token_hex(20)
        self._processes = {}

    def start(self):
        """Raises Trouble. Calls say() with a word before each part."""
        os.makedirs(LOGS, exist_ok=True)
        self._say("users and settings")
        self._users()
        self._settings()
        self._say("database")
        self._database()
        self._say("devices")
        token = self._devices()
        self._say("publisher, scheduler, web server")
        self._spawn("publisher", "lava-server", "manage", "lava-publisher", "--level", "INFO", "--log-file", "-",
                    "--host", "127.0.0.1", "--port", "8001", user="lavaserver")
        self._spawn("scheduler", "lava-server", "manage", "lava-scheduler", "--level", "INFO", "--log-file", "-",
                    user="lavaserver")
        self._spawn("gunicorn", "gunicorn3", "lava_server.wsgi", "--log-level", "INFO", "--log-file", "-",
                    "-u", "lavaserver", "-g", "lavaserver", "--worker-class", "eventlet", "--workers", "2",
                    "--bind", "127.0.0.1:8000")
        self._wait("LAVA's web server answers", 60, lambda: self._get("system/version/"))
        self._say("worker")
        self._spawn("worker", "lava-worker", "--name", WORKER, "--level", "INFO", "--log-file", "-",
                    "--url", URL + "/", "--ws-url", "http://127.0.0.1:8001/ws/", "--ping-interval", "5",
                    "--job-log-interval", "1", "--token", token)
        # An emulated board keeps a processor busy
        address = URL.replace("//", f"//zcopy:{self.token}@")
        xmlrpc.client.ServerProxy(f"{address}/RPC2", allow_none=True).scheduler.workers.update(
            WORKER, None, None, os.cpu_count())
        # A job that comes before is looked at again only after a while
        self._wait("the worker is online", 60, lambda: self._get(f"workers/{WORKER}/")["state"] == "Online")

    def check(self):
        """Raises Trouble when a part has ended."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                with open(os.path.join(LOGS, name + ".log"), encoding="utf-8", errors="replace") as log:
                    words = log.read()[-2000:]
                raise Trouble(f"LAVA's {name} ended with {process.returncode}:\n{words}")

    def _spawn(self, name, *command, user=None):
        if user:
            command = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command)
        with open(os.path.join(LOGS, name + ".log"), "ab") as log:
            self._processes[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")

    def _users(self):
        for user, home in (("postgres", "/var/lib/postgresql"), ("lavaserver", "/var/lib/lava-server/home")):
            os.makedirs(home, exist_ok=True)
            if subprocess.run(["getent", "passwd", user], stdout=subprocess.DEVNULL, check=False).returncode:
                _run("useradd", "--system", "--user-group", "--home-dir", home, user)
            shutil.chown(home, user, user)

    def _settings(self):
        media = "/var/lib/lava-server/default/media/job-output"
        os.makedirs(media, exist_ok=True)
        _run("chown", "-R", "lavaserver:lavaserver", "/var/lib/lava-server", "/etc/lava-server")
        os.makedirs("/var/log/lava-server", exist_ok=True)
        shutil.chown("/var/log/lava-server", "lavaserver", "lavaserver")
        _write("/etc/lava-server/settings.d/zcopy.yaml", f"""\
SECRET_KEY: {secrets.token_hex(32)}
DATABASES:
  default:
    ENGINE: django.db.backends.postgresql
    NAME: lavaserver
    USER: lavaserver
    HOST: /run/postgresql
EVENT_NOTIFICATION: true
INTERNAL_EVENT_SOCKET: ipc:///run/lava-events/internal
EVENT_ADDITIONAL_SOCKETS: []
SESSION_COOKIE_SECURE: false
CSRF_COOKIE_SECURE: false
""", "lavaserver")
        os.makedirs("/run/lava-events", exist_ok=True)
        shutil.chown("/run/lava-events", "lavaserver", "lavaserver")
        _write(f"/etc/lava-server/dispatcher.d/{WORKER}/dispatcher.yaml",
               f"dispatcher_ip: {SEEN_BY_BOARDS}\n", "lavaserver")
        link = "/usr/local/bin/zcopy-stand-in"
        os.makedirs(os.path.dirname(link), exist_ok=True)
        if not os.path.lexists(link):
            os.symlink(os.path.join(HERE, "stand-in"), link)

    def _database(self):
        binaries = max(glob.glob("/usr/lib/postgresql/*/bin"), default=None)
        if not binaries:
            raise Trouble("PostgreSQL's server is not in this root")
        for folder in (DATA, SOCKET):
            os.makedirs(folder, mode=0o700 if folder == DATA else 0o755, exist_ok=True)
            shutil.chown(folder, "postgres", "postgres")
        if os.path.exists(self._template):
            _run("tar", "-xpf", self._template, "-C", DATA)
        else:
            self._make_database(binaries)
        self._control(binaries, "start")

    def _control(self, binaries, what):
        # It is in memory and short-lived: nothing has to outlive a crash
        _run(f"{binaries}/pg_ctl", "-D", DATA, "-w", "-l", f"{DATA}/log", "-m", "fast", "-o",
             f"-k {SOCKET} -c listen_addresses= -c fsync=off -c full_page_writes=off", what, user="postgres")

    def _make_database(self, binaries):
        """Its tables take LAVA half a minute to make, so they are kept, empty, beside the packages."""
        _run(f"{binaries}/initdb", "-D", DATA, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", user="postgres")
        self._control(binaries, "start")
        _run(f"{binaries}/createuser", "-h", SOCKET, "lavaserver", user="postgres")
        _run(f"{binaries}/createdb", "-h", SOCKET, "-O", "lavaserver", "lavaserver", user="postgres")
        self._say("tables, the first time")
        _manage(("migrate", "--noinput"))
        self._control(binaries, "stop")
        _run("tar", "-cf", self._template + ".new", "-C", DATA, ".")
        os.rename(self._template + ".new", self._template)

    def _devices(self):
        """Return: the worker's token."""
        for path in glob.glob(os.path.join(HERE, "devices", "device-types", "*.jinja2")):
            shutil.copy(path, f"{CONFIG}/device-types/")
        commands = [("users", "add", "zcopy", "--passwd", secrets.token_hex(8), "--superuser", "--staff"),
                    ("tokens", "add", "--user", "zcopy", "--secret", self.token), ("workers", "add", WORKER)]
        commands += [("device-types", "add", name) for name in sorted({type_of(p) for p in self.dictionaries})]
        for path in self.dictionaries:
            name, tags = os.path.basename(path).removesuffix(".jinja2"), tags_of(path)
            shutil.copy(path, f"{CONFIG}/devices/")
            commands.append(("devices", "add", name, "--device-type", type_of(path), "--worker", WORKER,
                             *(["--tags", *tags] if tags else [])))
            commands.append(("devices", "update", name, "--health", "GOOD"))
        _run("chown", "-R", "lavaserver:lavaserver", CONFIG)
        details = _manage(*commands, ("workers", "details", WORKER))
        return re.search(r"^\W*token\W*(\S+)", details, re.MULTILINE | re.IGNORECASE).group(1)

    def _get(self, path):
        request = urllib.request.Request(f"{URL}/api/v0.2/{path}", headers={"Authorization": f"Token {self.token}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.loads(answer.read())

    def _wait(self, what, seconds, is_so):
        end, last = time.monotonic() + seconds, "no"
        while True:
            self.check()
            try:
                if is_so():
                    return
            except (OSError, urllib.error.URLError) as error:
                last = error
            if time.monotonic() > end:
                raise Trouble(f"waited {seconds} s until {what}: {last}")
            time.sleep(0.2)
