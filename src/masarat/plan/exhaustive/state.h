/* What the parts of exhaustive search share: the problem, states, small sums. */

#ifndef MASARAT_EXHAUSTIVE_STATE_H
#define MASARAT_EXHAUSTIVE_STATE_H

#include <stdint.h>

enum { POINTS = 6, CORRIDORS = 4, GOALS = 3, LOTS = GOALS + 1, BUSES = 20, TEAMS = 6 };
enum { STOOD = 6, KEYS = 88, RIDES = 129, LATE = 32000, FAR = 1 << 28 };

/* Where the keys of a state begin: of each, less is better. */
enum {
    ENTRY = 0,
    BUS = 1,
    TEAM = BUS + BUSES,
    NEXT = TEAM + TEAMS,
    QUEUE = NEXT + CORRIDORS,
    SMALL = QUEUE + CORRIDORS,
    USED = SMALL + POINTS,
    BAYS = USED + GOALS, /* of each point, when those stood there who loaded last */
};

typedef struct {
    int64_t points, corridors, goals, lots, buses, teams, load, within;
    int64_t fillers, capped, ordered, small_allowed, limit, width;
    const int64_t *rides, *bays, *ready, *most_to, *lot, *offset;
    const int64_t *before, *after, *headway, *smallest, *largest, *lanes, *service, *wait;
    const int64_t *escorted, *fifo, *first_window, *windows;
    const int64_t *access, *team_back, *out, *turn;
} Problem;

/* Keys: no more than LATE, which is later than all that is searched (MOST_MINUTES) and fits 16
 * bits; when the last convoy entered; vehicles in each lot, rides to each goal; the last convoy,
 * its vehicles by goal, where in the log the state before it is; the sum of the keys. */
typedef struct {
    int16_t key[KEYS], entry;
    uint8_t count[LOTS], to[GOALS], a, c, size, way[GOALS], spare;
    int32_t from, sum;
} State;

/* Rides left from each point, and from all. */
typedef struct {
    int64_t left[POINTS], all;
} Rest;

static inline int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }
static inline int64_t most(int64_t x, int64_t y) { return x > y ? x : y; }

static inline int64_t inspection(const Problem *p, int64_t c, int64_t size) {
    return p->lanes[c] ? (size + p->lanes[c] - 1) / p->lanes[c] * p->service[c] : 0;
}

static inline int64_t inside(const Problem *p, int64_t c, int64_t size) {
    return p->before[c] + inspection(p, c, size) + p->after[c];
}

static inline int64_t access_of(const Problem *p, int64_t a, int64_t c) {
    return p->access[a * p->corridors + c];
}

/* A team that is not back in time may as well be back just too late. */
static inline int64_t team_back_of(const Problem *p, int64_t a, int64_t c) {
    return least(p->team_back[a * p->corridors + c], p->within + 1);
}

static inline int64_t turn_of(const Problem *p, int64_t lot, int64_t a) {
    return p->turn[lot * p->points + a];
}

static inline int64_t out_of(const Problem *p, int64_t c, int64_t d) {
    return p->out[c * p->goals + d];
}

#endif
