// SPDX-License-Identifier: GPL-2.0-or-later
/* The other commands, wrong usage, and what help says */
#include "test.h"

#include <unistd.h>

#include "ctl.h"
#include "host/doctor-host.h"
#include "util/capture.h"
#include "util/memory.h"
#include "util/quote.h"

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
		{ { "new" }, "say what it is to be called" },
		{ { "doctor", "--on", "pas" }, "did you mean 'pass'?" },
		{ { "doctor", "--role", "middle" }, "--role takes back or front" },
		{ { "top", "--interval", "0" }, "--interval takes 0.1 to 3600 seconds" },
		{ { "top", "--count", "x" }, "--count takes 1 to 1000000" },
		{ { "run", "--shufle", "3", "x.zs" }, "there is no option '--shufle'; did you mean '--shuffle'?" },
		{ { "list", "--tag=x", "--jsn" }, "there is no option '--jsn'; did you mean '--json'?" },
		{ { "info", "--nothing-like-it" }, "there is no option '--nothing-like-it'\nTry" },
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

static void a_new_one(void **state)
{
	struct result result;
	json_object *root;
	FILE *file;
	char text[16];

	(void)state;
	unlink("fresh.zs");
	result = ctl("new", "fresh", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "zcopy-ctl run fresh.zs");
	drop(&result);
	result = ctl("lint", "fresh.zs", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "2 scenarios, 0 with mistakes");
	drop(&result);
	/* Not a byte of what somebody wrote is lost. */
	file = fopen("fresh.zs", "w");
	assert_non_null(file);
	fputs("mine\n", file);
	fclose(file);
	result = ctl("new", "--json", "fresh.zs", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "fresh.zs is there already");
	root = parse_json(result.out);
	assert_contains(text_at(root, "error"), "is there already");
	assert_null(at(root, "path"));
	json_object_put(root);
	drop(&result);
	file = fopen("fresh.zs", "r");
	assert_non_null(fgets(text, sizeof(text), file));
	assert_string_equal(text, "mine\n");
	fclose(file);
	unlink("fresh.zs");
	result = ctl("new", "--json", "fresh.zs", NULL);
	assert_int_equal(result.code, 0);
	root = parse_json(result.out);
	assert_string_equal(text_at(root, "path"), "fresh.zs");
	json_object_put(root);
	drop(&result);
	result = ctl("new", "nowhere/fresh", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "no such folder");
	drop(&result);
	result = ctl("new", "1st", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "name is a letter");
	drop(&result);
	unlink("fresh.zs");
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

/* Beginnings are enough for argp, values may look like options, a command's options are its own. */
static void options_that_look_wrong(void **state)
{
	struct result result = ctl("list", "--jso", "--tag", "low", NULL);

	(void)state;
	assert_int_equal(result.code, 0);
	json_object_put(parse_json(result.out));
	drop(&result);
	result = ctl("list", "--tags", "--nothing", NULL);
	assert_int_equal(result.code, 2);
	assert_null(strstr(result.err, "no option"));
	drop(&result);
	result = ctl("list", "--", "--nothing", NULL);
	assert_contains(result.err, "--nothing");
	assert_null(strstr(result.err, "no option"));
	drop(&result);
}

static void diagnosis(void **state)
{
	struct result result = ctl("doctor", NULL);

	(void)state;
	/* One target that is ready is enough; the others are remarks. */
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "\ntarget pass\n  ok       debug       played\n");
	assert_contains(result.out, "\ntarget refuses\n  note                 the kernel is missing\n"
			"                       this mends it: make it\n");
	assert_contains(result.out, "\n0 missing");
	/* What only one target needs, its start says. */
	assert_null(strstr(result.out, "ptrace"));
	drop(&result);
	result = ctl("doctor", "--on", "refuses", NULL);
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "\ntarget refuses\n  missing              the kernel is missing\n"
			"                       this mends it: make it\n1 missing");
	drop(&result);
}

/* No cure may do more than it has to. */
static void cures(void **state)
{
	static const struct {
		const char *folder, *home;
		const char *mend;
	} cases[] = {
		{ "/homes/me/.cache", "/homes/me", "sudo chown $USER /homes/me/.cache" },
		{ "/homes/me", "/homes/me/", "sudo chown $USER /homes/me" },
		{ "/homes/me/my cache", "/homes/me", "sudo chown $USER '/homes/me/my cache'" },
		{ "/", "/nonexistent", "export XDG_CACHE_HOME=" },
		{ "/", "/", "export XDG_CACHE_HOME=" },
		{ "/homes/metoo", "/homes/me", "export XDG_CACHE_HOME=" },
		{ "/var/cache", NULL, "export XDG_CACHE_HOME=" },
	};
	char *home = xstrdup(getenv("HOME") ? getenv("HOME") : "/");
	char *cache = getenv("XDG_CACHE_HOME") ? xstrdup(getenv("XDG_CACHE_HOME")) : NULL;
	struct result result;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *mend = doctor_cache_mend(cases[i].folder, cases[i].home);

		assert_int_equal(strncmp(mend, cases[i].mend, strlen(cases[i].mend)), 0);
		free(mend);
	}
	unsetenv("HOME");
	unsetenv("XDG_CACHE_HOME");
	result = ctl("doctor", "--on", "pass", NULL);
	setenv("HOME", home, 1);
	if (cache)
		setenv("XDG_CACHE_HOME", cache, 1);
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "HOME is not set");
	assert_null(strstr(result.out, "chown"));
	drop(&result);
	free(home);
	free(cache);
}

static void words_of_a_shell(void **state)
{
	static const char *const cases[][2] = {
		{ "scenarios/a-b_1.zs", "scenarios/a-b_1.zs" }, { "", "''" }, { "a b", "'a b'" },
		{ "a.zs[x=1 y]", "'a.zs[x=1 y]'" }, { "it's", "'it'\\''s'" }, { "$HOME;`", "'$HOME;`'" },
		{ "~", "'~'" }, { "\xc3\xa4", "'\xc3\xa4'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *word = shell_word(cases[i][0]);

		assert_string_equal(word, cases[i][1]);
		free(word);
	}
}

/* Results that are not written are none, whatever came of it. */
static void no_room_for_results(void **state)
{
	static const char *const commands[] = {
		"run --json --on pass --out out scenarios/one.zs", "run --on pass --out out scenarios/one.zs",
		"run --on pass --out out --format ktap --jobs 2 scenarios", "list --targets", "info --json",
		"doctor", "lint scenarios", "--help", "--version", "run --help", "help verbs",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(commands); i++) {
		char *command = xprintf("%s %s >/dev/full 2>said", program, commands[i]);
		int status = system(command);

		if (!WIFEXITED(status) || WEXITSTATUS(status) != 3)
			fail_msg("%s: %x", commands[i], status);
		assert_int_equal(system("grep -q 'cannot write to standard output' said"), 0);
		free(command);
	}
	/* What failed says so rather. */
	assert_int_equal(WEXITSTATUS(system("$ZCOPY_TEST_TOOL run --json --on fail --out out scenarios/one.zs "
					    ">/dev/full 2>said")), 1);
}

static void help(void **state)
{
	static const char *const commands[] = { "run", "list", "lint", "new", "splats", "info", "doctor", "shell", "stat", "top" };
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
		cmocka_unit_test(usage),
		cmocka_unit_test(errors_as_documents),
		cmocka_unit_test(linting),
		cmocka_unit_test(a_new_one),
		cmocka_unit_test(listing),
		cmocka_unit_test(options_that_look_wrong),
		cmocka_unit_test(diagnosis),
		cmocka_unit_test(cures),
		cmocka_unit_test(words_of_a_shell),
		cmocka_unit_test(no_room_for_results),
		cmocka_unit_test(help),
		cmocka_unit_test(manual),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl commands", tests, NULL, NULL);
}
