// SPDX-License-Identifier: GPL-2.0-or-later
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <libxenvchan.h>
#include <xenstore.h>

#include "fake-vchan.h"
#include "util/memory.h"

/* Small and odd: every wrap and every partial write happens */
#define RING 1021

struct ring {
	char bytes[RING];
	size_t head, count;
};

struct pair;

struct end {
	struct libxenvchan vchan;	/* first: what callers hold */
	struct pair *pair;
	int event;
	bool live;
};

struct pair {
	struct pair *next;
	char *place;
	bool joined;
	struct end ends[2];	/* server, client */
	struct ring rings[2];	/* to that end */
};

unsigned int fake_domid = 7;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pair *pairs;

static struct end *end_of(struct libxenvchan *vchan)
{
	return (struct end *)vchan;
}

static int index_of(const struct end *end)
{
	return end == &end->pair->ends[1];
}

/* With the lock held, as everything below that has no lock of its own */
static void wake(struct end *end)
{
	uint64_t one = 1;

	if (write(end->event, &one, sizeof(one)) < 0)
		abort();
}

static struct end *open_end(struct pair *pair, int index)
{
	struct end *end = &pair->ends[index];

	*end = (struct end){
		.pair = pair, .event = eventfd(0, EFD_CLOEXEC), .live = true,
		.vchan = { .is_server = index == 0, .blocking = 1 },
	};
	return end;
}

struct libxenvchan *libxenvchan_server_init(struct xentoollog_logger *logger, int domain,
					    const char *place, size_t read_min, size_t write_min)
{
	struct pair *pair = xalloc(sizeof(*pair));
	struct end *end;

	(void)logger, (void)domain, (void)read_min, (void)write_min;
	pthread_mutex_lock(&lock);
	pair->place = xstrdup(place);
	pair->next = pairs;
	pairs = pair;
	end = open_end(pair, 0);
	pthread_mutex_unlock(&lock);
	return &end->vchan;
}

static struct pair *find(const char *place)
{
	struct pair *pair = pairs;

	while (pair && (!pair->ends[0].live || strcmp(pair->place, place) != 0))
		pair = pair->next;
	return pair;
}

struct libxenvchan *libxenvchan_client_init(struct xentoollog_logger *logger, int domain,
					    const char *place)
{
	struct end *end = NULL;
	struct pair *pair;

	(void)logger, (void)domain;
	pthread_mutex_lock(&lock);
	pair = find(place);
	if (pair) {
		end = open_end(pair, 1);
		pair->joined = true;
		wake(&pair->ends[0]);
	}
	pthread_mutex_unlock(&lock);
	return end ? &end->vchan : NULL;
}

static int state(const struct end *end)
{
	if (!end->pair->joined)
		return 2;
	return end->pair->ends[!index_of(end)].live ? 1 : 0;
}

int libxenvchan_read(struct libxenvchan *vchan, void *data, size_t size)
{
	struct end *end = end_of(vchan);
	struct ring *ring = &end->pair->rings[index_of(end)];
	size_t done;

	pthread_mutex_lock(&lock);
	if (vchan->blocking)
		abort();	/* the pump must not block */
	for (done = 0; done < size && ring->count; done++) {
		((char *)data)[done] = ring->bytes[ring->head];
		ring->head = (ring->head + 1) % RING;
		ring->count--;
	}
	if (done && state(end) == 1)
		wake(&end->pair->ends[!index_of(end)]);
	if (!done && state(end) == 0)
		done = -1;
	pthread_mutex_unlock(&lock);
	return done;
}

int libxenvchan_write(struct libxenvchan *vchan, const void *data, size_t size)
{
	struct end *end = end_of(vchan);
	struct ring *ring = &end->pair->rings[!index_of(end)];
	size_t done;

	pthread_mutex_lock(&lock);
	if (state(end) == 0) {
		pthread_mutex_unlock(&lock);
		return -1;
	}
	for (done = 0; done < size && ring->count < RING; done++)
		ring->bytes[(ring->head + ring->count++) % RING] = ((const char *)data)[done];
	if (done && state(end) == 1)
		wake(&end->pair->ends[!index_of(end)]);
	pthread_mutex_unlock(&lock);
	return done;
}

int libxenvchan_wait(struct libxenvchan *vchan)
{
	uint64_t events;

	return read(end_of(vchan)->event, &events, sizeof(events)) < 0 ? -1 : 0;
}

int libxenvchan_fd_for_select(struct libxenvchan *vchan)
{
	return end_of(vchan)->event;
}

void libxenvchan_close(struct libxenvchan *vchan)
{
	struct end *end = end_of(vchan);

	pthread_mutex_lock(&lock);
	if (state(end) == 1)
		wake(&end->pair->ends[!index_of(end)]);
	end->live = false;
	close(end->event);
	pthread_mutex_unlock(&lock);
}

unsigned int fake_vchan_open(void)
{
	unsigned int count = 0;

	pthread_mutex_lock(&lock);
	for (struct pair *pair = pairs; pair; pair = pair->next)
		count += pair->ends[0].live + pair->ends[1].live;
	pthread_mutex_unlock(&lock);
	return count;
}

unsigned int fake_vchan_served(void)
{
	unsigned int count = 0;

	pthread_mutex_lock(&lock);
	for (struct pair *pair = pairs; pair; pair = pair->next)
		count++;
	pthread_mutex_unlock(&lock);
	return count;
}

bool fake_vchan_at(const char *place)
{
	bool found;

	pthread_mutex_lock(&lock);
	found = find(place);
	pthread_mutex_unlock(&lock);
	return found;
}

/* XenStore: one handle, no watch ever fires */

static struct xs_handle *store = (struct xs_handle *)&lock;

struct xs_handle *xs_open(unsigned long flags)
{
	(void)flags;
	return store;
}

void xs_close(struct xs_handle *handle)
{
	(void)handle;
}

bool xs_watch(struct xs_handle *handle, const char *path, const char *token)
{
	(void)handle, (void)path, (void)token;
	return true;
}

int xs_fileno(struct xs_handle *handle)
{
	(void)handle;
	return -1;
}

char **xs_read_watch(struct xs_handle *handle, unsigned int *count)
{
	(void)handle, (void)count;
	return NULL;
}

void *xs_read(struct xs_handle *handle, xs_transaction_t transaction, const char *path,
	      unsigned int *length)
{
	static const char node[] = "/event-channel";
	size_t place = strlen(path);
	char *copy, *text = NULL;

	(void)handle, (void)transaction, (void)length;
	if (strcmp(path, "domid") == 0)
		return xprintf("%u", fake_domid);
	if (place < sizeof(node) || strcmp(path + place - sizeof(node) + 1, node) != 0)
		return NULL;
	copy = xstrndup(path, place - sizeof(node) + 1);
	if (fake_vchan_at(copy))
		text = xstrdup("3");
	free(copy);
	return text;
}
