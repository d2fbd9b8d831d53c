/* SPDX-License-Identifier: GPL-2.0 */
/* A domain as a process of the host */
#ifndef FAKEXEND_DOMAIN_H
#define FAKEXEND_DOMAIN_H

#include <stdbool.h>
#include <sys/types.h>
#include "guard.h"
#include "machine.h"
#include "streams.h"

#define MAX_APPEND 16

/* UML makes a folder with its process id there, named as we say */
#define UML_FOLDER "/tmp/"

/**
 * struct settings - what the command line says
 * @kernel:	the UML binary
 * @memory:	of each domain, as for mem=
 * @root:	folder of the host that is the guests' root
 * @init:	first program of the guests
 * @grant_frames: limit of every grant table, 0 for Xen's default
 * @append:	more kernel arguments, for each role
 * @record_fd:	the conductor's stream to the outside, or -1
 * @console_fd:	where each role's console goes
 */
struct settings {
	const char *kernel;
	const char *memory;
	const char *root;
	const char *init;
	unsigned int grant_frames;
	const char *append[ROLES][MAX_APPEND];
	int nr_append[ROLES];
	int record_fd;
	int console_fd[ROLES];
};

/**
 * struct host - what all domains share
 */
struct host {
	struct settings settings;
	struct machine machine;
	struct streams streams;
	struct guard guard;
};

/**
 * struct domain - one incarnation of a role, alive if @pid is not 0
 * @role:	BACK or FRONT, which is its domain id, too
 * @pid:	its kernel
 * @pidfd:	readable when that has ended
 */
struct domain {
	int role;
	pid_t pid;
	int pidfd;
};

void domain_start(struct domain *domain, struct host *host);

/* Kills the domain, or buries it; tells whether it had powered off in order */
bool domain_end(struct domain *domain, struct host *host);

#endif /* FAKEXEND_DOMAIN_H */
