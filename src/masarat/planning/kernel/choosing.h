/* Which vehicles go with a convoy, and whom they take. */
#ifndef MASARAT_CHOOSING_H
#define MASARAT_CHOOSING_H

#include "fields.h"

typedef struct { num arrival, kind, spot; } Choice;

/* How much has been chosen. */
typedef struct { num batches, vehicles; } Chosen;

static inline num *chosen_row(const Work *w, num k) { return w->chosen + k * BATCH_FIELDS; }

/* The vehicle that can be at the line's assembly point first; kinds that suit the stream less count as
   coming later. In a convoy that has vehicles already, `alone` is the kind that travels by itself, or -1. */
Choice first_vehicle(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream,
                     num alone, num size);

/* Choose vehicles for a convoy: part by part, those that can be at the assembly point first, or, where
   the rule says so, those that come just in time: nothing is gained by being there before the convoy
   can leave, or before a bay is free. No more are taken than inspections leave time for. Once the convoy
   is big enough, only those follow that come within `patience` minutes, or before the convoy could leave
   anyhow because of escorts, headways, checkpoints and windows. A convoy still too small takes from its
   point's other streams. */
Chosen pick_vehicles(const Static *s, const Begin *b, Work *w, num line, const num *streams,
                     const num *vehicles, const Rule *rule, num patience);

/* Spread people over more vehicles to reach a convoy's minimum. */
void spread(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, Chosen *chosen,
            num least);

/* Make two batches of one: its first `count` vehicles, and the others. */
void split_batch(const Work *w, Chosen *chosen, num k, num count);

/* Undo the choice of all vehicles: they still stand in front of their queues. */
void put_back(const Static *s, Work *w, const Chosen *chosen);

#endif
