// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines over streams that cut bytes as they like. */
#include "test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stream.h"

struct pair {
	struct stream stream;
	int other;
};

static struct pair make_pair(void)
{
	struct pair pair;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	stream_init(&pair.stream, ends[0]);
	pair.other = ends[1];
	return pair;
}

static void end_pair(struct pair *pair)
{
	close(pair->stream.fd);
	if (pair->other >= 0)
		close(pair->other);
	stream_finish(&pair->stream);
}

static void put(struct pair *pair, const char *text)
{
	assert_int_equal(write(pair->other, text, strlen(text)), strlen(text));
}

static void hang_up(struct pair *pair)
{
	close(pair->other);
	pair->other = -1;
}

static void expect_line(struct pair *pair, const char *expected)
{
	char *line = stream_read_line(&pair->stream);

	assert_non_null(line);
	assert_string_equal(line, expected);
	free(line);
}

struct drip {
	int fd;
	const char *text;
};

/* One byte after the other */
static void *drip(void *argument)
{
	struct drip *drip = argument;

	for (const char *c = drip->text; *c; c++) {
		if (write(drip->fd, c, 1) != 1)
			return "short write";
		usleep(50);
	}
	return NULL;
}

static void bytes_come_one_by_one(void **state)
{
	struct pair pair = make_pair();
	struct drip text = { pair.other, "first line\n\nthird\n" };
	pthread_t thread;
	void *trouble;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, drip, &text), 0);
	expect_line(&pair, "first line");
	expect_line(&pair, "");
	expect_line(&pair, "third");
	pthread_join(thread, &trouble);
	assert_null(trouble);
	end_pair(&pair);
}

static void many_lines_come_at_once(void **state)
{
	struct pair pair = make_pair();

	(void)state;
	put(&pair, "a\nbb\nccc\nrest");
	hang_up(&pair);
	expect_line(&pair, "a");
	expect_line(&pair, "bb");
	expect_line(&pair, "ccc");
	/* Half a line is none */
	assert_null(stream_read_line(&pair.stream));
	end_pair(&pair);
}

static void what_is_no_object_is_dropped(void **state)
{
	struct pair pair = make_pair();
	struct json_object *object;

	(void)state;
	put(&pair, "\n:7,\"error\":null}\n[1,2]\n\"text\"\n{\"broken\":\n17\nnull\n{\"id\":7}\n");
	hang_up(&pair);
	object = stream_read(&pair.stream);
	assert_non_null(object);
	assert_int_equal(json_object_get_int(json_object_object_get(object, "id")), 7);
	json_object_put(object);
	assert_null(stream_read(&pair.stream));
	end_pair(&pair);
}

static void *write_large(void *argument)
{
	struct stream stream;
	char *line = malloc((1 << 20) + 1);

	memset(line, 'x', 1 << 20);
	line[1 << 20] = '\0';
	stream_init(&stream, *(int *)argument);
	for (int i = 0; i < 3; i++)
		if (!stream_write_line(&stream, line)) {
			free(line);
			return "cannot write";
		}
	stream_finish(&stream);
	free(line);
	return NULL;
}

/* Longer than any pipe holds, on ends that do not block */
static void large_lines(void **state)
{
	struct pair pair = make_pair();
	pthread_t thread;
	void *trouble;

	(void)state;
	fcntl(pair.other, F_SETFL, O_NONBLOCK);
	fcntl(pair.stream.fd, F_SETFL, O_NONBLOCK);
	assert_int_equal(pthread_create(&thread, NULL, write_large, &pair.other), 0);
	for (int i = 0; i < 3; i++) {
		char *line = stream_read_line(&pair.stream);

		assert_non_null(line);
		assert_int_equal(strlen(line), 1 << 20);
		assert_int_equal(strspn(line, "x"), 1 << 20);
		free(line);
	}
	pthread_join(thread, &trouble);
	assert_null(trouble);
	end_pair(&pair);
}

struct writer {
	struct stream *stream;
	char letter;
};

static void *write_often(void *argument)
{
	struct writer *writer = argument;
	char line[600];

	memset(line, writer->letter, sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (int i = 0; i < 300; i++)
		stream_write_line(writer->stream, line);
	return NULL;
}

static void writers_do_not_mix(void **state)
{
	struct pair pair = make_pair();
	struct stream out;
	struct writer writers[3];
	pthread_t threads[3];

	(void)state;
	stream_init(&out, pair.other);
	for (int i = 0; i < 3; i++) {
		writers[i] = (struct writer){ &out, 'a' + i };
		assert_int_equal(pthread_create(&threads[i], NULL, write_often, &writers[i]), 0);
	}
	for (int i = 0; i < 900; i++) {
		char *line = stream_read_line(&pair.stream);
		const char all[] = { line[0], '\0' };

		assert_int_equal(strlen(line), 599);
		assert_int_equal(strspn(line, all), 599);
		free(line);
	}
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	stream_finish(&out);
	end_pair(&pair);
}

static void *write_endlessly(void *argument)
{
	char chunk[65536];

	memset(chunk, 'y', sizeof(chunk));
	while (send(*(int *)argument, chunk, sizeof(chunk), MSG_NOSIGNAL) > 0)
		;
	return NULL;
}

static void endless_line_is_given_up(void **state)
{
	struct pair pair = make_pair();
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, write_endlessly, &pair.other), 0);
	assert_null(stream_read_line(&pair.stream));
	close(pair.stream.fd);
	pthread_join(thread, NULL);
	close(pair.other);
	stream_finish(&pair.stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_one_by_one),
		cmocka_unit_test(many_lines_come_at_once),
		cmocka_unit_test(what_is_no_object_is_dropped),
		cmocka_unit_test(large_lines),
		cmocka_unit_test(writers_do_not_mix),
		cmocka_unit_test(endless_line_is_given_up),
	};

	return cmocka_run_group_tests_name("guest stream", tests, NULL, NULL);
}
