// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The granting guest changes its table while a peer maps from it. Whoever got
 * the mapping must find it marked in the entry, and whoever revoked the entry
 * must not find it mapped: on the two versions' different ways.
 */
#include <pthread.h>
#include "fixture.h"

#define REF	8u
/* A missing check shows within a tenth of these */
#define ROUNDS	100000

static volatile bool done;

/* Linux' way with version 1: one exchange, refused when in use */
static bool revoke_v1(void)
{
	u32 *entry = (u32 *)(world.fx[1].self->grants + REF * 8);
	u32 old = fx_read(entry);

	do {
		if (old & (GTF_reading | GTF_writing))
			return false;
	} while (!fx_cmpxchg(entry, &old, 0));
	return true;
}

/* And with version 2: revoke first, then look whether it is too late */
static bool revoke_v2(void)
{
	u32 *entry = (u32 *)(world.fx[1].self->grants + REF * 16);
	u16 *status = (u16 *)world.fx[1].self->status + REF;

	fx_write(entry, 0);
	return !(fx_read(status) & (GTF_reading | GTF_writing));
}

/* A while that differs from turn to turn, so that every order comes about */
static void linger(unsigned long turn)
{
	volatile unsigned int i;

	for (i = 0; i < turn % 64; i++)
		;
}

/* Grants and revokes; between the two it must not touch the page */
static void *granter(void *result)
{
	const bool v2 = world.fx[1].self->domain.version == 2;
	u32 size = v2 ? 16 : 8, permit = GTF_permit_access;	/* to domain 0 */
	u32 *entry = (u32 *)(world.fx[1].self->grants + REF * size);
	unsigned long *revoked = result;

	while (!done) {
		fx_write(entry, permit);
		linger(*revoked);
		while (!(v2 ? revoke_v2() : revoke_v1())) {
			if (done)
				return NULL;
		}
		/* Nobody has it now, so the page is ours */
		linger(*revoked / 64);
		page_of(1, 20)[0]++;
		fx_write(revoked, *revoked + 1);
	}
	return NULL;
}

static void race(void)
{
	unsigned long mapped = 0, revoked = 0;
	pthread_t thread;
	unsigned int j;

	/* The page is named in the entry; from here on it is the thread's */
	grant(1, REF, 0, 20, 0);
	assert_true(end_access(1, REF));
	done = false;
	assert_int_equal(pthread_create(&thread, NULL, granter, &revoked), 0);
	while (mapped < ROUNDS || fx_read(&revoked) < ROUNDS) {
		struct gnttab_map_grant_ref op = map(0, 1, REF, HOLES, RW);
		u8 before;

		if (op.status != GNTST_okay) {
			assert_int_equal(op.status, GNTST_general_error);
			continue;
		}
		mapped++;
		assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
		/* Longer than a revocation takes */
		before = fx_read(page_of(1, 20));
		for (j = 0; j < 100; j++)
			assert_int_equal(fx_read(page_of(1, 20)), before);
		assert_int_equal(unmap(0, op.handle, HOLES), GNTST_okay);
	}
	done = true;
	pthread_join(thread, NULL);
	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(counters(0).maps, 0);
	assert_int_equal(counters(1).violations, 0);
}

static void version_1(void **state)
{
	(void)state;
	race();
}

static void version_2(void **state)
{
	(void)state;
	set_version(1, 2);
	race();
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(version_1),
		TEST(version_2),
	};

	return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
