// SPDX-License-Identifier: GPL-2.0-or-later
/* Several pairs side by side: nothing is lost, mixed up, or left running */
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl.h"
#include "util/memory.h"

#define JOBS(n, play, ...) \
	ctl("run", "--on", play, "--out", "jobs", "--jobs", n, "--format", "json", \
	    ##__VA_ARGS__, NULL)

static void side_by_side(void **state)
{
	struct result result = JOBS("3", "slow", scenarios);
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 0);
	/* Each takes 1.5 s. */
	assert_true(result.seconds > 1.2 && result.seconds < 3.5);
	/* In the order of the folder, whichever was first */
	assert_string_equal(text_at(scenario_at(root, 0), "name"), "one");
	assert_string_equal(text_at(scenario_at(root, 1), "name"), "three");
	assert_string_equal(text_at(scenario_at(root, 2), "name"), "two");
	/* What the pairs said has come through. */
	assert_int_equal(json_object_array_length(at(scenario_at(root, 0), "steps")), 6);
	assert_string_equal(text_at(at(scenario_at(root, 0), "pictures"), "scanout"),
			    "jobs/seen.png");
	assert_int_equal(assert_all_gone(0), 3);
	json_object_put(root);
	drop(&result);
}

static void as_without_jobs(void **state)
{
	static const char *const plays[] = { "mixed", "splat-two", "refuses", "skip" };
	static const int codes[] = { 1, 4, 3, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(plays); i++) {
		struct result jobs = JOBS("2", plays[i], "--repeat", "3", scenarios);
		struct result one = JOBS("1", plays[i], "--repeat", "3", scenarios);
		/* At which step a crash is noticed, and so its message, is a matter of time. */
		json_object *a = parse_json(jobs.out), *b = parse_json(one.out);

		assert_int_equal(jobs.code, codes[i]);
		assert_int_equal(one.code, codes[i]);
		for (size_t k = 0; k < 9; k++) {
			json_object *x = scenario_at(a, k), *y = scenario_at(b, k);
			static const char *const same[] = { "name", "status", "rerun", "message" };
			size_t count = codes[i] == 4 ? COUNT(same) - 1 : COUNT(same);

			for (size_t m = 0; m < count; m++)
				if (!json_object_equal(at(x, same[m]), at(y, same[m])))
					fail_msg("%s, %zu: %s is %s, without --jobs %s", plays[i], k,
						 same[m], text_at(x, same[m]), text_at(y, same[m]));
			assert_int_equal(json_object_get_int(at(x, "round")),
					 json_object_get_int(at(y, "round")));
		}
		assert_true(json_object_equal(at(a, "error"), at(b, "error")));
		json_object_put(a);
		json_object_put(b);
		drop(&jobs);
		drop(&one);
	}
}

/* Two pairs write a picture of the same name at the same time. */
static void pictures(void **state)
{
	struct result result = JOBS("2", "sends-failed", "one", "two");

	(void)state;
	assert_int_equal(result.code, 1);
	assert_int_equal(access("jobs/one.difference.png", R_OK), 0);
	assert_int_equal(access("jobs/two.difference.png", R_OK), 0);
	assert_int_not_equal(access("jobs/.pair-1", F_OK), 0);
	assert_int_not_equal(access("jobs/.pair-2", F_OK), 0);
	drop(&result);
	result = JOBS("2", "sends", "one", "two");
	assert_int_equal(access("jobs/seen.png", R_OK), 0);
	drop(&result);
}

static void first_failure_ends_it(void **state)
{
	struct result result = JOBS("2", "fail", "--repeat", "20", "--fail-fast", "one");
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 1);
	/* What was begun is finished. */
	assert_true(json_object_array_length(at(root, "scenarios")) <= 2);
	assert_true(json_object_get_int(at(at(root, "summary"), "not_run")) >= 18);
	json_object_put(root);
	drop(&result);
}

/* Starts two pairs that hang, and comes back when both are there. */
static pid_t start_hanging(void)
{
	pid_t pid;
	int count = 0;

	unlink(pids);
	pid = fork();
	if (pid == 0) {
		freopen("hanging.json", "w", stdout);
		freopen("/dev/null", "w", stderr);
		execl(program, program, "run", "--on", "hang", "--out", "jobs", "--jobs", "2",
		      "--format", "json", scenario("one"), scenario("two"), scenario("three"), NULL);
		_exit(127);
	}
	for (int i = 0; i < 500 && count < 2; i++) {
		FILE *file = fopen(pids, "r");
		int one;

		count = 0;
		while (file && fscanf(file, "%d", &one) == 1)
			count++;
		if (file)
			fclose(file);
		usleep(10000);
	}
	assert_int_equal(count, 2);
	usleep(100000);
	return pid;
}

static int end_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void interrupting(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM };

	(void)state;
	for (size_t i = 0; i < COUNT(signals); i++) {
		pid_t pid = start_hanging();

		kill(pid, signals[i]);
		assert_int_equal(end_of(pid), 130);
		assert_int_equal(assert_all_gone(0), 2);
	}
}

static void killed(void **state)
{
	pid_t pid = start_hanging();
	int status;

	(void)state;
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(assert_all_gone(5), 2);
}

/* Whatever ends one of our own processes: its scenario is not lost, and we come to an end. */
static void worker_killed(void **state)
{
	pid_t pid = start_hanging();
	char path[64], text[65536] = "";
	FILE *file;
	int child;

	(void)state;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fscanf(file, "%d", &child) == 1)
		kill(child, SIGKILL);
	fclose(file);
	assert_int_equal(end_of(pid), 3);
	assert_int_equal(assert_all_gone(3), 2);
	file = fopen("hanging.json", "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	json_object_put(parse_json(text));
	assert_contains(text, "the process that ran it was ended by signal 9");
	assert_contains(text, "\"not_run\": 1");
}

static void kill_all(const char *path)
{
	FILE *file = fopen(path, "r");
	int one;

	while (file && fscanf(file, "%d", &one) == 1)
		kill(one, SIGKILL);
	if (file)
		fclose(file);
}

/*
 * While the pair of a scenario that failed is ended, which takes its time, the process
 * already knows which is next. It is the first that is lost with it.
 */
static void worker_killed_between(void **state)
{
	json_object *root;
	char *command = xprintf("%s run --on stubborn --timeout 0.5 --out jobs --jobs 2 --format json scenarios"
				" >between.json 2>/dev/null & pid=$!; sleep 2;"
				" for child in $(cat /proc/$pid/task/$pid/children); do kill -9 $child; done;"
				" wait $pid", program);
	char text[65536] = "";
	FILE *file;

	(void)state;
	unlink(pids);
	assert_int_equal(WEXITSTATUS(system(command)), 3);
	kill_all(pids);
	file = fopen("between.json", "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	root = parse_json(text);
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 2);
	assert_string_equal(text_at(scenario_at(root, 0), "name"), "one");
	assert_contains(text_at(scenario_at(root, 0), "message"), "ended by signal 9");
	assert_string_equal(text_at(scenario_at(root, 1), "name"), "three");
	assert_int_equal(json_object_get_int(at(at(root, "summary"), "not_run")), 1);
	json_object_put(root);
	free(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(side_by_side),
		cmocka_unit_test(as_without_jobs),
		cmocka_unit_test(pictures),
		cmocka_unit_test(first_failure_ends_it),
		cmocka_unit_test(interrupting),
		cmocka_unit_test(killed),
		cmocka_unit_test(worker_killed),
		cmocka_unit_test(worker_killed_between),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl jobs", tests, NULL, NULL);
}
