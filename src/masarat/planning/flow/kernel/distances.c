/* Shortest paths from several nodes (Dijkstra 1959, binary heap), forwards or against the arcs. */

#include <stdlib.h>

#include "simplex.h"

typedef struct {
    int64_t distance;
    int64_t node;
} entry;

static void sift_up(entry *heap, int64_t at, entry e) {
    for (; at > 0 && heap[(at - 1) / 2].distance > e.distance; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = e;
}

static entry take(entry *heap, int64_t *count) {
    entry top = heap[0], last = heap[--*count];
    int64_t at = 0;
    for (int64_t down = 1; down < *count; down = 2 * at + 1) {
        if (down + 1 < *count && heap[down + 1].distance < heap[down].distance) down++;
        if (heap[down].distance >= last.distance) break;
        heap[at] = heap[down];
        at = down;
    }
    heap[at] = last;
    return top;
}

/* Arcs from `from` to `to` with capacity > 0. `distance` becomes -1 where nothing leads; `arc` is
   the last one on the way (-1 at starts); `order` the nodes reached, nearest first. Returns their
   number, or -1 without memory. */
EXPORT int64_t flow_distances(int64_t nodes, int64_t arcs, const int64_t *from, const int64_t *to,
                              const int64_t *capacity, const int64_t *length,
                              const int64_t *starts, int64_t start_count, int64_t *distance,
                              int64_t *arc, int64_t *order) {
    int64_t *first = calloc((size_t)nodes + 2, sizeof *first), reached = 0, waiting = 0;
    int64_t *outgoing = malloc(((size_t)arcs + 1) * sizeof *outgoing);
    entry *heap = malloc((size_t)(arcs + start_count + 1) * sizeof *heap);
    char *settled = calloc((size_t)nodes + 1, 1);
    if (first && outgoing && heap && settled) {
        for (int64_t a = 0; a < arcs; a++) first[from[a] + 2]++;
        for (int64_t v = 0; v < nodes; v++) first[v + 2] += first[v + 1];
        for (int64_t a = 0; a < arcs; a++) outgoing[first[from[a] + 1]++] = a;
        for (int64_t v = 0; v < nodes; v++) distance[v] = arc[v] = -1;
        for (int64_t i = 0; i < start_count; i++) {
            distance[starts[i]] = 0;
            sift_up(heap, waiting++, (entry){0, starts[i]});
        }
        while (waiting) {
            entry e = take(heap, &waiting);
            if (settled[e.node]) continue;
            settled[e.node] = 1;
            order[reached++] = e.node;
            for (int64_t i = first[e.node]; i < first[e.node + 1]; i++) {
                int64_t a = outgoing[i], v = to[a], far = e.distance + length[a];
                if (!capacity[a] || settled[v] || (distance[v] >= 0 && distance[v] <= far)) continue;
                distance[v] = far;
                arc[v] = a;
                sift_up(heap, waiting++, (entry){far, v});
            }
        }
    } else {
        reached = -1;
    }
    free(first), free(outgoing), free(heap), free(settled);
    return reached;
}
