/* What vehicles and teams can still do at most (docs/exhaustive.md, "Why states are given up"). */

#ifndef MASARAT_EXHAUSTIVE_PRICES_H
#define MASARAT_EXHAUSTIVE_PRICES_H

#include "state.h"

enum { LISTS = 32, TRIPS = POINTS * CORRIDORS * GOALS * BUSES };

/* A list of prices: what a ride from each point is worth, what one to each goal costs, and one in
 * a small convoy; and what a vehicle can gain from each minute on. */
typedef struct {
    int64_t ride[POINTS], to[GOALS], small, team, *gain[LOTS], useful;
} List;

typedef struct {
    int64_t a, d, minutes, small, away, size;
} Trip;

typedef struct {
    const Problem *p;
    Trip trips[TRIPS];
    int64_t count, lists, small_most;
    List list[LISTS + 1]; /* the last one is a draft */
    int64_t busy[POINTS][2][RIDES], team_slack;
} Prospects;

int prospects_begin(Prospects *s, const Problem *p);
void prospects_end(Prospects *s);
int hopeless(Prospects *s, const State *x, const Rest *rest);
int64_t prospect(const Prospects *s, const State *x, const Rest *rest);
int learn(Prospects *s, const State *x, const Rest *rest);

#endif
