/* Vertices of the base polytope: what each terminal adds, in a given order (Edmonds 1970). */

#include "simplex.h"

/* Set gains[i] to what terminal order[i] adds to horizon * flow - cost of those before it, and
   rates[i] to what it adds to the flow. */
EXPORT void flow_greedy(simplex *s, const int64_t *order, int64_t count, int64_t *gains,
                        int64_t *rates) {
    int64_t before = 0;
    simplex_reset(s);
    for (int64_t i = 0; i < count; i++) {
        gains[i] = simplex_add(s, s->terminals + order[i]);
        int64_t rate = 0;
        for (int64_t a = s->terminals; s->tail[a] == s->root; a++) rate += s->flow[a];
        rates[i] = rate - before;
        before = rate;
        simplex_forget(s);
    }
}

/* How large a simplex is: Python compares it with its own, lest an old library be called. */
EXPORT int64_t flow_simplex_size(void) {
    return (int64_t)sizeof(simplex);
}
