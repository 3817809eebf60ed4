/* The convex combination of given vertices that leaves the least deficit: the fully corrective
   step of Wolfe's minimum-norm-point method (1976), for deficits alone.

   Row j of `deficits` is what each element lacks at vertex j, in its own unit. Weights w >= 0 with
   sum 1 minimise the sum of squares of max(0, sum of w_j * row j), as a nonnegative least-squares
   problem (Lawson & Hanson 1974) whose active set is kept between calls. Weights are checked in
   whole numbers by the caller: nothing here has to be exact. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "factor.h"
#include "simplex.h"

enum { BLOCK = 8 };    /* elements whose products are added at a time */
enum { FRESH = 16 };   /* steps after which rounding errors of updates are thrown away */
static const double RIDGE = 1e-12; /* pull towards the present weights, where others do as well */

typedef struct {
    int64_t size, width;
    const double *deficits;
    double *lack;         /* what the weights leave of the deficits */
    int8_t *spare;        /* elements that have more than they need: left out of the squares */
    int64_t *used, count; /* vertices in the corral */
    double *aim, *aimed, *change, *packed, shift, ridge;
    factor squares; /* of the used rows' products, plus `shift` everywhere, `ridge` on the diagonal */
    int64_t changes; /* of `squares` since it was computed */
    int stale;       /* whether it has to be computed anew */
} corral;

static double dot(const corral *c, const double *a, const double *b) {
    double sum = 0;
    for (int64_t e = 0; e < c->width; e++)
        if (!c->spare[e]) sum += a[e] * b[e];
    return sum;
}

static const double *row(const corral *c, int64_t at) {
    return c->deficits + c->used[at] * c->width;
}

static void combine(const corral *c, const double *weights, double *out) {
    memset(out, 0, (size_t)c->width * sizeof *out);
    for (int64_t j = 0; j < c->count; j++)
        for (int64_t e = 0; e < c->width; e++) out[e] += weights[j] * row(c, j)[e];
}

/* Copy the used rows' elements that are not spared, element after element; return their number,
   made up to whole blocks by zeros. */
static int64_t pack(corral *c) {
    int64_t elements = 0;
    for (int64_t e = 0; e < c->width; e++) {
        if (c->spare[e]) continue;
        double *to = c->packed + elements++ * c->count;
        for (int64_t j = 0; j < c->count; j++) to[j] = row(c, j)[e];
    }
    int64_t whole = (elements + BLOCK - 1) / BLOCK * BLOCK;
    memset(c->packed + elements * c->count, 0,
           (size_t)((whole - elements) * c->count) * sizeof *c->packed);
    return whole;
}

/* Add the products of a block's elements to the lower triangle. */
static void add_products(factor *f, const double *block, int64_t n) {
    const double *a = block, *b = a + n, *c = b + n, *d = c + n;
    const double *p = d + n, *q = p + n, *r = q + n, *s = r + n;
    for (int64_t j = 0; j < n; j++) {
        double *column = f->at + j * f->stride;
        for (int64_t i = j; i < n; i++)
            column[i] += ((a[i] * a[j] + b[i] * b[j]) + (c[i] * c[j] + d[i] * d[j])) +
                         ((p[i] * p[j] + q[i] * q[j]) + (r[i] * r[j] + s[i] * s[j]));
    }
}

static void decompose(corral *c) {
    factor *f = &c->squares;
    int64_t n = c->count, elements = pack(c);
    for (int64_t j = 0; j < n; j++)
        memset(f->at + j * f->stride + j, 0, (size_t)(n - j) * sizeof *f->at);
    for (int64_t e = 0; e < elements; e += BLOCK) add_products(f, c->packed + e * n, n);
    double trace = 0;
    for (int64_t j = 0; j < n; j++) trace += f->at[j * f->stride + j];
    c->shift = trace > 0 ? trace / (double)n : 1;
    c->ridge = c->shift * RIDGE;
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = j; i < n; i++) f->at[j * f->stride + i] += c->shift;
        f->at[j * f->stride + j] += c->ridge;
    }
    f->size = n;
    factor_decompose(f);
    c->stale = 0;
    c->changes = 0;
}

/* Leave an element out of the squares, or take it in. */
static void set_spare(corral *c, int64_t element, int8_t spare) {
    c->spare[element] = spare;
    if (c->stale) return;
    for (int64_t j = 0; j < c->count; j++) c->change[j] = row(c, j)[element];
    c->stale = !factor_change(&c->squares, c->change, 0, spare ? -1 : 1);
}

static void append(corral *c, int64_t vertex) {
    const double *fresh = c->deficits + vertex * c->width;
    for (int64_t j = 0; j < c->count; j++) c->change[j] = dot(c, row(c, j), fresh) + c->shift;
    if (!c->stale) factor_append(&c->squares, c->change, dot(c, fresh, fresh) + c->shift + c->ridge);
    c->used[c->count++] = vertex;
}

static void drop(corral *c, int64_t at, double *weights) {
    if (!c->stale) factor_remove(&c->squares, at);
    c->count--;
    for (int64_t j = at; j < c->count; j++) {
        c->used[j] = c->used[j + 1];
        weights[j] = weights[j + 1];
    }
}

/* Set `aim` to the weights, of any sign, with the least squares over elements not spared; 0 if
   rounding errors get in the way. */
static int solve(corral *c, const double *weights) {
    double sum = 0, kept = 0;
    if (c->stale || c->changes++ > FRESH + c->count / 4) decompose(c);
    for (int64_t j = 0; j < c->count; j++) {
        c->aim[j] = 1;
        c->change[j] = c->ridge * weights[j];
    }
    factor_solve(&c->squares, c->aim);
    factor_solve(&c->squares, c->change);
    for (int64_t j = 0; j < c->count; j++) sum += c->aim[j], kept += c->change[j];
    if (!(sum > 0) || isinf(sum)) return 0;
    for (int64_t j = 0; j < c->count; j++) c->aim[j] = c->change[j] + c->aim[j] * (1 - kept) / sum;
    combine(c, c->aim, c->aimed);
    return 1;
}

/* Go from weights towards `aim` as far as all stays nonnegative; return whether it got there. */
static int advance(corral *c, double *weights) {
    double step = 1;
    int64_t least = -1, tight = -1;
    for (int64_t j = 0; j < c->count; j++)
        if (c->aim[j] < 0) {
            double part = weights[j] / (weights[j] - c->aim[j]);
            if (part < step) step = part, least = j;
        }
    for (int64_t e = 0; e < c->width; e++)
        if (c->spare[e] && c->aimed[e] > 0) {
            double part = c->lack[e] < 0 ? -c->lack[e] / (c->aimed[e] - c->lack[e]) : 0;
            if (part < step) step = part, tight = e;
        }
    for (int64_t e = 0; e < c->width; e++) c->lack[e] += step * (c->aimed[e] - c->lack[e]);
    for (int64_t j = 0; j < c->count; j++) weights[j] += step * (c->aim[j] - weights[j]);
    if (tight >= 0)
        set_spare(c, tight, 0);
    else if (least >= 0)
        drop(c, least, weights);
    return tight < 0 && least < 0;
}

/* The vertex outside the corral that lowers the deficit most, or -1. */
static int64_t better(const corral *c, const double *all) {
    double now = 0;
    int64_t found = -1;
    for (int64_t e = 0; e < c->width; e++)
        if (!c->spare[e]) now += c->lack[e] * c->lack[e];
    double best = now * (1 - 1e-9);
    for (int64_t j = 0; j < c->size; j++) {
        if (all[j] > 0) continue;
        double value = dot(c, c->lack, c->deficits + j * c->width);
        if (value < best) best = value, found = j;
    }
    return found;
}

/* Spare those that have more than they need; whether some were found and others are left. */
static int spare_more(corral *c, double least) {
    int more = 0, left = 0;
    for (int64_t e = 0; e < c->width; e++) {
        if (c->spare[e]) continue;
        if (c->lack[e] < -least)
            set_spare(c, e, 1), more = 1;
        else
            left = 1;
    }
    return more && left;
}

/* `deficits` has `size` rows of `width`. `weights` (sum 1, some may be 0) are where to begin and
   become the best ones; `lack` becomes their combination of the rows. `least` is how much less
   than nothing an element must lack to be spared. Returns the steps taken, or -1 without memory. */
EXPORT int64_t flow_corral(int64_t size, int64_t width, const double *deficits, double *weights,
                           double *lack, double least, int64_t limit) {
    size_t n = (size_t)size, k = (size_t)width;
    double *numbers = malloc((n * n + 4 * n + k) * sizeof *numbers), *now = numbers;
    double *packed = malloc((k + BLOCK) * n * sizeof *packed);
    int64_t *used = malloc(n * sizeof *used), steps = 0;
    int8_t *spare = malloc(k);
    corral c = {.size = size, .width = width, .deficits = deficits, .lack = lack, .packed = packed,
                .stale = 1};
    if (numbers && packed && used && spare) {
        c.used = used, c.spare = spare;
        c.aim = now + n, c.change = c.aim + n, c.aimed = c.change + n;
        c.squares.scratch = c.aimed + k, c.squares.at = c.squares.scratch + n;
        c.squares.stride = size;
        for (int64_t j = 0; j < size; j++)
            if (weights[j] > 0) now[c.count] = weights[j], c.used[c.count++] = j;
        combine(&c, now, lack);
        for (int64_t e = 0; e < width; e++) c.spare[e] = lack[e] < 0;
        decompose(&c);
        for (int64_t add = better(&c, weights); add >= 0 && steps < limit;
             add = better(&c, weights)) {
            now[c.count] = 0;
            append(&c, add);
            do
                if (!solve(&c, now)) steps = limit;
            while (++steps < limit && (!advance(&c, now) || spare_more(&c, least)));
            memset(weights, 0, n * sizeof *weights);
            for (int64_t j = 0; j < c.count; j++) weights[c.used[j]] = now[j];
            combine(&c, now, lack);
        }
    } else {
        steps = -1;
    }
    free(numbers), free(packed), free(used), free(spare);
    return steps;
}
