/* From a state to those with one more convoy. */

#include "search.h"

#include <string.h>

enum { LESSON = 64 }; /* states between two lessons at first */

typedef struct {
    const State *x;
    const Rest *rest;
    int64_t a, c, size;
    int64_t start[LOTS + 1];
} Move;

/* All ways to write `sum` as one number for each of `length` places, each at most `limit`. */
static int64_t split(Search *s, int64_t sum, const uint8_t *limit, int64_t length) {
    int64_t count = 0, at = 0;
    int now[LOTS] = {0}, used = 0;
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

static int64_t stand(const Problem *p, const Move *m, int64_t lot, int64_t i) {
    int64_t at = m->x->key[BUS + m->start[lot] + i] + turn_of(p, lot, m->a);
    return most(at, p->ready[m->a]);
}

/* The last of two lists in falling order, `at` the next of each. */
static int64_t later(const int64_t *one, int64_t ones, const int16_t *two, int64_t *at) {
    int64_t first = at[0] < ones ? one[at[0]] : -1, second = at[1] < STOOD ? two[at[1]] : -1;
    if (first < 0 && second < 0) return -1;
    return first >= second ? one[at[0]++] : two[at[1]++];
}

/* When the first so many buses from each place stand there, the last first. */
static void standing(const Problem *p, const Move *m, const int *from, int64_t *found) {
    int64_t next[LOTS];
    for (int64_t lot = 0; lot < p->lots; lot++) next[lot] = from[lot];
    for (int64_t j = 0; j < m->size; j++) {
        int64_t last = 0;
        found[j] = -1;
        for (int64_t lot = 0; lot < p->lots; lot++)
            if (next[lot] && stand(p, m, lot, next[lot] - 1) > found[j])
                last = lot, found[j] = stand(p, m, lot, next[lot] - 1);
        next[last]--;
    }
}

/* The least departure of buses that stand there so early: they load in waves, and after others. */
static int64_t loaded(const Search *s, const Move *m, const int64_t *stands) {
    const Problem *p = s->p;
    int64_t bays = p->bays[m->a] ? p->bays[m->a] : BUSES, depart = 0, at[2] = {0, 0}, stood;
    int64_t slack = access_of(p, m->a, m->c) - s->near[m->a];
    for (int64_t j = 0; j < m->size; j++)
        depart = most(depart, stands[j] + p->load * (1 + j / bays));
    for (int64_t k = 0; s->shared[m->a]; k++) {
        stood = later(stands, m->size, m->x->key + BAYS + STOOD * m->a, at);
        if (stood < 0) break;
        depart = most(depart, stood + p->load * (1 + k / bays) - slack);
    }
    return depart;
}

/* Remember when the buses of a convoy stood at its point, or could have. */
static void remember(const Search *s, const Move *m, int64_t *stands, State *y) {
    int64_t at[2] = {0, 0}, first = m->size - s->crowd;
    int16_t now[STOOD];
    if (!s->shared[m->a]) return;
    for (int64_t j = most(first + 1, 0); j < m->size; j++)
        stands[j] = first < 0 ? -1 : least(stands[j], stands[first] + s->p->load - s->ahead[m->a]);
    for (int64_t k = 0; k < STOOD; k++)
        now[k] = (int16_t)most(later(stands, m->size, m->x->key + BAYS + STOOD * m->a, at), -1);
    memcpy(y->key + BAYS + STOOD * m->a, now, sizeof now);
}

static int64_t earliest(const Search *s, const Move *m, const int64_t *stands) {
    const Problem *p = s->p;
    const State *x = m->x;
    int64_t access = access_of(p, m->a, m->c);
    int64_t entry = most(x->key[ENTRY], x->key[NEXT + m->c]);
    if (p->escorted[m->c]) entry = most(entry, x->key[TEAM] + access);
    if (p->fifo[m->c]) entry = most(entry, x->key[QUEUE + m->c] - p->before[m->c] - p->wait[m->c]);
    return most(entry, loaded(s, m, stands) + access);
}

/* Entries worth trying: the least, and those for which a later bus or team can be spared. */
static int64_t entries(const Search *s, const Move *m, const int *from, int64_t *found) {
    const Problem *p = s->p;
    int64_t access = access_of(p, m->a, m->c), count = 1, stands[BUSES];
    standing(p, m, from, stands);
    found[0] = earliest(s, m, stands);
    for (int64_t lot = 0; lot < p->lots; lot++)
        for (int64_t i = 0; from[lot] && i < m->x->count[lot]; i++) {
            int64_t entry = stand(p, m, lot, i) + p->load + access;
            if (entry > found[0]) found[count++] = entry;
        }
    for (int64_t e = 0; p->escorted[m->c] && e < p->teams; e++)
        if (m->x->key[TEAM + e] + access > found[0])
            found[count++] = m->x->key[TEAM + e] + access;
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
        if (p->fifo[m->c]) begin = most(begin, m->x->key[QUEUE + m->c]);
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
    int64_t at = BUS;
    for (int64_t lot = 0; lot < p->lots; lot++) {
        int64_t count = m->x->count[lot], able = 0;
        while (able < count && stand(p, m, lot, able) + p->load <= depart) able++;
        if (able < from[lot]) return 0;
        for (int64_t i = 0; i < count; i++)
            if (i < able - from[lot] || i >= able)
                y->key[at++] = m->x->key[BUS + m->start[lot] + i];
        y->count[lot] = (uint8_t)(count - from[lot]);
    }
    return 1;
}

static void arrive(State *y, const State *gone, const Problem *p, const int *to, const Move *m,
                   int64_t exit) {
    int64_t at = BUS, old = BUS;
    *y = *gone;
    for (int64_t lot = 0; lot < p->lots; lot++) {
        for (int64_t i = 0; i < gone->count[lot]; i++) y->key[at++] = gone->key[old++];
        for (int64_t d = 0; d < p->goals; d++)
            for (int i = 0; p->lot[d] == lot && i < to[d]; i++, y->count[lot]++)
                y->key[at++] = (int16_t)least(exit + out_of(p, m->c, d) + p->offset[d], LATE);
    }
    for (int64_t d = 0; d < p->goals; d++) y->way[d] = (uint8_t)to[d];
}

static void spread(Search *s, const Move *m, const State *gone, int64_t exit,
                   int (*ways)[LOTS], int64_t many) {
    const Problem *p = s->p;
    Rest rest = *m->rest;
    rest.left[m->a] = most(rest.left[m->a] - m->size, 0);
    rest.all = 0;
    for (int64_t a = 0; a < p->points; a++) rest.all += rest.left[a];
    for (int64_t way = 0; way < many && !s->found; way++) {
        State y;
        int64_t late = 0, room = 0;
        arrive(&y, gone, p, ways[way], m, exit);
        for (int64_t d = 0; d < p->goals; d++) {
            late |= ways[way][d] && exit + out_of(p, m->c, d) > p->within;
            if (!p->capped) continue;
            y.to[d] = (uint8_t)(y.to[d] + ways[way][d]);
            late |= y.to[d] > p->most_to[d];
            room += p->most_to[d] - y.to[d];
        }
        if (late || (p->capped && room < rest.all)) continue;
        if (!rest.all) {
            s->found = 1;
            s->last = y;
            return;
        }
        level(s, &y, &rest);
        if (stranded(s, &y, &rest) || hopeless(s->prospects, &y, &rest)) continue;
        keep(s, &s->buckets[place_of(s, &rest)], &y);
    }
}

static void send(Search *s, const Move *m, const int *from, int64_t entry,
                 int (*ways)[LOTS], int64_t many) {
    const Problem *p = s->p;
    int64_t until = 0, exit = exit_of(p, m, &entry, &until);
    int64_t depart = entry - access_of(p, m->a, m->c), soonest = FAR, team = 0;
    int64_t stands[BUSES], small = m->x->key[SMALL + m->a];
    /* a small key is 0 as long as no small convoy left, then LATE less its departure */
    for (int64_t d = 0; d < p->goals; d++) soonest = least(soonest, out_of(p, m->c, d));
    if (exit + soonest > p->within) return;
    if (small && depart >= LATE - small) return; /* the small one is last */
    State y = *m->x;
    if (!take(p, m, from, depart, &y)) return;
    standing(p, m, from, stands);
    remember(s, m, stands, &y);
    y.key[ENTRY] = y.entry = (int16_t)entry;
    y.a = (uint8_t)m->a, y.c = (uint8_t)m->c, y.size = (uint8_t)m->size;
    y.from = (int32_t)(s->logged - 1);
    if (m->size < p->smallest[m->c]) y.key[SMALL + m->a] = (int16_t)(LATE - depart);
    if (p->escorted[m->c]) {
        int64_t back = exit + team_back_of(p, m->a, m->c);
        for (int64_t e = 1; e < p->teams; e++)
            if (y.key[TEAM + e] <= depart) team = e;
        y.key[TEAM + team] = (int16_t)least(back, LATE);
    }
    y.key[NEXT + m->c] = (int16_t)least(entry + p->headway[m->c], LATE);
    if (p->fifo[m->c]) y.key[QUEUE + m->c] = (int16_t)until;
    spread(s, m, &y, exit, ways, many);
}

static int may_form(const Problem *p, const Move *m) {
    if (m->size >= p->smallest[m->c]) return 1;
    if (!p->small_allowed || m->x->key[SMALL + m->a]) return 0;
    return m->rest->left[m->a] - m->size <= followers(p, m->a, m->c);
}

static void form(Search *s, Move *m) {
    const Problem *p = s->p;
    static const uint8_t any[LOTS] = {255, 255, 255, 255};
    int64_t found[BUSES + TEAMS + 1], many, targets;
    int awaits = m->size < p->smallest[m->c] && m->size < m->rest->left[m->a];
    int from[SPLITS][LOTS], ways[SPLITS][LOTS];
    targets = split(s, m->size, any, p->goals);
    memcpy(ways, s->splits, (size_t)targets * sizeof *ways);
    many = split(s, m->size, m->x->count, p->lots);
    memcpy(from, s->splits, (size_t)many * sizeof *from);
    for (int64_t i = 0; i < many && !s->found; i++) {
        int64_t count = entries(s, m, from[i], found);
        /* how long a small one waits for those that are to depart before it is open */
        for (int64_t e = found[0]; awaits && e <= p->within && !s->found; e++)
            send(s, m, from[i], e, ways, targets);
        if (awaits) continue;
        for (int64_t j = 0; j < count && !s->found; j++)
            if (found[j] <= p->within) send(s, m, from[i], found[j], ways, targets);
    }
}

void expand(Search *s, const State *x, const Rest *rest) {
    const Problem *p = s->p;
    Move m = {.x = x, .rest = rest};
    if (hopeless(s->prospects, x, rest)) return; /* by prices that were learnt since */
    if (s->expanded >= s->next_lesson) {
        s->next_lesson = s->expanded + LESSON + s->expanded / LESSON;
        if (learn(s->prospects, x, rest)) return;
    }
    s->expanded++;
    for (int64_t lot = 0; lot < p->lots; lot++) m.start[lot + 1] = m.start[lot] + x->count[lot];
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
