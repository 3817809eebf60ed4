/* The flow over time behind a greedy vertex: lexicographically maximal, as chains (Hoppe & Tardos
   2000, section 5).

   A chain starts at the root at time 0, follows a path through a residual network, and passes each
   node at its distance from there; from then on its rate is added to arcs followed forwards and
   taken from arcs followed backwards. The chains of the last circulation start flows; then
   terminals are taken out again from the last to the first, and the difference of two
   circulations decomposes into the chains that stop them. Cycles that do not pass the terminal
   cost nothing; they are dropped. */

#include <stdlib.h>
#include <string.h>

#include "simplex.h"

typedef struct {
    int64_t count, room;
    int64_t *arc, *time, *change;
} events;

typedef struct {
    const simplex *s;
    int64_t horizon;
    int64_t *amount, *excess; /* what is to be decomposed; what was dropped so far */
    int32_t *listed, *path, *place, *at;
    int64_t listed_count, length;
    int8_t *is_listed;
    events out;
} chains;

static int reserve(events *e, int64_t more) {
    if (e->count + more <= e->room) return 1;
    int64_t room = 2 * (e->count + more);
    int64_t *arc = realloc(e->arc, (size_t)room * sizeof *arc);
    if (arc) e->arc = arc;
    int64_t *time = realloc(e->time, (size_t)room * sizeof *time);
    if (time) e->time = time;
    int64_t *change = realloc(e->change, (size_t)room * sizeof *change);
    if (change) e->change = change;
    if (!arc || !time || !change) return 0;
    e->room = room;
    return 1;
}

static void record_at(events *e, int64_t at, int64_t arc, int64_t time, int64_t change) {
    e->arc[at] = arc;
    e->time[at] = time;
    e->change[at] = change;
}

static int64_t transit(const chains *c, int64_t arc) {
    const simplex *s = c->s;
    if (arc < s->terminals) return s->cost[arc];
    return s->tail[arc] == s->root ? 0 : -c->horizon;
}

static void list(chains *c, int32_t arc) {
    if (c->is_listed[arc]) return;
    c->is_listed[arc] = 1;
    c->listed[c->listed_count++] = arc;
}

/* Take `by` off the amounts along path[from..]; amounts of either sign shrink. */
static void reduce(chains *c, int64_t from, int64_t by, int kept) {
    for (int64_t i = from; i < c->length; i++) {
        int64_t *amount = c->amount + c->path[i];
        int64_t part = *amount > 0 ? by : -by;
        *amount -= part;
        if (kept) c->excess[c->path[i]] += part;
    }
}

static int64_t smallest(const chains *c, int64_t from) {
    int64_t least = INT64_MAX;
    for (int64_t i = from; i < c->length; i++) {
        int64_t amount = llabs(c->amount[c->path[i]]);
        if (amount < least) least = amount;
    }
    return least;
}

/* Shorten the path; its nodes there have no place on it any more. */
static void forget(chains *c, int64_t length) {
    while (c->length > length) {
        int32_t a = c->path[--c->length];
        c->place[c->s->tail[a]] = c->place[c->s->head[a]] = -1;
    }
}

/* Extend the path, which holds one arc, from `node` to the root; `way` -1 walks against the
   amounts. Cycles met are cancelled. */
static void walk(chains *c, int32_t node, int64_t way) {
    const simplex *s = c->s;
    c->place[node] = (int32_t)c->length;
    while (node != s->root) {
        int32_t i = c->at[node], next = -1;
        for (; i < s->first[node + 1]; i++) {
            int32_t a = s->incident[i];
            int64_t amount = way * c->amount[a];
            if (amount > 0 && s->tail[a] == node) next = s->head[a];
            if (amount < 0 && s->head[a] == node) next = s->tail[a];
            if (next >= 0) break;
        }
        c->at[node] = i;
        c->path[c->length++] = s->incident[i];
        if (next != s->root && c->place[next] >= 0) {
            int64_t from = c->place[next];
            reduce(c, from, smallest(c, from), 0);
            forget(c, from);
            c->place[next] = (int32_t)from;
        } else if (next != s->root) {
            c->place[next] = (int32_t)c->length;
        }
        node = next;
    }
    int64_t length = c->length;
    forget(c, 0);
    c->length = length;
}

static void record_chain(chains *c, int64_t way, int64_t rate) {
    int64_t time = 0, n = c->length;
    for (int64_t j = 0; j < n; j++) {
        int32_t a = c->path[way > 0 ? j : n - 1 - j];
        if (c->amount[a] > 0) {
            record_at(&c->out, c->out.count++, a, time, rate);
            time += transit(c, a);
        } else {
            time -= transit(c, a);
            record_at(&c->out, c->out.count++, a, time, -rate);
        }
    }
}

/* Decompose the amounts into chains through `arc`, followed forwards or backwards as it stands. */
static int extract(chains *c, int32_t arc) {
    const simplex *s = c->s;
    while (c->amount[arc]) {
        int32_t to = c->amount[arc] > 0 ? s->head[arc] : s->tail[arc];
        int32_t from = c->amount[arc] > 0 ? s->tail[arc] : s->head[arc];
        int64_t way = from == s->root ? 1 : -1;
        c->length = 0;
        c->path[c->length++] = arc;
        walk(c, way > 0 ? to : from, way);
        if (!reserve(&c->out, c->length)) return 0;
        int64_t rate = smallest(c, 0);
        record_chain(c, way, rate);
        reduce(c, 0, rate, 1);
    }
    return 1;
}

/* Forget the amounts; what was not taken by chains is excess. */
static void clear(chains *c) {
    int64_t kept = 0;
    for (int64_t i = 0; i < c->listed_count; i++) {
        int32_t a = c->listed[i];
        c->amount[a] = 0;
        c->is_listed[a] = 0;
        if (c->excess[a]) c->listed[kept++] = a;
    }
    c->listed_count = kept;
    for (int64_t i = 0; i < kept; i++) c->is_listed[c->listed[i]] = 1;
    memcpy(c->at, c->s->first, (size_t)c->s->nodes * sizeof *c->at);
}

static int backwards(chains *c, const int64_t *order, int64_t count, const differences *d) {
    const simplex *s = c->s;
    clear(c);
    for (int64_t j = 0; j < d->begin[count]; j++) { /* all changes together: the last circulation */
        list(c, d->arc[j]);
        c->amount[d->arc[j]] += d->amount[j];
        c->excess[d->arc[j]] -= d->amount[j];
    }
    for (int64_t a = s->terminals; a < s->arcs; a++)
        if (!extract(c, (int32_t)a)) return 0;
    clear(c);
    for (int64_t i = count; i-- > 0;) {
        for (int64_t j = d->begin[i]; j < d->begin[i + 1]; j++) {
            list(c, d->arc[j]);
            c->amount[d->arc[j]] = -d->amount[j];
        }
        for (int64_t j = 0; j < c->listed_count; j++) {
            int32_t a = c->listed[j];
            c->amount[a] -= c->excess[a];
            c->excess[a] = -c->amount[a];
        }
        if (!extract(c, (int32_t)(s->terminals + order[i]))) return 0;
        clear(c);
    }
    return 1;
}

typedef struct {
    int64_t time, change;
} event;

/* Order events by arc, then time, and add up those at the same arc and time. Chains come nearly in
   the order of time, since residual distances only grow as terminals are taken out. */
static int tidy(events *e, int64_t arcs) {
    int64_t *first = calloc((size_t)arcs + 1, sizeof *first), kept = 0;
    event *sorted = malloc((size_t)(e->count + 1) * sizeof *sorted);
    if (first && sorted) {
        for (int64_t i = 0; i < e->count; i++) first[e->arc[i] + 1]++;
        for (int64_t a = 0; a < arcs; a++) first[a + 1] += first[a];
        for (int64_t i = 0; i < e->count; i++)
            sorted[first[e->arc[i]]++] = (event){e->time[i], e->change[i]};
        for (int64_t a = 0, low = 0; a < arcs; low = first[a++]) {
            for (int64_t i = low + 1; i < first[a]; i++) {
                event now = sorted[i];
                int64_t j = i;
                for (; j > low && sorted[j - 1].time > now.time; j--) sorted[j] = sorted[j - 1];
                sorted[j] = now;
            }
            for (int64_t i = low, begin = kept; i < first[a]; i++) {
                if (kept > begin && e->time[kept - 1] == sorted[i].time)
                    e->change[kept - 1] += sorted[i].change;
                else
                    record_at(e, kept++, a, sorted[i].time, sorted[i].change);
                if (!e->change[kept - 1]) kept--;
            }
        }
        e->count = kept;
    }
    free(first), free(sorted);
    return first && sorted;
}

/* Set `arcs`, `times` and `rates` to how inflows change, by arc and time, in the flow of the
   order's vertex, whose circulation changed as in `d`. They are allocated here; `flow_free` releases
   them. Returns their number, or -1 without memory. */
EXPORT int64_t flow_chains(const simplex *s, int64_t horizon, const int64_t *order, int64_t count,
                           const differences *d, int64_t **arcs, int64_t **times, int64_t **rates) {
    size_t m = (size_t)s->arcs, n = (size_t)s->nodes;
    chains c = {.s = s, .horizon = horizon};
    c.amount = calloc(m, sizeof *c.amount), c.excess = calloc(m, sizeof *c.excess);
    c.listed = malloc(m * sizeof *c.listed), c.path = malloc((n + 2) * sizeof *c.path);
    c.place = malloc(n * sizeof *c.place), c.at = malloc(n * sizeof *c.at);
    c.is_listed = calloc(m, 1);
    int done = c.amount && c.excess && c.listed && c.path && c.place && c.at && c.is_listed;
    if (done) {
        for (size_t v = 0; v < n; v++) c.place[v] = -1;
        done = backwards(&c, order, count, d) && tidy(&c.out, s->arcs);
    }
    free(c.amount), free(c.excess), free(c.listed), free(c.path);
    free(c.place), free(c.at), free(c.is_listed);
    *arcs = c.out.arc, *times = c.out.time, *rates = c.out.change;
    return done ? c.out.count : -1;
}

EXPORT void flow_free(void *first, void *second, void *third) {
    free(first), free(second), free(third);
}
