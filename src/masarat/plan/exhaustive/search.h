/* What a search holds, and what its parts ask of each other. */

#ifndef MASARAT_EXHAUSTIVE_SEARCH_H
#define MASARAT_EXHAUSTIVE_SEARCH_H

#include "prices.h"

enum { SPLITS = 2048, ROW = 4 + GOALS };

/* How a state was reached, for the convoys of the solution. */
typedef struct {
    int32_t from;
    int16_t entry;
    uint8_t a, c, size, way[GOALS];
} Step;

/* States with the same rides left; the first `clean` of them do not dominate each other. */
typedef struct {
    State *states;
    int64_t count, room, clean;
} Bucket;

typedef struct {
    const Problem *p;
    const volatile int64_t *stop;
    Prospects *prospects;
    Bucket *buckets;
    Step *log;
    int64_t logged, log_room, kept, expanded, next_lesson;
    int64_t widths[POINTS], total, all; /* rides from each point and one; numbers of buckets */
    int64_t most_size[POINTS], near[POINTS], far[POINTS]; /* of convoys from there; access */
    int64_t ahead[POINTS], shared[POINTS], crowd;         /* docs, "Bays" */
    int splits[SPLITS][LOTS];
    int out_of_memory, found, narrowed;
    State last;
} Search;

/* level.c: what cannot be told apart is made equal. */
void look_ahead(Search *s, int64_t a);
int64_t followers(const Problem *p, int64_t a, int64_t c);
int stranded(const Search *s, const State *x, const Rest *rest);
void level(const Search *s, State *x, const Rest *rest);

/* store.c: states by rides left. */
int64_t place_of(const Search *s, const Rest *rest);
int64_t rest_at(const Search *s, int64_t index, Rest *rest);
void tidy(Search *s, Bucket *b);
void keep(Search *s, Bucket *b, const State *x);
int narrow(Search *s, int64_t sum);
int note(Search *s, const State *x);
int64_t write_path(const Search *s, int64_t *path);

/* moves.c: one more convoy. */
void expand(Search *s, const State *x, const Rest *rest);

#endif
