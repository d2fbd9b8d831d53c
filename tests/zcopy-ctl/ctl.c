// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "ctl.h"
#include "util/capture.h"
#include "util/memory.h"

#define MAX_ARGS 24

char *program, *scenarios, *pids;

bool ctl_init(void)
{
	const char *build = getenv("ZCOPY_TEST_BUILD"), *given = getenv("ZCOPY_TEST_SCENARIOS");
	char *targets;

	if (!build || !given) {
		fputs("run this through make -C tests/zcopy-ctl check\n", stderr);
		return false;
	}
	program = xprintf("%s/tool/zcopy-ctl", build);
	setenv("ZCOPY_TEST_TOOL", program, 1);
	scenarios = xstrdup(given);
	pids = xprintf("%s/pids", build);
	targets = xprintf("%s/targets", build);
	setenv("ZCOPY_TARGETS", targets, 1);
	free(targets);
	setenv("ZCOPY_TEST_PIDS", pids, 1);
	unsetenv("ZCOPY_BUILD");
	return true;
}

double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

char *scenario(const char *name)
{
	static char path[4][512];
	static int next;

	next = (next + 1) % 4;
	snprintf(path[next], sizeof(path[next]), "%s/%s.zs", scenarios, name);
	return path[next];
}

struct result ctl(const char *first, ...)
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

void drop(struct result *result)
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

int assert_all_gone(double patience)
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

json_object *parse_json(const char *text)
{
	json_object *root = json_tokener_parse(text);

	if (!root)
		fail_msg("no JSON: %s", text);
	assert_int_equal(json_object_get_int(json_object_object_get(root, "schema")), 1);
	return root;
}

json_object *at(json_object *object, const char *key)
{
	json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value))
		fail_msg("the key '%s' is missing", key);
	return value;
}

const char *text_at(json_object *object, const char *key)
{
	json_object *value = at(object, key);

	return value ? json_object_get_string(value) : NULL;
}

json_object *scenario_at(json_object *root, size_t index)
{
	json_object *one = json_object_array_get_idx(at(root, "scenarios"), index);

	assert_non_null(one);
	return one;
}
