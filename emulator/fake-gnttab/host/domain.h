/* SPDX-License-Identifier: GPL-2.0 */
/* A domain as a process of the host */
#ifndef FAKEXEND_DOMAIN_H
#define FAKEXEND_DOMAIN_H

#include <stdbool.h>
#include <sys/types.h>
#include "machine.h"
#include "streams.h"

#define MAX_APPEND 16

/**
 * struct settings - what the command line says
 * @kernel:	the UML binary
 * @memory:	of each domain, as for mem=
 * @root:	folder of the host that is the guests' root
 * @init:	first program of the guests
 * @append:	more kernel arguments, for each role
 * @record_fd:	the conductor's stream to the outside, or -1
 * @console_fd:	where each role's console goes
 */
struct settings {
	const char *kernel;
	const char *memory;
	const char *root;
	const char *init;
	const char *append[ROLES][MAX_APPEND];
	int nr_append[ROLES];
	int record_fd;
	int console_fd[ROLES];
};

/**
 * struct domain - one incarnation of a role, alive if @pid is not 0
 * @pid:	its kernel
 * @pidfd:	readable when that has ended
 * @umid:	name of the folder that UML makes for itself
 */
struct domain {
	pid_t pid;
	int pidfd;
	char umid[64];
};

void domain_start(struct domain *domain, int role, struct machine *machine,
		  struct streams *streams, const struct settings *settings);

/* Waits for the end of the process, after killing it if asked to */
bool domain_end(struct domain *domain, int role, struct machine *machine,
		struct streams *streams, bool kill_it);

#endif /* FAKEXEND_DOMAIN_H */
