/* What the searches for a vehicle's best day have in common. */
#ifndef MASARAT_DAYS_H
#define MASARAT_DAYS_H

#include "fields.h"

/* The most that a vehicle can still collect that has just arrived at destination `d` at step `t`, and
   the assembly point to which it turns for that (-1: none). `then` says when it stands there, by
   the number that `turn` [d, assembly point] gives; home, away and pick have steps + 1 a row. */
static inline void turn_back(num steps, num points, const num *then, const num *turn,
                             const num *home, num *away, num *pick, num d, num t) {
    num width = steps + 1, best = 0, chosen = -1;
    for (num a = 0; a < points; a++) {
        num stands = then[turn[d * points + a]];
        if (stands > steps) continue;
        num value = home[a * width + stands];
        if (value > best) {
            best = value;
            chosen = a;
        }
    }
    away[d * width + t] = best;
    pick[d * width + t] = chosen;
}

#endif
