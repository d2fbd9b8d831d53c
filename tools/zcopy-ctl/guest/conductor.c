// SPDX-License-Identifier: GPL-2.0-or-later
#include <time.h>

#include "conductor.h"

void conductor_init(struct conductor *conductor, const struct conductor_config *config)
{
	pthread_condattr_t attributes;

	*conductor = (struct conductor){
		.domid = {
			[ROLE_FRONT] = config->front_domid,
			[ROLE_BACK] = config->actor.domid,
			[ROLE_OTHER] = config->actor.domid,
		},
		.patience = config->patience,
		.transport = config->transport,
		.send_files = config->send_files,
		.next_id = 1,
	};
	stream_init(&conductor->record, config->record);
	stream_init(&conductor->agent, -1);
	stream_init(&conductor->toolstack, config->toolstack);
	stream_init(&conductor->other, -1);
	pthread_mutex_init(&conductor->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&conductor->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	actor_init(&conductor->actor, &config->actor);
	toolstack_start(conductor);
	if (conductor->transport->lasting)
		link_open(conductor, NULL);
}
