// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files to the host, where there is no folder that both see:
 * {"file":{"name":"shot.png","offset":0,"data":"<base64>"}}, as often as it takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "run.h"
#include "util/base64.h"
#include "util/memory.h"

/* Of the file in one record: a serial line's driver and the host hold a line in memory */
#define CHUNK	(96u << 10)

static bool send_chunk(struct stream *stream, const char *name, uint64_t offset,
		       const void *bytes, size_t length)
{
	struct json_object *message = json_object_new_object();
	struct json_object *body = json_object_new_object();
	char *data = base64_encode(bytes, length);
	bool sent;

	json_object_object_add(body, "name", json_object_new_string(name));
	json_object_object_add(body, "offset", json_object_new_uint64(offset));
	json_object_object_add(body, "data", json_object_new_string(data));
	json_object_object_add(message, "file", body);
	sent = stream_write(stream, message);
	json_object_put(message);
	free(data);
	return sent;
}

int send_file(struct stream *stream, const char *folder, const char *name,
	      struct trouble *trouble)
{
	char *path = xprintf("%s/%s", folder, name), *buffer = xalloc(CHUNK);
	int fd = open(path, O_RDONLY | O_CLOEXEC), result = 0;
	uint64_t offset = 0;
	ssize_t got = 0;

	while (fd >= 0 && (got = read(fd, buffer, CHUNK)) > 0) {
		if (!send_chunk(stream, name, offset, buffer, got)) {
			errno = EPIPE;
			got = -1;
			break;
		}
		offset += got;
	}
	if (fd < 0 || got < 0)
		result = trouble_errno(trouble, errno, "cannot send %s to the host", path);
	if (fd >= 0)
		close(fd);
	/* Nobody else reads it, and it lies in memory */
	unlink(path);
	free(buffer);
	free(path);
	return result;
}

void send_pictures(struct run *run)
{
	const char *out = run->conductor->actor.config.out;

	if (!run->conductor->send_files || !out)
		return;
	json_object_object_foreach(run->pictures, kind, file) {
		struct trouble ignored = { 0 };

		(void)kind;
		send_file(&run->conductor->record, out, json_object_get_string(file), &ignored);
		trouble_clear(&ignored);
	}
}
