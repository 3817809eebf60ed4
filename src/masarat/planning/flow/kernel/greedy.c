/* Vertices of the base polytope: what each terminal adds, in a given order (Edmonds 1970). */

#include <stdlib.h>

#include "simplex.h"

static int reserve(differences *c, int64_t more) {
    int64_t room = c->room + c->room / 2 + more;
    if (c->count + more <= c->room) return 1;
    int32_t *arc = realloc(c->arc, (size_t)room * sizeof *arc);
    if (arc) c->arc = arc;
    int64_t *amount = realloc(c->amount, (size_t)room * sizeof *amount);
    if (amount) c->amount = amount;
    if (!arc || !amount) return 0;
    c->room = room;
    return 1;
}

/* Write down by how much flows differ from those `before`, and bring those up to date. */
static int record(differences *c, const simplex *s, int64_t *before) {
    if (!reserve(c, s->changed_count)) return 0;
    for (int64_t i = 0; i < s->changed_count; i++) {
        int32_t a = s->changed[i];
        if (s->flow[a] == before[a]) continue;
        c->arc[c->count] = a;
        c->amount[c->count++] = s->flow[a] - before[a];
        before[a] = s->flow[a];
    }
    return 1;
}

/* Set gains[i] to what terminal order[i] adds to horizon * flow - cost of those before it, and
   rates[i] to what it adds to the flow. If `c` is given, write down there how the circulation
   changes; begin[0..count] is the caller's, `flow_free` releases the rest. Returns 0, or -1 without
   memory. */
EXPORT int64_t flow_greedy(simplex *s, const int64_t *order, int64_t count, int64_t *gains,
                           int64_t *rates, differences *c) {
    int64_t flow = 0, done = 1, *before = c ? calloc((size_t)s->arcs, sizeof *before) : 0;
    if (c && !before) return -1;
    simplex_reset(s);
    for (int64_t i = 0; i < count && done; i++) {
        gains[i] = simplex_add(s, s->terminals + order[i]);
        rates[i] = -flow;
        flow = 0;
        for (int64_t a = s->terminals; s->tail[a] == s->root; a++) flow += s->flow[a];
        rates[i] += flow;
        if (c) {
            c->begin[i] = c->count;
            done = record(c, s, before);
        }
        simplex_forget(s);
    }
    free(before);
    if (c) c->begin[count] = c->count;
    return done ? 0 : -1;
}

/* How large a simplex is: Python compares it with its own, lest an old library be called. */
EXPORT int64_t flow_simplex_size(void) {
    return (int64_t)sizeof(simplex);
}
