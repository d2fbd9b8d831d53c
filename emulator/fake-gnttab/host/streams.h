/* SPDX-License-Identifier: GPL-2.0 */
/* The byte streams between the domains, and the pipes that interrupt them */
#ifndef FAKEXEND_STREAMS_H
#define FAKEXEND_STREAMS_H

enum { BACK, FRONT, ROLES };

/**
 * struct streams - descriptors that outlive the domains at their ends
 * @kick:	for each domain a pipe: read end, write end
 * @agent:	each role's end of the stream between conductor and agent
 * @toolstack:	the conductor's end, and the daemon's
 *
 * A UML kernel asks for signals on what it reads, which is a property of the
 * open file: so no two domains read from the same one, and the daemon never
 * asks for that on an end that a domain has.
 */
struct streams {
	int kick[ROLES][2];
	int agent[ROLES];
	int toolstack, toolstack_host;
};

void streams_init(struct streams *streams);

/* Forget what a dead domain had not read, and end the line it was writing */
void streams_reset(struct streams *streams, int role);

#endif /* FAKEXEND_STREAMS_H */
