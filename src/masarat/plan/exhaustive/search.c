/* Exhaustive search over convoys in the order of their entries (docs/exhaustive.md).
 *
 * A state says what is left to be moved and from when on each bus, team, corridor and checkpoint
 * can be used again. States with the same rides left are kept only if no other is at least as good
 * in everything. Whole numbers throughout; nothing depends on the clock. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum { POINTS = 6, CORRIDORS = 4, GOALS = 3, PLACES = GOALS + 1, BUSES = 20, TEAMS = 6 };
enum { SPLITS = 2048, RIDES = 129, LATE = 32000, FAR = 1 << 28, ROW = 4 + GOALS };
enum { EXCLUDED = 0, REACHED = 1, GAVE_UP = 2, NO_MEMORY = 3 };

typedef struct {
    int16_t entry, bus[BUSES], team[TEAMS], next[CORRIDORS], gate[CORRIDORS], small[POINTS];
    uint8_t count[PLACES], a, c, size, to[GOALS];
    int32_t from;
} State;

typedef struct {
    int32_t from;
    int16_t entry;
    uint8_t a, c, size, to[GOALS];
} Step;

typedef struct {
    State *states;
    int64_t count, room;
} Bucket;

typedef struct {
    int64_t points, corridors, goals, buses, teams, load, within;
    int64_t fillers, capped, most_aboard, spare, small_allowed, limit;
    const int64_t *rides, *bays, *ready, *capacity;
    const int64_t *before, *after, *headway, *smallest, *largest, *lanes, *service, *wait;
    const int64_t *escorted, *fifo, *first_window, *windows;
    const int64_t *access, *team_back, *out, *turn;
} Problem;

typedef struct {
    const Problem *p;
    const volatile int64_t *stop;
    Bucket *buckets;
    Step *log;
    int64_t logged, log_room, kept, expanded, widths[POINTS], goal_width;
    int32_t *rounds[PLACES], *minutes[PLACES];
    int64_t value[POINTS], most[POINTS], team_slack, total;
    int64_t busy[POINTS][RIDES]; /* team-minutes at least for so many rides from there */
    int splits[SPLITS][PLACES];
    int out_of_memory, found;
    State last;
} Search;

typedef struct {
    int64_t left[POINTS], to[GOALS];
} Rest;

static int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }
static int64_t most(int64_t x, int64_t y) { return x > y ? x : y; }

static int64_t inspection(const Problem *p, int64_t c, int64_t size) {
    return p->lanes[c] ? (size + p->lanes[c] - 1) / p->lanes[c] * p->service[c] : 0;
}

static int64_t inside(const Problem *p, int64_t c, int64_t size) {
    return p->before[c] + inspection(p, c, size) + p->after[c];
}

static int64_t access_of(const Problem *p, int64_t a, int64_t c) {
    return p->access[a * p->corridors + c];
}

static int64_t turn_of(const Problem *p, int64_t place, int64_t a) {
    return p->turn[place * p->points + a];
}

static int64_t out_of(const Problem *p, int64_t c, int64_t d) { return p->out[c * p->goals + d]; }

static void sort(int16_t *values, int64_t count) {
    for (int64_t i = 1; i < count; i++) {
        int16_t value = values[i];
        int64_t j = i;
        for (; j > 0 && values[j - 1] > value; j--) values[j] = values[j - 1];
        values[j] = value;
    }
}

/* ---- what one bus, and all teams, can still do at most ---- */

static int64_t arrival(const Problem *p, int64_t place, int64_t t, int64_t a, int64_t c, int64_t d) {
    int64_t stand = t + turn_of(p, place, a);
    stand = most(stand, p->ready[a]);
    return stand + p->load + access_of(p, a, c) + inside(p, c, 1) + out_of(p, c, d);
}

static void prospects_at(Search *s, int64_t place, int64_t t) {
    const Problem *p = s->p;
    int32_t rounds = 0, minutes = 0;
    for (int64_t a = 0; a < p->points; a++)
        for (int64_t c = 0; c < p->corridors; c++)
            for (int64_t d = 0; d < p->goals; d++) {
                int64_t there = arrival(p, place, t, a, c, d);
                if (there > p->within) continue;
                rounds = (int32_t)most(rounds, 1 + s->rounds[d][there]);
                minutes = (int32_t)most(minutes, s->value[a] + s->minutes[d][there]);
            }
    s->rounds[place][t] = rounds;
    s->minutes[place][t] = minutes;
}

/* The fewest team-minutes in which convoys of any sizes take so many rides from each point. */
static void escorting(Search *s) {
    const Problem *p = s->p;
    for (int64_t a = 0; a < p->points; a++)
        for (int64_t rides = 1; rides <= p->rides[a]; rides++) {
            s->busy[a][rides] = p->within + 1;
            for (int64_t c = 0; c < p->corridors; c++)
                for (int64_t size = 1; size <= least(p->largest[c], p->buses); size++) {
                    int64_t away = access_of(p, a, c) + inside(p, c, size) +
                                   p->team_back[a * p->corridors + c];
                    int64_t others = s->busy[a][most(rides - size, 0)];
                    if (access_of(p, a, c) >= FAR) continue;
                    away = p->escorted[c] ? least(away, p->within + 1) : 0;
                    s->busy[a][rides] = least(s->busy[a][rides], away + others);
                }
        }
}

static int prospects(Search *s) {
    const Problem *p = s->p;
    for (int64_t place = 0; place <= p->goals; place++) {
        s->rounds[place] = calloc((size_t)p->within + 1, sizeof(int32_t));
        s->minutes[place] = calloc((size_t)p->within + 1, sizeof(int32_t));
        if (!s->rounds[place] || !s->minutes[place]) return 0;
    }
    s->team_slack = 0;
    for (int64_t a = 0; a < p->points; a++) {
        s->value[a] = FAR;
        s->most[a] = 1;
        for (int64_t c = 0; c < p->corridors; c++) {
            int64_t reach = access_of(p, a, c) + inside(p, c, 1);
            int64_t back = p->team_back[a * p->corridors + c], turn = FAR;
            if (access_of(p, a, c) >= FAR) continue;
            s->most[a] = most(s->most[a], least(p->largest[c], p->buses));
            for (int64_t d = 0; d < p->goals; d++) {
                turn = least(turn, turn_of(p, d, a));
                s->team_slack = most(s->team_slack, back - out_of(p, c, d));
            }
            turn = least(turn, p->within + 1);
            for (int64_t d = 0; d < p->goals; d++)
                s->value[a] = least(s->value[a], p->load + reach + out_of(p, c, d) + turn);
        }
        s->value[a] = least(s->value[a], p->within + 1);
    }
    escorting(s);
    for (int64_t t = p->within; t >= 0; t--)
        for (int64_t place = 0; place <= p->goals; place++) prospects_at(s, place, t);
    return 1;
}

static int hopeless(const Search *s, const State *x, const Rest *rest) {
    const Problem *p = s->p;
    int64_t need = 0, worth = 0, busy = 0, rounds = 0, minutes = 0, free = 0, at = 0;
    for (int64_t a = 0; a < p->points; a++) {
        need += rest->left[a];
        worth += rest->left[a] * s->value[a];
        busy += s->busy[a][rest->left[a]];
    }
    for (int64_t place = 0; place <= p->goals; place++)
        for (int64_t i = 0; i < x->count[place]; i++, at++)
            if (x->bus[at] <= p->within) {
                rounds += s->rounds[place][x->bus[at]];
                minutes += s->minutes[place][x->bus[at]];
            }
    if (rounds < need || minutes < worth) return 1;
    for (int64_t e = 0; e < p->teams; e++)
        free += most(p->within + s->team_slack - x->team[e], 0);
    return p->teams && busy > free;
}

/* ---- states ---- */

/* What is free long before it can be needed is as good as what is free just in time. */
static void level(const Search *s, State *x, const Rest *rest) {
    const Problem *p = s->p;
    int64_t e = x->entry, farthest = 0, at = 0;
    for (int64_t c = 0; c < p->corridors; c++) {
        x->next[c] = (int16_t)most(x->next[c], e);
        x->gate[c] = (int16_t)most(x->gate[c], least(e + p->before[c], LATE));
        for (int64_t a = 0; a < p->points; a++)
            if (rest->left[a] && access_of(p, a, c) < FAR)
                farthest = most(farthest, access_of(p, a, c));
    }
    for (int64_t t = 0; t < p->teams; t++) x->team[t] = (int16_t)most(x->team[t], e - farthest);
    sort(x->team, p->teams);
    for (int64_t place = 0; place <= p->goals; place++) {
        int64_t ahead = -1;
        for (int64_t a = 0; a < p->points; a++) {
            int64_t waves = p->bays[a] ? (s->most[a] + p->bays[a] - 1) / p->bays[a] : 1;
            if (!rest->left[a] || turn_of(p, place, a) >= FAR) continue;
            for (int64_t c = 0; c < p->corridors; c++)
                if (access_of(p, a, c) < FAR)
                    ahead = most(ahead, access_of(p, a, c) + waves * p->load + turn_of(p, place, a));
        }
        for (int64_t i = 0; i < x->count[place]; i++)
            x->bus[at + i] = (int16_t)(ahead < 0 ? LATE : most(x->bus[at + i], e - ahead));
        sort(x->bus + at, x->count[place]);
        at += x->count[place];
    }
}

static int at_least_as_good(const Problem *p, const State *x, const State *y) {
    if (x->entry > y->entry) return 0;
    if (memcmp(x->count, y->count, sizeof x->count)) return 0;
    for (int64_t i = 0; i < p->buses; i++)
        if (x->bus[i] > y->bus[i]) return 0;
    for (int64_t i = 0; i < p->teams; i++)
        if (x->team[i] > y->team[i]) return 0;
    for (int64_t a = 0; a < p->points; a++)
        if (x->small[a] > y->small[a]) return 0;
    for (int64_t c = 0; c < p->corridors; c++)
        if (x->next[c] > y->next[c] || x->gate[c] > y->gate[c]) return 0;
    return 1;
}

static int64_t place_of(const Search *s, const Rest *rest) {
    int64_t found = 0;
    for (int64_t a = 0; a < s->p->points; a++) found = found * s->widths[a] + rest->left[a];
    for (int64_t d = 0; s->p->capped && d + 1 < s->p->goals; d++)
        found = found * s->goal_width + rest->to[d];
    return found;
}

static void keep(Search *s, Bucket *b, const State *x) {
    int64_t left = 0;
    for (int64_t i = 0; i < b->count; i++)
        if (at_least_as_good(s->p, &b->states[i], x)) return;
    for (int64_t i = 0; i < b->count; i++)
        if (!at_least_as_good(s->p, x, &b->states[i])) {
            if (left != i) b->states[left] = b->states[i];
            left++;
        }
    s->kept += left - b->count;
    b->count = left;
    if (b->count == b->room) {
        int64_t room = b->room ? 2 * b->room : 4;
        State *more = realloc(b->states, (size_t)room * sizeof(State));
        if (!more) {
            s->out_of_memory = 1;
            return;
        }
        b->states = more;
        b->room = room;
    }
    b->states[b->count++] = *x;
    s->kept++;
}

/* ---- one more convoy ---- */

typedef struct {
    const State *x;
    const Rest *rest;
    int64_t a, c, size;
    int64_t start[PLACES + 1];
} Move;

/* All ways to write `sum` as one number for each of `length` places, each at most `limit`. */
static int64_t split(Search *s, int64_t sum, const uint8_t *limit, int64_t length) {
    int64_t count = 0, at = 0;
    int now[PLACES] = {0}, used = 0;
    now[0] = -1;
    while (at >= 0) {
        if (at == length - 1) {
            int rest = (int)sum - used;
            if (rest <= limit[at] && count < SPLITS) {
                now[at] = rest;
                memcpy(s->splits[count++], now, sizeof now);
            }
            now[at] = 0;
            at--;
            continue;
        }
        if (now[at] >= 0) used -= now[at];
        now[at]++;
        if (now[at] > limit[at] || used + now[at] > sum) {
            now[at] = -1;
            at--;
            continue;
        }
        used += now[at];
        at++;
        if (at < length - 1) now[at] = -1;
    }
    return count;
}

static int64_t stand(const Problem *p, const Move *m, int64_t place, int64_t i) {
    int64_t at = m->x->bus[m->start[place] + i] + turn_of(p, place, m->a);
    return most(at, p->ready[m->a]);
}

/* The least entry of `size` buses, so many from each place: they load in waves. */
static int64_t earliest(const Problem *p, const Move *m, const int *from) {
    const State *x = m->x;
    int64_t access = access_of(p, m->a, m->c), bays = p->bays[m->a];
    int64_t entry = most(x->entry, x->next[m->c]);
    if (p->escorted[m->c]) entry = most(entry, x->team[0] + access);
    if (p->fifo[m->c]) entry = most(entry, x->gate[m->c] - p->before[m->c] - p->wait[m->c]);
    for (int64_t place = 0; place <= p->goals; place++)
        for (int64_t wave = 0, last = from[place]; last > 0; wave++) {
            entry = most(entry, stand(p, m, place, last - 1) + p->load * (1 + wave) + access);
            last = bays ? last - bays : 0;
        }
    return entry;
}

/* Entries worth trying: the least, and those for which a later bus or team can be spared. */
static int64_t entries(const Problem *p, const Move *m, const int *from, int64_t *found) {
    int64_t access = access_of(p, m->a, m->c), count = 1;
    found[0] = earliest(p, m, from);
    for (int64_t place = 0; place <= p->goals; place++)
        for (int64_t i = 0; from[place] && i < m->x->count[place]; i++) {
            int64_t entry = stand(p, m, place, i) + p->load + access;
            if (entry > found[0]) found[count++] = entry;
        }
    for (int64_t e = 0; p->escorted[m->c] && e < p->teams; e++)
        if (m->x->team[e] + access > found[0]) found[count++] = m->x->team[e] + access;
    for (int64_t i = 1; i < count; i++)
        for (int64_t j = 0; j < i; j++)
            if (found[i] == found[j]) {
                found[i--] = found[--count];
                break;
            }
    return count;
}

/* Move the entry on to where entry and exit lie in one window; return the exit, or FAR. */
static int64_t exit_of(const Problem *p, const Move *m, int64_t *entry, int64_t *until) {
    int64_t served = inspection(p, m->c, m->size);
    for (int64_t w = p->first_window[m->c]; w < p->first_window[m->c + 1]; w++) {
        int64_t e = most(*entry, p->windows[2 * w]), begin = e + p->before[m->c];
        if (p->fifo[m->c]) begin = most(begin, m->x->gate[m->c]);
        if (begin + served + p->after[m->c] <= p->windows[2 * w + 1]) {
            *entry = e;
            *until = begin + served;
            return *until + p->after[m->c];
        }
    }
    return FAR;
}

/* Take the buses that are free last among those that can still make it: the others stay. */
static int take(const Problem *p, const Move *m, const int *from, int64_t depart, State *y) {
    int64_t at = 0;
    for (int64_t place = 0; place <= p->goals; place++) {
        int64_t count = m->x->count[place], able = 0;
        while (able < count && stand(p, m, place, able) + p->load <= depart) able++;
        if (able < from[place]) return 0;
        for (int64_t i = 0; i < count; i++)
            if (i < able - from[place] || i >= able) y->bus[at++] = m->x->bus[m->start[place] + i];
        y->count[place] = (uint8_t)(count - from[place]);
    }
    return 1;
}

static int wasted(const Problem *p, const Rest *rest) {
    int64_t waste = 0;
    for (int64_t d = 0; d < p->goals; d++)
        waste += most(rest->to[d] * p->most_aboard - p->capacity[d], 0);
    return waste > p->spare;
}

static void arrive(State *y, const State *gone, const Problem *p, const int *to, const Move *m,
                   int64_t exit) {
    int64_t at = 0, old = 0;
    *y = *gone;
    for (int64_t place = 0; place <= p->goals; place++) {
        for (int64_t i = 0; i < gone->count[place]; i++) y->bus[at++] = gone->bus[old++];
        if (place == p->goals) break;
        for (int i = 0; i < to[place]; i++) y->bus[at++] = (int16_t)(exit + out_of(p, m->c, place));
        y->count[place] = (uint8_t)(gone->count[place] + to[place]);
        y->to[place] = (uint8_t)to[place];
    }
}

static void spread(Search *s, const Move *m, const State *gone, int64_t exit,
                   int (*ways)[PLACES], int64_t many) {
    const Problem *p = s->p;
    for (int64_t way = 0; way < many && !s->found; way++) {
        Rest rest = *m->rest;
        State y;
        int64_t remains = 0, late = 0;
        rest.left[m->a] = most(rest.left[m->a] - m->size, 0);
        for (int64_t d = 0; d < p->goals; d++) {
            late |= ways[way][d] && exit + out_of(p, m->c, d) > p->within;
            rest.to[d] += p->capped ? ways[way][d] : 0;
        }
        if (late || (p->capped && wasted(p, &rest))) continue;
        for (int64_t a = 0; a < p->points; a++) remains += rest.left[a];
        arrive(&y, gone, p, ways[way], m, exit);
        if (!remains) {
            s->found = 1;
            s->last = y;
            return;
        }
        level(s, &y, &rest);
        if (!hopeless(s, &y, &rest)) keep(s, &s->buckets[place_of(s, &rest)], &y);
    }
}

static void send(Search *s, const Move *m, const int *from, int64_t entry,
                 int (*ways)[PLACES], int64_t many) {
    const Problem *p = s->p;
    int64_t until = 0, exit = exit_of(p, m, &entry, &until);
    int64_t depart = entry - access_of(p, m->a, m->c), soonest = FAR, team = 0;
    /* small[a] is 0 as long as no small convoy left, then LATE less its departure */
    for (int64_t d = 0; d < p->goals; d++) soonest = least(soonest, out_of(p, m->c, d));
    if (exit + soonest > p->within) return;
    if (m->x->small[m->a] && depart >= LATE - m->x->small[m->a]) return; /* the small one is last */
    State y = *m->x;
    if (!take(p, m, from, depart, &y)) return;
    y.entry = (int16_t)entry;
    y.a = (uint8_t)m->a, y.c = (uint8_t)m->c, y.size = (uint8_t)m->size;
    y.from = (int32_t)(s->logged - 1);
    if (m->size < p->smallest[m->c]) y.small[m->a] = (int16_t)(LATE - depart);
    if (p->escorted[m->c]) {
        int64_t back = exit + p->team_back[m->a * p->corridors + m->c];
        for (int64_t e = 1; e < p->teams; e++)
            if (y.team[e] <= depart) team = e;
        y.team[team] = (int16_t)least(back, LATE);
    }
    y.next[m->c] = (int16_t)least(entry + p->headway[m->c], LATE);
    if (p->fifo[m->c]) y.gate[m->c] = (int16_t)until;
    spread(s, m, &y, exit, ways, many);
}

static int may_form(const Problem *p, const Move *m) {
    return m->size >= p->smallest[m->c] || (p->small_allowed && !m->x->small[m->a]);
}

static void form(Search *s, Move *m) {
    const Problem *p = s->p;
    static const uint8_t any[PLACES] = {255, 255, 255, 255};
    int64_t found[BUSES + TEAMS + 1], many, targets;
    int from[SPLITS][PLACES], ways[SPLITS][PLACES];
    targets = split(s, m->size, any, p->goals);
    memcpy(ways, s->splits, (size_t)targets * sizeof *ways);
    many = split(s, m->size, m->x->count, p->goals + 1);
    memcpy(from, s->splits, (size_t)many * sizeof *from);
    for (int64_t i = 0; i < many && !s->found; i++) {
        int64_t count = entries(p, m, from[i], found);
        for (int64_t j = 0; j < count && !s->found; j++)
            if (found[j] <= p->within) send(s, m, from[i], found[j], ways, targets);
    }
}

static void expand(Search *s, const State *x, const Rest *rest) {
    const Problem *p = s->p;
    Move m = {.x = x, .rest = rest};
    s->expanded++;
    for (int64_t place = 0; place <= p->goals; place++)
        m.start[place + 1] = m.start[place] + x->count[place];
    for (m.a = 0; m.a < p->points; m.a++)
        for (m.c = 0; rest->left[m.a] && m.c < p->corridors; m.c++) {
            int64_t high = least(p->largest[m.c], p->buses), left = rest->left[m.a];
            if (access_of(p, m.a, m.c) >= FAR) continue;
            if (!p->fillers) high = least(high, left);
            else high = least(high, most(left, p->smallest[m.c]));
            for (m.size = 1; m.size <= high && !s->found; m.size++)
                if (may_form(p, &m)) form(s, &m);
        }
}

/* ---- all states, the most rides left first ---- */

static int note(Search *s, const State *x) {
    if (s->logged == s->log_room) {
        int64_t room = s->log_room ? 2 * s->log_room : 1024;
        Step *more = realloc(s->log, (size_t)room * sizeof(Step));
        if (!more) return 0;
        s->log = more;
        s->log_room = room;
    }
    Step *step = &s->log[s->logged++];
    step->from = x->from, step->entry = x->entry;
    step->a = x->a, step->c = x->c, step->size = x->size;
    memcpy(step->to, x->to, sizeof step->to);
    return 1;
}

static int visit(Search *s, int64_t index, int64_t tail) {
    const Problem *p = s->p;
    Bucket *b = &s->buckets[index * tail];
    Rest rest = {{0}, {0}};
    int64_t sum = 0, code = index;
    for (int64_t a = p->points - 1; a >= 0; a--) {
        rest.left[a] = code % s->widths[a];
        code /= s->widths[a];
        sum += rest.left[a];
    }
    for (int64_t k = 0; k < tail; k++, b++) {
        int64_t gone = s->total - sum;
        code = k;
        for (int64_t d = p->goals - 2; p->capped && d >= 0; d--) {
            rest.to[d] = code % s->goal_width;
            code /= s->goal_width;
            gone -= rest.to[d];
        }
        if (p->capped) rest.to[p->goals - 1] = gone;
        for (int64_t i = 0; i < b->count && !s->found; i++) {
            if (*s->stop || s->expanded >= p->limit || s->kept >= 2 * p->limit) return GAVE_UP;
            State x = b->states[i];
            if (s->out_of_memory || !note(s, &x)) return NO_MEMORY;
            expand(s, &x, &rest);
        }
        if (s->found) return REACHED;
        s->kept -= b->count;
        free(b->states);
        memset(b, 0, sizeof *b);
    }
    return EXCLUDED;
}

static int run(Search *s, int64_t all, int64_t tail) {
    const Problem *p = s->p;
    Rest rest = {{0}, {0}};
    State first;
    memset(&first, 0, sizeof first);
    first.count[p->goals] = (uint8_t)p->buses;
    first.from = -1;
    for (int64_t a = 0; a < p->points; a++) rest.left[a] = p->rides[a];
    keep(s, &s->buckets[place_of(s, &rest)], &first);
    for (int64_t sum = s->total; sum > 0; sum--)
        for (int64_t index = 0; index < all; index++) {
            int64_t code = index, here = 0;
            for (int64_t a = p->points - 1; a >= 0; a--) {
                here += code % s->widths[a];
                code /= s->widths[a];
            }
            if (here != sum) continue;
            int result = visit(s, index, tail);
            if (result != EXCLUDED) return result;
        }
    return EXCLUDED;
}

static int64_t write_path(const Search *s, int64_t *path) {
    int64_t length = 1, at;
    for (at = s->last.from; s->log[at].from >= 0; at = s->log[at].from) length++;
    int64_t *row = path + (length - 1) * ROW;
    row[0] = s->last.a, row[1] = s->last.c, row[2] = s->last.size, row[3] = s->last.entry;
    for (int d = 0; d < GOALS; d++) row[4 + d] = s->last.to[d];
    for (at = s->last.from; s->log[at].from >= 0; at = s->log[at].from) {
        const Step *step = &s->log[at];
        row -= ROW;
        row[0] = step->a, row[1] = step->c, row[2] = step->size, row[3] = step->entry;
        for (int d = 0; d < GOALS; d++) row[4 + d] = step->to[d];
    }
    return length;
}

/* path: room for one row [point, corridor, vehicles, entry, vehicles by goal] for each ride and
 * filler. report: states expanded, rows written. stop: anything but 0 ends the search. */
EXPORT int64_t exhaustive_search(const Problem *p, int64_t *path, int64_t *report,
                                 const int64_t *stop) {
    Search *s = calloc(1, sizeof(Search));
    int64_t all = 1, tail = 1, result = NO_MEMORY;
    if (!s) return NO_MEMORY;
    s->p = p;
    s->stop = stop;
    for (int64_t a = 0; a < p->points; a++) {
        s->widths[a] = p->rides[a] + 1;
        s->total += p->rides[a];
        all *= s->widths[a];
    }
    s->goal_width = s->total + 1;
    for (int64_t d = 0; p->capped && d + 1 < p->goals; d++) tail *= s->goal_width;
    s->buckets = calloc((size_t)(all * tail), sizeof(Bucket));
    if (s->buckets && prospects(s)) result = run(s, all, tail);
    report[0] = s->expanded;
    report[1] = result == REACHED ? write_path(s, path) : 0;
    for (int64_t i = 0; s->buckets && i < all * tail; i++) free(s->buckets[i].states);
    for (int64_t place = 0; place < PLACES; place++) {
        free(s->rounds[place]);
        free(s->minutes[place]);
    }
    free(s->buckets);
    free(s->log);
    free(s);
    return result;
}
