// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What two processes of a domain do with each other: a descriptor goes over, a
 * background job is interrupted. Both are played by actors without any device.
 */
#include "test.h"

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actor.h"
#include "util/memory.h"

struct pair {
	struct actor giver, taker;
};

static struct pair *pair_create(void)
{
	struct pair *pair = xalloc(sizeof(*pair));
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	actor_init(&pair->giver, &(struct actor_config){ .neighbour = ends[0] });
	actor_init(&pair->taker, &(struct actor_config){ .neighbour = ends[1] });
	return pair;
}

/* Without a device an actor holds nothing but its objects */
static void actor_end(struct actor *actor)
{
	actor_reset(actor);
	trouble_clear(&actor->zcopy_trouble);
}

static void pair_free(struct pair *pair)
{
	close(pair->giver.config.neighbour);
	close(pair->taker.config.neighbour);
	actor_end(&pair->giver);
	actor_end(&pair->taker);
	free(pair);
}

/* What an actor answers to @todo, a JSON text; to be released */
static struct json_object *tell(struct actor *actor, const char *todo, int expected)
{
	struct json_object *json = json_tokener_parse(todo), *out = json_object_new_object();
	struct trouble trouble = { 0 };

	assert_non_null(json);
	actor_do(actor, json, out, &trouble);
	if (trouble.error != expected)
		fail_msg("%s: %d (%s)", todo, trouble.error, trouble.text ? trouble.text : "");
	trouble_clear(&trouble);
	json_object_put(json);
	return out;
}

/* A buffer that is nothing but a descriptor: of a file in memory, with "zcopy" in it */
static void add_buffer(struct actor *actor)
{
	struct json_object *out = json_object_new_object();
	struct object *object = object_create("shot");
	struct trouble trouble = { 0 };
	struct call call = { .out = out };

	object->fd = memfd_create("buffer", MFD_CLOEXEC);
	assert_int_equal(write(object->fd, "zcopy", 5), 5);
	object->bytes = 4096;
	object->wait_handle = 77;
	object->image = (struct image){ .width = 8, .height = 4, .pitch = 32,
					.format = format_find("XR24") };
	assert_int_equal(actor_add(actor, object, &call, &trouble), 0);
	json_object_put(out);
}

#define RECEIVE	"{\"verb\":\"receive\",\"args\":[\"copy\"],\"options\":{\"of\":\"shot\"}," \
	"\"objects\":{\"shot\":{\"width\":8,\"height\":4,\"pitch\":32,\"format\":\"XR24\"}}," \
	"\"expected\":{\"bytes\":4096,\"wait_handle\":77}}"

static void a_descriptor_goes_over(void **state)
{
	struct pair *pair = pair_create();
	struct trouble trouble = { 0 };
	struct json_object *out;
	struct object *copy;
	char bytes[5];

	(void)state;
	add_buffer(&pair->giver);
	out = tell(&pair->giver, "{\"verb\":\"give\",\"args\":[\"shot\"]}", 0);
	assert_int_equal(json_object_get_int(json_object_object_get(out, "wait_handle")), 77);
	assert_int_equal(json_object_get_int(json_object_object_get(out, "bytes")), 4096);
	json_object_put(out);
	/* On its way it belongs to nobody, and the giver may let go */
	json_object_put(tell(&pair->giver, "{\"verb\":\"close\",\"args\":[\"shot\"]}", 0));
	json_object_put(tell(&pair->taker, RECEIVE, 0));
	copy = actor_find(&pair->taker, "copy", &trouble);
	assert_non_null(copy);
	assert_true(copy->fd >= 0);
	assert_int_equal(pread(copy->fd, bytes, 5, 0), 5);
	assert_memory_equal(bytes, "zcopy", 5);
	assert_int_equal(copy->wait_handle, 77);
	assert_int_equal(copy->image.width, 8);

	out = tell(&pair->taker, "{\"verb\":\"holding\"}", 0);
	assert_string_equal(json_object_to_json_string(json_object_object_get(out, "open")),
			    "[ \"copy\" ]");
	json_object_put(out);
	json_object_put(tell(&pair->taker, "{\"verb\":\"close\",\"args\":[\"copy\"]}", 0));
	out = tell(&pair->taker, "{\"verb\":\"holding\"}", 0);
	assert_int_equal(json_object_array_length(json_object_object_get(out, "open")), 0);
	json_object_put(out);
	pair_free(pair);
}

#define UNTIL	"{\"verb\":\"until\",\"args\":[\"waiters\",\"shot\",\"=\",\"1\"]," \
	"\"within_ms\":20,\"endless\":%s}"

struct until {
	struct actor *actor;
	const char *endless;
	struct json_object *todo, *out;
	struct trouble trouble;
	volatile bool over;
};

static void *wait_until(void *argument)
{
	struct until *until = argument;
	char text[300];

	snprintf(text, sizeof(text), UNTIL, until->endless);
	until->todo = json_tokener_parse(text);
	until->out = json_object_new_object();
	actor_do(until->actor, until->todo, until->out, &until->trouble);
	until->over = true;
	return NULL;
}

/* An actor that is told so once has no deadline any more, whatever a step says */
static void nothing_is_late_with_a_debugger(void **state)
{
	static struct until until[2];
	static struct actor actors[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		pthread_t thread;

		actor_init(&actors[i], &(struct actor_config){ .neighbour = -1 });
		add_buffer(&actors[i]);
		until[i] = (struct until){ .actor = &actors[i], .endless = i ? "true" : "false" };
		assert_int_equal(pthread_create(&thread, NULL, wait_until, &until[i]), 0);
		pthread_detach(thread);
	}
	usleep(300000);
	assert_true(until[0].over);
	assert_false(until[1].over);
}

static void nothing_comes_over(void **state)
{
	struct pair *pair = pair_create();

	(void)state;
	json_object_put(tell(&pair->giver, "{\"verb\":\"give\",\"args\":[\"none\"]}", EINVAL));
	json_object_put(tell(&pair->taker, RECEIVE, ETIMEDOUT));
	/* A message without a descriptor, as from something that is no neighbour */
	assert_int_equal(write(pair->giver.config.neighbour, "x", 1), 1);
	json_object_put(tell(&pair->taker, RECEIVE, EBADMSG));
	pair_free(pair);
}

static void the_neighbour_is_gone(void **state)
{
	struct pair *pair = pair_create();

	(void)state;
	add_buffer(&pair->giver);
	shutdown(pair->taker.config.neighbour, SHUT_RDWR);
	json_object_put(tell(&pair->giver, "{\"verb\":\"give\",\"args\":[\"shot\"]}", EPIPE));
	pair_free(pair);
}

struct sleeper {
	struct actor *actor;
	bool interrupted;
};

/* What a background job is: a thread that has said its name */
static void *sleep_in_a_job(void *argument)
{
	struct sleeper *sleeper = argument;
	struct doing doing, unnamed;

	doing_begin(sleeper->actor, &doing, "waiter");
	doing_begin(sleeper->actor, &unnamed, NULL);
	sleeper->interrupted = usleep(900000) < 0 && errno == EINTR;
	doing_end(sleeper->actor, &unnamed);
	doing_end(sleeper->actor, &doing);
	return NULL;
}

#define INTERRUPT	"{\"verb\":\"interrupt\",\"args\":[\"waiter\"]}"

static bool is_being_done(struct actor *actor)
{
	bool being_done;

	pthread_mutex_lock(&actor->lock);
	being_done = actor->doing;
	pthread_mutex_unlock(&actor->lock);
	return being_done;
}

static void a_job_is_interrupted(void **state)
{
	struct pair *pair = pair_create();
	struct sleeper sleeper = { .actor = &pair->giver };
	pthread_t thread;

	(void)state;
	json_object_put(tell(&pair->giver, INTERRUPT, ESRCH));
	assert_int_equal(pthread_create(&thread, NULL, sleep_in_a_job, &sleeper), 0);
	while (!is_being_done(&pair->giver))
		usleep(1000);
	json_object_put(tell(&pair->giver, "{\"verb\":\"interrupt\",\"args\":[\"wait\"]}", ESRCH));
	/* A signal before it sleeps wakes nobody: again, until it is noticed */
	while (is_being_done(&pair->giver)) {
		struct json_object *out = json_object_new_object();
		struct json_object *todo = json_tokener_parse(INTERRUPT);
		struct trouble trouble = { 0 };

		actor_do(&pair->giver, todo, out, &trouble);
		assert_true(trouble.error == 0 || trouble.error == ESRCH);
		trouble_clear(&trouble);
		json_object_put(todo);
		json_object_put(out);
		usleep(20000);
	}
	pthread_join(thread, NULL);
	assert_true(sleeper.interrupted);
	json_object_put(tell(&pair->giver, INTERRUPT, ESRCH));
	pair_free(pair);
}

/* Without the driver there is nothing to set, to take out or to load */
static void no_driver(void **state)
{
	struct pair *pair = pair_create();

	(void)state;
	json_object_put(tell(&pair->giver,
			     "{\"verb\":\"set\",\"args\":[\"max_pages_total\",\"1\"]}", ENOENT));
	json_object_put(tell(&pair->giver, "{\"verb\":\"load\"}", ENOENT));
	assert_false(module_is_replaceable());
	settings_restore(&pair->giver);
	pair_free(pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_descriptor_goes_over),
		cmocka_unit_test(nothing_is_late_with_a_debugger),
		cmocka_unit_test(nothing_comes_over),
		cmocka_unit_test(the_neighbour_is_gone),
		cmocka_unit_test(a_job_is_interrupted),
		cmocka_unit_test(no_driver),
	};

	return cmocka_run_group_tests_name("guest processes", tests, NULL, NULL);
}
