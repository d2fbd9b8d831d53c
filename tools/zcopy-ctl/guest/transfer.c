// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "transfer.h"

#define PIPE_BYTES	(1 << 20)	/* what an ordinary user may ask for */

int transfer(void *to, const void *from, size_t bytes, struct trouble *trouble)
{
	int ends[2], capacity, error = 0;
	size_t done = 0;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return trouble_errno(trouble, errno, "cannot make a pipe");
	/* Smaller is slower and just as right */
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
	capacity = fcntl(ends[1], F_GETPIPE_SZ);
	while (done < bytes && !error) {
		size_t chunk = bytes - done;
		ssize_t in, out = 0;

		if (chunk > (size_t)capacity)
			chunk = capacity;
		in = write(ends[1], (const char *)from + done, chunk);
		if (in < 0)
			error = errno;
		for (ssize_t moved = 0; moved < in; moved += out) {
			out = read(ends[0], (char *)to + done + moved, in - moved);
			if (out < 0) {
				error = errno;
				break;
			}
		}
		done += in > 0 ? in : 0;
	}
	close(ends[0]);
	close(ends[1]);
	if (error)
		return trouble_errno(trouble, error, "cannot reach the buffer's memory");
	return 0;
}
