/* Tours of vehicles that never meet: a first set of tours, and simulated annealing over them.

   A tour is what one vehicle does: loads, each from a source to a shelter. A move changes one tour
   or two; it is tried on copies of these. The search looks for tours that all end by a target, one
   minute before the best found so far: it minimises how late tours are, and, weighing less, how
   long all of them take. The schedule of temperatures depends on the step number alone, so that a
   run can be stopped anywhere and repeated exactly. */
#include <math.h>
#include <string.h>

#include "random.h"

/* When a tour is over; FAR or later if it cannot be driven. */
static num tour_until(const Rounds *r, num kind, const num *rides, num count) {
    num minute = 0, last = 0, legs = kind * r->sources * r->shelters;
    for (num i = 0; i < count; i++) {
        num source = rides[i] / r->shelters, shelter = rides[i] % r->shelters;
        minute += i == 0 ? r->start[kind * r->sources + source]
                         : r->turn[legs + last * r->sources + source];
        minute = at_least(minute, r->ready[source]) + r->ride[legs + rides[i]];
        last = shelter;
    }
    return minute;
}

static num cost_of(const Chain *c, num until) {
    return until + c->late_weight * at_least(until - c->target[0], 0);
}

/* Two tours under change: copies, with what the change does to them. */
typedef struct {
    num vehicle[2], count[2], *rides[2];
    num tours;            /* 1 or 2 */
    num less[2], more[2]; /* shelters that lose and gain a load, -1: none */
} Change;

static void hold(const Rounds *r, const Tours *t, Change *change, num slot, num vehicle) {
    change->vehicle[slot] = vehicle;
    change->count[slot] = t->count[vehicle];
    memcpy(change->rides[slot], t->rides + vehicle * r->width,
           (size_t)t->count[vehicle] * sizeof(num));
}

static void take_out(Change *change, num slot, num at, num length) {
    num *rides = change->rides[slot], *count = &change->count[slot];
    memmove(rides + at, rides + at + length, (size_t)(*count - at - length) * sizeof(num));
    *count -= length;
}

static void put_in(Change *change, num slot, num at, const num *held, num length) {
    num *rides = change->rides[slot], *count = &change->count[slot];
    memmove(rides + at + length, rides + at, (size_t)(*count - at) * sizeof(num));
    memcpy(rides + at, held, (size_t)length * sizeof(num));
    *count += length;
}

/* The shelter with room that makes a stop shortest; `freed` has one place more. */
static num nearest_shelter(const Rounds *r, const Tours *t, const Change *change, num slot, num at,
                           num freed) {
    num kind = r->kind[change->vehicle[slot]], legs = kind * r->sources * r->shelters;
    const num *rides = change->rides[slot];
    num source = rides[at] / r->shelters, best = -1, least = FAR;
    num next = at + 1 < change->count[slot] ? rides[at + 1] / r->shelters : -1;
    for (num shelter = 0; shelter < r->shelters; shelter++) {
        if (t->used[shelter] - (shelter == freed) >= r->room[shelter]) continue;
        num minutes = r->ride[legs + source * r->shelters + shelter];
        if (next >= 0) minutes += r->turn[legs + shelter * r->sources + next];
        if (minutes < least) {
            least = minutes;
            best = shelter;
        }
    }
    return best;
}

/* Give a stop the shelter that suits it best, now and then a random one. */
static num redirect(const Rounds *r, const Tours *t, Change *change, num slot, num at, num number,
                    num *state) {
    num *ride = change->rides[slot] + at, old = *ride % r->shelters, fresh;
    if (below(state, 4)) {
        fresh = nearest_shelter(r, t, change, slot, at, old);
    } else {
        fresh = below(state, r->shelters);
        if (fresh != old && t->used[fresh] >= r->room[fresh]) return 0;
    }
    if (fresh < 0) return 0;
    *ride += fresh - old;
    if (fresh != old) {
        change->less[number] = old;
        change->more[number] = fresh;
    }
    return 1;
}

/* The minutes from a tour's start, or the shelter before a stop, to a source. */
static num way_to(const Rounds *r, const Change *change, num slot, num at, num source) {
    num kind = r->kind[change->vehicle[slot]];
    if (at == 0) return r->start[kind * r->sources + source];
    num shelter = change->rides[slot][at - 1] % r->shelters;
    return r->turn[(kind * r->shelters + shelter) * r->sources + source];
}

/* The minutes from a shelter to the next stop of a tour; none after the last one. */
static num way_from(const Rounds *r, const Change *change, num slot, num next, num shelter) {
    num kind = r->kind[change->vehicle[slot]];
    if (next >= change->count[slot]) return 0;
    num source = change->rides[slot][next] / r->shelters;
    return r->turn[(kind * r->shelters + shelter) * r->sources + source];
}

/* The minutes of a ride at a stop, and of the ways before and after. */
static num around(const Rounds *r, const Change *change, num slot, num at, num ride) {
    num kind = r->kind[change->vehicle[slot]];
    return way_to(r, change, slot, at, ride / r->shelters) +
           r->ride[kind * r->sources * r->shelters + ride] +
           way_from(r, change, slot, at + 1, ride % r->shelters);
}

/* Where loads add least to a tour. */
static num nearest_stop(const Rounds *r, const Change *change, num slot, const num *held,
                        num length) {
    num source = held[0] / r->shelters, shelter = held[length - 1] % r->shelters;
    num best = 0, least = FAR * 4;
    for (num to = 0; to <= change->count[slot]; to++) {
        num more = way_to(r, change, slot, to, source) + way_from(r, change, slot, to, shelter);
        if (to < change->count[slot])
            more -= way_to(r, change, slot, to, change->rides[slot][to] / r->shelters);
        if (more < least) {
            least = more;
            best = to;
        }
    }
    return best;
}

/* A place of a stop: its source (end 0) or its shelter (end 1). */
static num place_of(const Rounds *r, num ride, num end) {
    return end ? ride % r->shelters : ride / r->shelters;
}

/* A stop of a tour with that place, looked for from a random one on; -1: none. */
static num stop_at(const Rounds *r, const Change *change, num slot, num end, num place,
                   num *state) {
    num count = change->count[slot], from = below(state, count);
    for (num i = 0; i < count; i++) {
        num at = from + i < count ? from + i : from + i - count;
        if (place_of(r, change->rides[slot][at], end) == place) return at;
    }
    return -1;
}

/* Move one to three loads elsewhere; one load may change its shelter on the way. */
static num move_loads(const Rounds *r, const Tours *t, Change *change, num *state) {
    num held[3], source = below(state, change->tours);
    num other = change->tours == 2 ? 1 - source : 0;
    if (change->count[source] == 0) return 0;
    num length = below(state, 3) ? 1 : 1 + below(state, at_most(change->count[source], 3));
    num at = below(state, change->count[source] - length + 1);
    if (change->count[other] + length > r->width) return 0;
    memcpy(held, change->rides[source] + at, (size_t)length * sizeof(num));
    take_out(change, source, at, length);
    num to = below(state, 4) ? nearest_stop(r, change, other, held, length)
                             : below(state, change->count[other] + 1);
    put_in(change, other, to, held, length);
    if (length == 1 && below(state, 2)) return redirect(r, t, change, other, to, 0, state);
    return 1;
}

/* Move loads from one visit of a place to the next to where another tour has the same place. */
static num move_loop(const Rounds *r, Change *change, num *state) {
    num end = below(state, 2), *rides = change->rides[0], count = change->count[0];
    if (change->tours < 2 || count < 2) return 0;
    num at = below(state, count - 1), next = at + 1, place = place_of(r, rides[at], end);
    while (next < count && place_of(r, rides[next], end) != place) next++;
    if (next == count || change->count[1] + next - at > r->width) return 0;
    num to = stop_at(r, change, 1, end, place, state);
    if (to < 0) return 0;
    put_in(change, 1, to + end, rides + at + end, next - at);
    take_out(change, 0, at + end, next - at);
    return 1;
}

/* Exchange two stops: the loads whole (0), their sources alone (1), or their shelters alone (2). */
static void exchanged(const Rounds *r, num what, num *a, num *b) {
    num from_a = *a / r->shelters, to_a = *a % r->shelters;
    num from_b = *b / r->shelters, to_b = *b % r->shelters;
    *a = (what != 2 ? from_b : from_a) * r->shelters + (what != 1 ? to_b : to_a);
    *b = (what != 2 ? from_a : from_b) * r->shelters + (what != 1 ? to_a : to_b);
}

/* Exchange a stop with a random one, or with the one that costs least. */
static num exchange(const Rounds *r, Change *change, num *state) {
    num two = change->tours - 1, what = below(state, 3);
    if (change->count[0] == 0 || change->count[two] == 0) return 0;
    num at = below(state, change->count[0]), with = below(state, change->count[two]);
    num *a = change->rides[0] + at, *b = change->rides[two];
    if (below(state, 2)) {
        num least = FAR * 8;
        for (num i = 0; i < change->count[two]; i++) {
            if (b[i] == *a) continue;
            num from = *a, to = b[i];
            num more = -around(r, change, 0, at, from) - around(r, change, two, i, to);
            exchanged(r, what, &from, &to);
            more += around(r, change, 0, at, from) + around(r, change, two, i, to);
            if (more < least && (from != *a || to != b[i])) {
                least = more;
                with = i;
            }
        }
    }
    if (*a == b[with]) return 0;
    exchanged(r, what, a, b + with);
    return 1;
}

/* Exchange what two vehicles do from some stop on: mostly where both are at the same place, or
   where one then goes to a place that is near. Half of these are in the middle of a ride. */
static num exchange_ends(const Rounds *r, const Chain *c, Change *change, num *state) {
    if (change->tours < 2) return 0;
    num *a = change->rides[0], *b = change->rides[1];
    num cut_a = below(state, change->count[0] + 1), cut_b = below(state, change->count[1] + 1);
    num how = below(state, 8);
    if (how > 0 && cut_a < change->count[0]) {
        num source = a[cut_a] / r->shelters, shelter = a[cut_a] % r->shelters;
        num riding = how % 2, same = how < 4, near = below(state, c->near);
        if (riding) cut_b = same ? stop_at(r, change, 1, 0, source, state)
                                 : stop_at(r, change, 1, 1, c->next_shelter[source * c->near + near], state);
        else cut_b = same ? stop_at(r, change, 1, 1, shelter, state)
                          : stop_at(r, change, 1, 0, c->next_source[shelter * c->near + near], state);
        if (cut_b < 0) return 0;
        if (riding) exchanged(r, 2, a + cut_a, b + cut_b);
        cut_a++;
        if (riding || same) cut_b++;
    }
    num rest_a = change->count[0] - cut_a, rest_b = change->count[1] - cut_b;
    if (cut_a + rest_b > r->width || cut_b + rest_a > r->width) return 0;
    num both = at_most(rest_a, rest_b);
    for (num i = 0; i < both; i++) {
        num kept = a[cut_a + i];
        a[cut_a + i] = b[cut_b + i];
        b[cut_b + i] = kept;
    }
    num rest = (rest_a > both ? rest_a : rest_b) - both;
    if (rest_a > both) memcpy(b + cut_b + both, a + cut_a + both, (size_t)rest * sizeof(num));
    else memcpy(a + cut_a + both, b + cut_b + both, (size_t)rest * sizeof(num));
    change->count[0] = cut_a + rest_b;
    change->count[1] = cut_b + rest_a;
    return 1;
}

/* Change one stop's shelter. */
static num change_shelters(const Rounds *r, const Tours *t, Change *change, num *state) {
    if (change->count[0] == 0) return 0;
    return redirect(r, t, change, 0, below(state, change->count[0]), 0, state);
}

/* A vehicle: now and then the latest of a few. */
static num pick(const Rounds *r, const Tours *t, num *state) {
    num found = below(state, r->vehicles);
    for (num more = below(state, 3); more > 0; more--) {
        num other = below(state, r->vehicles);
        if (t->until[other] > t->until[found]) found = other;
    }
    return found;
}

static num attempt(const Rounds *r, const Chain *c, const Tours *t, Change *change, num *state) {
    num first = pick(r, t, state), second = below(state, r->vehicles), dice = below(state, 100);
    change->tours = first == second ? 1 : 2;
    for (num i = 0; i < 2; i++) change->less[i] = change->more[i] = -1;
    hold(r, t, change, 0, first);
    if (change->tours == 2) hold(r, t, change, 1, second);
    if (dice < 35) return move_loads(r, t, change, state);
    if (dice < 55) return exchange(r, change, state);
    if (dice < 75) return exchange_ends(r, c, change, state);
    if (dice < 85) return move_loop(r, change, state);
    return change_shelters(r, t, change, state);
}

static void write_down(const Rounds *r, Tours *t, const Change *change, const num *until) {
    for (num slot = 0; slot < change->tours; slot++) {
        num v = change->vehicle[slot];
        memcpy(t->rides + v * r->width, change->rides[slot],
               (size_t)change->count[slot] * sizeof(num));
        t->count[v] = change->count[slot];
        t->until[v] = until[slot];
    }
    for (num i = 0; i < 2; i++) {
        if (change->less[i] >= 0) t->used[change->less[i]]--;
        if (change->more[i] >= 0) t->used[change->more[i]]++;
    }
}

static void copy_tours(const Rounds *r, Tours *to, const Tours *from) {
    memcpy(to->count, from->count, (size_t)r->vehicles * sizeof(num));
    memcpy(to->until, from->until, (size_t)r->vehicles * sizeof(num));
    memcpy(to->used, from->used, (size_t)r->shelters * sizeof(num));
    for (num v = 0; v < r->vehicles; v++)
        memcpy(to->rides + v * r->width, from->rides + v * r->width,
               (size_t)from->count[v] * sizeof(num));
    to->sums[0] = from->sums[0];
}

static num last_arrival(const Rounds *r, const Tours *t) {
    num last = 0;
    for (num v = 0; v < r->vehicles; v++) last = at_least(last, t->until[v]);
    return last;
}

/* Take `steps` steps from step `step_from` on; returns how often the best was improved. */
EXPORT num anneal_tours(const Rounds *r, Chain *c, Tours *current, Tours *best) {
    num improved = 0, late = 0;
    Change change = {.rides = {c->scratch, c->scratch + r->width}};
    for (num v = 0; v < r->vehicles; v++) late += at_least(current->until[v] - c->target[0], 0);
    for (num step = c->step_from; step < c->step_from + c->steps; step++) {
        if (late == 0) {
            current->sums[0] = last_arrival(r, current);
            if (current->sums[0] < best->sums[0]) {
                copy_tours(r, best, current);
                improved++;
            }
            c->target[0] = at_most(c->target[0], current->sums[0]) - 1;
            for (num v = 0; v < r->vehicles; v++)
                late += at_least(current->until[v] - c->target[0], 0);
        }
        if (!attempt(r, c, current, &change, c->state)) continue;
        num until[2], more = 0, later = 0;
        for (num slot = 0; slot < change.tours; slot++) {
            num v = change.vehicle[slot];
            until[slot] = tour_until(r, r->kind[v], change.rides[slot], change.count[slot]);
            more += cost_of(c, until[slot]) - cost_of(c, current->until[v]);
            later += at_least(until[slot] - c->target[0], 0) -
                     at_least(current->until[v] - c->target[0], 0);
        }
        if (more > 0) {
            double share = (double)(step % c->cycle_steps) / (double)c->cycle_steps;
            double heat = (double)c->hot * pow((double)c->cold / (double)c->hot, share) / 1000;
            if (more >= FAR || chance(c->state) >= exp(-(double)more / heat)) continue;
        }
        write_down(r, current, &change, until);
        late += later;
    }
    current->sums[0] = last_arrival(r, current);
    return improved;
}

/* The load that a vehicle, as far as its tour goes, can bring soonest; -1: none. */
static num soonest(const Rounds *r, const Tours *t, const num *waiting, num v, num *until) {
    num kind = r->kind[v], legs = kind * r->sources * r->shelters, count = t->count[v], best = -1;
    if (count == r->width) return -1;
    for (num source = 0; source < r->sources; source++) {
        if (waiting[source] == 0) continue;
        num last = count ? t->rides[v * r->width + count - 1] % r->shelters : 0;
        num stand = count ? t->until[v] + r->turn[legs + last * r->sources + source]
                          : r->start[kind * r->sources + source];
        stand = at_least(stand, r->ready[source]);
        for (num shelter = 0; shelter < r->shelters; shelter++) {
            if (t->used[shelter] >= r->room[shelter]) continue;
            num minute = stand + r->ride[legs + source * r->shelters + shelter];
            if (minute < *until) {
                *until = minute;
                best = source * r->shelters + shelter;
            }
        }
    }
    return best;
}

/* Always add the load that arrives first, until nobody is `waiting`. Returns how many loads are
   left that no vehicle can bring. */
EXPORT num fill_tours(const Rounds *r, Chain *c, Tours *t) {
    num left = 0, *waiting = c->waiting, *soon = c->soon, *next = c->next;
    for (num i = 0; i < r->sources; i++) left += waiting[i];
    for (num v = 0; v < r->vehicles; v++) {
        t->until[v] = tour_until(r, r->kind[v], t->rides + v * r->width, t->count[v]);
        soon[v] = FAR;
        next[v] = soonest(r, t, waiting, v, soon + v);
    }
    while (left > 0) {
        num v = 0;
        for (num other = 1; other < r->vehicles; other++)
            if (soon[other] < soon[v]) v = other;
        if (soon[v] >= FAR) break;
        num ride = next[v], source = ride / r->shelters, shelter = ride % r->shelters;
        if (waiting[source] > 0 && t->used[shelter] < r->room[shelter]) {
            t->rides[v * r->width + t->count[v]++] = ride;
            t->until[v] = soon[v];
            t->used[shelter]++;
            waiting[source]--;
            left--;
        }
        soon[v] = FAR;
        next[v] = soonest(r, t, waiting, v, soon + v);
    }
    t->sums[0] = last_arrival(r, t);
    return left;
}
