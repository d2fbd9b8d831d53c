/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the two programs and the toolstack find each other. Whatever lies between
 * them, both ends are file descriptors of byte streams. All of these end the
 * program when there is no way.
 */
#ifndef CONFORMANCE_TRANSPORT_H
#define CONFORMANCE_TRANSPORT_H

/*
 * A stream's name: the number of a descriptor or the path of a device. "vchan"
 * is one to the other domain, over libxenvchan.
 */
int transport_open(const char *name);

/* The asker's end of the stream to the front, and the peer's to the back, which
 * learns on the way who it is.
 */
int transport_to_front(const char *name, unsigned int domid);
int transport_to_back(const char *name, unsigned int *domid);

/* The front is gone: what its stream holds is let go of. */
void transport_hang_up(void);

/* A program that speaks on its standard input and output */
int transport_spawn(const char *program);

#endif /* CONFORMANCE_TRANSPORT_H */
