// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/worker.h"
#include "result/wire.h"
#include "util/json-out.h"
#include "util/memory.h"

/* When nobody listens any more, nobody is told; the next question says so. */
static void tell(int socket, json_object *message)
{
	char *line = xprintf("%s\n", json_object_to_json_string_ext(message,
								    JSON_C_TO_STRING_PLAIN));
	size_t length = strlen(line), sent = 0;

	while (sent < length) {
		ssize_t done = send(socket, line + sent, length - sent, MSG_NOSIGNAL);

		if (done < 0 && errno != EINTR)
			break;
		sent += done > 0 ? done : 0;
	}
	free(line);
	json_object_put(message);
}

static bool ask(void *context, enum verdict verdict, size_t *item)
{
	int socket = *(int *)context;
	json_object *question = json_object_new_object();
	char line[32] = "";
	long long answer;
	char *end;

	json_object_object_add(question, "next", json_object_new_int(verdict));
	tell(socket, question);
	for (size_t i = 0; i + 1 < sizeof(line) && !strchr(line, '\n');) {
		ssize_t got = recv(socket, line + i, 1, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		i++;
	}
	answer = strtoll(line, &end, 10);
	if (end == line || answer < 0)
		return false;
	*item = answer;
	return true;
}

static void tell_doing(void *context, size_t item, const char *what, double seconds)
{
	json_object *message = json_object_new_object();

	json_put_text(message, "doing", what);
	json_object_object_add(message, "item", json_object_new_uint64(item));
	json_object_object_add(message, "seconds", json_object_new_double(seconds));
	tell(*(int *)context, message);
}

static void tell_text(void *context, const char *text)
{
	json_object *message = json_object_new_object();

	json_put_text(message, "say", text);
	tell(*(int *)context, message);
}

static void tell_over(void *context, const struct run_record *record, size_t index)
{
	json_object *message = json_object_new_object();

	json_object_object_add(message, "record", wire_pack(&record->scenarios[index]));
	json_put_text(message, "error", record->error);
	tell(*(int *)context, message);
}

void worker_main(int socket, const struct run_options *options,
		 const struct scenario_files *files, const struct agenda *agenda)
{
	struct run_watcher watcher = {
		.context = &socket, .doing = tell_doing, .say = tell_text, .over = tell_over,
	};
	struct run_source source = { .context = &socket, .next = ask };
	struct run_record record = { .target = options->target->name };

	run_scenarios(options, files, agenda, &source, &watcher, &record);
	/* The other process's buffers are not ours to write. */
	_exit(0);
}
