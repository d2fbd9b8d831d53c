// SPDX-License-Identifier: GPL-2.0-or-later
/* Every pattern of the console watcher with a line as kernels really print it */
#include "test.h"

#include "splat-lines.h"
#include "target/console.h"
#include "target/splats.h"

static void assert_examples(const char *const *lines, const struct splat_pattern *patterns,
			    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct splat_pattern *found = splat_match(lines[i]);

		if (!found)
			fail_msg("nobody sees: %s", lines[i]);
		/* Names may be given by an earlier row; then they must agree. */
		if (found != &patterns[i] && strcmp(found->name, patterns[i].name) != 0 &&
		    !strstr(lines[i], patterns[i].text))
			fail_msg("'%s' is seen as %s, not as %s", lines[i], found->name,
				 patterns[i].name);
		assert_contains(lines[i], patterns[i].text);
	}
}

static void every_pattern_has_its_example(void **state)
{
	(void)state;
	assert_int_equal(nexamples, nsplat_patterns);
	assert_examples(examples, splat_patterns, nsplat_patterns);
	assert_int_equal(nxen_examples, nxen_splat_patterns);
	assert_examples(xen_examples, xen_splat_patterns, nxen_splat_patterns);
}

/* Xen and dom0 write on one console, with or without times, into each other's lines */
static void lines_of_xen(void **state)
{
	static const char *const panics[] = {
		"(XEN) [   12.345678] Panic on CPU 0:",
		"(XEN) [2026-11-22 21:05:11] Panic on CPU 1:",
		"(XEN) [2026-11-22 21:05:11.482] Panic on CPU 1:",
		"[    3.000000] xen_zcopy: half a li(XEN) Panic on CPU 0:",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(panics); i++) {
		const struct splat_pattern *found = splat_match(panics[i]);

		if (!found)
			fail_msg("nobody sees: %s", panics[i]);
		assert_string_equal(found->name, "Xen panic");
	}
	assert_string_equal(splat_match("[    3.000000] BUG: bad page(XEN) d0v0 said")->name,
			    "kernel bug");
	/* Who says it matters */
	assert_null(splat_match("init: Panic on CPU 0: is what Xen would say"));
	assert_null(splat_match("(XEN) d0v0 segfault at nothing"));
}

static void prefixes(void **state)
{
	(void)state;
	assert_non_null(splat_match("WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2"));
	assert_non_null(splat_match("<4>[    2.000000] WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2"));
	assert_non_null(splat_match("[    2.000000][   T31] WARNING: CPU: 0 PID: 1 at a.c:1"));
	assert_non_null(splat_match("[    2.000000] BUG kmalloc-64 (Not tainted): Redzone"));
	assert_null(splat_match("[a word] WARNING: no kernel prints this"));
}

/* Two kernels and a program on one console write into each other's lines. */
static void in_the_middle_of_a_line(void **state)
{
	static const char *const others[] = {
		"ok 12 - a test[    2.000000] WARNING: CPU: 0 PID: 31 at a.c:1 f+0x1/0x2",
		"ok 12 - a test[   12.000000][   T31] WARNING: CPU: 0 PID: 31 at a.c:1",
		"[    3.000000] xen_zcopy: ha[    2.000000] WARNING: CPU: 0 PID: 31 at a.c:1",
		"[    3.000000] front| [    2.000000] WARNING: CPU: 0 PID: 31 at a.c:1",
		"(XEN) common/gr[    3.000000] WARNING: CPU: 0 PID: 31 at a.c:1 f+0x1/0x2",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++) {
		const struct splat_pattern *found = splat_match(others[i]);

		if (!found)
			fail_msg("nobody sees: %s", others[i]);
		assert_string_equal(found->name, "warning");
	}
	assert_null(splat_match("[    3.000000] half(XEN) [    2.000000] WARNING: NR_CPUS limit of 4 reached"));
	assert_null(splat_match("(XEN) [    2.000000] WARNING: NR_CPUS limit of 4 reached"));
	assert_null(splat_match("[    3.000000] one [of 2] WARNING: no stamp"));
	assert_null(splat_match("[    3.000000] says [0123456789] WARNING: no stamp"));
	assert_null(splat_match("[    3.000000] says [.123456] WARNING: no stamp"));
	assert_null(splat_match("[    3.000000] ends with [    2.000000]"));
	assert_null(splat_match("[    3.000000] ends with [    2.000000"));
}

static void a_healthy_boot(void **state)
{
	(void)state;
	for (size_t i = 0; i < nharmless; i++) {
		const struct splat_pattern *found = splat_match(harmless[i]);

		if (found)
			fail_msg("'%s' is taken for a %s", harmless[i], found->name);
	}
}

static bool known_with(size_t index, const char *line)
{
	char *lines[ngntdev];

	for (size_t i = 0; i < ngntdev; i++)
		lines[i] = (char *)(i == index && line ? line : gntdev[i]);
	return splat_judge(lines, ngntdev) == SPLAT_KNOWN;
}

static void only_gntdev_is_known(void **state)
{
	static const struct {
		size_t index;
		const char *line;
	} others[] = {
		/* another lock in the chain, another place where one of them is taken */
		{ 9, "[    2.0] -> #1 (&zcopy->lock){+.+.}-{3:3}:" },
		{ 22, "[    2.0] -> #0 (&zcopy->lock){+.+.}-{3:3}:" },
		{ 34, "[    2.0] -> #2 (&mm->mmap_lock){++++}-{3:3}:" },
		{ 33, "[    2.0]        gntalloc_mmap+0x8a/0x5f0 [xen_gntalloc]" },
		{ 33, "[    2.0]        my_gntdev_mmap+0x8a/0x5f0 [other]" },
		{ 33, "[    2.0]        gntdev_ioctl+0x8a/0x5f0 [xen_gntdev]" },
		{ 17, "[    2.0]        gntdev_mmap+0x8a/0x5f0 [xen_gntdev]" },
		{ 16, "[    2.0]        something_else+0x1/0x2" },
		/* trouble of ours in the same lines */
		{ 34, "[    2.0]        zcopy_gem_mmap+0x51c/0x870" },
		{ 55, "[    2.0]  [<788285d1>] ? foo+0x1/0x2 [xen_zcopy]" },
		{ 55, "[    2.0] BUG: KASAN: slab-use-after-free in gntdev_put_map+0x1/0x2" },
		{ 55, "[    2.0] WARNING: suspicious RCU usage" },
		{ 0, "[    2.0] WARNING: possible recursive locking detected" },
	};

	(void)state;
	assert_true(known_with(0, NULL));
	for (size_t i = 0; i < COUNT(others); i++)
		if (known_with(others[i].index, others[i].line))
			fail_msg("forgiven though it says '%s'", others[i].line);
	assert_int_equal(splat_judge(NULL, 0), SPLAT_REAL);
}

static void feed(struct console *console, const char *text, double now)
{
	console_feed(console, text, strlen(text), now);
}

static void console_lines(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	feed(&console, "one\r\ntw", 0.1);
	feed(&console, "o\n\nthree", 0.2);
	assert_int_equal(console.nlines, 3);
	assert_string_equal(console.lines[0].text, "one");
	assert_string_equal(console.lines[1].text, "two");
	assert_string_equal(console.lines[2].text, "");
	console_feed(&console, "\0x\n", 3, 0.3);
	assert_string_equal(console.lines[3].text, "three?x");
	assert_true(console.lines[3].when > 0.25);
	console_finish(&console);
}

/* A line without end must neither grow for ever nor hide what stands in it. */
/* Firmware clears the screen; terminals are told colours */
static void console_colours(void **state)
{
	static const char text[] = "\033[2J\033[01;01H\033[=3h\r(XEN) \033[1;31mPanic\033[0m on CPU 0:\r\n"
				   "\033[31\n\033[\n\033\n";
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	console_feed(&console, text, sizeof(text) - 1, 1);
	assert_int_equal(console.nlines, 4);
	assert_string_equal(console.lines[0].text, "(XEN) Panic on CPU 0:");
	assert_string_equal(console.lines[1].text, "");
	assert_string_equal(console.lines[2].text, "");
	assert_non_null(console.splat);
	console_finish(&console);
}

static void console_endless_line(void **state)
{
	struct console console;
	char block[1000];

	(void)state;
	memset(block, 'x', sizeof(block));
	console_init(&console, "back", -1);
	for (int i = 0; i < 50; i++)
		console_feed(&console, block, sizeof(block), 0);
	assert_in_range(console.nlines, 10, 20);
	for (size_t i = 0; i < console.nlines; i++)
		assert_true(strlen(console.lines[i].text) <= 4096);
	console_finish(&console);
}

static void console_waits_for_the_report(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", 0);
	feed(&console, "fine\n", 1.0);
	assert_int_equal(console_judge(&console, 1.0, false), CONSOLE_QUIET);
	feed(&console, "BUG: KASAN: use-after-free in f+0x1/0x2\n", 2.0);
	assert_int_equal(console_judge(&console, 2.0, false), CONSOLE_COMING);
	feed(&console, "Read of size 8\n", 2.1);
	assert_int_equal(console_judge(&console, 2.2, false), CONSOLE_COMING);
	assert_int_equal(console_judge(&console, 2.3, false), CONSOLE_SPLAT);
	assert_int_equal(console.splat_line, 1);
	assert_string_equal(console.splat->name, "KASAN report");
	/* One that chatters on does not put it off for ever ... */
	feed(&console, "more\n", 3.05);
	assert_int_equal(console_judge(&console, 3.06, false), CONSOLE_SPLAT);
	console.fd = -1;
	console_finish(&console);
	/* ... and one whose kernel is gone is judged at once. */
	console_init(&console, "back", 0);
	feed(&console, "Kernel panic - not syncing: no\n", 2.0);
	assert_int_equal(console_judge(&console, 2.0, true), CONSOLE_SPLAT);
	console.fd = -1;
	console_finish(&console);
}

static void console_goes_on_after_the_known_one(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	for (size_t i = 0; i < ngntdev; i++) {
		feed(&console, gntdev[i], 2.0);
		feed(&console, "\n", 2.0);
	}
	assert_int_equal(console_judge(&console, 2.5, false), CONSOLE_QUIET);
	assert_null(console.splat);
	feed(&console, "WARNING: suspicious RCU usage\n", 3.0);
	assert_int_equal(console_judge(&console, 3.5, false), CONSOLE_SPLAT);
	assert_int_equal(console.splat_line, ngntdev);
	console_finish(&console);
}

/* On a busy machine its lines come slowly; half of it must not be taken for another. */
static void console_waits_for_the_whole_known_one(void **state)
{
	struct console console;
	double now = 2.0;

	(void)state;
	console_init(&console, "back", 0);
	for (size_t i = 0; i < ngntdev; i++) {
		feed(&console, gntdev[i], now);
		feed(&console, "\n", now);
		now += 0.16;
		if (i < 52)
			assert_int_equal(console_judge(&console, now, false), CONSOLE_COMING);
	}
	assert_int_equal(console_judge(&console, now, false), CONSOLE_QUIET);
	console.fd = -1;
	console_finish(&console);
	/* One that never gets that far is real, and so is one cut off by the end. */
	for (int ended = 0; ended < 2; ended++) {
		console_init(&console, "back", 0);
		feed(&console, gntdev[0], 2.0);
		feed(&console, "\n", 2.0);
		assert_int_equal(console_judge(&console, ended ? 2.0 : 13.0, ended), CONSOLE_SPLAT);
		console.fd = -1;
		console_finish(&console);
	}
}

static void console_bounded_memory(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	for (int i = 0; i < 250000; i++)
		console_feed(&console, "line\n", 5, i);
	assert_in_range(console.nlines, 50000, 100000);
	assert_int_equal(console.lines[console.nlines - 1].when, 249999);
	console_finish(&console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pattern_has_its_example),
		cmocka_unit_test(lines_of_xen),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(in_the_middle_of_a_line),
		cmocka_unit_test(a_healthy_boot),
		cmocka_unit_test(only_gntdev_is_known),
		cmocka_unit_test(console_lines),
		cmocka_unit_test(console_colours),
		cmocka_unit_test(console_endless_line),
		cmocka_unit_test(console_waits_for_the_report),
		cmocka_unit_test(console_goes_on_after_the_known_one),
		cmocka_unit_test(console_waits_for_the_whole_known_one),
		cmocka_unit_test(console_bounded_memory),
	};

	return cmocka_run_group_tests_name("zcopy-ctl console watcher", tests, NULL, NULL);
}
