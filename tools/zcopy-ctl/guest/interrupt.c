// SPDX-License-Identifier: GPL-2.0-or-later
/* Background jobs and the threads that do them, for signals in the middle of a call. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "actor.h"

#define INTERRUPT	SIGUSR1

static void handled(int signal)
{
	(void)signal;
}

void interrupt_init(void)
{
	/* Not SA_RESTART: the call that sleeps is to notice */
	struct sigaction action = { .sa_handler = handled };

	sigaction(INTERRUPT, &action, NULL);
}

void doing_begin(struct actor *actor, struct doing *doing, const char *name)
{
	*doing = (struct doing){ .name = name, .thread = pthread_self() };
	if (!name)
		return;
	pthread_mutex_lock(&actor->lock);
	doing->next = actor->doing;
	actor->doing = doing;
	pthread_mutex_unlock(&actor->lock);
}

void doing_end(struct actor *actor, struct doing *doing)
{
	if (!doing->name)
		return;
	pthread_mutex_lock(&actor->lock);
	for (struct doing **link = &actor->doing; *link; link = &(*link)->next)
		if (*link == doing) {
			*link = doing->next;
			break;
		}
	pthread_mutex_unlock(&actor->lock);
}

int verb_interrupt(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *name = call_arg(call, 0);
	bool found = false;

	pthread_mutex_lock(&actor->lock);
	for (struct doing *doing = actor->doing; doing && !found; doing = doing->next) {
		found = strcmp(doing->name, name) == 0;
		if (found)
			pthread_kill(doing->thread, INTERRUPT);
	}
	pthread_mutex_unlock(&actor->lock);
	return found ? 0 : trouble_set(trouble, ESRCH, "job %s is over already", name);
}
