// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * conformance: what does the grant interface of this machine answer?
 *
 * The asker runs in the backend (dom0) as root, its peer is the same program in
 * the frontend. A line "ID<TAB>question<TAB>answer" goes to --answers for each
 * question; what is certain is asserted on the way, as TAP on standard output.
 * Exit code 0, 1 when an assertion failed, 2 usage, 3 something is missing.
 */
#include <argp.h>
#include <err.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "domain.h"
#include "front.h"
#include "question.h"
#include "toolstack.h"
#include "transport.h"

struct settings {
	const char *peer, *ask, *toolstack, *toolstack_exec, *module, *answers, *only;
	unsigned int domid;
};

static const struct argp_option options[] = {
	{ "ask", 'a', "STREAM", 0, "Ask; the peer is at the other end of STREAM, or \"vchan\"", 0 },
	{ "peer", 'p', "STREAM", 0, "Be the peer of who asks at the other end of STREAM, or \"vchan\"", 0 },
	{ "toolstack", 't', "STREAM", 0, "Where \"kill front\" and \"start front\" are understood", 0 },
	{ "toolstack-exec", 'T', "PROGRAM", 0,
	  "The same, on that program's standard input and output; it is asked to start the front", 0 },
	{ "answers", 'o', "STREAM", 0, "Where the answers go (default: standard output)", 0 },
	{ "module", 'm', "FILE", 0, "grant-probe.ko, to be loaded if it is not there", 0 },
	{ "domid", 'd', "N", 0, "The id of this domain, where the kernel does not tell", 0 },
	{ "only", 'k', "PREFIX", 0, "Only the questions whose id begins so", 0 },
	{ 0 },
};

static error_t parse(int key, char *text, struct argp_state *state)
{
	struct settings *settings = state->input;

	switch (key) {
	case 'a':
		settings->ask = text;
		return 0;
	case 'p':
		settings->peer = text;
		return 0;
	case 't':
		settings->toolstack = text;
		return 0;
	case 'T':
		settings->toolstack_exec = text;
		return 0;
	case 'o':
		settings->answers = text;
		return 0;
	case 'm':
		settings->module = text;
		return 0;
	case 'd':
		settings->domid = strtoul(text, NULL, 0);
		return 0;
	case 'k':
		settings->only = text;
		return 0;
	case ARGP_KEY_END:
		if (!settings->ask == !settings->peer)
			argp_error(state, "one of --ask=STREAM and --peer=STREAM is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct group *const groups[] = {
	&refs_group, &entries_group, &flags_group, &handles_group, &in_use_group, &end_group,
	&copy_group, &table_group, &library_group, &gntdev_group, &gntalloc_group,
	&dmabuf_export_group, &dmabuf_import_group, &death_group,
};

static FILE *answers;
static char answer[1024];
static jmp_buf gave_up;

void say(const char *format, ...)
{
	size_t used = strlen(answer);
	va_list ap;

	if (used && used < sizeof(answer) - 1)
		answer[used++] = ' ';
	va_start(ap, format);
	vsnprintf(answer + used, sizeof(answer) - used, format, ap);
	va_end(ap);
	used = strlen(answer);
	if (used && answer[used - 1] == ' ')
		answer[used - 1] = '\0';
}

void give_up(const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	say("CANNOT ASK (%s)", text);
	longjmp(gave_up, 1);
}

static void ask(void **state)
{
	const struct question *question = *state;

	answer[0] = '\0';
	if (!setjmp(gave_up))
		question->ask(question);
	fprintf(answers, "%s\t%s\t%s\n", question->id, question->text, answer);
	fflush(answers);
	/* Mappings first, so that what they show can end */
	domain_reset(&back);
	front_start();
	domain_reset(&front);
	if (strstr(answer, "CANNOT ASK"))
		fail_msg("%s: %s", question->id, answer);
	if (question->certain)
		assert_string_equal(answer, question->certain);
}

static int ask_group(const struct group *group, const char *only)
{
	struct CMUnitTest *tests = calloc(group->count, sizeof(*tests));
	size_t count = 0;
	int failed;

	if (!tests)
		errx(3, "out of memory");
	for (size_t i = 0; i < group->count; i++) {
		const struct question *question = &group->questions[i];

		if (only && strncmp(question->id, only, strlen(only)) != 0)
			continue;
		tests[count++] = (struct CMUnitTest){
			.name = question->id, .test_func = ask,
			.initial_state = (void *)question,
		};
	}
	failed = count ? _cmocka_run_group_tests(group->questions->id, tests, count, NULL, NULL) : 0;
	free(tests);
	return failed;
}

static int ask_all(const struct settings *settings)
{
	int failed = 0;

	answers = settings->answers ? fdopen(transport_open(settings->answers), "w") : stdout;
	back.domid = settings->domid;
	back.probe = probe_open(settings->module);
	back.table = probe_find_table(back.probe);
	toolstack_init(settings->toolstack, settings->toolstack_exec);
	front_init(settings->ask, settings->toolstack_exec);
	for (size_t i = 0; i < COUNT(groups); i++)
		failed += ask_group(groups[i], settings->only);
	return failed != 0;
}

static int be_peer(const struct settings *settings)
{
	unsigned int domid = settings->domid;
	struct wire wire;

	wire_init(&wire, transport_to_back(settings->peer, &domid));
	return peer_serve(&wire, probe_open(settings->module), settings->module, domid);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse,
		.doc = "Ask the grant interface of this machine.",
	};
	struct settings settings = { .domid = own_domid(0) };

	argp_err_exit_status = 2;
	if (argp_parse(&argp, argc, argv, 0, NULL, &settings))
		return 2;
	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return settings.peer ? be_peer(&settings) : ask_all(&settings);
}
