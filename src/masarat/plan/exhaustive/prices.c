#include "prices.h"

#include <stdlib.h>
#include <string.h>

/* Within 20,000 minutes, no ride shorter than one, 20 vehicles can gain 4 * 10^12 at the dearest
 * prices, and 6 teams cost 2.4 * 10^12: a million times both stays below 2^63. */
enum { MILLION = 1000000, DEAREST = 10 * MILLION, FIXED = 3, NEW = 1000 };

static int64_t gain_at(const Prospects *s, const List *list, int64_t lot, int64_t t) {
    return t > s->p->within ? 0 : list->gain[lot][t];
}

/* The most that a vehicle can gain from each minute on, at each place. */
static void fill(const Prospects *s, List *list) {
    const Problem *p = s->p;
    int64_t worth[TRIPS], use[TRIPS], many = 0;
    for (int64_t i = 0; i < s->count; i++) {
        const Trip *trip = &s->trips[i];
        worth[many] = list->ride[trip->a] - list->to[trip->d] - (trip->small ? list->small : 0) -
                      list->team * trip->away / trip->size;
        use[many] = i;
        if (worth[many] > 0) many++;
    }
    for (int64_t t = p->within; t >= 0; t--)
        for (int64_t lot = 0; lot < p->lots; lot++) {
            int64_t best = 0;
            for (int64_t k = 0; k < many; k++) {
                const Trip *trip = &s->trips[use[k]];
                int64_t stand = most(t + turn_of(p, lot, trip->a), p->ready[trip->a]);
                int64_t there = stand + trip->minutes;
                if (there > p->within) continue;
                int64_t more = gain_at(s, list, p->lot[trip->d], there + p->offset[trip->d]);
                best = most(best, worth[k] + more);
            }
            list->gain[lot][t] = best;
        }
}

static void add_trip(Prospects *s, int64_t a, int64_t c, int64_t d, int64_t size) {
    const Problem *p = s->p;
    int64_t through = access_of(p, a, c) + inside(p, c, size);
    int64_t away = p->escorted[c] ? through + team_back_of(p, a, c) : 0;
    Trip trip = {a, d, p->load + through + out_of(p, c, d), size < p->smallest[c], away, size};
    s->trips[s->count++] = trip;
}

/* Of sizes with the same inspection minutes the largest serves for all. */
static void add_trips(Prospects *s, int64_t a, int64_t c, int64_t d) {
    const Problem *p = s->p;
    int64_t high = least(p->largest[c], p->buses);
    if (access_of(p, a, c) >= FAR || out_of(p, c, d) >= FAR) return;
    for (int64_t size = 1; size <= high; size++) {
        int64_t last = size == high || size + 1 == p->smallest[c];
        if (size < p->smallest[c] && !p->small_allowed) continue;
        if (last || inspection(p, c, size) < inspection(p, c, size + 1)) add_trip(s, a, c, d, size);
    }
}

/* The fewest team-minutes in which convoys of any sizes take so many rides from each point. */
static void escorting(Prospects *s) {
    const Problem *p = s->p;
    for (int64_t a = 0; a < p->points; a++)
        for (int64_t used = 0; used < 2; used++)
            for (int64_t rides = 1; rides <= p->rides[a]; rides++) {
                int64_t *busy = s->busy[a][used];
                busy[rides] = p->within + 1;
                for (int64_t c = 0; c < p->corridors; c++)
                    for (int64_t size = 1; size <= least(p->largest[c], p->buses); size++) {
                        int64_t away =
                            access_of(p, a, c) + inside(p, c, size) + team_back_of(p, a, c);
                        int64_t small = size < p->smallest[c];
                        if (access_of(p, a, c) >= FAR) continue;
                        if (small && (used || !p->small_allowed || size < rides)) continue;
                        away = p->escorted[c] ? least(away, p->within + 1) : 0;
                        busy[rides] = least(busy[rides], away + busy[most(rides - size, 0)]);
                    }
            }
}

static int64_t round_trip(const Prospects *s, int64_t a, int64_t d) {
    const Problem *p = s->p;
    int64_t found = p->within + 1;
    for (int64_t i = 0; i < s->count; i++)
        if (s->trips[i].a == a && s->trips[i].d == d)
            found = least(found, s->trips[i].minutes + p->offset[d] + turn_of(p, p->lot[d], a));
    return found;
}

static List *add(Prospects *s) {
    List *list = &s->list[s->lists++];
    fill(s, list);
    return list;
}

static void begin_lists(Prospects *s) {
    const Problem *p = s->p;
    int64_t far = 0, near = FAR;
    for (int64_t a = 0; a < p->points; a++) s->list[0].ride[a] = 1000;
    add(s);
    for (int64_t d = 0; d < p->goals; d++) {
        far = most(far, round_trip(s, 0, d));
        near = least(near, round_trip(s, 0, d));
    }
    for (int64_t priced = 0; priced < 2; priced++) {
        List *list = &s->list[s->lists];
        for (int64_t d = 0; priced && d < p->goals; d++)
            list->to[d] = 8 * (far - round_trip(s, 0, d));
        for (int64_t a = 0; a < p->points; a++) {
            list->ride[a] = FAR;
            for (int64_t d = 0; d < p->goals; d++)
                list->ride[a] = least(list->ride[a], 8 * round_trip(s, a, d) + list->to[d]);
        }
        add(s);
        if (far == near || !p->capped) break;
    }
}

int prospects_begin(Prospects *s, const Problem *p) {
    s->p = p;
    for (int64_t l = 0; l <= LISTS; l++)
        for (int64_t lot = 0; lot < p->lots; lot++) {
            s->list[l].gain[lot] = calloc((size_t)p->within + 1, sizeof(int64_t));
            if (!s->list[l].gain[lot]) return 0;
        }
    for (int64_t a = 0; a < p->points; a++)
        for (int64_t c = 0; c < p->corridors; c++) {
            if (access_of(p, a, c) >= FAR) continue;
            s->small_most = most(s->small_most, least(p->smallest[c] - 1, p->buses));
            for (int64_t d = 0; d < p->goals; d++) {
                s->team_slack = most(s->team_slack, team_back_of(p, a, c) - out_of(p, c, d));
                add_trips(s, a, c, d);
            }
        }
    escorting(s);
    begin_lists(s);
    return 1;
}

void prospects_end(Prospects *s) {
    for (int64_t l = 0; l <= LISTS; l++)
        for (int64_t lot = 0; lot < LOTS; lot++) free(s->list[l].gain[lot]);
}

static int64_t worth(const Prospects *s, const List *list, const Rest *rest) {
    int64_t found = 0;
    for (int64_t a = 0; a < s->p->points; a++) found += list->ride[a] * rest->left[a];
    return found;
}

/* What is worth more than can be gained; above 0 nothing follows. */
static int64_t excess(const Prospects *s, const List *list, const State *x, const Rest *rest) {
    const Problem *p = s->p;
    int64_t found = worth(s, list, rest), at = 0;
    for (int64_t a = 0; a < p->points; a++)
        if (rest->left[a] && !x->key[SMALL + a]) found -= list->small * s->small_most;
    for (int64_t d = 0; p->capped && d < p->goals; d++)
        found -= list->to[d] * most(least(p->most_to[d] - x->to[d], rest->all), 0);
    for (int64_t e = 0; e < p->teams; e++)
        found -= list->team * most(p->within + s->team_slack - x->key[TEAM + e], 0);
    for (int64_t lot = 0; lot < p->lots; lot++)
        for (int64_t i = 0; i < x->count[lot]; i++, at++)
            found -= gain_at(s, list, lot, x->key[BUS + at]);
    return found;
}

/* Team-minutes that are left, less those that whole convoys need; `busy`: the latter. */
static int64_t rested(const Prospects *s, const State *x, const Rest *rest, int64_t *busy) {
    const Problem *p = s->p;
    int64_t free = 0;
    *busy = 0;
    for (int64_t a = 0; a < p->points; a++)
        *busy += s->busy[a][x->key[SMALL + a] != 0][rest->left[a]];
    for (int64_t e = 0; e < p->teams; e++)
        free += most(p->within + s->team_slack - x->key[TEAM + e], 0);
    return free - *busy;
}

int hopeless(Prospects *s, const State *x, const Rest *rest) {
    int64_t busy;
    if (s->p->teams && rested(s, x, rest, &busy) < 0) return 1;
    for (int64_t l = 0; l < s->lists; l++)
        if (excess(s, &s->list[l], x, rest) > 0) {
            s->list[l].useful++;
            return 1;
        }
    return 0;
}

/* How much more can still be done than has to be, in millionths: of what is scarcest. */
int64_t prospect(const Prospects *s, const State *x, const Rest *rest) {
    int64_t busy, found = rested(s, x, rest, &busy);
    found = busy ? found * MILLION / busy : FAR;
    for (int64_t l = 0; l < s->lists; l++) {
        const List *list = &s->list[l];
        int64_t spare = -excess(s, list, x, rest) * MILLION / most(worth(s, list, rest), 1);
        found = least(found, spare);
    }
    return found;
}

/* ---- better prices ---- */

/* The price that is the k-th to be changed, and by how much at least. */
static int64_t *price(const Problem *p, List *list, int64_t k, int64_t *grain) {
    *grain = MILLION / 200;
    if (k < p->points) return &list->ride[k];
    k -= p->points;
    if (k < p->goals) return p->capped ? &list->to[k] : 0;
    if (k == p->goals) return p->small_allowed ? &list->small : 0;
    *grain = MILLION / 20000;
    return p->teams ? &list->team : 0;
}

static void copy(List *to, const List *from) {
    memcpy(to->ride, from->ride, sizeof to->ride);
    memcpy(to->to, from->to, sizeof to->to);
    to->small = from->small;
    to->team = from->team;
}

/* Copy the list that comes next to giving up a state, with a million for a ride on average. */
static void outline(const Prospects *s, List *draft, const State *x, const Rest *rest) {
    int64_t begin = 0, best = 0, unit, grain, *at;
    for (int64_t l = 0; l < s->lists; l++) {
        int64_t all = most(worth(s, &s->list[l], rest), 1);
        int64_t now = excess(s, &s->list[l], x, rest) * MILLION / all;
        if (!l || now > best) best = now, begin = l;
    }
    copy(draft, &s->list[begin]);
    unit = MILLION / most(worth(s, draft, rest) / most(rest->all, 1), 1) + 1;
    for (int64_t k = 0; k < s->p->points + s->p->goals + 2; k++)
        if ((at = price(s->p, draft, k, &grain))) *at = least(*at * unit, DEAREST);
}

/* Keep a draft, if need be in place of the list that was useful least. */
static void adopt(Prospects *s, const List *draft) {
    int64_t l = s->lists < LISTS ? s->lists++ : FIXED;
    for (int64_t j = FIXED; l == FIXED && j < s->lists; j++)
        if (s->list[j].useful < s->list[l].useful) l = j;
    copy(&s->list[l], draft);
    fill(s, &s->list[l]);
    for (int64_t j = 0; j < s->lists; j++) s->list[j].useful /= 2;
    s->list[l].useful = NEW;
}

/* Look for prices that give up a state, one price after the other, and keep them for others. */
int learn(Prospects *s, const State *x, const Rest *rest) {
    List *draft = &s->list[LISTS];
    int64_t best = -((int64_t)1 << 60), many = s->p->points + s->p->goals + 2;
    outline(s, draft, x, rest);
    for (int64_t step = 100; step > 2; step /= 2)
        for (int64_t k = 0; k < 2 * many; k++) {
            int64_t grain, old, all, now, *at = price(s->p, draft, k / 2, &grain);
            if (!at) continue;
            old = *at;
            *at = least(most(old + (k % 2 ? step : -step) * grain, 0), DEAREST);
            all = worth(s, draft, rest);
            fill(s, draft);
            now = all > 0 ? excess(s, draft, x, rest) : 0;
            if (now > 0) {
                adopt(s, draft);
                return 1;
            }
            now = all > 0 ? now * MILLION / all : best;
            if (now > best) best = now;
            else *at = old;
        }
    return 0;
}
