/* Tours that bring no more than there is, by the value of their loads: a beam search (Ow and Morton
   1988) over minutes.

   At each minute and place the `width` best tours that come there are kept: stand at sources,
   arrived at shelters, most first; stand_from and arrived_from are the numbers, in arrived, of the
   tours that they go on, arrived_source the load's source. Tours worth the same at the same minute
   and place mostly are the same loads in another order: only one is kept. What paths.c finds with
   memory of some places, this finds, mostly, with memory of all. */
#include "fields.h"

#include <string.h>

#define NOTHING (-((num)1 << 60))

/* Where a worth belongs among those kept, most first; -1 if it is too little, or known. */
static num rank(const num *kept, num width, num worth) {
    num at = width;
    while (at > 0 && kept[at - 1] < worth) at--;
    return at == width || (at > 0 && kept[at - 1] == worth) ? -1 : at;
}

static void shift(num *kept, num at, num width, num value) {
    memmove(kept + at + 1, kept + at, (size_t)(width - 1 - at) * sizeof(num));
    kept[at] = value;
}

static num loads_from(const Beam *p, num tour, num source) {
    num count = 0;
    for (; tour >= 0; tour = p->arrived_from[tour]) count += p->arrived_source[tour] == source;
    return count;
}

static num loads_to(const Beam *p, num tour, num shelter) {
    num count = 0;
    for (; tour >= 0; tour = p->arrived_from[tour])
        count += tour / p->width % p->shelters == shelter;
    return count;
}

/* Let a tour that has arrived go to the sources near its shelter; returns places looked at. */
static num turn_around(Beam *p, num t, num shelter, num tour) {
    num worth = p->arrived[tour], looked = 0;
    for (num i = 0; i < p->near; i++) {
        num source = p->next_source[shelter * p->near + i];
        num then = at_least(t + p->turn[shelter * p->sources + source], p->ready[source]);
        if (then > p->steps) continue;
        if (worth + p->rest[(p->steps - then) * p->sources + source] <= p->least) continue;
        looked++;
        num row = (then * p->sources + source) * p->width;
        num at = rank(p->stand + row, p->width, worth);
        if (at < 0 || loads_from(p, tour, source) >= p->loads[source]) continue;
        shift(p->stand + row, at, p->width, worth);
        shift(p->stand_from + row, at, p->width, tour);
    }
    return looked;
}

/* Let a tour take a load to the shelters near where it stands; returns places looked at. */
static num take_load(Beam *p, num t, num source, num worth, num tour) {
    num looked = 0;
    for (num i = 0; i < p->near; i++) {
        num shelter = p->next_shelter[source * p->near + i];
        num then = t + p->ride[source * p->shelters + shelter];
        if (then > p->steps) continue;
        looked++;
        num more = worth + p->worth[source * p->shelters + shelter];
        num row = (then * p->shelters + shelter) * p->width;
        num at = rank(p->arrived + row, p->width, more);
        if (at < 0 || loads_to(p, tour, shelter) >= p->room[shelter]) continue;
        shift(p->arrived + row, at, p->width, more);
        shift(p->arrived_from + row, at, p->width, tour);
        shift(p->arrived_source + row, at, p->width, source);
    }
    return looked;
}

/* Find, for each shelter, the tour worth most that ends there, more than `least`, or -1. Rides take
   at least one step. Returns how many places were looked at. */
EXPORT num grow_tours(Beam *p) {
    num sources = p->sources, shelters = p->shelters, width = p->width, looked = 0;
    for (num i = 0; i < (p->steps + 1) * sources * width; i++) p->stand[i] = NOTHING;
    for (num i = 0; i < (p->steps + 1) * shelters * width; i++) p->arrived[i] = NOTHING;
    for (num s = 0; s < sources; s++) {
        num t = at_least(p->start[s], p->ready[s]);
        if (p->loads[s] == 0 || t > p->steps) continue;
        p->stand[(t * sources + s) * width] = 0;
        p->stand_from[(t * sources + s) * width] = -1;
    }
    for (num d = 0; d < shelters; d++) p->best[d] = -1;
    for (num t = 0; t <= p->steps; t++) {
        for (num d = 0; d < shelters; d++) {
            num row = (t * shelters + d) * width, best = p->best[d];
            if (p->arrived[row] > (best < 0 ? p->least : p->arrived[best])) p->best[d] = row;
            for (num tour = row; tour < row + width && p->arrived[tour] > NOTHING; tour++)
                looked += turn_around(p, t, d, tour);
        }
        for (num s = 0; s < sources; s++) {
            num row = (t * sources + s) * width;
            for (num i = row; i < row + width && p->stand[i] > NOTHING; i++)
                looked += take_load(p, t, s, p->stand[i], p->stand_from[i]);
        }
    }
    return looked;
}
