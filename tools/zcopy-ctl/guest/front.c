// SPDX-License-Identifier: GPL-2.0-or-later
/* The frontend domain's life: started and killed by the toolstack. */
#include "conductor.h"
#include "scenario/verbs.h"

/* The agent will tell, or has told already */
#define DOMID_UNSAID	UINT32_MAX

/*
 * The stream to a killed domain is closed only here, when its successor comes:
 * what the conductor itself holds stays the same for whoever counts it.
 */
int front_start(struct conductor *conductor, struct trouble *trouble)
{
	uint32_t domid = DOMID_UNSAID;

	if (toolstack_ask(conductor, "start front", START_MS * conductor->patience, &domid,
			  trouble) < 0)
		return -1;
	pthread_mutex_lock(&conductor->lock);
	conductor->front_killed = false;
	if (domid != DOMID_UNSAID)
		conductor->domid[ROLE_FRONT] = domid;
	pthread_mutex_unlock(&conductor->lock);
	return link_open(conductor, trouble);
}

int front_wait(struct conductor *conductor, struct trouble *trouble)
{
	return link_wait(conductor, START_MS * conductor->patience, trouble) ? 0 : -1;
}

int front_kill(struct conductor *conductor, struct trouble *trouble)
{
	int result;

	pthread_mutex_lock(&conductor->lock);
	conductor->front_up = false;
	conductor->front_killed = true;
	pthread_mutex_unlock(&conductor->lock);
	result = toolstack_ask(conductor, "kill front", START_MS * conductor->patience, NULL,
			       trouble);
	if (result == 0)
		link_down(conductor);
	return result;
}
