/* The dispatcher: from a dispatch list to a complete movement table.

   Jobs are taken in order. Each picks the vehicles that can be at its assembly point first, loads
   them bay by bay, and sends them at the earliest minute at which the whole convoy passes every
   window, headway, checkpoint, escort and link without waiting. When the list is used up, a rule
   forms further convoys until nobody remains who can be moved. */
#include "dispatch.h"

#include <string.h>

#include "marks.h"
#include "resources.h"

enum { SENT = 1, NOTHING = 0, IMPOSSIBLE = -1, LINKED = -2 };

static void copy(num *target, const num *source, num count) {
    if (count > 0) memcpy(target, source, (size_t)count * sizeof(num));
}

static void fill(num *target, num value, num count) {
    for (num k = 0; k < count; k++) target[k] = value;
}

/* ---- vehicles standing empty: one queue a kind and spot, in order of becoming free ---- */

static num *queue_of(const Static *s, const Begin *b, Work *w, num kind, num spot) {
    return w->queue + (kind * (s->spots + 1) + spot) * (b->vehicles + 1);
}

/* Put vehicles that become free together behind those that are free by then. */
static void put_free(const Static *s, const Begin *b, Work *w, num kind, num spot, const num *vehicles,
                     num count) {
    num *queue = queue_of(s, b, w, kind, spot), at = kind * (s->spots + 1) + spot;
    num place = w->tail[at], free = w->free[vehicles[0]];
    if (place + count > b->vehicles + 1) { /* close the gap that departures left at the front */
        num first = w->head[at];
        memmove(queue, queue + first, (size_t)(place - first) * sizeof(num));
        place -= first;
        w->head[at] = 0;
    }
    w->tail[at] = place + count;
    for (; place > w->head[at] && w->free[queue[place - 1]] > free; place--) {
        queue[place + count - 1] = queue[place - 1];
    }
    copy(queue + place, vehicles, count);
}

static void reset(const Static *s, const Begin *b, Work *w, const Jobs *jobs) {
    copy(w->free, b->free, b->vehicles);
    copy(w->remaining, jobs->people, s->streams);
    for (num pool = 0; pool < b->pool_count; pool++) {
        num *use = w->team_use + pool * w->team_capacity * 2, rows = 1;
        use[0] = -FAR;
        use[1] = 0;
        for (num team = 0; team < b->team_width; team++) { /* teams that are not there never get free */
            rows = add_to_profile(use, rows, -FAR, b->team_free[pool * b->team_width + team], 1);
        }
        w->team_rows[pool] = rows;
    }
    for (num c = 0; c < s->corridors; c++) {
        w->entry_count[c] = b->entry_count[c];
        copy(w->entries + c * w->entry_capacity * 2, b->entries + c * b->entry_width * 2,
             b->entry_count[c] * 2);
    }
    for (num q = 0; q < s->checkpoints; q++) {
        w->busy_count[q] = b->busy_count[q];
        copy(w->busy + q * w->busy_capacity * 2, b->busy + q * b->busy_width * 2,
             b->busy_count[q] * 2);
    }
    copy(w->last_depart, b->last_depart, s->points);
    for (num a = 0; a < s->points; a++) {
        w->bay_use[a * w->bay_capacity * 2] = -FAR;
        w->bay_use[a * w->bay_capacity * 2 + 1] = 0;
        w->bay_rows[a] = 1;
    }
    fill(w->counts, 0, COUNTS);
    fill(w->sent, 0, s->streams * s->lines);
    w->counts[LINKS] = b->link_count;
    copy(w->link_time, b->link_time, b->link_count);
    for (num n = 0; n < s->links; n++) {
        num *totals = w->link_total + n * w->link_capacity;
        copy(totals, b->link_value + n * b->link_width, b->link_count);
        for (num event = 1; event < b->link_count; event++) totals[event] += totals[event - 1];
    }
    fill(w->head, 0, s->kinds * (s->spots + 1));
    fill(w->tail, 0, s->kinds * (s->spots + 1));
    copy(w->clearance, b->clearance, w->ranks);
    fill(w->sums, 0, SUMS);
    for (num v = 0; v < b->vehicles; v++) {
        if (b->free[v] < FAR) put_free(s, b, w, b->kind[v], b->spot[v], &v, 1);
    }
}

/* ---- empty trips ---- */

typedef struct { num way, depart, arrive; } Trip;

static const Trip NO_TRIP = {-2, FAR, FAR};

static num way_index(const Static *s, num kind, num spot, num a) {
    return ((kind * s->spots + spot) * s->points + a) * s->way_width;
}

static num back_service(const Static *s, num c, num k, num vehicles) {
    num q = s->back_q[c * s->back_width + k];
    return ceil_div(vehicles, s->lanes[q]) * s->inspect[q];
}

static num back_services(const Static *s, num c, num vehicles) {
    num total = 0;
    for (num k = 0; c >= 0 && k < s->back_width && s->back_q[c * s->back_width + k] >= 0; k++) {
        total += back_service(s, c, k, vehicles);
    }
    return total;
}

static num way_departure(const Static *s, const Work *w, num kind, num way, num free, num vehicles) {
    num c = s->way_c[way], services = back_services(s, c, vehicles);
    num total = s->way_total[way] + services, before = s->way_before[way];
    num depart = free;
    for (;;) {
        num asked = depart;
        depart = past_suspensions(s, depart, total);
        if (s->way_bound[way]) {
            num entry = in_window(s->windows + c * s->window_width * 2, s->window_width,
                                  depart + before, s->way_inside[way] + services);
            if (entry >= FAR) return FAR;
            depart = entry - before;
        }
        num gone = before;
        for (num k = 0; c >= 0 && k < s->back_width && s->back_q[c * s->back_width + k] >= 0; k++) {
            num q = s->back_q[c * s->back_width + k], service = back_service(s, c, k, vehicles);
            num offset = gone + s->back_at[(s->pace[kind] * s->corridors + c) * s->back_width + k];
            num start = in_window(s->q_windows + q * s->q_window_width * 2, s->q_window_width,
                                  depart + offset, service);
            if (start >= FAR) return FAR;
            start = past_busy(w->busy + q * w->busy_capacity * 2, w->busy_count[q], start, service);
            depart = start - offset;
            gone += service;
        }
        if (depart == asked) return depart;
        if (depart > s->end) return FAR;
    }
}

/* Earliest empty trip of `vehicles` together from a spot to an assembly point, without waiting at
   checkpoints. Way -2: no trip is needed; -1: from a start place. */
static Trip empty_trip(const Static *s, const Work *w, num kind, num spot, num a, num free,
                       num vehicles) {
    if (spot >= s->spots) return (Trip){-2, free, free};
    num length = s->empty[(kind * s->spots + spot) * s->points + a];
    if (length == 0) return (Trip){-2, free, free};
    if (length >= FAR) return NO_TRIP;
    num first = way_index(s, kind, spot, a);
    if (s->plain_returns) return (Trip){s->way_c[first], free, free + length};
    Trip best = NO_TRIP;
    for (num way = first; way < first + s->way_width; way++) {
        num total = s->way_total[way];
        if (total >= FAR || free + total >= best.arrive) break;
        num depart = way_departure(s, w, kind, way, free, vehicles);
        if (depart >= FAR) continue;
        num arrive = depart + total + back_services(s, s->way_c[way], vehicles);
        if (arrive < best.arrive) best = (Trip){s->way_c[way], depart, arrive};
    }
    return best;
}

/* ---- choosing vehicles ---- */

typedef struct { num arrival, kind, spot; } Choice;

/* The vehicle that can be at the line's assembly point first; kinds that suit the stream less count
   as coming later. In a convoy that has vehicles already, `alone` is the kind that travels by
   itself, or -1. */
static Choice first_vehicle(const Static *s, const Begin *b, Work *w, const Rule *rule, num line,
                            num stream, num alone, num size) {
    num a = s->line_a[line], least = FAR;
    Choice best = {FAR, -1, -1};
    for (num kind = 0; kind < s->kinds; kind++) {
        if (!s->room[kind * s->streams + stream] || !s->serves[kind * s->lines + line]) continue;
        if (size > 0 && alone != (s->alone[kind] ? kind : -1)) continue;
        if (s->out[(s->pace[kind] * s->lines + line) * s->destinations + s->s_d[stream]] >= FAR) continue;
        num late = rule->late[kind * s->streams + stream];
        for (num spot = 0; spot <= s->spots; spot++) {
            num at = kind * (s->spots + 1) + spot;
            if (w->head[at] == w->tail[at]) continue;
            num free = w->free[queue_of(s, b, w, kind, spot)[w->head[at]]];
            if (spot < s->spots) {
                num length = s->empty[(kind * s->spots + spot) * s->points + a];
                if (length >= FAR || free + length + late >= least) continue;
            }
            num arrival = empty_trip(s, w, kind, spot, a, free, 1).arrive;
            if (arrival + late >= least) continue;
            best = (Choice){arrival, kind, spot};
            least = arrival + late;
        }
    }
    return best;
}

/* How much has been chosen. */
typedef struct { num batches, vehicles; } Chosen;

static num *chosen_row(const Work *w, num k) { return w->chosen + k * BATCH_FIELDS; }

/* Take the first `count` vehicles of a queue, with so many people each. */
static void take(const Static *s, const Begin *b, Work *w, Chosen *chosen, num stream, num people,
                 Choice choice, num count) {
    num at = choice.kind * (s->spots + 1) + choice.spot;
    num *row = chosen_row(w, chosen->batches++);
    const num *vehicles = queue_of(s, b, w, choice.kind, choice.spot) + w->head[at];
    copy(w->picked + chosen->vehicles, vehicles, count);
    row[FIRST] = chosen->vehicles;
    row[COUNT] = count;
    row[STREAM] = stream;
    row[PEOPLE] = people;
    row[FREE] = w->free[vehicles[0]];
    row[ARRIVAL] = choice.arrival;
    row[SPOT] = choice.spot;
    row[KIND] = choice.kind;
    row[E_DEPART] = -1;
    w->remaining[stream] -= people * count;
    w->head[at] += count;
    chosen->vehicles += count;
}

/* Make two batches of one: its first `count` vehicles, and the others. */
static void split_batch(const Work *w, Chosen *chosen, num k, num count) {
    num *row = chosen_row(w, k);
    memmove(row + BATCH_FIELDS, row, (size_t)((chosen->batches++ - k) * BATCH_FIELDS) * sizeof(num));
    row[COUNT] = count;
    row[BATCH_FIELDS + FIRST] += count;
    row[BATCH_FIELDS + COUNT] -= count;
}

/* Undo the choice of all vehicles: they still stand in front of their queues. */
static void put_back(const Static *s, Work *w, const Chosen *chosen) {
    for (num k = 0; k < chosen->batches; k++) {
        const num *row = chosen_row(w, k);
        w->remaining[row[STREAM]] += row[PEOPLE] * row[COUNT];
        w->head[row[KIND] * (s->spots + 1) + row[SPOT]] -= row[COUNT];
    }
}

static num chance(const Static *s, const Begin *b, Work *w, num line, const Chosen *chosen);

/* How many of the next `most` vehicles of a queue became free together. */
static num free_together(const Static *s, const Begin *b, Work *w, Choice choice, num most) {
    num at = choice.kind * (s->spots + 1) + choice.spot, count = 1;
    const num *queue = queue_of(s, b, w, choice.kind, choice.spot) + w->head[at];
    most = at_most(most, w->tail[at] - w->head[at]);
    while (count < most && w->free[queue[count]] == w->free[queue[0]]) count++;
    return count;
}

/* Take people of a stream with up to `most` vehicles that became free together; return with how many.
   The last of them include the smaller unit. */
static num take_together(const Static *s, const Begin *b, Work *w, Chosen *chosen, num stream,
                         Choice choice, num most) {
    num pair = choice.kind * s->streams + stream, room = s->room[pair], remaining = w->remaining[stream];
    num full = remaining > s->seats[pair] ? ceil_div(remaining - s->seats[pair], room) : 0;
    num count = free_together(s, b, w, choice, at_most(most, full + 1));
    if (full > 0) take(s, b, w, chosen, stream, room, choice, at_most(count, full));
    if (count > full) take(s, b, w, chosen, stream, w->remaining[stream], choice, 1);
    return count;
}

/* Choose vehicles for a convoy. Takes, part by part, those that can be at the
   assembly point first. Once the convoy is big enough, only those follow that come within `patience`
   minutes, or before the convoy could leave anyhow because of escorts, headways, checkpoints and
   windows. A convoy still too small takes from its point's other streams. */
static Chosen pick_vehicles(const Static *s, const Begin *b, Work *w, num line, const num *streams,
                            const num *vehicles, const Rule *rule, num patience) {
    Chosen chosen = {0, 0};
    num a = s->line_a[line], c = s->line_c[line];
    num limit = s->largest[c], least = s->smallest[c], alone = -1, enough = 0, free_until = -1;
    if (s->per_hour[c] > 0) limit = at_most(limit, s->per_hour[c]);
    for (num part = 0; part < PARTS + s->streams; part++) {
        num stream, wanted;
        if (part < PARTS) {
            stream = streams[part];
            wanted = vehicles[part];
            if (stream < 0) continue;
        } else {
            if (chosen.vehicles == 0 || chosen.vehicles >= least) break;
            stream = part - PARTS;
            wanted = least - chosen.vehicles;
        }
        if (s->s_a[stream] != a) continue;
        while (wanted > 0 && chosen.vehicles < limit && w->remaining[stream] > 0) {
            Choice choice = first_vehicle(s, b, w, rule, line, stream, alone, chosen.vehicles);
            if (choice.arrival > s->end) break;
            if (chosen.vehicles >= least && choice.arrival > enough + patience) {
                if (free_until < 0) free_until = chance(s, b, w, line, &chosen);
                if (choice.arrival + s->load[choice.kind] > free_until) break;
            }
            if (chosen.vehicles == 0 && s->alone[choice.kind]) {
                alone = choice.kind;
                limit = s->kind_largest[alone];
                least = s->kind_smallest[alone];
                if (s->per_hour[c] > 0) limit = at_most(limit, s->per_hour[c]);
            }
            if (chosen.vehicles < least) enough = at_least(enough, choice.arrival);
            num most = at_most(wanted, limit - chosen.vehicles);
            wanted -= take_together(s, b, w, &chosen, stream, choice, most);
        }
    }
    return chosen;
}

/* Spread people over more vehicles to reach a convoy's minimum. */
static void spread(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, Chosen *chosen,
                   num least) {
    num kind = chosen_row(w, 0)[KIND], alone = s->alone[kind] ? kind : -1;
    while (chosen->vehicles < least) {
        num from = -1;
        for (num k = 0; k < chosen->batches; k++) {
            const num *row = chosen_row(w, k);
            if (row[PEOPLE] >= 2 * s->s_unit[row[STREAM]] &&
                (from < 0 || row[PEOPLE] > chosen_row(w, from)[PEOPLE])) {
                from = k;
            }
        }
        if (from < 0) break;
        num *source = chosen_row(w, from), stream = source[STREAM], unit = s->s_unit[stream];
        Choice choice = first_vehicle(s, b, w, rule, line, stream, alone, chosen->vehicles);
        if (choice.kind < 0) break;
        if (source[COUNT] > 1) split_batch(w, chosen, from, 1);
        num people = at_most(source[PEOPLE] / unit / 2 * unit,
                             s->room[choice.kind * s->streams + stream]);
        source[PEOPLE] -= people;
        w->remaining[stream] += people; /* they get off one vehicle, and onto another */
        take(s, b, w, chosen, stream, people, choice, 1);
    }
}

/* ---- fixing the empty trips of a convoy's vehicles ---- */

static int come_together(const num *row, const num *other) {
    return other[SPOT] == row[SPOT] && other[KIND] == row[KIND] && other[FREE] == row[FREE];
}

static void mark_back(const Static *s, Work *w, const num *row, num a, num vehicles, int occupy) {
    num c = row[WAY], way = way_index(s, row[KIND], row[SPOT], a);
    while (s->way_c[way] != c) way++;
    num gone = row[E_DEPART] + s->way_before[way];
    for (num k = 0; k < s->back_width && s->back_q[c * s->back_width + k] >= 0; k++) {
        num q = s->back_q[c * s->back_width + k], service = back_service(s, c, k, vehicles);
        num start = gone + s->back_at[(s->pace[row[KIND]] * s->corridors + c) * s->back_width + k];
        num *busy = w->busy + q * w->busy_capacity * 2;
        if (occupy) insert_pair(busy, w->busy_count[q]++, start, start + service);
        else remove_pair(busy, w->busy_count[q]--, start, start + service);
        gone += service;
    }
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

static num service(const Static *s, num c, num k, num size) {
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

/* A convoy that is ready to be timed; `busy`: minutes for which it keeps an escort team. */
typedef struct { num line, c, a, size, pace, onward, busy, wait_for; } Group;
typedef struct { num depart, pool; } Slot;

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

/* Earliest departure from `ready` on of a rigid convoy; FAR: none before the end, FAR - 1: the
   links allow none yet. */
static Slot departure(const Static *s, const Begin *b, const Work *w, const Group *g, num ready) {
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
            num start = in_window(s->q_windows + q * s->q_window_width * 2, s->q_window_width,
                                  depart + offset, length);
            if (start >= FAR) return never;
            start = past_busy(w->busy + q * w->busy_capacity * 2, w->busy_count[q], start, length);
            depart = start - offset;
            gone += length;
        }
        for (num n = 0; n < s->links; n++) {
            depart = past_link(w->link_time, w->link_total + n * w->link_capacity, w->counts[LINKS],
                               depart, w->link_amount[n], s->link_limit[n]);
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

static num exit_minute(const Static *s, const Group *g, num depart) {
    return depart + s->access[g->pace * s->lines + g->line] +
           s->inside[g->pace * s->corridors + g->c] + services(s, g->c, g->size);
}

static num out_minutes(const Static *s, const Group *g, const num *row) {
    return s->out[(g->pace * s->lines + g->line) * s->destinations + s->s_d[row[STREAM]]];
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

static void record_link(const Static *s, Work *w, num depart) {
    num moves = 0, place = w->counts[LINKS];
    for (num n = 0; n < s->links; n++) moves |= w->link_amount[n];
    if (!moves) return;
    for (; place > 0 && w->link_time[place - 1] > depart; place--) {
        w->link_time[place] = w->link_time[place - 1];
        for (num n = 0; n < s->links; n++) {
            num *totals = w->link_total + n * w->link_capacity;
            totals[place] = totals[place - 1] + w->link_amount[n];
        }
    }
    w->link_time[place] = depart;
    for (num n = 0; n < s->links; n++) {
        num *totals = w->link_total + n * w->link_capacity;
        totals[place] = (place > 0 ? totals[place - 1] : 0) + w->link_amount[n];
    }
    w->counts[LINKS]++;
}

/* Write a batch down, and let its vehicles become free again. */
static void commit_batch(const Static *s, const Begin *b, Work *w, const Group *g, num *row, num depart) {
    num stream = row[STREAM], kind = row[KIND], rank = s->s_rank[stream], count = row[COUNT];
    num people = row[PEOPLE] * count, *vehicles = w->driven + w->counts[RIDES];
    w->clearance[rank] = at_least(w->clearance[rank], row[ARRIVE]); /* load_and_time has set it */
    w->sums[PERSON_MINUTES] += people * row[ARRIVE];
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
    record_link(s, w, slot.depart);
}

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

/* Describe the chosen vehicles as a convoy, and what the links would see of it. */
static Group describe(const Static *s, Work *w, num line, const Chosen *chosen, num wait_for) {
    Group g = {line, s->line_c[line], s->line_a[line], chosen->vehicles, 0, 0, 0, wait_for};
    num back = 0;
    for (num k = 0; k < chosen->batches; k++) {
        g.pace = at_least(g.pace, s->pace[chosen_row(w, k)[KIND]]);
    }
    fill(w->link_amount, 0, s->links);
    for (num k = 0; k < chosen->batches; k++) {
        const num *row = chosen_row(w, k);
        num out = out_minutes(s, &g, row);
        num ready = s->d_ready[s->s_d[row[STREAM]]];
        g.onward = at_least(g.onward, out);
        back = at_least(back, s->back[line * s->destinations + s->s_d[row[STREAM]]]);
        for (num n = 0; n < s->links; n++) {
            w->link_amount[n] += s->link[n * s->groups + s->s_group[row[STREAM]]] * row[PEOPLE] * row[COUNT];
        }
        if (ready > 0) g.wait_for = at_least(g.wait_for, ready - exit_minute(s, &g, 0) - out);
    }
    g.busy = exit_minute(s, &g, 0) + (s->is_open[g.c] ? g.onward : 0) + back;
    return g;
}

/* When the vehicles chosen so far could leave: what comes before costs nothing. */
static num chance(const Static *s, const Begin *b, Work *w, num line, const Chosen *chosen) {
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

/* Form one convoy and send it. */
static int send(const Static *s, const Begin *b, Work *w, num line, const num *streams,
                const num *vehicles, const Rule *rule, num patience) {
    Chosen chosen = pick_vehicles(s, b, w, line, streams, vehicles, rule, patience);
    if (chosen.vehicles == 0) return NOTHING;
    if (w->counts[RIDES] + chosen.vehicles + s->smallest[s->line_c[line]] >= w->ride_capacity) {
        put_back(s, w, &chosen);
        return IMPOSSIBLE;
    }
    num a = s->line_a[line], first = chosen_row(w, 0)[KIND], wait_for = b->now;
    num least = s->alone[first] ? s->kind_smallest[first] : s->smallest[s->line_c[line]];
    if (chosen.vehicles < least && may_be_small(s, w, a)) {
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
        Group g = describe(s, w, line, &chosen, wait_for);
        slot = load_and_time(s, b, w, &g, &chosen);
        if (slot.depart < FAR - 1) {
            commit(s, b, w, &g, &chosen, slot);
            return SENT;
        }
    }
    undo_empty(s, w, &chosen, a);
    put_back(s, w, &chosen);
    return slot.depart == FAR - 1 ? LINKED : IMPOSSIBLE;
}

/* ---- the rule that goes on when the list is used up ---- */

static int is_among(const num *streams, num used, num stream) {
    for (num part = 0; part < used; part++) {
        if (streams[part] == stream) return 1;
    }
    return 0;
}

static num vehicles_needed(const Static *s, const Work *w, num line, num stream) {
    num room = 1;
    for (num kind = 0; kind < s->kinds; kind++) {
        if (s->serves[kind * s->lines + line]) room = at_least(room, s->room[kind * s->streams + stream]);
    }
    return ceil_div(w->remaining[stream], room);
}

/* The same with the smallest of the kinds that suit. */
static num vehicles_at_most(const Static *s, const Work *w, const Rule *rule, num line, num stream) {
    num room = FAR;
    for (num kind = 0; kind < s->kinds; kind++) {
        num pair = kind * s->streams + stream;
        if (!s->room[pair] || !s->serves[kind * s->lines + line] || rule->late[pair]) continue;
        room = at_most(room, s->room[pair]);
    }
    return room < FAR ? ceil_div(w->remaining[stream], room) : vehicles_needed(s, w, line, stream);
}

/* What counts for or against a stream's line whenever it can depart: long trips and urgent people
   come earlier; where progress is to be even, what is ahead of its share comes later. */
static num handicap(const Static *s, const Work *w, const Rule *rule, num line, num stream, num people) {
    num out = s->out[line * s->destinations + s->s_d[stream]], pair = stream * s->lines + line;
    num trip = s->access[line] + s->inside[s->line_c[line]] + out, rank = s->s_rank[stream];
    num value = rule->rank_minutes * 100 * rank - rule->long_first * trip;
    if (!rule->even) return value;
    if (!rule->prefer[pair]) value += rule->detour * 100;
    if (rank + 1 < w->ranks) return value; /* the urgent go as soon as they can */
    num share = rule->share[pair], due = rule->finish;
    if (share > 0) {
        due = due * (w->sent[pair] * 100 + rule->turn[pair] * at_most(people, share)) / (share * 100);
    }
    return value + rule->even * due;
}

/* When a convoy of the usual size could leave (enter the corridor, where progress is to be even), as
   far as the first vehicle's arrival tells, with its handicap. Anything that cannot be below `best`
   is as good as any other: vehicles are not free before `soonest`. */
static num score(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, num stream,
                 num soonest, num best) {
    num c = s->line_c[line], out = s->out[line * s->destinations + s->s_d[stream]];
    if (out >= FAR) return 4 * FAR;
    num size = at_most(rule->caps[line], vehicles_needed(s, w, line, stream));
    if (s->per_hour[c] > 0) size = at_most(size, s->per_hour[c]);
    num room = ceil_div(w->remaining[stream], vehicles_needed(s, w, line, stream));
    num way = rule->even ? s->access[line] : 0;
    num value = handicap(s, w, rule, line, stream, size * room);
    if (value + (at_least(soonest, s->s_ready[stream]) + way) * 100 >= best) return 4 * FAR;
    Choice choice = first_vehicle(s, b, w, rule, line, stream, -1, 0);
    if (choice.kind < 0) return 4 * FAR;
    num ready = at_least(choice.arrival, s->s_ready[stream]) + s->load[choice.kind];
    if (value + (ready + way) * 100 >= best) return 4 * FAR;
    Group g = {line, c, s->line_a[line], size, s->pace[choice.kind], 0, 0, ready};
    g.onward = s->out[(g.pace * s->lines + line) * s->destinations + s->s_d[stream]];
    g.busy = exit_minute(s, &g, 0) + (s->is_open[c] ? g.onward : 0) +
             s->back[line * s->destinations + s->s_d[stream]];
    fill(w->link_amount, 0, s->links);
    num depart = departure(s, b, w, &g, ready).depart;
    if (depart >= FAR - 1) depart = s->end; /* another size or a slower companion may fit */
    return value + (depart + way) * 100;
}

/* When the first vehicle of all becomes free. */
static num soonest_free(const Static *s, const Begin *b, Work *w) {
    num soonest = FAR;
    for (num kind = 0; kind < s->kinds; kind++) {
        for (num spot = 0; spot <= s->spots; spot++) {
            num at = kind * (s->spots + 1) + spot;
            if (w->head[at] == w->tail[at]) continue;
            soonest = at_most(soonest, w->free[queue_of(s, b, w, kind, spot)[w->head[at]]]);
        }
    }
    return soonest;
}

/* How many vehicles the rule sends on a line at once. Where little would remain for a convoy of its
   own, which takes a headway all the same, it goes with this one. */
static num usual_size(const Static *s, const Work *w, const Rule *rule, num line, num stream) {
    num size = rule->caps[line], all = 0;
    for (num other = 0; rule->even && other < s->streams; other++) {
        if (s->s_a[other] != s->line_a[line] || w->remaining[other] == 0) continue;
        if (rule->prefer[other * s->lines + line]) all += vehicles_at_most(s, w, rule, line, other);
    }
    if (all > size && 2 * all <= 3 * size) size = at_most(all, s->largest[s->line_c[line]]);
    for (num kind = 0; kind < s->kinds; kind++) {
        if (s->alone[kind] && s->room[kind * s->streams + stream]) {
            size = at_least(size, s->kind_largest[kind]);
        }
    }
    return size;
}

/* Choose the next line and its streams; -1 when nobody can be moved any more. */
static num choose(const Static *s, const Begin *b, Work *w, const Rule *rule, int anywhere,
                  num *streams, num *vehicles) {
    num line = -1, best = 3 * FAR, soonest = soonest_free(s, b, w);
    for (num k = 0; k < PARTS; k++) {
        streams[k] = -1;
        vehicles[k] = 0;
    }
    for (num stream = 0; stream < s->streams; stream++) {
        if (w->remaining[stream] == 0) continue;
        for (num n = 0; n < s->lines; n++) {
            num pair = stream * s->lines + n;
            if (s->line_a[n] != s->s_a[stream] || w->blocked[pair]) continue;
            if (!anywhere && !rule->prefer[pair] && !rule->detour) continue;
            num value = score(s, b, w, rule, n, stream, soonest, best);
            if (value < best) {
                best = value;
                line = n;
                streams[0] = stream;
            }
        }
    }
    if (line < 0) return -1;
    num size = usual_size(s, w, rule, line, streams[0]);
    for (num part = 0; part < PARTS && size > 0; part++) {
        if (part > 0) best = 3 * FAR;
        for (num stream = 0; part > 0 && stream < s->streams; stream++) {
            if (s->s_a[stream] != s->line_a[line] || w->remaining[stream] == 0) continue;
            if (is_among(streams, part, stream)) continue;
            num value = score(s, b, w, rule, line, stream, soonest, best);
            if (value >= best) continue;
            best = value;
            streams[part] = stream;
        }
        if (streams[part] < 0) break;
        num needed = rule->even ? vehicles_at_most(s, w, rule, line, streams[part])
                                : vehicles_needed(s, w, line, streams[part]);
        vehicles[part] = at_most(size, needed);
        size -= vehicles[part];
    }
    return line;
}

/* After a convoy from point `a`, others of that point and linked ones may be possible. */
static void unblock(const Static *s, Work *w, num a) {
    for (num stream = 0; stream < s->streams; stream++) {
        num *blocked = w->blocked + stream * s->lines;
        if (s->s_a[stream] != a && s->links == 0) continue;
        for (num n = 0; n < s->lines; n++) {
            if (blocked[n] == 2 || s->line_a[n] == a) blocked[n] = 0;
        }
    }
}

/* A stream's line that cannot be used is blocked: for good (1), or until the links allow it (2).
   Lines that the fluid program does not use come last. */
static void send_by_rule(const Static *s, const Begin *b, Work *w, const Rule *rule) {
    num streams[PARTS], vehicles[PARTS];
    int anywhere = 0;
    fill(w->blocked, 0, s->streams * s->lines);
    for (;;) {
        num line = choose(s, b, w, rule, anywhere, streams, vehicles);
        if (line < 0 && anywhere) return;
        if (line < 0) {
            anywhere = 1;
            continue;
        }
        int sent = send(s, b, w, line, streams, vehicles, rule, rule->patience);
        while (sent == LINKED && vehicles[0] > 1) {
            vehicles[0] /= 2;
            vehicles[1] = vehicles[2] = 0;
            sent = send(s, b, w, line, streams, vehicles, rule, rule->patience);
        }
        if (sent != SENT) {
            w->blocked[streams[0] * s->lines + line] = sent == LINKED ? 2 : 1;
            continue;
        }
        unblock(s, w, s->line_a[line]);
    }
}

/* ---- a job of the list ---- */

enum { MOST_CONVOYS_OF_JOB = 4 };

static void find_last_jobs(const Static *s, Work *w, const Jobs *jobs) {
    fill(w->last_job, -1, s->streams);
    fill(w->owed, 0, s->streams);
    for (num at = 0; at < jobs->count[0] * PARTS; at++) {
        if (jobs->stream[at] >= 0) w->last_job[jobs->stream[at]] = at / PARTS;
    }
}

/* What a job asks for: its own vehicles and those that earlier jobs asked for in vain. The last job
   that draws from a stream takes all who remain, and later ones from the same place those whom it
   could not take: one vehicle too few anywhere would cost a convoy of its own after all others. */
static void ask(const Static *s, Work *w, const Jobs *jobs, num job, num *streams, num *vehicles) {
    num line = jobs->line[job], used = 0;
    for (num part = 0; part < PARTS; part++) {
        num stream = jobs->stream[job * PARTS + part];
        if (stream < 0 || is_among(streams, used, stream)) continue;
        num wanted = jobs->vehicles[job * PARTS + part] + w->owed[stream];
        if (w->last_job[stream] <= job) {
            wanted = at_least(wanted, vehicles_needed(s, w, line, stream));
        }
        w->owed[stream] = 0;
        streams[used] = stream;
        vehicles[used++] = wanted;
    }
    for (num stream = 0; stream < s->streams && used < PARTS; stream++) {
        if (w->remaining[stream] == 0 || w->last_job[stream] > job) continue;
        if (s->s_a[stream] != s->line_a[line] || is_among(streams, used, stream)) continue;
        if (s->out[line * s->destinations + s->s_d[stream]] >= FAR) continue;
        streams[used] = stream;
        vehicles[used++] = vehicles_needed(s, w, line, stream);
    }
    for (; used < PARTS; used++) {
        streams[used] = -1;
        vehicles[used] = 0;
    }
}

/* Take the vehicles of the batches from number `batch` on off what was asked for; return what is still
   wanted. */
static num still_wanted(const Static *s, const Work *w, num line, num batch, const num *streams,
                        num *vehicles) {
    num wanted = 0;
    for (; batch < w->counts[BATCHES]; batch++) {
        const num *row = w->batches + batch * BATCH_FIELDS;
        for (num part = 0; part < PARTS; part++) {
            if (row[STREAM] == streams[part]) vehicles[part] -= row[COUNT];
        }
    }
    for (num part = 0; part < PARTS && streams[part] >= 0; part++) {
        num needed = vehicles_needed(s, w, line, streams[part]);
        vehicles[part] = at_least(0, at_most(vehicles[part], needed));
        wanted += vehicles[part];
    }
    return wanted;
}

/* Send a job's convoy. It waits rather long for its vehicles; those that come later still go in
   further convoys, or with a later job that takes the same people. */
static int send_job(const Static *s, const Begin *b, Work *w, const Jobs *jobs, num job,
                    const Rule *rule) {
    num line = jobs->line[job], least = at_least(1, s->smallest[s->line_c[line]]);
    num streams[PARTS], vehicles[PARTS];
    ask(s, w, jobs, job, streams, vehicles);
    int first = NOTHING;
    for (num convoy = 0; convoy < MOST_CONVOYS_OF_JOB; convoy++) {
        num batch = w->counts[BATCHES];
        int sent = send(s, b, w, line, streams, vehicles, rule, rule->wait);
        if (convoy == 0) first = sent;
        if (sent != SENT || still_wanted(s, w, line, batch, streams, vehicles) < least) break;
    }
    if (first == LINKED) return LINKED;
    for (num part = 0; part < PARTS; part++) {
        if (streams[part] >= 0) w->owed[streams[part]] += vehicles[part];
    }
    return first;
}

/* Send deferred jobs that the links now allow. */
static void retry(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule) {
    for (num k = 0; k < w->counts[DEFERRED];) {
        num job = w->deferred[k];
        int sent = send_job(s, b, w, jobs, job, rule);
        if (sent == LINKED) {
            k++;
            continue;
        }
        w->counts[DEFERRED]--;
        for (num later = k; later < w->counts[DEFERRED]; later++) {
            w->deferred[later] = w->deferred[later + 1];
        }
        if (sent == SENT) k = 0;
    }
}

/* Begin with a list: at the last mark before its first job that differs from what was marked, or at
   the beginning. Returns the job to go on with. Marks are taken again from there on, if asked for. */
static num begin_list(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
                      const Start *start) {
    Marks *marks = start->marks;
    int moved = marks && memcmp(marks->people, jobs->people, (size_t)s->streams * sizeof(num));
    find_last_jobs(s, w, jobs);
    num job = 0;
    if (marks && !(start->take && moved)) job = go_to_mark(s, b, w, rule, marks, start->first);
    if (job == 0) reset(s, b, w, jobs);
    fill(w->left, 0, w->ranks);
    for (num stream = 0; moved && job > 0 && stream < s->streams; stream++) {
        w->remaining[stream] += jobs->people[stream] - marks->people[stream];
    }
    if (!start->take) return job;
    if (job == 0) {
        marks->every[0] = 1 + jobs->count[0] / marks->most;
        marks->count[0] = 0;
    }
    while (marks->count[0] > 0 && marks->job[marks->count[0] - 1] > job) marks->count[0]--;
    return job;
}

static num all_waiting(const Static *s, const Work *w) {
    num people = 0;
    for (num stream = 0; stream < s->streams; stream++) people += w->remaining[stream];
    return people;
}

/* By how many person-minutes the list is behind the marked one where the same jobs remain. Whoever
   waits though the marked list had sent them will arrive after those who have. */
static num lag_of(const Static *s, const Work *w, const Marks *marks, num job) {
    num last = 0;
    for (num rank = 0; rank < w->ranks; rank++) last = at_least(last, w->clearance[rank]);
    return w->sums[PERSON_MINUTES] - marks->pace[job] +
           (all_waiting(s, w) - marks->waiting[job]) * last;
}

/* Whether it is better to give up before `job`: this will not be accepted, or hardly. */
static int hopeless(const Static *s, const Work *w, Start *start, num job) {
    if (table_cost(w, start->search) > start->limit) return 1;
    if (job < start->same) return 0;
    start->lag = at_least(start->lag, lag_of(s, w, start->marks, job + start->shift));
    return start->lag > start->most_lag;
}

static void keep_pace(const Static *s, const Work *w, Marks *marks, num job) {
    marks->pace[job] = w->sums[PERSON_MINUTES];
    marks->waiting[job] = all_waiting(s, w);
}

/* Send the jobs, then whom they leave over. Whoever asks with a limit is told when the cost exceeds
   it; what is in `w` then is not complete. */
num dispatch_from(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule,
                  Start *start) {
    num begun = begin_list(s, b, w, jobs, rule, start);
    for (num job = begun; job < jobs->count[0]; job++) {
        if (start->take && job > begun && job % start->marks->every[0] == 0) {
            take_mark(s, b, w, jobs, rule, start->marks, job);
        }
        if (start->take) keep_pace(s, w, start->marks, job);
        if (start->search && job > begun && hopeless(s, w, start, job)) return 0;
        int sent = send_job(s, b, w, jobs, job, rule);
        if (sent == LINKED) w->deferred[w->counts[DEFERRED]++] = job;
        else if (sent == SENT && w->counts[DEFERRED] > 0) retry(s, b, w, jobs, rule);
    }
    send_by_rule(s, b, w, rule);
    for (num stream = 0; stream < s->streams; stream++) {
        w->left[s->s_rank[stream]] += w->remaining[stream];
    }
    for (num v = 0; v < b->vehicles; v++) { /* when those that come back are done for good */
        if (!s->one_way[b->kind[v]] && w->free[v] > b->free[v]) w->sums[FLEET_MINUTES] += w->free[v];
    }
    return 1;
}

num dispatch(const Static *s, const Begin *b, Work *w, const Jobs *jobs, const Rule *rule) {
    Start beginning = {0, 0, 0, 0, 0, 0, 0, 0, 0};
    dispatch_from(s, b, w, jobs, rule, &beginning);
    return w->counts[CONVOYS];
}

/* What the search minimises, in thousandths of weighted minutes; it never falls as convoys are added. */
num table_cost(const Work *w, const Search *p) {
    num total = 0, last = 0;
    for (num rank = 0; rank < w->ranks; rank++) {
        total += w->left[rank] * 1000000000 / (rank + 1) + w->clearance[rank] * p->weights[rank];
        last = at_least(last, w->clearance[rank]);
    }
    return total + last * p->weights[w->ranks] +
           w->sums[PERSON_MINUTES] / 1000 * p->weights[w->ranks + 1] / 1000 +
           w->sums[FLEET_MINUTES] * p->weights[w->ranks + 2] / 1000;
}
