// SPDX-License-Identifier: GPL-2.0-or-later
/* What helps to type a command: completions for bash and zsh, and a manual page for each command */
#include "test.h"

#include <unistd.h>

#include "ctl.h"
#include "util/capture.h"
#include "util/memory.h"

/* What bash offers for the last of these words, a line each, with a line end before and behind */
static char *complete(const char *const *words)
{
	char *script = xprintf("%s/../complete.sh", scenarios), *out, *err, *text;
	char *argv[12] = { script, program };

	for (int i = 0; i < 9 && words[i]; i++)
		argv[i + 2] = (char *)words[i];
	assert_int_equal(capture(argv, &out, &err), 0);
	assert_string_equal(err, "");
	text = xprintf("\n%s\n", out);
	free(out);
	free(err);
	free(script);
	return text;
}

static void completions(void **state)
{
	static const struct {
		const char *words[9];
		const char *has, *lacks;
	} cases[] = {
		{ { "" }, "\nrun\n", "\nconduct\n" },
		{ { "li" }, "\nlist\nlint\n", "\nrun\n" },
		{ { "run", "--" }, "\n--shuffle=\n", "\n--targets\n" },
		{ { "run", "--fail-" }, "\n--fail-fast\n", NULL },
		{ { "list", "--" }, "\n--targets\n", "\n--shuffle=\n" },
		{ { "run", "--on", "" }, "\nnever-boots\n", "\none\n" },
		{ { "run", "--on", "=", "front" }, "\nfront-splat\n", "\npass\n" },
		{ { "run", "--on", "=" }, "\npass\n", "\none\n" },
		{ { "run", "--on", "pass", "--kernel", "" }, "\ndebug\nfast\n", "quick" },
		{ { "run", "--on", "=", "own-kernels", "--kernel", "=", "q" }, "\nquick\n", "slow" },
		{ { "run", "--tags", "" }, "\neven\nlow\nodd\n", "\none\n" },
		{ { "run", "--format", "j" }, "\njunit\njson\n", "ktap" },
		{ { "run", "t" }, "\nthree\ntwo\n", "\none\n" },
		{ { "lint", "scenarios/o" }, "\nscenarios/one.zs\n", "two" },
		{ { "run", "--on", "=", "own-kernels", "--kernel", "" }, "\nquick\nslow\n", "debug" },
		{ { "bench", "-n", "pass", "-k", "f" }, "\nfast\n", "debug" },
		{ { "shell", "--in", "f" }, "\nfront\n", "back" },
		{ { "shell", "--" }, "\n--in=\n", "\n--shuffle=\n" },
		{ { "top", "--" }, "\n--interval=\n", "\n--on=\n" },
		/* What is typed behind a command of the user's own is not ours. */
		{ { "shell", "--on", "pass", "ls", "--" }, "\n", "--in=" },
		{ { "doctor", "--role", "=", "" }, "\nback\nfront\n", NULL },
		{ { "new", "scenarios/o" }, "\nscenarios/one.zs\n", NULL },
		{ { "splats", "scenarios/o" }, "\nscenarios/one.zs\n", NULL },
		{ { "splats", "--" }, "\n--json\n", "\n--on=\n" },
		{ { "help", "v" }, "\nverbs\n", "run" },
		{ { "no-such-command", "" }, "\n", "run" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = complete(cases[i].words);

		assert_contains(text, cases[i].has);
		if (cases[i].lacks && strstr(text, cases[i].lacks))
			fail_msg("case %zu: '%s' offers '%s'", i, text, cases[i].lacks);
		free(text);
	}
}

/* What a zsh at a pseudo terminal makes of the line when Tab is pressed behind it */
static void completions_of_zsh(void **state)
{
	static const struct {
		const char *typed, *has, *lacks;
	} cases[] = {
		{ "zcopy-ctl she", "<zcopy-ctl shell >", NULL },
		{ "zcopy-ctl ", "\nlint       -- check scenario files without running them\n", "conduct" },
		{ "zcopy-ctl run --fail-", "<zcopy-ctl run --fail-fast >", NULL },
		{ "zcopy-ctl run --shuf", "<zcopy-ctl run --shuffle=>", NULL },
		{ "zcopy-ctl list --", "\n--targets  -- List targets and their kernels instead\n", "--shuffle" },
		{ "zcopy-ctl run --on=front-s", "<zcopy-ctl run --on=front-splat >", NULL },
		{ "zcopy-ctl run --on front-s", "<zcopy-ctl run --on front-splat >", NULL },
		{ "zcopy-ctl run --on own-kernels --kernel q", "<zcopy-ctl run --on own-kernels --kernel quick >", NULL },
		{ "zcopy-ctl run --tags ev", "<zcopy-ctl run --tags even >", NULL },
		{ "zcopy-ctl lint scenarios/o", "<zcopy-ctl lint scenarios/one.zs >", NULL },
		{ "zcopy-ctl run thr", "<zcopy-ctl run three >", NULL },
		{ "zcopy-ctl shell --in f", "<zcopy-ctl shell --in front >", NULL },
		{ "zcopy-ctl help gr", "<zcopy-ctl help grammar >", NULL },
	};
	char *script = xprintf("%s/../complete.zsh", scenarios);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *argv[] = { script, program, (char *)cases[i].typed, NULL };
		char *out, *err;

		assert_int_equal(capture(argv, &out, &err), 0);
		assert_contains(out, cases[i].has);
		if (cases[i].lacks && strstr(out, cases[i].lacks))
			fail_msg("case %zu: '%s' offers '%s'", i, out, cases[i].lacks);
		free(out);
		free(err);
	}
	free(script);
}

static char *page_of(const char *command)
{
	char *path = xprintf("%s/tool/man/zcopy-ctl%s%s.1", getenv("ZCOPY_TEST_BUILD"),
			     *command ? "-" : "", command);
	FILE *file = fopen(path, "r");
	char *text = xalloc(1 << 16), *from = text, *to = text;

	if (!file)
		fail_msg("%s is missing", path);
	assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
	fclose(file);
	free(path);
	/* troff writes a hyphen of the program as "\-" */
	for (; *from; from++)
		if (*from != '\\' || from[1] != '-')
			*to++ = *from;
	*to = '\0';
	return text;
}

/* Each command that help lists has a page, and each of its options stands there. */
static void manual_pages(void **state)
{
	struct result all = ctl("--help", NULL);
	char *rest = all.out, *line;
	int commands = 0, options = 0;

	(void)state;
	free(page_of(""));
	while ((line = strsep(&rest, "\n"))) {
		char name[32], *page, *title, *at;
		struct result help;

		if (strncmp(line, "  ", 2) != 0 || sscanf(line, "  %31[a-z]", name) != 1)
			continue;
		commands++;
		help = ctl(name, "--help", NULL);
		page = page_of(name);
		title = xprintf("zcopy-ctl-%s ", name);
		assert_contains(page, title);
		free(title);
		for (at = help.out; (at = strstr(at, "--")); at += 2) {
			char *option = xstrndup(at, 2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-"));

			options++;
			assert_contains(page, option);
			free(option);
		}
		free(page);
		drop(&help);
	}
	assert_true(commands >= 5);
	assert_true(options >= 20);
	drop(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(completions),
		cmocka_unit_test(completions_of_zsh),
		cmocka_unit_test(manual_pages),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl manual", tests, NULL, NULL);
}
