/* Maximum preflow: push-relabel with the highest label first (Goldberg & Tarjan 1988), global
   relabelling and gaps (Cherkassky & Goldberg 1997).

   Excess that cannot reach the sink stays where it is. A run can therefore go on after residual
   capacities were raised or excess was added; when no excess is left, the preflow is a flow. */
#include "fields.h"

/* Order both directions of every arc by the node where they begin. */
EXPORT num maximum_link(Maximum *p) {
    num *next = p->current;
    for (num v = 0; v <= p->nodes; v++) p->first[v] = 0;
    for (num a = 0; a < p->arcs; a++) {
        p->first[p->tail[a] + 1]++;
        p->first[p->head[a] + 1]++;
    }
    for (num v = 0; v < p->nodes; v++) {
        p->first[v + 1] += p->first[v];
        next[v] = p->first[v];
    }
    for (num a = 0; a < p->arcs; a++) {
        num there = next[p->tail[a]]++, back = next[p->head[a]]++;
        p->to[there] = p->head[a];
        p->to[back] = p->tail[a];
        p->mate[there] = back;
        p->mate[back] = there;
        p->residual[there] = p->capacity[a];
        p->residual[back] = 0;
        p->slot[a] = there;
    }
    return 0;
}

static void activate(Maximum *p, num v) {
    p->next[v] = p->active[p->label[v]];
    p->active[p->label[v]] = v;
}

/* Exact distances to the sink; nodes from which it cannot be reached get the label `nodes`. */
static num relabel_all(Maximum *p) {
    num n = p->nodes, begin = 0, end = 0, highest = 0;
    for (num v = 0; v < n; v++) {
        p->label[v] = n;
        p->current[v] = p->first[v];
        p->active[v] = -1;
        p->count[v] = 0;
    }
    p->label[p->sink] = 0;
    p->count[0] = 1;
    p->queue[end++] = p->sink;
    while (begin < end) {
        num w = p->queue[begin++];
        for (num k = p->first[w]; k < p->first[w + 1]; k++) {
            num v = p->to[k];
            if (p->label[v] < n || !p->residual[p->mate[k]]) continue;
            p->label[v] = p->label[w] + 1;
            p->count[p->label[v]]++;
            p->queue[end++] = v;
            if (p->excess[v] > 0) {
                highest = p->label[v];
                activate(p, v);
            }
        }
    }
    return highest;
}

/* Push for about `budget` looks at arcs. Returns 1 when no excess can reach the sink any more. */
EXPORT num maximum_run(Maximum *p, num budget) {
    num n = p->nodes, period = 4 * n + 2 * p->arcs, ceiling = n;
    num highest = relabel_all(p), since = 0;
    while (highest > 0) {
        num v = p->active[highest];
        if (v < 0) {
            highest--;
            continue;
        }
        p->active[highest] = p->next[v];
        if (highest > ceiling) { /* beyond a gap: nothing leads down from here */
            p->label[v] = n;
            continue;
        }
        while (p->excess[v] > 0) {
            num k = p->current[v];
            if (k < p->first[v + 1]) {
                num w = p->to[k];
                if (p->residual[k] > 0 && p->label[w] + 1 == p->label[v]) {
                    num amount = at_most(p->excess[v], p->residual[k]);
                    if (!p->excess[w] && w != p->sink) activate(p, w);
                    p->residual[k] -= amount;
                    p->residual[p->mate[k]] += amount;
                    p->excess[v] -= amount;
                    p->excess[w] += amount;
                    if (!p->excess[v]) break;
                }
                p->current[v]++;
                continue;
            }
            num least = n, old = p->label[v];
            for (k = p->first[v]; k < p->first[v + 1]; k++)
                if (p->residual[k] > 0) least = at_most(least, p->label[p->to[k]] + 1);
            since += p->first[v + 1] - p->first[v] + 12;
            if (--p->count[old] == 0) ceiling = at_most(ceiling, old);
            p->label[v] = least;
            if (least >= n || old >= ceiling) {
                p->label[v] = n;
                break;
            }
            p->count[least]++;
            p->current[v] = p->first[v];
            highest = least;
        }
        if (since < period) continue;
        budget -= since;
        since = 0;
        ceiling = n;
        highest = relabel_all(p);
        if (budget <= 0 && highest > 0) return 0;
    }
    relabel_all(p);
    return 1;
}
