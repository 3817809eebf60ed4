#include "vehicles.h"

#include <string.h>

#include "arrays.h"
#include "resources.h"

void put_free(const Static *s, const Begin *b, Work *w, num kind, num spot, const num *vehicles,
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

/* ---- empty trips ---- */

static const Trip NO_TRIP = {-2, FAR, FAR};

static num way_index(const Static *s, num kind, num spot, num a) {
    return ((kind * s->spots + spot) * s->points + a) * s->way_width;
}

static num back_service(const Static *s, num c, num k, num vehicles) {
    num q = s->back_q[c * s->back_width + k];
    return ceil_div(vehicles, s->lanes[q]) * s->inspect[q];
}

/* Minutes of inspections on the way back at places of one kind (fields.h), or at all of them (-1). */
static num back_services(const Static *s, num c, num vehicles, num where) {
    num total = 0;
    for (num k = 0; c >= 0 && k < s->back_width && s->back_q[c * s->back_width + k] >= 0; k++) {
        if (where >= 0 && s->back_where[c * s->back_width + k] != where) continue;
        total += back_service(s, c, k, vehicles);
    }
    return total;
}

static num way_departure(const Static *s, const Work *w, num kind, num way, num free, num vehicles) {
    num c = s->way_c[way], before = s->way_before[way];
    num total = s->way_total[way] + back_services(s, c, vehicles, -1);
    num enters = before + back_services(s, c, vehicles, BACK_ENTRY);
    num inside = s->way_inside[way] + back_services(s, c, vehicles, BACK_INSIDE);
    num depart = free;
    for (;;) {
        num asked = depart;
        depart = past_suspensions(s, depart, total);
        if (s->way_bound[way]) {
            num entry = in_window(s->windows + c * s->window_width * 2, s->window_width,
                                  depart + enters, inside);
            if (entry >= FAR) return FAR;
            depart = entry - enters;
        }
        num gone = before;
        for (num k = 0; c >= 0 && k < s->back_width && s->back_q[c * s->back_width + k] >= 0; k++) {
            num q = s->back_q[c * s->back_width + k], service = back_service(s, c, k, vehicles);
            num offset = gone + s->back_at[(s->pace[kind] * s->corridors + c) * s->back_width + k];
            num start = past_inspections(s, w, q, depart + offset, service);
            if (start >= FAR) return FAR;
            depart = start - offset;
            gone += service;
        }
        if (depart == asked) return depart;
        if (depart > s->end) return FAR;
    }
}

Trip empty_trip(const Static *s, const Work *w, num kind, num spot, num a, num free,
                num vehicles) {
    if (spot >= s->spots) return (Trip){-2, free, free};
    num length = s->empty[(kind * s->spots + spot) * s->points + a];
    if (length >= FAR) return NO_TRIP;
    num first = way_index(s, kind, spot, a);
    if (s->plain_returns || s->way_c[first] == -2) return (Trip){s->way_c[first], free, free + length};
    Trip best = NO_TRIP;
    for (num way = first; way < first + s->way_width; way++) {
        num total = s->way_total[way];
        if (total >= FAR || free + total >= best.arrive) break;
        num depart = way_departure(s, w, kind, way, free, vehicles);
        if (depart >= FAR) continue;
        num arrive = depart + total + back_services(s, s->way_c[way], vehicles, -1);
        if (arrive < best.arrive) best = (Trip){s->way_c[way], depart, arrive};
    }
    return best;
}

void mark_back(const Static *s, Work *w, const num *row, num a, num vehicles, int occupy) {
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
