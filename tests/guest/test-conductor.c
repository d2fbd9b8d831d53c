// SPDX-License-Identifier: GPL-2.0-or-later
/* What the conductor makes of steps that succeed, fail, hang and die. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "play.h"
#include "run.h"
#include "scenario/complain.h"

#define GRANT	"front: grant fb 64x64 XR24 to=back\n"
#define MADE	"{\"objects\":{\"fb\":{\"width\":64,\"height\":64,\"pitch\":256," \
		"\"format\":\"XR24\",\"domid\":5,\"refs\":\"8-11\"}}}"

static void assert_result(struct play *play, const char *status, const char *message)
{
	if (!play->result)
		fail_msg("there is no result");
	if (strcmp(play_status(play), status) != 0)
		fail_msg("%s: %s", play_status(play), play_message(play));
	if (message)
		assert_contains(play_message(play), message);
}

static void steps_go_to_the_agent(void **state)
{
	struct play *play = play_start(NULL, 0);

	(void)state;
	play_run(play, GRANT "front: draw fb noise\nfront: end fb\n");
	assert_result(play, "passed", NULL);
	assert_true(play_was_asked(play, "reset "));
	assert_true(play_was_asked(play, "grant fb"));
	assert_true(play_was_asked(play, "draw fb"));
	assert_true(play_was_asked(play, "end fb"));
	assert_int_equal(json_object_array_length(play->steps), 3);
	assert_string_equal(play_step(play, 1, "text"), "front: draw fb noise");
	assert_string_equal(play_step(play, 1, "status"), "ok");
	assert_string_equal(play_step(play, 1, "line"), "5");
}

static void failure_names_line_and_cause(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "draw", .error = EFAULT, .message = "the canvas burns" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: draw fb noise\nfront: end fb\n");
	assert_result(play, "failed", "the canvas burns");
	assert_int_equal(json_object_get_int(json_object_object_get(play->result, "line")), 5);
	assert_false(play_was_asked(play, "end fb"));
}

static void expectations_are_exact(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "draw", .error = EFAULT, .message = "the canvas burns" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: draw fb noise expect EFAULT\nfront: end fb\n");
	assert_result(play, "passed", NULL);
	assert_string_equal(play_step(play, 1, "status"), "expected");
	play_run(play, GRANT "front: draw fb noise expect EPERM\nfront: end fb\n");
	assert_result(play, "failed", "expected EPERM, but got EFAULT: the canvas burns");
	play_run(play, GRANT "front: end fb expect ENOENT\n");
	assert_result(play, "failed", "expected ENOENT, but it succeeded");
}

static void any_of_several(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "draw", .error = EFAULT, .message = "the canvas burns" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: draw fb noise expect ok|EFAULT\nfront: end fb expect EPERM|ok\n");
	assert_result(play, "passed", NULL);
	assert_string_equal(play_step(play, 1, "status"), "expected");
	assert_string_equal(play_step(play, 2, "status"), "ok");
	play_run(play, GRANT "front: draw fb noise expect ok|EPERM\nfront: end fb\n");
	assert_result(play, "failed", "expected ok or EPERM, but got EFAULT: the canvas burns");
	play_run(play, GRANT "front: end fb expect ENOENT|EPERM\n");
	assert_result(play, "failed", "expected ENOENT or EPERM, but it succeeded");
}

/* WAIT_FREE's ENOENT is success, unless it is what the step is about */
static void free_already(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "wait-free", .error = ENOENT, .message = "free already" },
		{ .verb = "unmap", .error = ENOENT, .message = "no such thing" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: from-refs b of=fb\nfront: wait-free b\n"
		 "front: wait-free b expect ENOENT\n");
	assert_result(play, "passed", NULL);
	play_run(play, GRANT "front: from-refs b of=fb\nfront: wait-free b expect ETIMEDOUT\n");
	assert_result(play, "failed", "expected ETIMEDOUT, but got ENOENT");
}

static void late_steps_fail(void **state)
{
	static const struct rule rules[] = { { .verb = "draw", .silent = true } };
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: draw fb noise within 50ms\n");
	assert_result(play, "failed", "not done after 50 ms");
	/* Not even an expected error makes a hang right */
	play_run(play, GRANT "front: draw fb noise within 50ms expect ETIMEDOUT\n");
	assert_result(play, "failed", "not done after 50 ms");
}

static struct scenario *parse(const char *steps)
{
	char text[1000];
	struct complaints complaints = { 0 };
	struct scenario *scenario;

	snprintf(text, sizeof(text), "title T\nproves P\nneeds grants unload\n%s", steps);
	scenario = scenario_parse("parsed.zs", text, strlen(text), &complaints);
	if (!scenario)
		fail_msg("%s", complaints.items[0].message);
	complaints_clear(&complaints);
	return scenario;
}

/* 5 seconds and what timeout= allows, unless 'within' says it; a verb that watches that has more */
static void how_long_a_step_may_take(void **state)
{
	static const struct {
		const char *words;
		unsigned int patience, limit_ms;
	} cases[] = {
		{ "timeout=20s", 1, 25000 },
		{ "timeout=20s", 3, 35000 },
		{ "timeout=20s within 7s", 3, 7000 },
		{ "timeout=forever", 3, 15000 },
		{ "timeout=4294967294ms", 1, UINT32_MAX },
		{ "within 7s", 3, 12000 },
		{ "timeout=20s within 7s", PATIENCE_ENDLESS, 5000 * PATIENCE_ENDLESS + 20000u },
	};
	struct conductor conductor;
	struct run run = { .conductor = &conductor };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char steps[300];
		struct scenario *scenario;

		snprintf(steps, sizeof(steps),
			 GRANT "back: from-refs b of=fb\nback: wait-free b %s\n", cases[i].words);
		scenario = parse(steps);
		conductor.patience = cases[i].patience;
		assert_int_equal(step_deadline(&run, &scenario->steps[2]), cases[i].limit_ms);
		scenario_free(scenario);
	}
}

/* It is said to the frontend, whose agent came up with a patience of its own */
static void nothing_times_out_with_a_debugger(void **state)
{
	static const struct rule rules[] = { { .verb = "draw", .delay_ms = 200 } };
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play->endless = true;
	play->toolstack_ms = 50;
	play_run(play, GRANT "front: draw fb noise within 50ms\nxen: kill front within 10ms\n"
		 "xen: start front within 10ms\n" GRANT "front: end fb\n");
	assert_result(play, "passed", NULL);
	assert_true(json_object_get_boolean(json_object_object_get(play->todo, "endless")));
	assert_int_equal(play->conductor.actor.config.patience, PATIENCE_ENDLESS);
}

static const char *timeout_asked(struct play *play)
{
	return json_object_get_string(json_object_object_get(
		json_object_object_get(play->todo, "options"), "timeout"));
}

/* A wait that is to end unsuccessfully still does */
static void waits_are_endless_with_a_debugger(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "wait-free", .error = ETIMEDOUT, .message = "too late", .delay_ms = 100 },
		{ .verb = "close", .error = EPERM, .message = "this is the last step" },
	};
	static const struct {
		const char *step, *timeout;
	} cases[] = {
		{ "front: wait-free b timeout=3s\n", "forever" },
		{ "front: wait-free b timeout=3s expect ETIMEDOUT\nfront: close b\n", NULL },
		{ "front: wait-free b timeout=3s &w\nfront: join w\n", "forever" },
		{ "front: wait-free b timeout=3s &w\nfront: join w expect ENOENT|ETIMEDOUT\n", "3s" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct play *play = play_start(rules, COUNT(rules));
		char steps[300];

		play->endless = true;
		snprintf(steps, sizeof(steps), GRANT "front: from-refs b of=fb\n%s", cases[i].step);
		/* Nobody looks at what is left of it: it fails, or a wrong step ends it */
		play_run_away(play, steps, NULL);
		while (!play_was_asked(play, "wait-free b"))
			usleep(1000);
		if (cases[i].timeout)
			assert_string_equal(timeout_asked(play), cases[i].timeout);
		play_listen(play);
		if (i == 1)
			assert_result(play, "failed", "this is the last step");
	}
}

/* Longer than the host's patience may be, it hears that something goes on */
static void the_host_hears_what_takes_long(void **state)
{
	static const struct rule rules[] = { { .verb = "numbers", .settles_ms = 3500 } };
	struct play *play = play_start(NULL, 0);

	(void)state;
	play->toolstack_ms = 1500;
	play_run(play, GRANT "xen: kill front\n");
	assert_result(play, "passed", NULL);
	assert_int_equal(play->waits, 1);
	play->toolstack_ms = 0;
	play_run(play, GRANT "front: end fb\n");
	assert_result(play, "passed", NULL);
	assert_int_equal(play->waits, 0);

	play = play_start(rules, COUNT(rules));
	play_run(play, GRANT "front: end fb\n");
	assert_result(play, "passed", NULL);
	assert_in_range(play->waits, 2, 4);
}

/* An answer belongs to its job alone: another thread still has the message */
static void an_answer_leaves_its_message(void **state)
{
	struct play *play = play_start(NULL, 0);
	struct job job = { .conductor = &play->conductor, .id = 4000 };
	struct json_object *message = json_tokener_parse("{\"id\":4000,\"error\":0,\"out\":{\"a\":1}}");

	(void)state;
	play->conductor.remote = &job;
	link_answer(&play->conductor, message);
	assert_true(job.done);
	assert_null(play->conductor.remote);
	assert_false(json_object_object_get_ex(message, "out", NULL));
	assert_int_equal(json_object_get_int(json_object_object_get(job.out, "a")), 1);
	/* Whoever has the only reference frees it */
	assert_int_equal(json_object_put(job.out), 1);
	json_object_put(message);
}

/* The other process is this program, which ends at once: main() */
static void a_dead_process_is_not_waited_for(void **state)
{
	struct play *play = play_start(NULL, 0);
	static const char step[] = "other: grant x 64x64 XR24 to=front within 2s expect ECONNRESET\n";
	char steps[500];

	(void)state;
	snprintf(steps, sizeof(steps), "%s%s%sxen: kill other\n", step, step, step);
	play_run(play, steps);
	assert_result(play, "passed", NULL);
}

static unsigned int hashes_asked(struct play *play)
{
	const char *asked = play->asked;
	unsigned int count = 0;

	while ((asked = strstr(asked, "hash fb\n"))) {
		asked++;
		count++;
	}
	return count;
}

/* The frontend that has ended access cannot look any more; its pages live on */
static void an_ended_buffer_is_remembered(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "grant", .arg = "fb", .out = MADE },
		{ .verb = "hash", .out = "{\"hash\":7}" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: grant other 64x64 XR24 to=back\n"
		 "front: compare other with=fb\nfront: end fb\nfront: compare other with=fb\n"
		 "front: end other\n");
	assert_result(play, "passed", NULL);
	assert_int_equal(hashes_asked(play), 1);
	/* A new buffer of that name is looked at again */
	play_run(play, GRANT "front: compare fb with=fb\nfront: end fb\n" GRANT
		 "front: compare fb with=fb\nfront: end fb\n");
	assert_result(play, "passed", NULL);
	assert_int_equal(hashes_asked(play), 3);
}

static void background_jobs(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "draw", .delay_ms = 50, .error = EINTR, .message = "woken" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: draw fb noise &job\nfront: until grants - = 0\n"
		 "front: join job within 2s expect EINTR\nfront: end fb\n");
	assert_result(play, "passed", NULL);
	assert_string_equal(play_step(play, 1, "message"), "started");
	assert_string_equal(play_step(play, 3, "status"), "expected");
}

/* The other's owner is asked first, and what it read goes along. */
static void buffers_are_compared(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "grant", .arg = "fb", .out = MADE },
		{ .verb = "hash", .out = "{\"hash\":7}" },
		{ .verb = "compare", .error = EBADMSG, .message = "not those" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: grant other 64x64 XR24 to=back\n"
		 "front: compare other with=fb expect EBADMSG\nfront: end fb\nfront: end other\n");
	assert_result(play, "passed", NULL);
	assert_true(play_was_asked(play, "hash fb"));
	assert_true(play_was_asked(play, "compare other"));
}

static void blocks(void **state)
{
	struct play *play = play_start(NULL, 0);

	(void)state;
	play_run(play, GRANT "repeat 3\n  parallel\n    front: draw fb noise\n"
		 "    front: draw fb solid\n  end\nend\nfront: end fb\n");
	assert_result(play, "passed", NULL);
	assert_int_equal(json_object_array_length(play->steps), 1 + 3 * 2 + 1);
}

static void what_is_left_behind_is_named(void **state)
{
	/* The agent's numbers never change; what it holds shows at the end */
	static const struct rule rules[] = {
		{ .verb = "numbers", .out = "{\"numbers\":{\"open files\":9},\"open\":[\"fb\"]}" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT);
	assert_result(play, "failed", "something is left behind: front still holds fb");
}

static void agent_that_says_nothing(void **state)
{
	static const struct rule rules[] = { { .verb = "numbers" } };
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: end fb\n");
	assert_result(play, "failed", "front does not say what is alive");
}

static void target_lacks_something(void **state)
{
	struct play *play = play_start(NULL, 0);

	(void)state;
	play_run(play, "needs display\n" GRANT);
	assert_result(play, "skipped", "display");
	assert_false(play_was_asked(play, "grant fb"));
}

static void broken_scenarios_are_told(void **state)
{
	struct play *play = play_start(NULL, 0);

	(void)state;
	play_run(play, "front: gront fb 64x64 XR24 to=back\n");
	assert_result(play, "failed", "played.zs:4:");
}

static void frontend_dies_by_itself(void **state)
{
	static const struct rule rules[] = { { .verb = "draw", .silent = true } };
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run_away(play, GRANT "front: draw fb noise within 60s\n", NULL);
	while (!play_was_asked(play, "draw fb"))
		usleep(1000);
	play_die(play);
	play_listen(play);
	assert_result(play, "failed", "the frontend's kernel ended by itself");
}

static void frontend_is_killed_and_started(void **state)
{
	static const struct rule rules[] = { { .verb = "draw", .silent = true } };
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, GRANT "front: draw fb noise &job\nxen: kill front\n"
		 "front: join job expect ECONNRESET\nxen: start front\n" GRANT "front: end fb\n");
	assert_result(play, "passed", NULL);
	assert_true(play_was_asked(play, "kill front"));
	assert_true(play_was_asked(play, "start front"));
	/* Started anew it may have another id */
	assert_int_equal(play->conductor.domid[ROLE_FRONT], 6);
}

/* A scenario may end with the frontend dead; the next one starts it again */
static void frontend_is_started_for_the_next(void **state)
{
	struct play *play = play_start(NULL, 0);

	(void)state;
	play_run(play, GRANT "xen: kill front\n");
	assert_result(play, "passed", NULL);
	assert_false(play_was_asked(play, "start front"));
	play_run(play, GRANT "front: end fb\n");
	assert_result(play, "passed", NULL);
	assert_true(play_was_asked(play, "start front"));
}

static void backend_is_killed_and_goes_on(void **state)
{
	static const char steps[] =
		GRANT "xen: kill back\nfront: draw fb noise\nback: from-refs b of=fb expect ENODEV\n"
		"front: end fb\n";
	static const struct rule rules[] = { { .verb = "grant", .out = MADE } };
	struct play *play = play_start(rules, COUNT(rules));
	struct play *successor = play_start(rules, COUNT(rules));

	(void)state;
	/* The first conductor stays where a killed one would: nowhere */
	play_run(play, steps);
	assert_non_null(play->checkpoint);
	assert_null(play->result);
	assert_int_equal(json_object_array_length(play->steps), 1);
	while (!play_was_asked(play, "kill back"))
		usleep(1000);

	play_run_away(successor, steps, play->checkpoint);
	play_listen(successor);
	assert_result(successor, "passed", NULL);
	assert_int_equal(json_object_array_length(successor->steps), 3);
	assert_string_equal(play_step(successor, 0, "text"), "front: draw fb noise");
	assert_true(play_was_asked(successor, "ping "));
	assert_false(play_was_asked(successor, "reset "));
	assert_false(play_was_asked(successor, "grant fb"));
	/* What the frontend had made is known to the successor */
	assert_string_equal(play_step(successor, 1, "status"), "expected");
}

/* The frontend cannot know what others hold of it: the backend's domain is asked */
static void use_of_its_pages_is_not_asked_of_front(void **state)
{
	struct play *play = play_start(NULL, 0);

	(void)state;
	play_run(play, "front: until mapped - = 0 expect ENODEV\nfront: until maps - = 0\n");
	assert_result(play, "passed", NULL);
	assert_false(play_was_asked(play, "until mapped"));
	assert_true(play_was_asked(play, "until maps"));
}

/* Sent, they are removed; otherwise they stay where the host sees them */
static void pictures_are_sent_when_asked(void **state)
{
	static const struct rule rules[] = {
		{ .verb = "draw", .out = "{\"pictures\":{\"scanout\":\"conducted.png\"}}" },
	};
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play->conductor.actor.config.out = ".";
	for (int i = 0; i < 2; i++) {
		FILE *file = fopen("conducted.png", "w");

		assert_non_null(file);
		fclose(file);
		play->conductor.send_files = i;
		play_run(play, GRANT "front: draw fb noise\nfront: end fb\n");
		assert_result(play, "passed", NULL);
		assert_int_equal(access("conducted.png", F_OK), i ? -1 : 0);
	}
}

/* The actor of a domain without devices says what is missing */
static void missing_devices_are_named(void **state)
{
	static const struct rule rules[] = { { .verb = "grant", .out = MADE } };
	struct play *play = play_start(rules, COUNT(rules));

	(void)state;
	play_run(play, "back: grant x 64x64 XR24 to=front\n");
	assert_result(play, "failed", "load xen-gntalloc");
	play_run(play, GRANT "back: map x of=fb\n");
	assert_result(play, "failed", "load xen-gntdev");
	play_run(play, GRANT "back: from-refs x of=fb\n");
	assert_result(play, "failed", "xen-zcopy.ko");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_go_to_the_agent),
		cmocka_unit_test(failure_names_line_and_cause),
		cmocka_unit_test(expectations_are_exact),
		cmocka_unit_test(any_of_several),
		cmocka_unit_test(free_already),
		cmocka_unit_test(late_steps_fail),
		cmocka_unit_test(how_long_a_step_may_take),
		cmocka_unit_test(nothing_times_out_with_a_debugger),
		cmocka_unit_test(waits_are_endless_with_a_debugger),
		cmocka_unit_test(the_host_hears_what_takes_long),
		cmocka_unit_test(an_answer_leaves_its_message),
		cmocka_unit_test(a_dead_process_is_not_waited_for),
		cmocka_unit_test(an_ended_buffer_is_remembered),
		cmocka_unit_test(background_jobs),
		cmocka_unit_test(buffers_are_compared),
		cmocka_unit_test(blocks),
		cmocka_unit_test(what_is_left_behind_is_named),
		cmocka_unit_test(agent_that_says_nothing),
		cmocka_unit_test(target_lacks_something),
		cmocka_unit_test(broken_scenarios_are_told),
		cmocka_unit_test(frontend_dies_by_itself),
		cmocka_unit_test(frontend_is_killed_and_started),
		cmocka_unit_test(frontend_is_started_for_the_next),
		cmocka_unit_test(backend_is_killed_and_goes_on),
		cmocka_unit_test(use_of_its_pages_is_not_asked_of_front),
		cmocka_unit_test(pictures_are_sent_when_asked),
		cmocka_unit_test(missing_devices_are_named),
	};

	/* As the other process: dead before it is asked for anything */
	if (argc > 1 && strcmp(argv[1], "agent") == 0)
		return 0;
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("guest conductor", tests, NULL, NULL);
}
