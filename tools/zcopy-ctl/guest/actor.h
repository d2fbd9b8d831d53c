/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An actor does a scenario's steps in one domain. It knows no role: the agent
 * hosts the frontend's, the conductor the backend's, and either could do the
 * other's steps where the domain has the devices. Named objects, and verbs over
 * them; a verb's arguments and answer are JSON, the same here and over a wire.
 */
#ifndef ZCOPY_ACTOR_H
#define ZCOPY_ACTOR_H

#include <pthread.h>
#include <stdbool.h>

#include <json-c/json.h>
#include <xengnttab.h>

#include "display.h"
#include "object.h"
#include "trouble.h"
#include "xenzcopy.h"

struct actor_config {
	uint32_t domid;			/* of the domain it runs in */
	const char *display_driver;	/* name of the display's DRM driver */
	unsigned int refresh;		/* of its modes, in Hz; 0: as the connector offers */
	unsigned int patience;		/* factor on deadlines, for slow kernels; 0 is 1 */
	const char *out;		/* folder for pictures, or NULL */
	int neighbour;			/* socket to the domain's other process, or -1 */
};

struct actor {
	struct actor_config config;

	/* Devices, open as long as the actor lives; NULL where missing */
	xengntshr_handle *gntshr;
	xengnttab_handle *gnttab;
	xenzcopy *zcopy;
	struct trouble zcopy_trouble;	/* why it is missing */
	struct display *display;	/* opened when first needed */
	int importer;			/* a second importer; -1: not opened */

	/*
	 * @lock protects the list and all objects' fields. Steps copy what they
	 * need, let go of the lock for the system call, and write back: steps of
	 * a parallel block meet in the kernel, not here.
	 */
	pthread_mutex_t lock;
	struct object *objects;		/* the latest of a name comes first */
	struct doing *doing;		/* background jobs: interrupt.c */
	struct importing *importing;	/* handles that no name holds yet: zcopy.c */
	pthread_mutex_t display_lock;

	struct setting *settings;	/* parameters of the driver as they were: module.c */
	size_t nsettings;
};

/* A verb being done */
struct call {
	const char *verb;
	struct json_object *args;	/* of strings */
	struct json_object *options;	/* key: string */
	struct json_object *objects;	/* name: attributes of what is named */
	struct json_object *domids;	/* role: number */
	struct json_object *expected;	/* check: what `sum` said */
	struct json_object *looked;	/* check: what `look` said */
	const char *job;		/* its name, if it is a background job */
	struct json_object *whose;	/* until: another domain's number, or NULL */
	unsigned int within_ms;
	struct json_object *out;	/* the verb's answer */
};

void actor_init(struct actor *actor, const struct actor_config *config);

/*
 * A factor on deadlines that makes days of each, and still fits milliseconds into 32
 * bits: somebody has a debugger at a kernel, and no time that passes means anything.
 */
#define PATIENCE_ENDLESS	100000

void actor_set_patience(struct actor *actor, unsigned int patience);

/*
 * Does what @todo says: {"verb":…, "args":[…], "options":{…}, …}; with
 * "endless":true it learns that no deadline counts any more. Whatever
 * there is to answer goes to @out. Return: 0, or -1 with @trouble filled. May be
 * called from several threads.
 */
int actor_do(struct actor *actor, struct json_object *todo, struct json_object *out,
	     struct trouble *trouble);

/* Forgets all names and lets go of what they still hold. */
void actor_reset(struct actor *actor);

/* For the verbs */

/* The object of that name, or NULL with @trouble filled */
struct object *actor_find(struct actor *actor, const char *name, struct trouble *trouble);

/*
 * Makes the name known. The object is complete and belongs to the actor from
 * here on; a name whose object holds nothing any more may be used again.
 */
int actor_add(struct actor *actor, struct object *object, struct call *call,
	      struct trouble *trouble);

/* Puts the object's attributes into the answer: others may need them. */
void actor_publish(struct actor *actor, struct object *object, struct call *call);

int actor_need_zcopy(struct actor *actor, struct trouble *trouble);
int actor_need_display(struct actor *actor, struct trouble *trouble);
int actor_need_importer(struct actor *actor, struct trouble *trouble);

/* Takes a part out of an object: nobody else will let go of it again. */
#define TAKE(actor, object, part, none) ({			\
	pthread_mutex_lock(&(actor)->lock);			\
	__typeof__((object)->part) taken_ = (object)->part;	\
	(object)->part = (none);				\
	pthread_mutex_unlock(&(actor)->lock);			\
	taken_;							\
})

const char *call_arg(const struct call *call, size_t index);
const char *call_option(const struct call *call, const char *key);	/* or NULL */
uint64_t call_number(const struct call *call, const char *key, uint64_t otherwise);
bool call_read_only(const struct call *call);		/* access=ro */
uint32_t call_domid(const struct call *call);		/* domain=N, or of to=ROLE */
int call_attributes(const struct call *call, const char *key,
		    struct attributes *attributes, struct trouble *trouble);
int call_image(const struct call *call, struct image *image, struct trouble *trouble);
void call_answer(struct call *call, const char *key, uint64_t value);

/* In ms: what a scenario says about time it means; a default may stretch */
unsigned int actor_limit(const struct actor *actor, const struct call *call,
			 unsigned int otherwise_ms);

typedef int verb_function(struct actor *actor, struct call *call, struct trouble *trouble);

verb_function verb_grant, verb_map, verb_unmap, verb_end;		/* grants.c */
verb_function verb_from_refs, verb_to_refs, verb_wait_free, verb_export; /* zcopy.c */
verb_function verb_import, verb_dumb, verb_show, verb_hide;		/* screen.c */
verb_function verb_look, verb_check;					/* check.c */
verb_function verb_flip;						/* flip.c */
verb_function verb_draw, verb_copy, verb_sum, verb_hash, verb_compare;		/* draw.c */
verb_function verb_close;						/* close.c */
verb_function verb_give, verb_receive;					/* hand-over.c */
verb_function verb_interrupt;						/* interrupt.c */
verb_function verb_set, verb_unload, verb_load;				/* module.c */
verb_function verb_until, verb_numbers, verb_holding;			/* alive.c */

/*
 * interrupt.c: a background job is being done by this thread, from begin to end.
 * @name is the job's, or NULL for a step that is none.
 */
struct doing {
	struct doing *next;
	const char *name;
	pthread_t thread;
};
void interrupt_init(void);
void doing_begin(struct actor *actor, struct doing *doing, const char *name);
void doing_end(struct actor *actor, struct doing *doing);

/* zcopy.c: a handle of the driver that a step works with before a name holds it */
struct importing {
	struct importing *next;
	uint32_t handle;
};

/* module.c: the driver's parameters as they were before the first `set` */
void settings_restore(struct actor *actor);
bool module_is_replaceable(void);

/* actor.c: opens the driver, or notes why it is missing */
void actor_open_zcopy(struct actor *actor);

/* close.c: lets go of every part; the first that fails is told in @trouble */
int object_close(struct actor *actor, struct object *object, struct trouble *trouble);

/*
 * zcopy.c: a dma-buf file descriptor of the object's own buffer, to be closed
 * by the caller; -1 with @trouble.
 */
int object_export(struct actor *actor, struct object *object, struct trouble *trouble);

/* Sizes in pages of Xen, which are 4 KiB everywhere */
static inline size_t pages_of(size_t bytes)
{
	return (bytes + XENZCOPY_PAGE_SIZE - 1) / XENZCOPY_PAGE_SIZE;
}

#endif /* ZCOPY_ACTOR_H */
