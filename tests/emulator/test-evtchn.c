// SPDX-License-Identifier: GPL-2.0-or-later
/* Event channels of the 2-level ABI */
#include "fixture.h"

static struct fx_shared_info *info(unsigned int domid)
{
	return (struct fx_shared_info *)world.fx[domid].self->shared_info;
}

static int op(unsigned int domid, int cmd, void *arg)
{
	return fx_event_channel_op(&world.fx[domid], cmd, arg);
}

static u32 alloc_for(unsigned int domid, u16 remote)
{
	struct evtchn_alloc_unbound arg = { .dom = DOMID_SELF,
					    .remote_dom = remote };

	assert_int_equal(op(domid, EVTCHNOP_alloc_unbound, &arg), 0);
	return arg.port;
}

static int bind(unsigned int domid, u16 remote, u32 port, u32 *local)
{
	struct evtchn_bind_interdomain arg = { .remote_dom = remote,
					       .remote_port = port };
	int err = op(domid, EVTCHNOP_bind_interdomain, &arg);

	*local = arg.local_port;
	return err;
}

static int send(unsigned int domid, u32 port)
{
	struct evtchn_send arg = { .port = port };

	return op(domid, EVTCHNOP_send, &arg);
}

static int close_port(unsigned int domid, u32 port)
{
	struct evtchn_close arg = { .port = port };

	return op(domid, EVTCHNOP_close, &arg);
}

static u32 status_of(unsigned int domid, u32 port)
{
	struct evtchn_status arg = { .dom = DOMID_SELF, .port = port };

	assert_int_equal(op(domid, EVTCHNOP_status, &arg), 0);
	return arg.status;
}

/* As the guest's upcall does: take what is pending, in the order of the ABI */
static u64 take(unsigned int domid)
{
	struct fx_shared_info *s = info(domid);
	u64 pending;

	s->upcall_pending = 0;
	s->pending_sel = 0;
	pending = s->pending[0];
	s->pending[0] = 0;
	return pending;
}

static void a_pair_talks(void **state)
{
	u32 there = alloc_for(1, 0), here;

	(void)state;
	assert_int_equal(status_of(1, there), EVTCHNSTAT_unbound);
	assert_int_equal(bind(0, 1, there, &here), 0);
	assert_int_equal(status_of(1, there), EVTCHNSTAT_interdomain);
	assert_int_equal(counters(0).ports, 1);
	assert_int_equal(counters(1).ports, 1);
	/* A new binding is pending at once, at the binder's end only */
	assert_int_equal(world.kicks[0], 1);
	assert_int_equal(take(0), 1ull << here);
	assert_int_equal(take(1), 0);

	assert_int_equal(send(0, here), 0);
	assert_int_equal(world.kicks[1], 1);
	/* Pending already: no second interrupt */
	assert_int_equal(send(0, here), 0);
	assert_int_equal(world.kicks[1], 1);
	assert_int_equal(info(1)->upcall_pending, 1);
	assert_int_equal(take(1), 1ull << there);
	assert_int_equal(send(0, here), 0);
	assert_int_equal(world.kicks[1], 2);
	assert_int_equal(send(1, there), 0);
	assert_int_equal(take(0), 1ull << here);
}

static void a_masked_port_waits(void **state)
{
	struct evtchn_unmask arg;
	u32 there = alloc_for(1, 0), here;

	(void)state;
	assert_int_equal(bind(0, 1, there, &here), 0);
	info(1)->mask[0] = 1ull << there;
	assert_int_equal(send(0, here), 0);
	assert_int_equal(world.kicks[1], 0);
	assert_int_equal(info(1)->pending[0], 1ull << there);
	arg.port = there;
	assert_int_equal(op(1, EVTCHNOP_unmask, &arg), 0);
	assert_int_equal(world.kicks[1], 1);
	assert_int_equal(info(1)->mask[0], 0);
	/* Unmasking what is not pending is silent */
	take(1);
	info(1)->mask[0] = 1ull << there;
	assert_int_equal(op(1, EVTCHNOP_unmask, &arg), 0);
	assert_int_equal(world.kicks[1], 1);
}

static void only_who_is_meant_may_bind(void **state)
{
	u32 there = alloc_for(1, 2), here;

	(void)state;
	assert_int_equal(bind(0, 1, there, &here), -EINVAL);
	assert_int_equal(bind(2, 1, there + 1, &here), -EINVAL);
	assert_int_equal(bind(2, 1, 0, &here), -EINVAL);
	assert_int_equal(bind(2, 1, FX_PORTS, &here), -EINVAL);
	assert_int_equal(bind(2, 7, there, &here), -ESRCH);
	assert_int_equal(bind(2, 1, there, &here), 0);
	assert_int_equal(bind(2, 1, there, &here), -EINVAL);
}

static void closing_one_end_frees_the_other(void **state)
{
	u32 there = alloc_for(1, 0), here;

	(void)state;
	assert_int_equal(bind(0, 1, there, &here), 0);
	assert_int_equal(close_port(0, here), 0);
	assert_int_equal(status_of(0, here), EVTCHNSTAT_closed);
	assert_int_equal(info(0)->pending[0], 0);
	assert_int_equal(status_of(1, there), EVTCHNSTAT_unbound);
	assert_int_equal(counters(0).ports, 0);
	assert_int_equal(send(1, there), 0);
	assert_int_equal(world.kicks[0], 1);
	assert_int_equal(close_port(0, here), -EINVAL);
	/* And the other end can be bound again */
	assert_int_equal(bind(0, 1, there, &here), 0);
	assert_int_equal(close_port(1, there), 0);
	assert_int_equal(status_of(0, here), EVTCHNSTAT_unbound);
}

static void loopback_virq_and_ipi(void **state)
{
	struct evtchn_bind_virq virq = { .virq = 3 };
	struct evtchn_bind_ipi ipi = { .vcpu = 0 };
	struct evtchn_bind_vcpu vcpu = { .vcpu = 0 };
	u32 end = alloc_for(0, DOMID_SELF), other;

	(void)state;
	assert_int_equal(bind(0, DOMID_SELF, end, &other), 0);
	take(0);
	assert_int_equal(send(0, end), 0);
	assert_int_equal(take(0), 1ull << other);

	assert_int_equal(op(0, EVTCHNOP_bind_virq, &virq), 0);
	assert_int_equal(status_of(0, virq.port), EVTCHNSTAT_virq);
	assert_int_equal(send(0, virq.port), -EINVAL);
	/* once for each processor */
	assert_int_equal(op(0, EVTCHNOP_bind_virq, &virq), -EEXIST);
	assert_int_equal(close_port(0, virq.port), 0);
	assert_int_equal(op(0, EVTCHNOP_bind_virq, &virq), 0);
	virq.virq = NR_VIRQS;
	assert_int_equal(op(0, EVTCHNOP_bind_virq, &virq), -EINVAL);
	virq.virq = 3;
	assert_int_equal(op(0, EVTCHNOP_bind_ipi, &ipi), 0);
	assert_int_equal(status_of(0, ipi.port), EVTCHNSTAT_ipi);
	assert_int_equal(send(0, ipi.port), 0);
	assert_int_equal(take(0), 1ull << ipi.port);
	assert_int_equal(op(0, EVTCHNOP_bind_vcpu, &vcpu), 0);
	vcpu.vcpu = 1;
	assert_int_equal(op(0, EVTCHNOP_bind_vcpu, &vcpu), -ENOENT);
	virq.vcpu = 1;
	assert_int_equal(op(0, EVTCHNOP_bind_virq, &virq), -ENOENT);
}

static void high_ports_use_high_words(void **state)
{
	u32 there = 0, here, i;

	(void)state;
	for (i = 0; i < 200; i++)
		there = alloc_for(1, 0);
	assert_int_equal(bind(0, 1, there, &here), 0);
	assert_int_equal(send(0, here), 0);
	assert_int_equal(info(1)->pending[there / 64], 1ull << there % 64);
	assert_int_equal(info(1)->pending_sel, 1ull << there / 64);
	assert_int_equal(world.kicks[1], 1);
	/* Another word, but the guest has been interrupted already */
	assert_int_equal(bind(0, 1, 1, &here), 0);
	assert_int_equal(send(0, here), 0);
	assert_int_equal(info(1)->pending_sel, 1 | 1ull << there / 64);
	assert_int_equal(world.kicks[1], 1);
}

static void ports_run_out(void **state)
{
	struct evtchn_alloc_unbound arg = { .dom = DOMID_SELF, .remote_dom = 0 };
	struct evtchn_reset reset = { .dom = DOMID_SELF };
	u32 i;

	(void)state;
	for (i = 1; i < FX_PORTS; i++)
		alloc_for(1, 0);
	assert_int_equal(op(1, EVTCHNOP_alloc_unbound, &arg), -ENOSPC);
	assert_int_equal(counters(1).ports, FX_PORTS - 1);
	assert_int_equal(op(1, EVTCHNOP_reset, &reset), 0);
	assert_int_equal(counters(1).ports, 0);
}

static void refusals(void **state)
{
	struct evtchn_alloc_unbound arg = { .dom = 2, .remote_dom = 0 };
	struct evtchn_status status = { .dom = 1, .port = 1 };
	struct evtchn_unmask unmask = { .port = 5 };
	struct evtchn_init_control control = { };

	(void)state;
	assert_int_equal(op(1, EVTCHNOP_alloc_unbound, &arg), -EPERM);
	assert_int_equal(op(0, EVTCHNOP_status, &status), -EPERM);
	status.dom = DOMID_SELF;
	status.port = FX_PORTS;
	assert_int_equal(op(0, EVTCHNOP_status, &status), -EINVAL);
	assert_int_equal(op(0, EVTCHNOP_unmask, &unmask), -EINVAL);
	assert_int_equal(send(0, 0), -EINVAL);
	assert_int_equal(send(0, 77), -EINVAL);
	assert_int_equal(send(0, FX_PORTS), -EINVAL);
	/* No FIFO channels: the guest falls back to the 2-level ABI */
	assert_int_equal(op(0, EVTCHNOP_init_control, &control), -ENOSYS);
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_pair_talks),
		TEST(a_masked_port_waits),
		TEST(only_who_is_meant_may_bind),
		TEST(closing_one_end_frees_the_other),
		TEST(loopback_virq_and_ipi),
		TEST(high_ports_use_high_words),
		TEST(ports_run_out),
		TEST(refusals),
	};

	return cmocka_run_group_tests_name("evtchn", tests, NULL, NULL);
}
