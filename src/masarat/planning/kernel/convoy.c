#include "convoy.h"

#include "arrays.h"
#include "choosing.h"
#include "resources.h"
#include "tangle.h"
#include "timing.h"
#include "vehicles.h"

/* ---- fixing the empty trips of a convoy's vehicles ---- */

static int come_together(const num *row, const num *other) {
    return other[SPOT] == row[SPOT] && other[KIND] == row[KIND] && other[FREE] == row[FREE];
}

/* How many of the vehicles from row `k` on come together with those of row `k`. */
static num together_from(const Work *w, const Chosen *chosen, num k) {
    num together = 0;
    for (num j = k; j < chosen->batches; j++) {
        if (come_together(chosen_row(w, k), chosen_row(w, j))) together += chosen_row(w, j)[COUNT];
    }
    return together;
}

/* Fix the empty trips of the chosen vehicles, those from one spot at one time together. */
static int drive_empty(const Static *s, Work *w, const Chosen *chosen, num a) {
    for (num k = 0; k < chosen->batches; k++) {
        num *row = chosen_row(w, k);
        if (row[E_DEPART] >= 0) continue;
        num together = together_from(w, chosen, k);
        Trip trip = empty_trip(s, w, row[KIND], row[SPOT], a, row[FREE], together);
        if (trip.arrive >= FAR) return 0;
        for (num j = k; j < chosen->batches; j++) {
            num *other = chosen_row(w, j);
            if (!come_together(row, other)) continue;
            other[WAY] = trip.way;
            other[E_DEPART] = trip.depart;
            other[E_ARRIVE] = other[ARRIVAL] = trip.arrive;
        }
        if (trip.way >= 0) mark_back(s, w, row, a, together, 1);
    }
    return 1;
}

static void undo_empty(const Static *s, Work *w, const Chosen *chosen, num a) {
    if (s->plain_returns) return;
    for (num k = 0; k < chosen->batches; k++) {
        num *row = chosen_row(w, k), seen = 0;
        if (row[E_DEPART] < 0 || row[WAY] < 0) continue;
        for (num j = 0; j < k; j++) seen |= come_together(row, chosen_row(w, j));
        if (!seen) mark_back(s, w, row, a, together_from(w, chosen, k), 0);
    }
}

/* ---- loading and timing ---- */

static void sort_by_arrival(const Work *w, num batches) {
    num held[BATCH_FIELDS];
    for (num k = 1; k < batches; k++) {
        num j = k;
        if (chosen_row(w, k - 1)[ARRIVAL] <= chosen_row(w, k)[ARRIVAL]) continue;
        copy(held, chosen_row(w, k), BATCH_FIELDS);
        for (; j > 0 && chosen_row(w, j - 1)[ARRIVAL] > held[ARRIVAL]; j--) {
            copy(chosen_row(w, j), chosen_row(w, j - 1), BATCH_FIELDS);
        }
        copy(chosen_row(w, j), held, BATCH_FIELDS);
    }
}

static void use_bay(const Static *s, Work *w, const num *row, num a, num sign) {
    num length = s->load[row[KIND]];
    if (s->bays[a] == 0 || length == 0) return;
    num *use = w->bay_use + a * w->bay_capacity * 2, until = row[BOARD] + length;
    w->bay_rows[a] = add_to_profile(use, w->bay_rows[a], row[BOARD], until, sign * row[COUNT]);
}

/* Load the chosen vehicles in the bays from `earliest` on; return when the last is ready. A batch is
   divided where there are not as many bays. */
static num load_all(const Static *s, Work *w, Chosen *chosen, num a, num earliest) {
    num last = 0, *use = w->bay_use + a * w->bay_capacity * 2;
    for (num k = 0; k < chosen->batches; k++) {
        num *row = chosen_row(w, k), length = s->load[row[KIND]];
        num board = at_least(at_least(row[ARRIVAL], s->s_ready[row[STREAM]]), earliest);
        if (s->bays[a] > 0 && length > 0) {
            board = past_profile(use, w->bay_rows[a], board, length, s->bays[a]);
            num bays = s->bays[a] - most_in_profile(use, w->bay_rows[a], board, board + length);
            if (bays < row[COUNT]) split_batch(w, chosen, k, bays);
        }
        row[BOARD] = board;
        use_bay(s, w, row, a, 1);
        last = at_least(last, board + length);
    }
    return last;
}

static void unload_all(const Static *s, Work *w, const Chosen *chosen, num a) {
    for (num k = 0; k < chosen->batches; k++) use_bay(s, w, chosen_row(w, k), a, -1);
}

/* Load and find the departure; load later when people would sit aboard too long. */
static Slot load_and_time(const Static *s, const Begin *b, Work *w, const Group *g, Chosen *chosen) {
    num earliest = 0;
    for (int attempt = 0; attempt < 6; attempt++) {
        num ready = load_all(s, w, chosen, g->a, earliest);
        Slot slot = departure(s, b, w, g, at_least(ready, g->wait_for));
        if (slot.depart >= FAR - 1) {
            unload_all(s, w, chosen, g->a);
            return slot;
        }
        num too_long = 0, first = FAR, exit = exit_minute(s, g, slot.depart);
        for (num k = 0; k < chosen->batches; k++) {
            num *row = chosen_row(w, k);
            row[ARRIVE] = exit + out_minutes(s, g, row);
            too_long = at_least(too_long,
                                row[ARRIVE] - row[BOARD] - s->load[row[KIND]] - s->aboard_limit);
            first = at_most(first, row[BOARD]);
        }
        if (too_long <= 0) return slot;
        earliest = at_least(earliest, first) + too_long;
        unload_all(s, w, chosen, g->a);
    }
    return (Slot){FAR, -1};
}

/* ---- writing down ---- */

/* Returns how many that count have departed in the same minute before. */
static num record_tie(const Static *s, Work *w, num depart) {
    num moves = 0, place = w->counts[TIES], before = 0;
    for (num n = 0; n < s->ties; n++) moves |= w->tie_amount[n];
    if (!moves) return 0;
    for (; place > 0 && w->tie_time[place - 1] > depart; place--) {
        w->tie_time[place] = w->tie_time[place - 1];
        for (num n = 0; n < s->ties; n++) {
            num *totals = w->tie_total + n * w->tie_capacity;
            totals[place] = totals[place - 1] + w->tie_amount[n];
        }
    }
    w->tie_time[place] = depart;
    for (num n = 0; n < s->ties; n++) {
        num *totals = w->tie_total + n * w->tie_capacity;
        totals[place] = (place > 0 ? totals[place - 1] : 0) + w->tie_amount[n];
    }
    w->counts[TIES]++;
    while (before < place && w->tie_time[place - before - 1] == depart) before++;
    return before;
}

/* Let the trace tell of a convoy: all that later ones and the cost can see of it. The order of convoys
   leaves no trace; of those of one minute that ties count it does, as they see the sums in between. */
static void leave_trace(Work *w, const num *convoy, const Chosen *chosen, num rank) {
    uint64_t trace = tangled((uint64_t)rank, convoy, CONVOY_FIELDS);
    for (num k = 0; k < chosen->batches; k++) trace = tangled(trace, chosen_row(w, k) + COUNT, TOLD);
    w->trace[0] = (num)((uint64_t)w->trace[0] + trace);
}

/* Write a batch down, and let its vehicles become free again. */
static void commit_batch(const Static *s, const Begin *b, Work *w, const Group *g, num *row, num depart) {
    num stream = row[STREAM], kind = row[KIND], rank = s->s_rank[stream], count = row[COUNT];
    num people = row[PEOPLE] * count, *vehicles = w->driven + w->counts[RIDES];
    w->clearance[rank] = at_least(w->clearance[rank], row[ARRIVE]); /* load_and_time has set it */
    w->sums[PERSON_MINUTES] += people * row[ARRIVE];
    if (row[ARRIVE] > w->dusk) w->sums[STRAGGLERS] += count;
    w->sums[VEHICLE_MINUTES] += (row[ARRIVE] - depart + row[E_ARRIVE] - row[E_DEPART]) * count;
    w->sent[stream * s->lines + g->line] += people;
    copy(vehicles, w->picked + row[FIRST], count);
    if (!s->one_way[kind]) {
        for (num n = 0; n < count; n++) w->free[vehicles[n]] = row[ARRIVE] + s->unload[kind];
        put_free(s, b, w, kind, s->s_d[stream], vehicles, count);
    }
    row[FIRST] = w->counts[RIDES];
    row[CONVOY] = w->counts[CONVOYS];
    copy(w->batches + w->counts[BATCHES]++ * BATCH_FIELDS, row, BATCH_FIELDS);
    w->counts[RIDES] += count;
}

/* Write the convoy down and occupy what it uses. */
static void commit(const Static *s, const Begin *b, Work *w, const Group *g, const Chosen *chosen,
                   Slot slot) {
    num entry = slot.depart + s->access[g->pace * s->lines + g->line], gone = entry, c = g->c;
    for (num k = 0; k < s->stop_width && s->stop_q[c * s->stop_width + k] >= 0; k++) {
        num q = s->stop_q[c * s->stop_width + k], length = service(s, c, k, g->size);
        num start = gone + s->stop_at[(g->pace * s->corridors + c) * s->stop_width + k];
        insert_pair(w->busy + q * w->busy_capacity * 2, w->busy_count[q]++, start, start + length);
        gone += length;
    }
    insert_pair(w->entries + c * w->entry_capacity * 2, w->entry_count[c]++, entry, g->size);
    num exit = exit_minute(s, g, slot.depart), last = 0;
    for (num k = 0; k < chosen->batches; k++) {
        last = at_least(last, chosen_row(w, k)[ARRIVE]);
        commit_batch(s, b, w, g, chosen_row(w, k), slot.depart);
    }
    if (s->is_open[c]) exit = last;
    if (slot.pool >= 0) {
        num *use = w->team_use + slot.pool * w->team_capacity * 2, *rows = w->team_rows + slot.pool;
        *rows = add_to_profile(use, *rows, slot.depart, slot.depart + g->busy, 1);
    }
    if (!s->alone[chosen_row(w, 0)[KIND]]) {
        w->last_depart[g->a] = at_least(w->last_depart[g->a], slot.depart);
    }
    num *row = w->convoys + w->counts[CONVOYS]++ * CONVOY_FIELDS;
    row[LINE] = g->line;
    row[DEPART] = slot.depart;
    row[ENTRY] = entry;
    row[EXIT] = exit;
    row[SIZE] = g->size;
    row[POOL] = slot.pool;
    row[PACE] = g->pace;
    leave_trace(w, row, chosen, record_tie(s, w, slot.depart));
}

/* Write down how many vehicles go for each stream, so that a list of that gives the same table. */
static void record_parts(const Work *w, const num *streams, const Chosen *chosen) {
    num at = w->counts[CONVOYS] * PARTS, used = 0;
    for (num part = 0; part < PARTS; part++) {
        num taken = 0;
        for (num k = 0; k < chosen->batches; k++) {
            const num *row = chosen_row(w, k);
            if (row[STREAM] == streams[part]) taken += row[COUNT];
        }
        if (streams[part] < 0 || taken == 0) continue;
        w->formed_stream[at + used] = streams[part];
        w->formed_vehicles[at + used++] = taken;
    }
    for (; used < PARTS; used++) {
        w->formed_stream[at + used] = -1;
        w->formed_vehicles[at + used] = 0;
    }
}

/* ---- from first to last ---- */

/* Whether a convoy below the minimum would be its assembly point's last. */
static int may_be_small(const Static *s, const Work *w, num a) {
    if (!s->small_last || s->alone[chosen_row(w, 0)[KIND]]) return 0;
    for (num stream = 0; stream < s->streams; stream++) {
        if (s->s_a[stream] != a || w->remaining[stream] == 0) continue;
        for (num kind = 0; kind < s->kinds; kind++) {
            if (s->room[kind * s->streams + stream] > 0 && !s->alone[kind]) return 0;
        }
    }
    return 1;
}

/* A quarter of the people of each vehicle get off, in whole units; 0 if nobody can. */
static int thin_out(const Static *s, Work *w, const Chosen *chosen) {
    int thinner = 0;
    for (num k = 0; k < chosen->batches; k++) {
        num *row = chosen_row(w, k), unit = s->s_unit[row[STREAM]];
        num fewer = at_least(row[PEOPLE] * 3 / 4 / unit * unit, unit);
        if (fewer >= row[PEOPLE]) continue;
        w->remaining[row[STREAM]] += (row[PEOPLE] - fewer) * row[COUNT];
        row[PEOPLE] = fewer;
        thinner = 1;
    }
    return thinner;
}

int send(const Static *s, const Begin *b, Work *w, num line, const num *streams,
         const num *vehicles, const Rule *rule, num patience, int fewer) {
    Chosen chosen = pick_vehicles(s, b, w, line, streams, vehicles, rule, patience);
    if (chosen.vehicles == 0) return NOTHING;
    num a = s->line_a[line], more = chosen.vehicles + s->smallest[s->line_c[line]];
    if (w->counts[RIDES] + more >= w->ride_capacity || w->bay_rows[a] + 2 * more >= w->bay_capacity) {
        put_back(s, w, &chosen);
        return IMPOSSIBLE;
    }
    num first = chosen_row(w, 0)[KIND], wait_for = b->now;
    num least = s->alone[first] ? s->kind_smallest[first] : s->smallest[s->line_c[line]];
    /* with fewer aboard somebody stays behind, who would have to leave before a small convoy */
    if (chosen.vehicles < least && !fewer && may_be_small(s, w, a)) {
        wait_for = at_least(wait_for, w->last_depart[a] + 1);
    } else if (chosen.vehicles < least) {
        spread(s, b, w, rule, line, &chosen, least);
        if (chosen.vehicles < least) {
            put_back(s, w, &chosen);
            return IMPOSSIBLE;
        }
    }
    Slot slot = {FAR, -1};
    if (drive_empty(s, w, &chosen, a)) {
        record_parts(w, streams, &chosen);
        sort_by_arrival(w, chosen.batches);
        do {
            Group g = describe(s, w, line, &chosen, wait_for);
            slot = load_and_time(s, b, w, &g, &chosen);
            if (slot.depart < FAR - 1) {
                commit(s, b, w, &g, &chosen, slot);
                return SENT;
            }
        } while (fewer && slot.depart == FAR - 1 && thin_out(s, w, &chosen));
    }
    undo_empty(s, w, &chosen, a);
    put_back(s, w, &chosen);
    return slot.depart == FAR - 1 ? TIED : IMPOSSIBLE;
}
