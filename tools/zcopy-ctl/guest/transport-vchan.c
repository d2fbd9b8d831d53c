// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libxenvchan between the backend domain, which serves, and the frontend, which
 * joins. The server's own pages make the rings: a frontend that dies holds
 * nobody's pages, and nobody holds its.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>

#include "pump.h"
#include "transport.h"
#include "util/memory.h"

/* The backend domain; what it serves is found below its data */
#define SERVER		0
#define PLACE		"/local/domain/%u/data/zcopy/%u"

/* Each way, in bytes: more than a step's text, less than its references */
#define RING		(4 * 4096)

/* A watch may be missed where the node could not be read when it was made */
#define LOOK_AGAIN_MS	1000

struct vchan_transport {
	struct transport transport;
	struct pump *pump;	/* NULL: not open */
	int fd;
};

static int serve(struct transport *transport, uint32_t domid, struct trouble *trouble)
{
	struct vchan_transport *own = (struct vchan_transport *)transport;
	char *place = xprintf(PLACE, SERVER, domid);
	struct libxenvchan *vchan = libxenvchan_server_init(NULL, domid, place, RING, RING);

	if (!vchan) {
		trouble_errno(trouble, errno,
			      "cannot serve domain %u over a vchan (are xen-gntalloc and xen-evtchn loaded, and does xenstored run?)",
			      domid);
		free(place);
		return -1;
	}
	free(place);
	own->pump = pump_start(vchan, &own->fd);
	if (!own->pump)
		return trouble_errno(trouble, errno, "cannot serve domain %u", domid);
	return own->fd;
}

static void stop_serving(struct transport *transport)
{
	struct vchan_transport *own = (struct vchan_transport *)transport;

	if (!own->pump)
		return;
	pump_stop(own->pump);
	close(own->fd);
	own->pump = NULL;
}

struct transport *transport_of_vchan(void)
{
	struct vchan_transport *made = xalloc(sizeof(*made));

	*made = (struct vchan_transport){
		.transport = { .open = serve, .close = stop_serving },
	};
	return &made->transport;
}

static bool read_domid(struct xs_handle *store, uint32_t *domid)
{
	unsigned int length;
	char *text = xs_read(store, XBT_NULL, "domid", &length);
	bool good = text && sscanf(text, "%u", domid) == 1;

	free(text);
	return good;
}

/* The server writes this node and the other at once */
static void wait_for_server(struct xs_handle *store, const char *place)
{
	char *node = xprintf("%s/event-channel", place);
	unsigned int length;
	char *text;

	xs_watch(store, node, "server");
	while (!(text = xs_read(store, XBT_NULL, node, &length))) {
		struct pollfd event = { .fd = xs_fileno(store), .events = POLLIN };

		if (poll(&event, 1, LOOK_AGAIN_MS) > 0)
			free(xs_read_watch(store, &length));
	}
	free(text);
	free(node);
}

int vchan_join(uint32_t *domid, struct trouble *trouble)
{
	struct xs_handle *store = xs_open(0);
	struct libxenvchan *vchan;
	struct pump *pump;
	char *place;
	int fd;

	if (!store)
		return trouble_errno(trouble, errno,
				     "XenStore cannot be reached (is xenfs mounted, or /dev/xen/xenbus there?)");
	if (!read_domid(store, domid)) {
		xs_close(store);
		return trouble_set(trouble, ENOENT, "XenStore does not tell this domain's id");
	}
	place = xprintf(PLACE, SERVER, *domid);
	wait_for_server(store, place);
	/* Only now: closing it ends the watch, and its thread */
	xs_close(store);
	vchan = libxenvchan_client_init(NULL, SERVER, place);
	if (!vchan)
		trouble_errno(trouble, errno,
			      "cannot join the vchan at %s (are xen-gntdev and xen-evtchn loaded?)",
			      place);
	free(place);
	if (!vchan)
		return -1;
	pump = pump_start(vchan, &fd);
	return pump ? fd : trouble_errno(trouble, errno, "cannot join the backend domain");
}
