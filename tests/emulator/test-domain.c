// SPDX-License-Identifier: GPL-2.0-or-later
/* Domains that come, die in the middle of something, and come again */
#include "fixture.h"

#define REF 8u

static unsigned int slot_of(unsigned int domid)
{
	return fx_slot_index(&world.fx[domid], world.fx[domid].self);
}

/* The daemon's view is nobody's */
static void reap(unsigned int domid)
{
	struct fx host = { .file = world.fx[0].file };

	fx_domain_reap(&host, domid);
}

static void a_dead_mapper_lets_go(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	grant(1, REF + 1, 2, 21, 0);
	map_handle(0, 1, REF, HOLES, RW);
	map_handle(0, 1, REF, HOLES + 1, RO);
	map_handle(2, 1, REF + 1, HOLES, RO);
	reap(0);
	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(in_use(1, REF + 1), GTF_reading);
	assert_int_equal(counters(1).mapped, 1);
	assert_int_equal(world.fx[1].self->domain.pins, 1);
	assert_true(end_access(1, REF));
	assert_null(fx_living(&world.fx[1], 0));
	assert_int_equal(map_status(1, 0, REF, HOLES, RW), GNTST_bad_domain);
}

static void the_same_with_version_2(void **state)
{
	(void)state;
	set_version(1, 2);
	grant(1, REF, 0, 20, 0);
	map_handle(0, 1, REF, HOLES, RW);
	assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
	reap(0);
	assert_int_equal(in_use(1, REF), 0);
}

/*
 * Every state in which a mapper can die within a map: the bits are set but
 * nothing is counted; it is counted but not tracked; it is tracked but not
 * counted; an unmap got half-way.
 */
static void death_within_a_hypercall(void **state)
{
	struct fx_slot *granter = world.fx[1].self;
	struct fx_maptrack *map;
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	assert_int_equal(fx_entry_pin(granter, REF, 0, false), GNTST_okay);
	grant(1, REF + 1, 0, 21, GTF_reading | GTF_writing);
	granter->active[REF + 1].writers = 1;
	granter->domain.pins = 1;
	grant(1, REF + 2, 0, 22, 0);
	map = fx_maptrack_get(&world.fx[0], &handle);
	*map = (struct fx_maptrack){ .ref = REF + 2, .pfn = HOLES,
				     .slot = slot_of(1), .flags = RW };
	grant(1, REF + 3, 0, 23, 0);
	map_handle(0, 1, REF + 3, HOLES + 3, RW);
	granter->active[REF + 3].writers = 0;

	reap(0);
	for (handle = REF; handle < REF + 4; handle++) {
		assert_int_equal(in_use(1, handle), 0);
		assert_int_equal(granter->active[handle].writers, 0);
		assert_int_equal(granter->active[handle].readers, 0);
	}
	assert_int_equal(granter->domain.pins, 0);
	assert_int_equal(counters(1).violations, 0);
}

static void survivors_keep_their_pins(void **state)
{
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	handle = map_handle(0, 1, REF, HOLES, RW);
	/* Someone unrelated dies */
	reap(2);
	assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
	assert_int_equal(counters(1).mapped, 1);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(in_use(1, REF), 0);
}

static void a_dead_granters_pages_stay_until_unmapped(void **state)
{
	unsigned int old = slot_of(1);
	u32 handle, next;

	(void)state;
	grant(1, REF, 0, 20, 0);
	handle = map_handle(0, 1, REF, HOLES, RW);
	memset(page_of(1, 20), 'a', 4096);
	reap(1);
	assert_false(fx_slot_reusable(&world.fx[0], old));

	/* Its successor has the same domain id, and other memory */
	world_start(1, 20);
	grant(1, REF, 0, 20, 0);
	next = map_handle(0, 1, REF, HOLES + 1, RO);
	assert_int_not_equal(world.shows[0][HOLES], world.shows[0][HOLES + 1]);
	assert_int_equal(*(u8 *)fx_page(&world.fx[0], world.shows[0][HOLES]), 'a');
	assert_int_equal(in_use(1, REF), GTF_reading);

	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_true(fx_slot_reusable(&world.fx[0], old));
	/* The successor's entry of the same number was not touched */
	assert_int_equal(in_use(1, REF), GTF_reading);
	assert_int_equal(unmap(0, next, HOLES + 1), GNTST_okay);
	assert_int_equal(in_use(1, REF), 0);
}

static s16 copy_from(u32 ref)
{
	struct gnttab_copy op = {
		.source.u.ref = ref, .source.domid = 1,
		.dest.u.gmfn = 30, .dest.domid = DOMID_SELF,
		.len = 16, .flags = GNTCOPY_source_gref,
	};

	fx_grant_table_op(&world.fx[0], GNTTABOP_copy, &op, 1);
	return op.status;
}

static s16 size_of_the_dead(void)
{
	struct gnttab_query_size size = { .dom = 1 };

	fx_grant_table_op(&world.fx[0], GNTTABOP_query_size, &size, 1);
	return size.status;
}

/* As Xen does with a domain whose pages are mapped */
static void a_dead_granter_is_known_until_unmapped(void **state)
{
	u32 handle, again;

	(void)state;
	grant(1, REF, 0, 20, 0);
	grant(1, REF + 1, 0, 21, 0);
	handle = map_handle(0, 1, REF, HOLES, RO);
	reap(1);
	assert_int_equal(size_of_the_dead(), GNTST_okay);
	again = map_handle(0, 1, REF, HOLES + 1, RW);
	assert_int_equal(unmap(0, again, HOLES + 1), GNTST_okay);
	assert_int_equal(map_status(0, 1, REF + 1, HOLES + 1, RO), GNTST_bad_page);
	assert_int_equal(copy_from(REF), GNTST_bad_domain);
	assert_int_equal(copy_from(REF + 1), GNTST_bad_page);
	assert_int_equal(copy_from(REF + 2), GNTST_general_error);

	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(size_of_the_dead(), GNTST_bad_domain);
	assert_int_equal(map_status(0, 1, REF, HOLES, RO), GNTST_bad_domain);
	assert_int_equal(copy_from(REF), GNTST_bad_domain);
}

static void mapper_and_granter_die(void **state)
{
	unsigned int old = slot_of(1);

	(void)state;
	grant(1, REF, 0, 20, 0);
	map_handle(0, 1, REF, HOLES, RW);
	reap(1);
	assert_false(fx_slot_reusable(&world.fx[2], old));
	reap(0);
	assert_true(fx_slot_reusable(&world.fx[2], old));
	world_wipe(old);
	world_start(1, old);
	assert_int_equal(counters(1).grants, 0);
	assert_int_equal(counters(1).ports, 0);
}

static void a_dead_peers_channels_wait_for_its_successor(void **state)
{
	struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF, .remote_dom = 0 };
	struct evtchn_bind_interdomain bind = { .remote_dom = 1 };
	struct evtchn_status status = { .dom = DOMID_SELF };
	struct evtchn_send send = { };

	(void)state;
	fx_event_channel_op(&world.fx[1], EVTCHNOP_alloc_unbound, &alloc);
	bind.remote_port = alloc.port;
	assert_int_equal(fx_event_channel_op(&world.fx[0],
					     EVTCHNOP_bind_interdomain, &bind), 0);
	reap(0);
	status.port = alloc.port;
	fx_event_channel_op(&world.fx[1], EVTCHNOP_status, &status);
	assert_int_equal(status.status, EVTCHNSTAT_unbound);
	send.port = alloc.port;
	assert_int_equal(fx_event_channel_op(&world.fx[1], EVTCHNOP_send, &send),
			 0);
	world_start(0, 21);
	assert_int_equal(fx_event_channel_op(&world.fx[0],
					     EVTCHNOP_bind_interdomain, &bind), 0);
}

static void creation_is_checked(void **state)
{
	struct fx fx = { .file = world.fx[0].file };

	(void)state;
	assert_int_equal(fx_domain_create(&fx, FX_DOMAINS, 20), -EINVAL);
	assert_int_equal(fx_domain_create(&fx, 3, FX_SLOTS), -EINVAL);
	assert_int_equal(fx_domain_create(&fx, 1, 20), -EEXIST);
	assert_int_equal(fx_domain_create(&fx, 3, slot_of(1)), -EBUSY);
	assert_int_equal(fx_domain_create(&fx, 3, 20), 0);

	assert_int_equal(fx_domain_boot(&fx, 4, 0, FIRST, END), -ENODEV);
	assert_int_equal(fx_domain_boot(&fx, 3, fx_slot_memory(19), FIRST, END),
			 -EINVAL);
	assert_int_equal(fx_domain_boot(&fx, 3, fx_slot_memory(20), END, FIRST),
			 -ERANGE);
	assert_int_equal(fx_domain_boot(&fx, 3, fx_slot_memory(20), FIRST,
					FX_DOMAIN_PAGES + 1), -ERANGE);
	assert_int_equal(fx_domain_boot(&fx, 3, fx_slot_memory(20), FIRST, END),
			 0);
	assert_int_equal(fx_domain_boot(&fx, 3, fx_slot_memory(20), FIRST, END),
			 -EEXIST);
}

static void the_end_is_told(void **state)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_poweroff };

	(void)state;
	assert_int_equal(world.fx[0].self->domain.shutdown, 0);
	assert_int_equal(fx_sched_op(&world.fx[0], SCHEDOP_shutdown, &op), 0);
	assert_int_equal(world.fx[0].self->domain.shutdown,
			 SHUTDOWN_poweroff + 1);
	assert_int_equal(fx_sched_op(&world.fx[0], SCHEDOP_yield, NULL), 0);
	assert_int_equal(fx_sched_op(&world.fx[0], 1000, NULL), -ENOSYS);
}

static void counters_are_a_line_each(void **state)
{
	char text[1024];

	(void)state;
	grant(1, 1, 0, 19, 0);	/* reserved: not counted */
	grant(1, REF, 0, 20, 0);
	map_handle(0, 1, REF, HOLES, RW);
	reap(2);
	fx_counters_list(&world.fx[0], text, sizeof(text));
	assert_string_equal(text,
			    "dom=0 grants=0 mapped=0 maps=1 evtchns=0 ballooned=256 violations=0\n"
			    "dom=1 grants=1 mapped=1 maps=0 evtchns=0 ballooned=256 violations=0\n");
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_dead_mapper_lets_go),
		TEST(the_same_with_version_2),
		TEST(death_within_a_hypercall),
		TEST(survivors_keep_their_pins),
		TEST(a_dead_granters_pages_stay_until_unmapped),
		TEST(a_dead_granter_is_known_until_unmapped),
		TEST(mapper_and_granter_die),
		TEST(a_dead_peers_channels_wait_for_its_successor),
		TEST(creation_is_checked),
		TEST(the_end_is_told),
		TEST(counters_are_a_line_each),
	};

	return cmocka_run_group_tests_name("domain", tests, NULL, NULL);
}
