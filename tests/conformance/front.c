// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <unistd.h>

#include "actions.h"
#include "front.h"
#include "toolstack.h"
#include "transport.h"

/* A domain may have to boot before it speaks */
#define PEER_MS		300000

static const char *stream;
static struct wire peer;
static bool dead;
static unsigned int last_domid;

static void meet(void)
{
	wire_init(&peer, transport_to_front(stream, front.domid));
	front.wire = &peer;
	if (!domain_await_peer(&front, PEER_MS))
		errx(3, "the peer does not speak: does conformance --peer run in the frontend?");
}

void front_init(const char *name, bool start)
{
	stream = name;
	dead = start;
	if (start)
		front_start();
	else
		meet();
}

void front_kill(void)
{
	if (!toolstack_is_there())
		give_up("there is no toolstack");
	last_domid = front.domid;
	if (!toolstack_kill_front())
		give_up("the toolstack cannot kill the front");
	transport_hang_up();
	dead = true;
}

/* Xen frees a domain's memory bit by bit */
void front_await_end(void)
{
	for (int i = 0; i < 200; i++) {
		struct gp_query_size op = { .domid = last_domid };

		must(&back, GP_QUERY_SIZE, &op, "query size");
		if (op.status == GNTST_bad_domain)
			return;
		usleep(100000);
	}
	say("Xen knows it after 20 s;");
}

void front_start(void)
{
	if (!dead)
		return;
	if (!toolstack_start_front(&front.domid))
		errx(3, "the toolstack cannot start the front");
	dead = false;
	meet();
}
