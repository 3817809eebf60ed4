/* Primal network simplex with strongly feasible trees (Cunningham 1976) and block search.

   A greedy vertex opens one terminal after the other, so each optimum is found from the tree of
   the last: few pivots each. The first tree consists of shortest paths towards the sinks, which
   is optimal as long as no source is open. */

#include "simplex.h"

/* How many arcs are looked for, and from how few on again: measured on cities of 500 to 75,000 arcs. */
enum { MOST_WORTHY = 1000, LEAST_WORTHY = 128 };

static void attach(simplex *s, int32_t node, int32_t parent, int32_t arc) {
    s->parent[node] = parent;
    s->tree_arc[node] = arc;
    s->prev[node] = -1;
    s->next[node] = s->child[parent];
    if (s->child[parent] >= 0) s->prev[s->child[parent]] = node;
    s->child[parent] = node;
}

static void detach(simplex *s, int32_t node) {
    if (s->prev[node] >= 0)
        s->next[s->prev[node]] = s->next[node];
    else
        s->child[s->parent[node]] = s->next[node];
    if (s->next[node] >= 0) s->prev[s->next[node]] = s->prev[node];
}

static int64_t reduced(const simplex *s, int64_t arc) {
    return s->cost[arc] + s->potential[s->tail[arc]] - s->potential[s->head[arc]];
}

void simplex_reset(simplex *s) {
    for (int64_t a = 0; a < s->arcs; a++) {
        s->flow[a] = 0;
        s->state[a] = s->capacity[a] ? AT_LOWER : CLOSED;
    }
    for (int64_t a = s->terminals; a < s->arcs; a++) {
        int source = s->tail[a] == s->root;
        if (source) s->state[a] = CLOSED;
        s->cost[a] = source ? 0 : -s->horizon;
    }
    for (int64_t v = 0; v < s->nodes; v++) s->child[v] = -1;
    s->potential[s->root] = 0;
    s->parent[s->root] = -1;
    s->depth[s->root] = 0;
    for (int64_t i = 0; i < s->nodes - 1; i++) {
        int32_t v = s->crash_order[i], a = s->crash_arc[v];
        attach(s, v, s->head[a], a);
        s->state[a] = IN_TREE;
        s->depth[v] = s->depth[s->head[a]] + 1;
        s->potential[v] = s->potential[s->head[a]] - s->cost[a];
    }
    s->worthy_count = 0;
    while (s->stale_count) {
        s->stale_mark[s->stale[s->stale_begin]] = 0;
        if (++s->stale_begin == s->nodes) s->stale_begin = 0;
        s->stale_count--;
    }
}

static void mark_stale(simplex *s, int32_t node) {
    if (s->stale_mark[node]) return;
    s->stale_mark[node] = 1;
    int64_t at = s->stale_begin + s->stale_count++;
    s->stale[at < s->nodes ? at : at - s->nodes] = node;
}

/* Give the nodes below and at `top` new potentials and depths. */
static void shift(simplex *s, int32_t top, int64_t by) {
    int32_t v = top;
    for (;;) {
        s->potential[v] += by;
        mark_stale(s, v);
        s->depth[v] = s->depth[s->parent[v]] + 1;
        if (s->child[v] >= 0) {
            v = s->child[v];
            continue;
        }
        while (v != top && s->next[v] < 0) v = s->parent[v];
        if (v == top) return;
        v = s->next[v];
    }
}

void simplex_forget(simplex *s) {
    for (int64_t i = 0; i < s->changed_count; i++) s->changed_mark[s->changed[i]] = 0;
    s->changed_count = 0;
}

static void add_flow(simplex *s, int32_t arc, int64_t amount) {
    s->flow[arc] += amount;
    if (!s->changed_mark[arc]) {
        s->changed_mark[arc] = 1;
        s->changed[s->changed_count++] = arc;
    }
}

/* Let `arc` into the tree; return what the circulation gains. */
static int64_t pivot(simplex *s, int32_t arc) {
    int forward = s->state[arc] == AT_LOWER;
    int32_t first = forward ? s->tail[arc] : s->head[arc];
    int32_t second = forward ? s->head[arc] : s->tail[arc];
    int64_t price = reduced(s, arc);
    int32_t u = first, v = second, out = -1;
    int64_t most = s->capacity[arc];
    int side = 0;
    while (u != v) /* the apex of the cycle */
        if (s->depth[u] >= s->depth[v])
            u = s->parent[u];
        else
            v = s->parent[v];
    int32_t apex = u;
    for (u = first; u != apex; u = s->parent[u]) {
        int32_t a = s->tree_arc[u];
        int64_t room = s->head[a] == u ? s->capacity[a] - s->flow[a] : s->flow[a];
        if (room < most) most = room, out = u, side = 1;
    }
    for (u = second; u != apex; u = s->parent[u]) {
        int32_t a = s->tree_arc[u];
        int64_t room = s->tail[a] == u ? s->capacity[a] - s->flow[a] : s->flow[a];
        if (room <= most) most = room, out = u, side = 2;
    }
    if (most) {
        add_flow(s, arc, forward ? most : -most);
        for (u = first; u != apex; u = s->parent[u]) {
            int32_t a = s->tree_arc[u];
            add_flow(s, a, s->head[a] == u ? most : -most);
        }
        for (u = second; u != apex; u = s->parent[u]) {
            int32_t a = s->tree_arc[u];
            add_flow(s, a, s->tail[a] == u ? most : -most);
        }
    }
    s->pivots++;
    int64_t gain = (forward ? -price : price) * most;
    if (!side) {
        s->state[arc] = forward ? AT_UPPER : AT_LOWER;
        return gain;
    }
    int32_t leaving = s->tree_arc[out];
    s->state[leaving] = s->flow[leaving] == 0 ? AT_LOWER : AT_UPPER;
    s->state[arc] = IN_TREE;
    /* Turn the path from the entering arc's lower end up to `out`, and hang it on the other end. */
    int32_t low = side == 1 ? first : second, high = side == 1 ? second : first;
    int32_t node = low, above = high, with = arc;
    for (;;) {
        int32_t parent = s->parent[node], old = s->tree_arc[node];
        detach(s, node);
        attach(s, node, above, with);
        if (node == out) break;
        above = node;
        with = old;
        node = parent;
    }
    /* The reduced cost of the entering arc becomes 0. */
    shift(s, low, low == s->head[arc] ? price : -price);
    return gain;
}

static int64_t worth(const simplex *s, int32_t arc) {
    int8_t state = s->state[arc];
    return state == AT_LOWER || state == AT_UPPER ? -state * reduced(s, arc) : 0;
}

/* Look at the arcs of stale nodes until enough are worth entering. */
static void look(simplex *s) {
    while (s->stale_count && s->worthy_count < MOST_WORTHY) {
        int32_t v = s->stale[s->stale_begin];
        if (++s->stale_begin == s->nodes) s->stale_begin = 0;
        s->stale_count--;
        s->stale_mark[v] = 0;
        for (int32_t i = s->first[v]; i < s->first[v + 1]; i++)
            if (worth(s, s->incident[i]) > 0) s->worthy[s->worthy_count++] = s->incident[i];
    }
}

/* The best of the worthy arcs; -1 at the optimum. */
static int32_t entering(simplex *s) {
    if (s->worthy_count < LEAST_WORTHY) look(s);
    for (;;) {
        int32_t found = -1;
        int64_t best = 0, kept = 0;
        for (int64_t i = 0; i < s->worthy_count; i++) {
            int32_t a = s->worthy[i];
            int64_t value = worth(s, a);
            if (value <= 0) continue; /* until one of its nodes is stale again */
            s->worthy[kept++] = a;
            if (value > best) best = value, found = a;
        }
        s->worthy_count = kept;
        if (found >= 0 || !s->stale_count) return found;
        look(s);
    }
}

int64_t simplex_add(simplex *s, int64_t arc) {
    int64_t gain = 0;
    if (s->tail[arc] == s->root) {
        s->state[arc] = AT_LOWER;
        if (reduced(s, arc) < 0) gain += pivot(s, (int32_t)arc);
        else return 0;
    } else { /* worth nothing from now on: whatever uses it is better off elsewhere */
        int64_t by = 1 - s->cost[arc];
        gain -= by * s->flow[arc];
        s->cost[arc] = 1;
        if (s->state[arc] == IN_TREE) shift(s, s->tail[arc], -by);
    }
    for (int32_t next = entering(s); next >= 0; next = entering(s)) gain += pivot(s, next);
    return gain;
}
