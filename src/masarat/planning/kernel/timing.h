/* When a convoy can leave: all that it has to pass without waiting. */
#ifndef MASARAT_TIMING_H
#define MASARAT_TIMING_H

#include "choosing.h"

/* A convoy that is ready to be timed; `busy`: minutes for which it keeps an escort team. */
typedef struct { num line, c, a, size, pace, onward, busy, wait_for; } Group;
typedef struct { num depart, pool; } Slot;

/* Describe the chosen vehicles as a convoy, and what the ties would see of it. */
Group describe(const Static *s, Work *w, num line, const Chosen *chosen, num wait_for);

/* Earliest departure from `ready` on of a rigid convoy; FAR: none before the end, FAR - 1: the
   ties allow none yet. */
Slot departure(const Static *s, const Begin *b, const Work *w, const Group *g, num ready);

/* When the vehicles chosen so far could leave: what comes before costs nothing. */
num chance(const Static *s, const Begin *b, Work *w, num line, const Chosen *chosen);

/* When a convoy that leaves at `depart` is through its corridor, and how long each ride goes on then. */
num exit_minute(const Static *s, const Group *g, num depart);
num out_minutes(const Static *s, const Group *g, const num *row);

/* Minutes of inspection at a corridor's stop number `k`. */
num service(const Static *s, num c, num k, num size);

#endif
