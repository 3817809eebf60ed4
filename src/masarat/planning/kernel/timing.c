#include "timing.h"

#include "arrays.h"
#include "resources.h"

num service(const Static *s, num c, num k, num size) {
    num q = s->stop_q[c * s->stop_width + k];
    return ceil_div(size, s->lanes[q]) * s->inspect[q];
}

static num services(const Static *s, num c, num size) {
    num total = 0;
    for (num k = 0; k < s->stop_width && s->stop_q[c * s->stop_width + k] >= 0; k++) {
        total += service(s, c, k, size);
    }
    return total;
}

/* The pool that can escort from `ready` on first, and when. */
static Slot escort(const Static *s, const Begin *b, const Work *w, const Group *g, num ready) {
    Slot best = {FAR, -1};
    for (num n = 0; n < s->pool_width && s->pools[g->c * s->pool_width + n] >= 0; n++) {
        num pool = s->pools[g->c * s->pool_width + n];
        num depart = past_profile(w->team_use + pool * w->team_capacity * 2, w->team_rows[pool], ready,
                                  g->busy, b->team_width);
        if (depart < best.depart) best = (Slot){depart, pool};
    }
    return best;
}

Slot departure(const Static *s, const Begin *b, const Work *w, const Group *g, num ready) {
    const Slot never = {FAR, -1};
    num c = g->c, access = s->access[g->pace * s->lines + g->line];
    num inside = s->inside[g->pace * s->corridors + c] + services(s, c, g->size);
    num occupied = s->is_open[c] ? g->onward : inside, total = access + inside + g->onward;
    const num *entries = w->entries + c * w->entry_capacity * 2;
    num depart = ready;
    for (;;) {
        num asked = depart;
        if (depart + total > s->end) return never;
        depart = past_suspensions(s, depart, total);
        num entry = in_window(s->windows + c * s->window_width * 2, s->window_width,
                              depart + access, occupied);
        if (entry >= FAR) return never;
        entry = past_headway(entries, w->entry_count[c], entry, s->headway[c]);
        if (s->per_hour[c] > 0) {
            if (g->size > s->per_hour[c]) return never;
            entry = past_hour_limit(entries, w->entry_count[c], entry, g->size, s->per_hour[c]);
        }
        depart = entry - access;
        num gone = access;
        for (num k = 0; k < s->stop_width && s->stop_q[c * s->stop_width + k] >= 0; k++) {
            num q = s->stop_q[c * s->stop_width + k], length = service(s, c, k, g->size);
            num offset = gone + s->stop_at[(g->pace * s->corridors + c) * s->stop_width + k];
            num start = past_inspections(s, w, q, depart + offset, length);
            if (start >= FAR) return never;
            depart = start - offset;
            gone += length;
        }
        for (num n = 0; n < s->ties; n++) {
            depart = past_tie(w->tie_time, w->tie_total + n * w->tie_capacity, w->counts[TIES],
                              depart, w->tie_amount[n], s->tie_limit[n]);
            if (depart >= FAR) return (Slot){FAR - 1, -1};
        }
        num pool = -1;
        if (s->pools[c * s->pool_width] >= 0) {
            Slot found = escort(s, b, w, g, depart);
            if (found.pool < 0) return never;
            depart = found.depart;
            pool = found.pool;
        }
        if (depart == asked) return (Slot){depart, pool};
    }
}

num exit_minute(const Static *s, const Group *g, num depart) {
    return depart + s->access[g->pace * s->lines + g->line] +
           s->inside[g->pace * s->corridors + g->c] + services(s, g->c, g->size);
}

num out_minutes(const Static *s, const Group *g, const num *row) {
    return s->out[(g->pace * s->lines + g->line) * s->destinations + s->s_d[row[STREAM]]];
}

Group describe(const Static *s, Work *w, num line, const Chosen *chosen, num wait_for) {
    Group g = {line, s->line_c[line], s->line_a[line], chosen->vehicles, 0, 0, 0, wait_for};
    num back = 0;
    for (num k = 0; k < chosen->batches; k++) {
        g.pace = at_least(g.pace, s->pace[chosen_row(w, k)[KIND]]);
    }
    fill(w->tie_amount, 0, s->ties);
    for (num k = 0; k < chosen->batches; k++) {
        const num *row = chosen_row(w, k);
        num out = out_minutes(s, &g, row);
        num ready = s->d_ready[s->s_d[row[STREAM]]];
        g.onward = at_least(g.onward, out);
        back = at_least(back, s->back[line * s->destinations + s->s_d[row[STREAM]]]);
        for (num n = 0; n < s->ties; n++) {
            w->tie_amount[n] += s->tie[n * s->groups + s->s_group[row[STREAM]]] * row[PEOPLE] * row[COUNT];
        }
        if (ready > 0) g.wait_for = at_least(g.wait_for, ready - exit_minute(s, &g, 0) - out);
    }
    g.busy = exit_minute(s, &g, 0) + (s->is_open[g.c] ? g.onward : 0) + back;
    return g;
}

num chance(const Static *s, const Begin *b, Work *w, num line, const Chosen *chosen) {
    num ready = b->now;
    for (num k = 0; k < chosen->batches; k++) {
        const num *row = chosen_row(w, k);
        num board = at_least(row[ARRIVAL], s->s_ready[row[STREAM]]);
        ready = at_least(ready, board + s->load[row[KIND]]);
    }
    Group g = describe(s, w, line, chosen, ready);
    num depart = departure(s, b, w, &g, g.wait_for).depart;
    return depart >= FAR - 1 ? 0 : depart;
}
