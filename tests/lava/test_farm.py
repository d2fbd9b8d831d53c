# SPDX-License-Identifier: GPL-2.0-or-later
"""What zlava.farm, .patient and .watch make of a farm that answers, does not, or refuses. TAP."""
import sys
import tempfile
from unittest import mock

from played_farm import JUNIT, TAP, TOKEN, Played, answers, breaks_off, hangs_up, is_silent, says
from submitted import ALWAYS, BAD_GATEWAY, CANCEL, LOOK, NAMES, SEND, SHORT, Run, report
from zlava import farm, patient, watch


def good(run, played):
    """Both jobs came to their end, nothing was canceled, all results are here."""
    return (run.status == 0 and not played.count(CANCEL) and run.table.count(" ok\n") == 2
            and all(run.files.get(f"{name}.log") == "hello from the board\n" and run.files.get(f"{name}.tap") == TAP.format(number)
                    and run.files.get(f"{name}.junit.xml") == JUNIT.format(number) for number, name in enumerate(NAMES, 1)))


def whole():
    """(name, good, what was said) of runs without trouble."""
    with Played() as played:
        run = Run(played)
        yield "two jobs are sent, watched to their end, and their results fetched", good(run, played) \
            and [played.count(f"POST jobs/ .*{title}.*") for title in ("core scenarios", "health check", "")] == [1, 1, 2], run
        yield "what happens is said", run.says("LAVA 2023.01 at", f"job 2 is {NAMES[1]}: {played.url}/scheduler/job/2",
                                               f"job 1 {NAMES[0]}: running on board-01", f"job 1 {NAMES[0]}: finished"), run
        yield "nothing else is", not run.says("away") and not run.says("cancel"), run
    pauses = []
    with Played() as played, tempfile.TemporaryDirectory() as folder:
        one = farm.Farm(played.url, TOKEN)
        watch.wait(one, list(watch.send(one, [("x", "job_name: \"x\"", "")], print)), folder, lambda _: None, 7, pauses.append)
    yield "between two looks lies the interval, after the last one nothing", pauses == [7, 7], pauses


def hiccups():
    """The farm gives no answer, and then it does."""
    for what, how, words in (
            ("a 502", BAD_GATEWAY, "502 Bad Gateway\n"),
            ("a 503 with words", answers(503, "{\"detail\": \"in a\\nminute\"}"), "503 Service Unavailable: {\"detail\": "),
            ("too many requests", answers(429, ""), "429 Too Many Requests\n"),
            ("an answer that breaks off", breaks_off, "the answer broke off after 10 bytes"),
            ("a connection that is closed", hangs_up, "Remote end closed connection without response"),
            ("no answer in time", is_silent(3), "timed out"),
            ("an answer that is not HTTP", says(b"SSH-2.0\r\n\r\n"), "what came is not HTTP: BadStatusLine("),
            ("one that is not JSON", answers(200, "please wait"), "this is not what LAVA answers: please wait"),
            ("an empty one", answers(200, ""), "this is not what LAVA answers: nothing"),
            ("JSON of another", answers(200, "{\"error\": 1}"), "this is not what LAVA answers: {\"error\": 1}"),
            ("JSON that is a list", answers(200, "[]"), "this is not what LAVA answers: []"),
            ("a proxy's page", answers(200, "<html>", "text/html; charset=utf-8"), "a page for a browser came")):
        with Played() as played:
            played.plays(LOOK, how, 2)
            with mock.patch.object(farm, "TIMEOUT", 1):
                run = Run(played)
            yield (f"{what}: said, and asked again", good(run, played)
                   and run.said.count(words) == 2 and run.says("try 1:", "try 2:", "is back after 0:0", "tries in vain: 2\n"), run)
    for what in ("logs", "tap13", "junit"):
        with Played() as played:
            played.plays(f"GET jobs/1/{what}/", breaks_off)
            played.plays(f"GET jobs/2/{what}/", answers(200, "<html>", "text/html"))
            run = Run(played)
            yield f"{what} that broke off, and a page instead: fetched again", good(run, played) and run.said.count("try 1:") == 2, run

    pauses = []
    asked = mock.Mock(job=mock.Mock(side_effect=[farm.Away("no")] * 6 + ["yes"]))
    yield "the pauses grow, to a minute", patient.Patient(asked, 600, lambda _: None, 10, pauses.append).job(1) == "yes" \
        and [round(pause) for pause in pauses] == [10, 20, 40, 60, 60, 60], pauses
    with Played() as played:
        played.plays(LOOK, BAD_GATEWAY, ALWAYS)
        run = Run(played, SHORT)
        tries = played.count(LOOK)
        yield "a farm that stays away: an end, with what happened and how often", run.status == 3 and tries > 2 \
            and run.says("502 Bad Gateway; the farm was away for 0:0", f"try {tries - 1}:", f"tries in vain: {tries}\n"), run
        yield "both jobs are canceled", played.count(CANCEL) == 2 and run.said.count(": canceled\n") == 2, run


def refusals():
    """The farm says no."""
    for code, words in ((401, "Invalid token."), (403, "not yours"), (404, "No TestJob")):
        with Played() as played:
            played.plays(LOOK, answers(code, words), ALWAYS)
            run = Run(played, SHORT)
            yield f"a {code} is not asked again, and cancels", run.status == 3 and played.count(LOOK) == 1 \
                and played.count(CANCEL) == 2 and run.says(f"/jobs/1/: {code} ", words) and not run.says("try"), run
    with Played() as played:
        run = Run(played, SHORT, token="wrong")
        yield "a wrong token: nothing is sent", run.status == 3 and len(played.asked) == 1 and run.says("403 Forbidden: {\"detail\": \"Invalid token.\"}"), run
        run = Run(played, SHORT, token="two\nlines")
        yield "what cannot be a token is not shown", run.status == 3 and run.says("the token cannot be one") and not run.says("lines"), run
        run = Run(played, SHORT, url="lava.example.org")
        yield "what is no address", run.status == 3 and run.says("lava.example.org/api/v0.2/system/version/: this is no address"), run
        run = Run(played, SHORT, url="http://127.0.0.1:1")
        yield "nobody there: said at once", run.status == 3 and run.says("Connection refused") and not run.says("try"), run
    with Played() as played:
        played.plays("POST jobs/ .*health check.*", answers(400, "Invalid definition"))
        run = Run(played, SHORT)
        yield "a job that does not validate: the one before is canceled", run.status == 3 and played.count(SEND) == 2 \
            and played.asked[-1] == "GET jobs/1/cancel/" and run.says("job 1", ": canceled\n", "400 Bad Request: Invalid definition") and not run.says("not confirmed"), run
    with Played() as played:
        played.plays(SEND, BAD_GATEWAY)
        run = Run(played, SHORT)
        yield "a submission without an answer is not sent twice, and it is said where to look", run.status == 3 \
            and played.count(SEND) == 1 and run.says(f"{NAMES[0]}: was sent, but not confirmed", f"{played.url}/scheduler/myjobs"), run


def results():
    """Results of a job that is over do not come."""
    with Played() as played:
        played.plays("GET jobs/1/logs/", answers(404, "{\"detail\": \"Not found.\"}"))
        run = Run(played)
        yield "a job without a log, canceled in the queue: the other goes on", run.status == 1 and not played.count(CANCEL) \
            and f"{NAMES[1]}.junit.xml" in run.files and run.says("not all results were fetched", "/jobs/1/logs/: 404"), run
        yield "the table says so", run.table.count(" ok\n") == 1 and "not all results were fetched" in run.table, run
    with Played() as played:
        played.plays("GET jobs/1/tap13/", answers(500, ""), ALWAYS)
        run = Run(played, SHORT)
        yield "results that LAVA cannot make: the log is kept, the other goes on", run.status == 1 and not played.count(CANCEL) \
            and run.files.get(f"{NAMES[0]}.log") and f"{NAMES[1]}.junit.xml" in run.files and run.says("try 2:", "tap13/: 500"), run
    with Played() as played:
        played.plays("GET jobs/1/junit/", says(b"HTTP/1.0 200 OK\r\n\r\n\xff"))
        run = Run(played)
        yield "results that are not UTF-8", run.status == 0 and run.files.get(f"{NAMES[0]}.junit.xml") == "\ufffd", run


if __name__ == "__main__":
    sys.exit(report(whole, hiccups, refusals, results))
