// SPDX-License-Identifier: GPL-2.0-or-later
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/memory.h"
#include "worker.h"

struct work {
	struct work *next;
	void (*function)(void *argument);
	void *argument;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static struct work *first, **last = &first;
static unsigned int idle;	/* threads that wait and have no work coming */

static void *worker(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	for (;;) {
		struct work *work;

		while (!first)
			pthread_cond_wait(&more, &lock);
		work = first;
		first = work->next;
		if (!first)
			last = &first;
		pthread_mutex_unlock(&lock);
		work->function(work->argument);
		free(work);
		pthread_mutex_lock(&lock);
		idle++;
	}
	return NULL;
}

static void start_thread(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &attributes, worker, NULL);
	pthread_attr_destroy(&attributes);
	if (error) {
		fprintf(stderr, "zcopy-ctl: cannot start a thread: %s\n", strerror(error));
		abort();
	}
}

void worker_run(void (*function)(void *argument), void *argument)
{
	struct work *work = xalloc(sizeof(*work));

	work->function = function;
	work->argument = argument;
	pthread_mutex_lock(&lock);
	*last = work;
	last = &work->next;
	if (idle) {
		idle--;
		pthread_cond_signal(&more);
	} else {
		start_thread();
	}
	pthread_mutex_unlock(&lock);
}
