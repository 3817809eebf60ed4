/* Numbers of a state that make no difference are set to the same value, so that more states can be
 * compared. A number may be raised where nothing that can follow is later for it, and lowered
 * always: that only allows more. */

#include "search.h"

static int64_t farthest_from(const Problem *p, int64_t a) {
    int64_t found = 0;
    for (int64_t c = 0; c < p->corridors; c++)
        if (access_of(p, a, c) < FAR) found = most(found, access_of(p, a, c));
    return found;
}

/* How many minutes before a departure from a vehicles may as well have come later (docs). */
void look_ahead(Search *s, int64_t a) {
    const Problem *p = s->p;
    int64_t bays = p->bays[a], round = FAR, ahead = p->load;
    s->near[a] = FAR;
    s->far[a] = farthest_from(p, a);
    s->most_size[a] = 1;
    for (int64_t c = 0; c < p->corridors; c++) {
        if (access_of(p, a, c) >= FAR) continue;
        s->most_size[a] = most(s->most_size[a], least(p->largest[c], p->buses));
        s->crowd = most(s->crowd, p->smallest[c]);
        s->near[a] = least(s->near[a], access_of(p, a, c));
        for (int64_t d = 0; d < p->goals; d++)
            round = least(round, p->load + access_of(p, a, c) + inside(p, c, 1) + out_of(p, c, d) +
                                     p->offset[d] + turn_of(p, p->lot[d], a));
    }
    s->ahead[a] = p->load;
    if (!bays) return;
    s->ahead[a] = (s->most_size[a] + bays - 1) / bays * p->load;
    if (p->load <= 0 || round <= 0) return;
    for (int64_t before = 0; ahead != before && ahead <= p->within;) {
        before = ahead;
        ahead = p->load * ((p->buses * ((ahead + round - 1) / round) + bays - 1) / bays);
    }
    s->shared[a] = ahead <= p->within;
    if (s->shared[a]) s->ahead[a] = most(ahead, s->ahead[a]);
}

static void sort(int16_t *values, int64_t count) {
    for (int64_t i = 1; i < count; i++) {
        int16_t value = values[i];
        int64_t j = i;
        for (; j > 0 && values[j - 1] > value; j--) values[j] = values[j - 1];
        values[j] = value;
    }
}

/* Rides from a that can enter after a convoy on c and depart before it: by entries farther away. */
int64_t followers(const Problem *p, int64_t a, int64_t c) {
    int64_t found = 0;
    for (int64_t other = 0; other < p->corridors; other++) {
        int64_t farther = access_of(p, a, other) - access_of(p, a, c), apart = p->headway[other];
        if (access_of(p, a, other) >= FAR || farther <= 0) continue;
        found += apart ? (farther + apart - 1) / apart * p->largest[other] : RIDES;
    }
    return found;
}

static int may_be_small(const Problem *p, const State *x, int64_t a, int64_t c) {
    return p->small_allowed && !x->key[SMALL + a] && p->smallest[c] > 1;
}

/* The least number of vehicles that a convoy from a on c can have now. */
static int64_t smallest_at(const Problem *p, const State *x, const Rest *rest, int64_t a,
                           int64_t c) {
    if (!may_be_small(p, x, a, c)) return p->smallest[c];
    return least(p->smallest[c], most(rest->left[a] - followers(p, a, c), 1));
}

/* The least number of vehicles that the next convoy, and each one after it, can have. */
static int64_t least_size(const Problem *p, const State *x, const Rest *rest, int *ever_small) {
    int64_t found = BUSES;
    *ever_small = 0;
    for (int64_t a = 0; a < p->points; a++)
        for (int64_t c = 0; rest->left[a] && c < p->corridors; c++) {
            if (access_of(p, a, c) >= FAR) continue;
            *ever_small |= may_be_small(p, x, a, c);
            found = least(found, smallest_at(p, x, rest, a, c));
        }
    return found;
}

/* Vehicles that have to wait for another one anyhow. */
static void level_first(const Search *s, State *x, const Rest *rest) {
    const Problem *p = s->p;
    int ever_small;
    int64_t size = least_size(p, x, rest, &ever_small), before = 0, near = FAR, far = 0;
    int64_t first = 0;
    if (p->lots != 2 || x->count[0] != p->buses || size > p->buses) return;
    for (int64_t a = 0; a < p->points; a++)
        for (int64_t c = 0; rest->left[a] && c < p->corridors; c++) {
            if (access_of(p, a, c) >= FAR || turn_of(p, 0, a) >= FAR) continue;
            before = most(before, s->ahead[a] - p->load);
            near = least(near, access_of(p, a, c) + turn_of(p, 0, a));
            far = most(far, access_of(p, a, c) + turn_of(p, 0, a));
        }
    if (near == FAR) return;
    if (ever_small) before = most(before, far - near + (s->crowd > 2 ? before : 0));
    first = x->key[BUS + size - 1] - before;
    for (int64_t i = 0; i + 1 < size; i++)
        x->key[BUS + i] = (int16_t)most(x->key[BUS + i], first);
}

/* Vehicles that loaded at a so long ago that none that come can have to wait for them. */
static void forget(const Search *s, State *x, const Rest *rest, int64_t a) {
    const Problem *p = s->p;
    int16_t *stood = x->key + BAYS + STOOD * a;
    int64_t soonest = x->key[ENTRY] - s->far[a];
    for (int64_t k = 0; s->shared[a] && k < STOOD; k++) {
        int64_t waves = (k + s->most_size[a] + p->bays[a]) / p->bays[a];
        if (!rest->left[a] || stood[k] + waves * p->load <= soonest) stood[k] = -1;
    }
}

/* When the `size`-th of the buses can stand at a. */
static int64_t standing_at(const Problem *p, const State *x, int64_t a, int64_t size) {
    int64_t next[LOTS] = {0}, start[LOTS + 1] = {0}, found = FAR;
    for (int64_t lot = 0; lot < p->lots; lot++) start[lot + 1] = start[lot] + x->count[lot];
    for (int64_t k = 0; k < size; k++) {
        int64_t best = -1;
        found = FAR;
        for (int64_t lot = 0; lot < p->lots; lot++) {
            if (next[lot] == x->count[lot]) continue;
            int64_t at = x->key[BUS + start[lot] + next[lot]] + turn_of(p, lot, a);
            if (at < found) found = at, best = lot;
        }
        if (best < 0) return FAR;
        next[best]++;
    }
    return most(found, p->ready[a]);
}

/* Whether some have to depart before a small convoy did, and none can. */
int stranded(const Search *s, const State *x, const Rest *rest) {
    const Problem *p = s->p;
    for (int64_t a = 0; a < p->points; a++) {
        int64_t last = LATE - x->key[SMALL + a], able = 0;
        if (!rest->left[a] || !x->key[SMALL + a]) continue;
        if (x->key[ENTRY] - s->far[a] >= last) return 1;
        for (int64_t c = 0; c < p->corridors && !able; c++) {
            int64_t access = access_of(p, a, c);
            if (access >= FAR || x->key[NEXT + c] - access >= last) continue;
            if (p->escorted[c] && x->key[TEAM] >= last) continue;
            able = standing_at(p, x, a, p->smallest[c]) + p->load < last;
        }
        if (!able) return 1;
    }
    return 0;
}

/* The first minute from t on at which a vehicle can enter c and leave it in one window. */
static int64_t opening(const Problem *p, int64_t c, int64_t t) {
    for (int64_t w = p->first_window[c]; w < p->first_window[c + 1]; w++) {
        int64_t e = most(t, p->windows[2 * w]);
        if (e + inside(p, c, 1) <= p->windows[2 * w + 1]) return e;
    }
    return LATE;
}

/* When c can be entered at the earliest: by the next convoy, or by any that follows. */
static int64_t entered(const State *x, const Problem *p, const Rest *rest, int64_t c, int next) {
    int64_t first = most(x->key[ENTRY], x->key[NEXT + c]), there = LATE;
    if (p->fifo[c]) first = most(first, x->key[QUEUE + c] - p->before[c] - p->wait[c]);
    for (int64_t a = 0; a < p->points; a++) {
        int64_t access = access_of(p, a, c), size = p->smallest[c], gone;
        if (!rest->left[a] || access >= FAR) continue;
        if (may_be_small(p, x, a, c)) size = next ? smallest_at(p, x, rest, a, c) : 1;
        gone = standing_at(p, x, a, size) + p->load;
        if (p->escorted[c]) gone = most(gone, x->key[TEAM]);
        there = least(there, gone + access);
    }
    return least(opening(p, c, most(first, there)), LATE);
}

/* No corridor is entered before some convoy can be there. */
static void level_entries(State *x, const Problem *p, const Rest *rest) {
    int64_t first[CORRIDORS], soonest = LATE;
    for (int64_t c = 0; c < p->corridors; c++) {
        soonest = least(soonest, entered(x, p, rest, c, 1));
        first[c] = entered(x, p, rest, c, 0);
    }
    x->key[ENTRY] = (int16_t)soonest;
    for (int64_t c = 0; c < p->corridors; c++) {
        x->key[NEXT + c] = (int16_t)most(first[c], soonest);
        x->key[QUEUE + c] =
            (int16_t)most(x->key[QUEUE + c], least(x->key[NEXT + c] + p->before[c], LATE));
    }
}

/* What is free long before it can be needed is as good as what is free just in time. */
void level(const Search *s, State *x, const Rest *rest) {
    const Problem *p = s->p;
    int64_t e, farthest = 0, at = BUS, upto = 0, room = 0;
    sort(x->key + TEAM, p->teams);
    for (int64_t lot = 0; lot < p->lots; at += x->count[lot++]) sort(x->key + at, x->count[lot]);
    at = BUS;
    level_entries(x, p, rest);
    e = x->key[ENTRY];
    for (int64_t a = 0; a < p->points; a++)
        if (rest->left[a]) farthest = most(farthest, s->far[a]);
    for (int64_t t = 0; t < p->teams; t++)
        x->key[TEAM + t] = (int16_t)most(x->key[TEAM + t], e - farthest);
    for (int64_t lot = 0; lot < p->lots; lot++) {
        int64_t ahead = -1;
        for (int64_t a = 0; a < p->points; a++) {
            if (!rest->left[a] || turn_of(p, lot, a) >= FAR) continue;
            ahead = most(ahead, s->far[a] + s->ahead[a] + turn_of(p, lot, a));
        }
        for (int64_t i = 0; i < x->count[lot]; i++)
            x->key[at + i] = (int16_t)(ahead < 0 ? LATE : most(x->key[at + i], e - ahead));
        at += x->count[lot];
    }
    level_first(s, x, rest);
    for (int64_t a = 0; a < p->points; a++) forget(s, x, rest, a);
    for (int64_t d = 0; p->capped && d < p->goals; d++) {
        upto = p->ordered ? upto + x->to[d] : x->to[d];
        room = p->ordered ? room + p->most_to[d] : p->most_to[d];
        x->key[USED + d] = (int16_t)most(upto, room - rest->all);
    }
    x->sum = 0;
    for (int64_t k = 0; k < KEYS; k++) x->sum += x->key[k];
}
