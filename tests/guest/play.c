// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include <sys/socket.h>
#include <unistd.h>

#include "play.h"
#include "stream.h"
#include "util/clock.h"
#include "util/memory.h"

static void note(struct play *play, const char *line)
{
	char *all;

	pthread_mutex_lock(&play->lock);
	all = xprintf("%s%s\n", play->asked, line);
	free(play->asked);
	play->asked = all;
	pthread_mutex_unlock(&play->lock);
}

static const struct rule *find_rule(struct play *play, const char *verb, const char *arg)
{
	static const struct rule obey = { 0 }, nothing = {
		.out = "{\"numbers\":{\"open files\":9},\"open\":[]}",
	};

	for (size_t i = 0; i < play->nrules; i++)
		if (strcmp(play->rules[i].verb, verb) == 0 &&
		    (!play->rules[i].arg || strcmp(play->rules[i].arg, arg) == 0))
			return &play->rules[i];
	return strcmp(verb, "numbers") == 0 ? &nothing : &obey;
}

static struct json_object *settling(struct play *play, unsigned int ms)
{
	uint64_t now = clock_us(), passed;
	bool first = !play->numbers_us;
	struct json_object *out;
	char *text;

	if (first)
		play->numbers_us = now;
	passed = (now - play->numbers_us) / 1000;
	text = xprintf("{\"numbers\":{\"open files\":%u},\"open\":[]}",
		       first || passed >= ms ? 9 : 10 + (unsigned int)passed);
	out = json_tokener_parse(text);
	free(text);
	return out;
}

static void answer(struct play *play, struct stream *stream, struct json_object *message)
{
	struct json_object *todo = json_object_object_get(message, "do");
	struct json_object *args = json_object_object_get(todo, "args"), *reply;
	const char *verb = json_object_get_string(json_object_object_get(todo, "verb"));
	const char *arg = args && json_object_array_length(args) ?
		json_object_get_string(json_object_array_get_idx(args, 0)) : "";
	const struct rule *rule = find_rule(play, verb, arg);
	char *line = xprintf("%s %s", verb, arg);

	json_object_put(play->todo);
	play->todo = json_object_get(todo);
	note(play, line);
	free(line);
	usleep(rule->delay_ms * 1000);
	if (rule->silent)
		return;
	reply = json_object_new_object();
	json_object_object_add(reply, "id",
			       json_object_get(json_object_object_get(message, "id")));
	json_object_object_add(reply, "error", json_object_new_int(rule->error));
	json_object_object_add(reply, "message", rule->message ?
			       json_object_new_string(rule->message) : NULL);
	json_object_object_add(reply, "out", rule->settles_ms ? settling(play, rule->settles_ms) :
			       rule->out ? json_tokener_parse(rule->out) :
			       json_object_new_object());
	stream_write(stream, reply);
	json_object_put(reply);
}

static void *play_agent(void *argument)
{
	struct play *play = argument;
	struct stream stream;
	struct json_object *message;

	stream_init(&stream, play->agent);
	stream_write_line(&stream, "{\"hello\":1,\"domid\":5}");
	while ((message = stream_read(&stream))) {
		answer(play, &stream, message);
		json_object_put(message);
	}
	stream_finish(&stream);
	return NULL;
}

static void *play_toolstack(void *argument)
{
	struct play *play = argument;
	struct stream stream;
	char *line;

	stream_init(&stream, play->toolstack);
	while ((line = stream_read_line(&stream))) {
		note(play, line);
		usleep(play->toolstack_ms * 1000);
		if (strcmp(line, "kill back") != 0)
			stream_write_line(&stream, "ok");
		/* A frontend that was started says so */
		if (strcmp(line, "start front") == 0)
			dprintf(play->agent, "{\"hello\":1,\"domid\":6}\n");
		free(line);
	}
	stream_finish(&stream);
	return NULL;
}

struct play *play_start(const struct rule *rules, size_t nrules)
{
	struct play *play = xalloc(sizeof(*play));
	int record[2], agent[2], toolstack[2];
	pthread_t thread;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, record), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, agent), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, toolstack), 0);
	play->rules = rules;
	play->nrules = nrules;
	play->host = record[1];
	play->agent = agent[1];
	play->toolstack = toolstack[1];
	play->asked = xstrdup("");
	pthread_mutex_init(&play->lock, NULL);
	conductor_init(&play->conductor, &(struct conductor_config){
		.record = record[0], .toolstack = toolstack[0],
		.transport = transport_of_fd(agent[0]),
		.front_domid = 1, .patience = 1,
		.actor = { .display_driver = "no-such-driver" },
	});
	assert_int_equal(pthread_create(&thread, NULL, play_agent, play), 0);
	pthread_detach(thread);
	assert_int_equal(pthread_create(&thread, NULL, play_toolstack, play), 0);
	pthread_detach(thread);
	return play;
}

static struct json_object *make_order(const char *steps, struct json_object *checkpoint)
{
	struct json_object *order = json_object_new_object();
	char *text = xprintf("title T\nproves P\nneeds grants kill kill-back\n%s", steps);

	json_object_object_add(order, "path", json_object_new_string("played.zs"));
	json_object_object_add(order, "text", json_object_new_string(text));
	json_object_object_add(order, "seed", json_object_new_int(42));
	json_object_object_add(order, "resume", json_object_get(checkpoint));
	free(text);
	return order;
}

static void conduct(struct play *play, struct json_object *order)
{
	struct json_object *caps = json_tokener_parse("[\"grants\",\"kill\",\"kill-back\"]");

	json_object_object_add(order, "endless", json_object_new_boolean(play->endless));
	conduct_run(&play->conductor, order, caps);
	json_object_put(caps);
	json_object_put(order);
}

struct away {
	struct play *play;
	struct json_object *order;
};

static void *conduct_away(void *argument)
{
	struct away *away = argument;

	conduct(away->play, away->order);
	free(away);
	return NULL;
}

void play_run_away(struct play *play, const char *steps, struct json_object *checkpoint)
{
	struct away *away = xalloc(sizeof(*away));
	pthread_t thread;

	*away = (struct away){ play, make_order(steps, checkpoint) };
	assert_int_equal(pthread_create(&thread, NULL, conduct_away, away), 0);
	pthread_detach(thread);
}

void play_run(struct play *play, const char *steps)
{
	play_run_away(play, steps, NULL);
	play_listen(play);
}

void play_listen(struct play *play)
{
	struct json_object *message, *part;
	struct stream stream;

	json_object_put(play->steps);
	json_object_put(play->result);
	json_object_put(play->checkpoint);
	play->steps = json_object_new_array();
	play->result = play->checkpoint = NULL;
	play->waits = 0;
	stream_init(&stream, play->host);
	while (!play->result && !play->checkpoint && (message = stream_read(&stream))) {
		if (json_object_object_get_ex(message, "step", &part))
			json_object_array_add(play->steps, json_object_get(part));
		if (json_object_object_get_ex(message, "result", &part))
			play->result = json_object_get(part);
		if (json_object_object_get_ex(message, "checkpoint", &part))
			play->checkpoint = json_object_get(part);
		play->waits += json_object_object_get_ex(message, "waiting", NULL);
		json_object_put(message);
	}
	stream_finish(&stream);
}

void play_die(struct play *play)
{
	assert_int_equal(write(play->toolstack, "died front\n", 11), 11);
}

const char *play_status(struct play *play)
{
	return json_object_get_string(json_object_object_get(play->result, "status"));
}

const char *play_message(struct play *play)
{
	return json_object_get_string(json_object_object_get(play->result, "message"));
}

const char *play_step(struct play *play, size_t index, const char *key)
{
	struct json_object *step = json_object_array_get_idx(play->steps, index);

	return json_object_get_string(json_object_object_get(step, key));
}

bool play_was_asked(struct play *play, const char *line)
{
	char *whole = xprintf("%s\n", line), *found;
	bool asked;

	pthread_mutex_lock(&play->lock);
	found = strstr(play->asked, whole);
	asked = found && (found == play->asked || found[-1] == '\n');
	pthread_mutex_unlock(&play->lock);
	free(whole);
	return asked;
}
