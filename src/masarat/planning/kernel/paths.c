/* Paths of a vehicle through places and minutes: its loads in turn, each boarded as soon as the
   vehicle stands there and somebody is ready. Unlike in worths.c, what a load is worth depends on
   when it is boarded, and some are closed: NOTHING.

   home[t][s] is the most that can be collected from standing at source s at minute t on, away[t][d]
   from arriving at shelter d; stand[t][s] and arrived[t][d] are the most that can have been
   collected at exactly that minute. */
#include "fields.h"

#define NOTHING (-((num)1 << 60))

static num boarding(const Paths *p, num t, num s) { return at_least(t, p->ready[s]); }

/* Returns the most that one vehicle can collect, at least 0. */
EXPORT num path_worths(Paths *p) {
    num sources = p->sources, shelters = p->shelters;
    for (num t = p->steps; t >= 0; t--) {
        num *home = p->home + t * sources, *away = p->away + t * shelters;
        for (num s = 0; s < sources; s++) {
            const num *value = p->value + (t * sources + s) * shelters;
            num best = NOTHING, chosen = -1;
            for (num d = 0; d < shelters; d++) {
                num then = t + p->ride[s * shelters + d];
                if (value[d] == NOTHING || then > p->steps) continue;
                num worth = value[d] + p->away[then * shelters + d];
                if (worth > best) {
                    best = worth;
                    chosen = d;
                }
            }
            home[s] = best;
            p->home_pick[t * sources + s] = chosen;
        }
        for (num d = 0; d < shelters; d++) {
            num best = 0, chosen = -1;
            for (num s = 0; s < sources; s++) {
                num then = t + p->turn[d * sources + s];
                if (then > p->steps || (then = boarding(p, then, s)) > p->steps) continue;
                num worth = p->home[then * sources + s];
                if (worth == NOTHING) continue;
                worth += p->hop[d * sources + s];
                if (worth > best) {
                    best = worth;
                    chosen = s;
                }
            }
            away[d] = best;
            p->away_pick[t * shelters + d] = chosen;
        }
        /* a turn of no minutes leads to where the same minute was looked at already */
    }
    num best = 0;
    p->first_pick[0] = -1;
    for (num s = 0; s < sources; s++) {
        num then = boarding(p, p->start[s], s);
        if (then > p->steps || p->home[then * sources + s] == NOTHING) continue;
        num worth = p->first[s] + p->home[then * sources + s];
        if (worth > best) {
            best = worth;
            p->first_pick[0] = s;
        }
    }
    return best;
}

static void raise(num *place, num worth) {
    if (worth > *place) *place = worth;
}

/* Close the loads with which no path collects at least `least`; returns how many are closed anew.
   Asks for the tables of path_worths. */
EXPORT num close_loads(Paths *p, num least) {
    num sources = p->sources, shelters = p->shelters, closed = 0;
    for (num i = 0; i < (p->steps + 1) * sources; i++) p->stand[i] = NOTHING;
    for (num i = 0; i < (p->steps + 1) * shelters; i++) p->arrived[i] = NOTHING;
    for (num s = 0; s < sources; s++) {
        num then = boarding(p, p->start[s], s);
        if (then <= p->steps) raise(p->stand + then * sources + s, p->first[s]);
    }
    for (num t = 0; t <= p->steps; t++) {
        for (num d = 0; d < shelters; d++) {
            num had = p->arrived[t * shelters + d];
            if (had == NOTHING) continue;
            for (num s = 0; s < sources; s++) {
                num then = t + p->turn[d * sources + s];
                if (then > p->steps || (then = boarding(p, then, s)) > p->steps) continue;
                raise(p->stand + then * sources + s, had + p->hop[d * sources + s]);
            }
        }
        for (num s = 0; s < sources; s++) {
            num had = p->stand[t * sources + s], *value = p->value + (t * sources + s) * shelters;
            for (num d = 0; d < shelters; d++) {
                if (value[d] == NOTHING) continue;
                num then = t + p->ride[s * shelters + d];
                if (had == NOTHING || then > p->steps ||
                    had + value[d] + p->away[then * shelters + d] < least) {
                    value[d] = NOTHING;
                    closed++;
                    continue;
                }
                raise(p->arrived + then * shelters + d, had + value[d]);
            }
        }
    }
    return closed;
}
