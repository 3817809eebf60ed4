#include "choosing.h"

#include <string.h>

#include "arrays.h"
#include "deadline.h"
#include "timing.h"
#include "vehicles.h"

enum { AT_ONCE = -1 };

/* What counts against a vehicle. If it should come at once: its arrival. If it should come by a minute:
   how long before that it is free, and many times by how much it comes later. */
static num objection(const Rule *rule, num due, num free, num arrival) {
    if (due == AT_ONCE) return arrival;
    return due - free + rule->close * at_least(arrival - due, 0);
}

/* The vehicle against which least counts, like `first_vehicle`. */
static Choice best_vehicle(const Static *s, const Begin *b, Work *w, const Rule *rule, num line,
                           num stream, num alone, num size, num due) {
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
                if (length >= FAR || objection(rule, due, free, free + length + late) >= least) continue;
            }
            num arrival = empty_trip(s, w, kind, spot, a, free, 1).arrive;
            num against = objection(rule, due, free, arrival + late);
            if (arrival >= FAR || against >= least) continue;
            best = (Choice){arrival, kind, spot};
            least = against;
        }
    }
    return best;
}

Choice first_vehicle(const Static *s, const Begin *b, Work *w, const Rule *rule, num line,
                     num stream, num alone, num size) {
    return best_vehicle(s, b, w, rule, line, stream, alone, size, AT_ONCE);
}

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

void split_batch(const Work *w, Chosen *chosen, num k, num count) {
    num *row = chosen_row(w, k);
    memmove(row + BATCH_FIELDS, row, (size_t)((chosen->batches++ - k) * BATCH_FIELDS) * sizeof(num));
    row[COUNT] = count;
    row[BATCH_FIELDS + FIRST] += count;
    row[BATCH_FIELDS + COUNT] -= count;
}

void put_back(const Static *s, Work *w, const Chosen *chosen) {
    for (num k = 0; k < chosen->batches; k++) {
        const num *row = chosen_row(w, k);
        w->remaining[row[STREAM]] += row[PEOPLE] * row[COUNT];
        w->head[row[KIND] * (s->spots + 1) + row[SPOT]] -= row[COUNT];
    }
}

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

Chosen pick_vehicles(const Static *s, const Begin *b, Work *w, num line, const num *streams,
                     const num *vehicles, const Rule *rule, num patience) {
    Chosen chosen = {0, 0};
    num a = s->line_a[line], c = s->line_c[line];
    num limit = s->largest[c], least = s->smallest[c], alone = -1, enough = 0, free_until = -1;
    Deadline deadline = {AT_ONCE, 0, 1, 0};
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
            if (rule->close && deadline.minute == AT_ONCE) {
                deadline = deadline_of(s, b, w, rule, line, stream);
            }
            num due = rule->close ? at_least(due_at(deadline, chosen.vehicles), 0) : AT_ONCE;
            Choice choice = best_vehicle(s, b, w, rule, line, stream, alone, chosen.vehicles, due);
            if (choice.arrival > s->end) break;
            if (rule->close) deadline.minute += at_least(choice.arrival - due, 0);
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
            num there = (choice.kind * s->lines + line) * s->destinations + s->s_d[stream];
            if (chosen.vehicles >= s->most[there]) break;
            limit = at_most(limit, s->most[there]);
            if (chosen.vehicles < least) enough = at_least(enough, choice.arrival);
            num most = at_most(wanted, limit - chosen.vehicles);
            wanted -= take_together(s, b, w, &chosen, stream, choice, most);
        }
    }
    return chosen;
}

void spread(const Static *s, const Begin *b, Work *w, const Rule *rule, num line, Chosen *chosen,
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
