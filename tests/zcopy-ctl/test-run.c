// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The whole program against targets that are only played (fake-start.c): exit
 * codes, what is printed, and that nothing is ever left running.
 */
#include <json-c/json.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#include "util/capture.h"
#include "util/memory.h"

#define MAX_ARGS 24

struct result {
	int code;
	char *out, *err;
	double seconds;
};

static char *program, *scenarios, *pids;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static char *scenario(const char *name)
{
	static char path[4][512];
	static int next;

	next = (next + 1) % 4;
	snprintf(path[next], sizeof(path[next]), "%s/%s.zs", scenarios, name);
	return path[next];
}

/* Runs zcopy-ctl with these arguments, ended by NULL. */
static struct result ctl(const char *first, ...)
{
	char *argv[MAX_ARGS] = { program, (char *)first };
	struct result result;
	double began = now();
	va_list args;
	int argc = 2;

	va_start(args, first);
	while (argc < MAX_ARGS - 1) {
		argv[argc] = va_arg(args, char *);
		if (!argv[argc])
			break;
		argc++;
	}
	va_end(args);
	unlink(pids);
	result.code = capture(argv, &result.out, &result.err);
	result.seconds = now() - began;
	return result;
}

/* run --on PLAY one.zs */
#define PLAY(play, ...) ctl("run", "--on", play, "--out", "out", ##__VA_ARGS__, scenario("one"), NULL)

static void drop(struct result *result)
{
	free(result->out);
	free(result->err);
}

static bool runs(pid_t pid)
{
	char path[64], state = 'X';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%*d %*s %c", &state) != 1)
		state = 'X';
	fclose(file);
	return state != 'Z' && state != 'X';
}

/* Processes that the played targets noted; how many there are, and none lives. */
static int assert_all_gone(double patience)
{
	FILE *file = fopen(pids, "r");
	double end = now() + patience;
	int pid, count = 0;

	assert_non_null(file);
	while (fscanf(file, "%d", &pid) == 1) {
		count++;
		while (runs(pid) && now() < end)
			usleep(10000);
		if (runs(pid)) {
			kill(pid, SIGKILL);
			fail_msg("process %d of the target was left running", pid);
		}
	}
	fclose(file);
	assert_true(count > 0);
	return count;
}

static json_object *parse_json(const char *text)
{
	json_object *root = json_tokener_parse(text);

	if (!root)
		fail_msg("no JSON: %s", text);
	assert_int_equal(json_object_get_int(json_object_object_get(root, "schema")), 1);
	return root;
}

static json_object *at(json_object *object, const char *key)
{
	json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value))
		fail_msg("the key '%s' is missing", key);
	return value;
}

static const char *text_at(json_object *object, const char *key)
{
	json_object *value = at(object, key);

	return value ? json_object_get_string(value) : NULL;
}

static json_object *scenario_at(json_object *root, size_t index)
{
	json_object *one = json_object_array_get_idx(at(root, "scenarios"), index);

	assert_non_null(one);
	return one;
}

static void passing(void **state)
{
	struct result result = PLAY("pass");

	(void)state;
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "passed");
	assert_contains(result.out, "The first one");
	assert_contains(result.out, "1 passed, 0 failed, 0 skipped on pass");
	assert_contains(result.out, "picture: out/seen.png");
	assert_null(strchr(result.out, '\033'));
	assert_all_gone(0);
	drop(&result);
}

static void passing_json(void **state)
{
	struct result result = PLAY("pass", "--format", "json");
	json_object *root = parse_json(result.out), *one = scenario_at(root, 0);

	(void)state;
	assert_int_equal(result.code, 0);
	assert_string_equal(text_at(root, "target"), "pass");
	assert_string_equal(text_at(root, "kernel"), "fast");
	assert_null(at(root, "error"));
	assert_int_equal(json_object_get_int(at(at(root, "summary"), "passed")), 1);
	assert_string_equal(text_at(one, "name"), "one");
	assert_string_equal(text_at(one, "title"), "The first one");
	assert_string_equal(text_at(one, "status"), "passed");
	assert_null(at(one, "message"));
	assert_null(at(one, "line"));
	assert_int_equal(json_object_array_length(at(one, "steps")), 2);
	assert_string_equal(text_at(json_object_array_get_idx(at(one, "steps"), 1), "status"),
			    "expected");
	assert_string_equal(text_at(at(one, "pictures"), "scanout"), "out/seen.png");
	assert_int_equal(json_object_array_length(at(one, "console")), 0);
	assert_contains(text_at(one, "rerun"), "run --on pass --kernel fast");
	json_object_put(root);
	drop(&result);
}

static void failing(void **state)
{
	struct result result = PLAY("fail");

	(void)state;
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "one.zs:6: back: from-refs buf of=fb");
	assert_contains(result.out, "grant reference 3 of 4 refused");
	assert_contains(result.out, "front: a word of the front");
	assert_contains(result.out, "difference: out/d.png");
	assert_contains(result.out, "log: out/one.back.log");
	assert_contains(result.out, "again: ");
	assert_contains(result.out, "0 passed, 1 failed");
	/* Whoever follows the advice gets the same scenario. */
	assert_contains(strstr(result.out, "again: "), scenario("one"));
	assert_int_equal(access("out/one.front.log", R_OK), 0);
	assert_all_gone(0);
	drop(&result);
	/* The next one that passes leaves no log that would be taken for its own. */
	result = PLAY("pass");
	assert_int_equal(result.code, 0);
	assert_int_not_equal(access("out/one.front.log", R_OK), 0);
	drop(&result);
}

/* A failure costs the pair: what follows it runs on a new one. */
static void new_pair_after_a_failure(void **state)
{
	struct result result = ctl("run", "--on", "mixed", "--out", "out", "--format", "json",
				   scenarios, NULL);
	json_object *root = parse_json(result.out);
	char first[64], last[64];

	(void)state;
	assert_int_equal(result.code, 1);
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 3);
	/* sorted by name: one, three, two */
	assert_string_equal(text_at(scenario_at(root, 1), "name"), "three");
	assert_string_equal(text_at(scenario_at(root, 2), "status"), "failed");
	json_object_put(root);
	drop(&result);

	result = ctl("run", "--on", "mixed", "--out", "out", "--format", "json", scenario("two"),
		     scenario("one"), scenario("three"), NULL);
	root = parse_json(result.out);
	assert_string_equal(text_at(scenario_at(root, 0), "status"), "failed");
	assert_string_equal(text_at(scenario_at(root, 1), "status"), "passed");
	snprintf(first, sizeof(first), "%s",
		 text_at(json_object_array_get_idx(at(scenario_at(root, 0), "steps"), 0), "message"));
	snprintf(last, sizeof(last), "%s",
		 text_at(json_object_array_get_idx(at(scenario_at(root, 1), "steps"), 0), "message"));
	assert_string_not_equal(first, last);
	/* ... and that one serves the rest. */
	assert_string_equal(last, text_at(json_object_array_get_idx(
		at(scenario_at(root, 2), "steps"), 0), "message"));
	assert_int_equal(assert_all_gone(0), 2);
	json_object_put(root);
	drop(&result);
}

static void skipping(void **state)
{
	struct result result = PLAY("skip", "--format", "ktap");

	(void)state;
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "KTAP version 1\n1..1\n");
	assert_contains(result.out, "ok 1 one # SKIP target skip does not offer 'grants': its domains");
	drop(&result);
}

static void splats(void **state)
{
	static const char *const plays[] = { "splat", "front-splat" };

	(void)state;
	for (size_t i = 0; i < COUNT(plays); i++) {
		struct result result = PLAY(plays[i]);

		/* A result that says "passed" does not hide it. */
		assert_int_equal(result.code, 4);
		assert_contains(result.out, "crashed");
		assert_contains(result.out, i ? "kernel of front: KASAN report" :
						"kernel of back: KASAN report");
		assert_contains(result.out, "Read of size 8");
		assert_true(result.seconds < 3);
		assert_all_gone(0);
		drop(&result);
	}
}

/* It belongs to the scenario it came in, not to the one that ran when it was judged. */
static void splat_blames_the_right_one(void **state)
{
	struct result result = ctl("run", "--on", "splat-two", "--out", "out", "--format", "json",
				   scenario("two"), scenario("one"), NULL);
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 4);
	assert_string_equal(text_at(scenario_at(root, 0), "status"), "crashed");
	assert_string_equal(text_at(scenario_at(root, 1), "status"), "passed");
	json_object_put(root);
	drop(&result);
}

static void known_splat_passes(void **state)
{
	struct result result = PLAY("known-splat");

	(void)state;
	assert_int_equal(result.code, 0);
	drop(&result);
}

static void splat_at_power_off(void **state)
{
	struct result result = PLAY("quit-splat");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "leaked memory");
	drop(&result);
}

/* The target hangs after a panic; nobody waits for the timeout. */
static void panic_ends_at_once(void **state)
{
	struct result result = PLAY("panic", "--timeout", "60");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "kernel panic");
	assert_true(result.seconds < 5);
	assert_all_gone(0);
	drop(&result);
}

static void deaths(void **state)
{
	struct result result = PLAY("death");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "killed by signal 11");
	drop(&result);
	result = PLAY("death-silent");
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "ended in the middle");
	drop(&result);
	result = PLAY("dies-early");
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "cannot load module xen-zcopy.ko");
	drop(&result);
}

static void hanging(void **state)
{
	struct result result = PLAY("hang", "--timeout", "0.5");

	(void)state;
	assert_int_equal(result.code, 5);
	assert_contains(result.out, "timeout");
	assert_contains(result.out, "no progress for");
	assert_contains(result.out, "one.zs:5");
	assert_true(result.seconds > 0.4 && result.seconds < 5);
	assert_all_gone(0);
	drop(&result);
	result = PLAY("never-boots", "--timeout", "0.5");
	assert_int_equal(result.code, 5);
	assert_contains(result.out, "boots");
	assert_all_gone(0);
	drop(&result);
}

/* Each step is progress: the time is not that of the whole scenario. */
static void slow_but_alive(void **state)
{
	struct result result = PLAY("slow", "--timeout", "1");

	(void)state;
	assert_true(result.seconds > 1.2);
	assert_int_equal(result.code, 0);
	drop(&result);
}

static void refusing(void **state)
{
	struct result result = ctl("run", "--on", "refuses", "--out", "out", "--format", "json",
				   scenario("one"), scenario("two"), NULL);
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 3);
	assert_string_equal(text_at(root, "error"), "the kernel is missing: make it");
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 2);
	assert_string_equal(text_at(scenario_at(root, 1), "status"), "error");
	/* It was tried once. */
	assert_int_equal(assert_all_gone(0), 1);
	json_object_put(root);
	drop(&result);
}

static void resuming(void **state)
{
	struct result result = PLAY("resume", "--verbose");

	(void)state;
	assert_int_equal(result.code, 0);
	drop(&result);
	result = PLAY("reboot");
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "booted again");
	drop(&result);
}

/* Where domain and host share no folder */
static void pictures_that_are_sent(void **state)
{
	struct result result;
	char content[16] = "";
	FILE *file;

	(void)state;
	unlink("out/seen.png");
	result = PLAY("sends");
	assert_int_equal(result.code, 0);
	file = fopen("out/seen.png", "r");
	assert_non_null(file);
	assert_non_null(fgets(content, sizeof(content), file));
	assert_string_equal(content, "seen");
	fclose(file);
	drop(&result);
	unlink("seen.png");
	result = PLAY("sends-elsewhere");
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "whose name is none");
	assert_int_not_equal(access("seen.png", F_OK), 0);
	drop(&result);
}

static void nonsense_on_the_record_stream(void **state)
{
	struct result result = PLAY("garbage");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "no record");
	assert_null(strchr(result.out, '\x01'));
	drop(&result);
	result = PLAY("strange", "--format", "json");
	assert_int_equal(result.code, 1);
	json_object_put(parse_json(result.out));
	drop(&result);
}

/* SIGTERM is not enough for these. */
static void nothing_survives(void **state)
{
	static const char *const plays[] = { "stubborn", "orphan" };

	(void)state;
	for (size_t i = 0; i < COUNT(plays); i++) {
		struct result result = PLAY(plays[i], "--timeout", "0.5");

		assert_int_equal(result.code, 5);
		assert_true(assert_all_gone(0) >= 2);
		drop(&result);
	}
}

static void much_console_output(void **state)
{
	struct result result = PLAY("chatty", "--keep-logs");
	FILE *log;
	char line[256];
	int lines = 0;

	(void)state;
	assert_int_equal(result.code, 0);
	log = fopen("out/one.back.log", "r");
	assert_non_null(log);
	while (fgets(line, sizeof(line), log))
		lines++;
	fclose(log);
	assert_int_equal(lines, 15001);
	drop(&result);
}

/* Starts a run that hangs, and comes back when the target is there. */
static pid_t start_hanging(const char *play)
{
	pid_t pid;

	unlink(pids);
	pid = fork();
	if (pid == 0) {
		freopen("/dev/null", "w", stdout);
		freopen("interrupted.log", "w", stderr);
		execl(program, program, "run", "--on", play, "--out", "out", scenario("one"), NULL);
		_exit(127);
	}
	for (int i = 0; i < 500; i++) {
		FILE *file = fopen(pids, "r");
		int one, count = 0;

		while (file && fscanf(file, "%d", &one) == 1)
			count++;
		if (file)
			fclose(file);
		if (count >= (strcmp(play, "hang") == 0 ? 1 : 2))
			break;
		usleep(10000);
	}
	usleep(100000);
	return pid;
}

static void interrupting(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < COUNT(signals); i++) {
		pid_t pid = start_hanging("hang");
		char text[256] = "";
		int status;
		FILE *log;

		kill(pid, signals[i]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 130);
		assert_all_gone(0);
		log = fopen("interrupted.log", "r");
		assert_non_null(log);
		text[fread(text, 1, sizeof(text) - 1, log)] = '\0';
		fclose(log);
		assert_contains(text, "interrupted");
	}
}

/* Nobody can clean up after SIGKILL; the target notices by itself. */
static void killed(void **state)
{
	pid_t pid = start_hanging("hang");
	int status;

	(void)state;
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_all_gone(3);
}

static void usage(void **state)
{
	static const struct {
		const char *args[6];
		const char *says;
	} cases[] = {
		{ { "rnu" }, "did you mean 'run'?" },
		{ { "run" }, "say which scenarios" },
		{ { "run", "--format", "jsn", "x.zs" }, "did you mean 'json'?" },
		{ { "run", "--timeout", "0", "x.zs" }, "--timeout takes seconds" },
		{ { "run", "--timeout", "nan", "x.zs" }, "--timeout takes seconds" },
		{ { "run", "--seed", "x", "x.zs" }, "--seed takes a number" },
		{ { "run", "--on", "pas", "ONE" }, "did you mean 'pass'?" },
		{ { "run", "--on", "pass", "--kernel", "fats", "ONE" }, "did you mean 'fast'?" },
		{ { "run", "--on", "pass", "nowhere.zs" }, "nowhere.zs: No such file" },
		{ { "lint" }, "say which scenarios" },
		{ { "help", "lnit" }, "did you mean 'lint'?" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *argv[8] = { program };
		char *out, *err;
		int code;

		for (int k = 0; k < 6 && cases[i].args[k]; k++)
			argv[k + 1] = strcmp(cases[i].args[k], "ONE") == 0 ? scenario("one") :
				(char *)cases[i].args[k];
		code = capture(argv, &out, &err);
		if (code != 2)
			fail_msg("%s %s: exit code %d", argv[1], argv[2] ? argv[2] : "", code);
		assert_contains(err, cases[i].says);
		free(out);
		free(err);
	}
}

/* Even what goes wrong before anything runs is a document. */
static void errors_as_documents(void **state)
{
	struct result result = ctl("run", "--on", "nowhere", "--format", "json", scenario("one"), NULL);
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 2);
	assert_contains(text_at(root, "error"), "no target 'nowhere'");
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 0);
	json_object_put(root);
	drop(&result);
	result = ctl("run", "--on", "pass", "--format", "ktap", "nowhere.zs", NULL);
	assert_contains(result.out, "KTAP version 1\n1..0\nBail out! nowhere.zs");
	drop(&result);
}

static void linting(void **state)
{
	struct result result;
	json_object *root;
	FILE *file = fopen("wrong.zs", "w");

	(void)state;
	assert_non_null(file);
	fputs("title T\nproves P\nfront: grnat fb\n", file);
	fclose(file);
	result = ctl("lint", "wrong.zs", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "wrong.zs:3:8: there is no verb 'grnat'; did you mean 'grant'?");
	assert_contains(result.err, "    front: grnat fb\n           ^");
	assert_contains(result.out, "1 scenario, 1 with mistakes");
	drop(&result);
	result = ctl("lint", "--json", "wrong.zs", scenarios, NULL);
	assert_int_equal(result.code, 2);
	root = parse_json(result.out);
	assert_int_equal(json_object_array_length(at(root, "complaints")), 1);
	json_object_put(root);
	drop(&result);
	result = ctl("lint", scenarios, NULL);
	assert_int_equal(result.code, 0);
	drop(&result);
	result = ctl("run", "--on", "pass", "wrong.zs", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "nothing was run");
	drop(&result);
}

static void listing(void **state)
{
	struct result result = ctl("list", scenarios, NULL);
	json_object *root;

	(void)state;
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "The third one");
	drop(&result);
	result = ctl("list", "--json", scenarios, NULL);
	root = parse_json(result.out);
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 3);
	assert_string_equal(text_at(scenario_at(root, 0), "name"), "one");
	json_object_put(root);
	drop(&result);
	result = ctl("list", "--targets", NULL);
	assert_contains(result.out, "pass  kernels: debug (not built), fast (not built)");
	drop(&result);
	result = ctl("info", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "missing  the kernel is missing: make it");
	assert_contains(result.out, "ready    played");
	drop(&result);
	result = ctl("info", "--json", NULL);
	json_object_put(parse_json(result.out));
	drop(&result);
}

static void junit(void **state)
{
	struct result result = ctl("run", "--on", "mixed", "--out", "out", "--format", "junit",
				   scenarios, NULL);

	(void)state;
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "<testsuite name=\"xen-zcopy\" tests=\"3\" failures=\"1\" errors=\"0\"");
	assert_contains(result.out, "<failure type=\"failed\" message=\"grant reference 3 of 4 refused\">");
	drop(&result);
}

static void help(void **state)
{
	static const char *const commands[] = { "run", "list", "lint", "info" };
	struct result result = ctl("--help", NULL);

	(void)state;
	assert_int_equal(result.code, 0);
	for (size_t i = 0; i < COUNT(commands); i++) {
		struct result one = ctl(commands[i], "--help", NULL);

		assert_contains(result.out, commands[i]);
		assert_int_equal(one.code, 0);
		assert_contains(one.out, "Usage: ");
		drop(&one);
	}
	drop(&result);
	result = ctl("--version", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "zcopy-ctl ");
	drop(&result);
	result = ctl("help", "verbs", NULL);
	assert_contains(result.out, "from-refs NEW of=BUF");
	drop(&result);
}

/* The manual's table of verbs is the program's own. */
static void manual(void **state)
{
	struct result result = ctl("help", "verbs", "--markdown", NULL);
	char *path = xprintf("%s/../../../scenarios/README.md", scenarios);
	FILE *file = fopen(path, "r");
	char *text = xalloc(1 << 20);

	(void)state;
	assert_non_null(file);
	assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
	fclose(file);
	assert_contains(text, result.out);
	free(text);
	free(path);
	drop(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passing),
		cmocka_unit_test(passing_json),
		cmocka_unit_test(failing),
		cmocka_unit_test(new_pair_after_a_failure),
		cmocka_unit_test(skipping),
		cmocka_unit_test(splats),
		cmocka_unit_test(splat_blames_the_right_one),
		cmocka_unit_test(known_splat_passes),
		cmocka_unit_test(splat_at_power_off),
		cmocka_unit_test(panic_ends_at_once),
		cmocka_unit_test(deaths),
		cmocka_unit_test(hanging),
		cmocka_unit_test(slow_but_alive),
		cmocka_unit_test(refusing),
		cmocka_unit_test(resuming),
		cmocka_unit_test(pictures_that_are_sent),
		cmocka_unit_test(nonsense_on_the_record_stream),
		cmocka_unit_test(nothing_survives),
		cmocka_unit_test(much_console_output),
		cmocka_unit_test(interrupting),
		cmocka_unit_test(killed),
		cmocka_unit_test(usage),
		cmocka_unit_test(errors_as_documents),
		cmocka_unit_test(linting),
		cmocka_unit_test(listing),
		cmocka_unit_test(junit),
		cmocka_unit_test(help),
		cmocka_unit_test(manual),
	};
	char *targets;
	const char *build = getenv("ZCOPY_TEST_BUILD"), *given = getenv("ZCOPY_TEST_SCENARIOS");

	if (!build || !given) {
		fputs("run this through make -C tests/zcopy-ctl check\n", stderr);
		return 2;
	}
	program = xprintf("%s/tool/zcopy-ctl", build);
	scenarios = xstrdup(given);
	pids = xprintf("%s/pids", build);
	targets = xprintf("%s/targets", build);
	setenv("ZCOPY_TARGETS", targets, 1);
	free(targets);
	setenv("ZCOPY_TEST_PIDS", pids, 1);
	unsetenv("ZCOPY_BUILD");
	return cmocka_run_group_tests_name("zcopy-ctl run", tests, NULL, NULL);
}
