/* Vehicles that stand empty, and their trips to where they load. */
#ifndef MASARAT_VEHICLES_H
#define MASARAT_VEHICLES_H

#include "fields.h"

/* One queue a kind and spot, in order of becoming free. */
static inline num *queue_of(const Static *s, const Begin *b, Work *w, num kind, num spot) {
    return w->queue + (kind * (s->spots + 1) + spot) * (b->vehicles + 1);
}

/* Put vehicles that become free together behind those that are free by then. */
void put_free(const Static *s, const Begin *b, Work *w, num kind, num spot, const num *vehicles,
              num count);

typedef struct { num way, depart, arrive; } Trip;

/* The earliest empty trip of `vehicles` together from a spot to an assembly point, without waiting at
   checkpoints. Way -2: no trip is needed; -1: from a start place. */
Trip empty_trip(const Static *s, const Work *w, num kind, num spot, num a, num free,
                num vehicles);

/* Have vehicles that come together occupy the checkpoints on their way back, or no longer. */
void mark_back(const Static *s, Work *w, const num *row, num a, num vehicles, int occupy);

#endif
