// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/received.h"
#include "util/base64.h"
#include "util/memory.h"

static const char *text_of(json_object *object, const char *key)
{
	json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

bool is_plain_name(const char *name)
{
	size_t length = strlen(name);

	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return false;
	return length > 0 && length <= 255 && name[0] != '.';
}

/* A file begins at 0 and grows without gaps */
static bool write_part(const char *path, const void *bytes, size_t length, uint64_t offset)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
		      (offset ? 0 : O_TRUNC), 0666);
	struct stat about;
	ssize_t done = -1;
	int error;

	if (fd < 0)
		return false;
	if (fstat(fd, &about) == 0) {
		if ((uint64_t)about.st_size == offset)
			done = pwrite(fd, bytes, length, offset);
		else
			errno = ESPIPE;
	}
	error = done < 0 ? errno : ENOSPC;
	if (close(fd) != 0 && done == (ssize_t)length) {
		error = errno;
		done = -1;
	}
	errno = error;
	return done == (ssize_t)length;
}

char *received_file(json_object *part, const char *out)
{
	const char *name = text_of(part, "name"), *data = text_of(part, "data");
	json_object *offset = NULL;
	char *path, *problem = NULL;
	size_t length = 0;
	void *bytes;

	if (!name || !data || !json_object_object_get_ex(part, "offset", &offset) ||
	    json_object_get_int64(offset) < 0)
		return xstrdup("the conductor sent a file without name, offset or data");
	if (!is_plain_name(name))
		return xstrdup("the conductor sent a file whose name is none for a picture");
	bytes = base64_decode(data, &length);
	if (!bytes)
		return xprintf("the conductor sent %s broken: it is no base64", name);
	path = xprintf("%s/%s", out, name);
	if (!write_part(path, bytes, length, json_object_get_int64(offset)))
		problem = errno == ESPIPE ?
			xprintf("a part of %s is missing", name) :
			xprintf("cannot write %s: %s; choose another folder with --out", path,
				strerror(errno));
	free(path);
	free(bytes);
	return problem;
}
