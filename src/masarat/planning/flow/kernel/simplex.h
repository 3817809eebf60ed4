/* Minimum-cost circulations by the primal network simplex; node `root` joins all terminals. */
#ifndef MASARAT_FLOW_SIMPLEX_H
#define MASARAT_FLOW_SIMPLEX_H

#include <stdint.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum { AT_UPPER = -1, IN_TREE = 0, AT_LOWER = 1, CLOSED = 2 };

/* Arrays are allocated by Python. Arcs from `terminals` on are those of the terminals: root to
   source, or sink to root. `crash_arc` is a shortest path tree towards the sinks, `crash_order`
   its nodes, those nearer to the root first. */
typedef struct {
    int64_t nodes, arcs, terminals, root, horizon, pivots;
    int32_t *tail, *head;
    int64_t *capacity, *cost, *flow;
    int8_t *state;
    int32_t *parent, *tree_arc, *child, *next, *prev, *depth;
    int64_t *potential;
    int32_t *crash_arc, *crash_order;
    int32_t *first, *incident;       /* arcs at node v: incident[first[v]] to incident[first[v + 1]] */
    int32_t *stale, *stale_mark;     /* ring of nodes whose arcs may have become worth entering */
    int64_t stale_begin, stale_count;
    int32_t *worthy; /* arcs that were worth entering when last looked at */
    int64_t worthy_count;
    int32_t *changed, *changed_mark; /* arcs whose flow changed since the marks were cleared */
    int64_t changed_count;
} simplex;

/* How a circulation changes with the terminals of an order: arc[j] by amount[j], terminal i for j
   from begin[i] up to begin[i + 1]. */
typedef struct {
    int64_t count, room, *begin;
    int32_t *arc;
    int64_t *amount;
} differences;

void simplex_reset(simplex *s);
/* Make a terminal take part (source) or stop doing so (sink); return the gain in horizon * flow
   - cost at the new optimum. */
int64_t simplex_add(simplex *s, int64_t arc);
/* Clear the marks of changed arcs. */
void simplex_forget(simplex *s);

#endif
