// SPDX-License-Identifier: GPL-2.0
/*
 * Event channels of the 2-level ABI, for guests with one virtual CPU. The
 * virtual interrupts can be bound and never come.
 */
#include "hypervisor.h"

static u16 self_id(const struct fx *fx)
{
	return fx->self->domain.domid;
}

static u16 real_id(const struct fx *fx, u16 domid)
{
	return domid == DOMID_SELF ? self_id(fx) : domid;
}

static struct fx_shared_info *info_of(const struct fx_slot *slot)
{
	return (struct fx_shared_info *)slot->shared_info;
}

/* A port of the caller that is open, or NULL */
static struct fx_port *open_port(struct fx *fx, u32 number)
{
	struct fx_port *port;

	if (!number || number >= FX_PORTS)
		return NULL;
	port = &fx->self->port[number];
	return port->state == FX_PORT_FREE ? NULL : port;
}

static void select_word(struct fx *fx, struct fx_slot *slot, u32 number)
{
	struct fx_shared_info *info = info_of(slot);
	u64 word = 1ull << (number / 64);

	if (fx_fetch_or(&info->pending_sel, word) & word)
		return;
	if (!fx_xchg(&info->upcall_pending, 1))
		fx->ops->kick(slot->domain.domid);
}

static void raise_event(struct fx *fx, struct fx_slot *slot, u32 number)
{
	struct fx_shared_info *info = info_of(slot);
	u64 bit = 1ull << (number % 64);

	if (fx_fetch_or(&info->pending[number / 64], bit) & bit)
		return;
	if (!(fx_read(&info->mask[number / 64]) & bit))
		select_word(fx, slot, number);
}

static void raise_remote(struct fx *fx, const struct fx_port *port)
{
	struct fx_slot *remote = fx_living(fx, port->domid);

	if (remote)
		raise_event(fx, remote, port->port);
}

static int alloc_port(struct fx *fx, enum fx_port_state state, u16 domid)
{
	u32 number;

	for (number = 1; number < FX_PORTS; number++) {
		struct fx_port *port = &fx->self->port[number];

		if (port->state != FX_PORT_FREE)
			continue;
		*port = (struct fx_port){ .state = state, .domid = domid };
		fx->self->domain.ports++;
		return number;
	}
	return -ENOSPC;
}

static int alloc_unbound(struct fx *fx, struct evtchn_alloc_unbound *op)
{
	int number;

	if (real_id(fx, op->dom) != self_id(fx))
		return -EPERM;
	number = alloc_port(fx, FX_PORT_UNBOUND, real_id(fx, op->remote_dom));
	if (number < 0)
		return number;
	op->port = number;
	return 0;
}

static int bind_interdomain(struct fx *fx, struct evtchn_bind_interdomain *op)
{
	u16 remote_id = real_id(fx, op->remote_dom);
	struct fx_slot *slot = fx_living(fx, remote_id);
	struct fx_port *remote;
	int number;

	if (!slot)
		return -ESRCH;
	if (!op->remote_port || op->remote_port >= FX_PORTS)
		return -EINVAL;
	remote = &slot->port[op->remote_port];
	if (remote->state != FX_PORT_UNBOUND || remote->domid != self_id(fx))
		return -EINVAL;

	number = alloc_port(fx, FX_PORT_INTERDOMAIN, remote_id);
	if (number < 0)
		return number;
	fx->self->port[number].port = op->remote_port;
	remote->port = number;
	remote->state = FX_PORT_INTERDOMAIN;
	op->local_port = number;
	/* As Xen does: whoever binds may have missed an event, so it gets one */
	raise_event(fx, fx->self, number);
	return 0;
}

static int bind_virq(struct fx *fx, struct evtchn_bind_virq *op)
{
	int number;
	u32 i;

	if (op->virq >= NR_VIRQS)
		return -EINVAL;
	if (op->vcpu)
		return -ENOENT;
	for (i = 0; i < FX_PORTS; i++)
		if (fx->self->port[i].state == FX_PORT_VIRQ &&
		    fx->self->port[i].virq == op->virq)
			return -EEXIST;
	number = alloc_port(fx, FX_PORT_VIRQ, self_id(fx));
	if (number < 0)
		return number;
	fx->self->port[number].virq = op->virq;
	op->port = number;
	return 0;
}

static int bind_ipi(struct fx *fx, struct evtchn_bind_ipi *op)
{
	int number;

	if (op->vcpu)
		return -ENOENT;
	number = alloc_port(fx, FX_PORT_IPI, self_id(fx));
	if (number < 0)
		return number;
	op->port = number;
	return 0;
}

static int close_port(struct fx *fx, u32 number)
{
	struct fx_port *port = open_port(fx, number);
	struct fx_slot *remote;

	if (!port)
		return -EINVAL;
	remote = fx_living(fx, port->domid);
	if (port->state == FX_PORT_INTERDOMAIN && remote)
		remote->port[port->port].state = FX_PORT_UNBOUND;
	port->state = FX_PORT_FREE;
	fx->self->domain.ports--;
	fx_fetch_and(&info_of(fx->self)->pending[number / 64],
		     ~(1ull << (number % 64)));
	return 0;
}

static int send(struct fx *fx, u32 number)
{
	struct fx_port *port = open_port(fx, number);

	if (!port)
		return -EINVAL;
	switch (port->state) {
	case FX_PORT_INTERDOMAIN:
		raise_remote(fx, port);
		return 0;
	case FX_PORT_IPI:
		raise_event(fx, fx->self, number);
		return 0;
	case FX_PORT_UNBOUND:
		return 0;	/* Xen drops it silently */
	}
	return -EINVAL;
}

static int unmask(struct fx *fx, u32 number)
{
	struct fx_shared_info *info = info_of(fx->self);
	u64 bit = 1ull << (number % 64);

	if (!open_port(fx, number))
		return -EINVAL;
	if ((fx_fetch_and(&info->mask[number / 64], ~bit) & bit) &&
	    (fx_read(&info->pending[number / 64]) & bit))
		select_word(fx, fx->self, number);
	return 0;
}

static int status(struct fx *fx, struct evtchn_status *op)
{
	const struct fx_port *port;

	if (real_id(fx, op->dom) != self_id(fx))
		return -EPERM;
	if (op->port >= FX_PORTS)
		return -EINVAL;
	port = &fx->self->port[op->port];
	op->vcpu = 0;
	switch (port->state) {
	case FX_PORT_FREE:
		op->status = EVTCHNSTAT_closed;
		break;
	case FX_PORT_UNBOUND:
		op->status = EVTCHNSTAT_unbound;
		op->u.unbound.dom = port->domid;
		break;
	case FX_PORT_INTERDOMAIN:
		op->status = EVTCHNSTAT_interdomain;
		op->u.interdomain.dom = port->domid;
		op->u.interdomain.port = port->port;
		break;
	case FX_PORT_VIRQ:
		op->status = EVTCHNSTAT_virq;
		op->u.virq = port->virq;
		break;
	case FX_PORT_IPI:
		op->status = EVTCHNSTAT_ipi;
		break;
	}
	return 0;
}

static int reset(struct fx *fx, u16 domid)
{
	u32 number;

	if (real_id(fx, domid) != self_id(fx))
		return -EPERM;
	for (number = 1; number < FX_PORTS; number++)
		if (fx->self->port[number].state != FX_PORT_FREE)
			close_port(fx, number);
	return 0;
}

int fx_event_channel_op(struct fx *fx, int cmd, void *arg)
{
	switch (cmd) {
	case EVTCHNOP_alloc_unbound:
		return alloc_unbound(fx, arg);
	case EVTCHNOP_bind_interdomain:
		return bind_interdomain(fx, arg);
	case EVTCHNOP_bind_virq:
		return bind_virq(fx, arg);
	case EVTCHNOP_bind_ipi:
		return bind_ipi(fx, arg);
	case EVTCHNOP_close:
		return close_port(fx, ((struct evtchn_close *)arg)->port);
	case EVTCHNOP_send:
		return send(fx, ((struct evtchn_send *)arg)->port);
	case EVTCHNOP_status:
		return status(fx, arg);
	case EVTCHNOP_unmask:
		return unmask(fx, ((struct evtchn_unmask *)arg)->port);
	case EVTCHNOP_bind_vcpu:
		return ((struct evtchn_bind_vcpu *)arg)->vcpu ? -ENOENT : 0;
	case EVTCHNOP_reset:
		return reset(fx, ((struct evtchn_reset *)arg)->dom);
	}
	return -ENOSYS;
}

/* A domain is gone: its peers' channels wait for another one */
void fx_evtchn_reap(struct fx *fx, unsigned int domid)
{
	unsigned int i, number;

	for (i = 0; i < FX_DOMAINS; i++) {
		struct fx_slot *slot = fx_living(fx, i);

		for (number = 1; slot && number < FX_PORTS; number++) {
			struct fx_port *port = &slot->port[number];

			if (port->state == FX_PORT_INTERDOMAIN &&
			    port->domid == domid)
				port->state = FX_PORT_UNBOUND;
		}
	}
}
