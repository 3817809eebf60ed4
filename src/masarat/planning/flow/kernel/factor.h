/* A Cholesky factor that follows its matrix: rank-one changes, rows added and removed. */
#ifndef MASARAT_FLOW_FACTOR_H
#define MASARAT_FLOW_FACTOR_H

#include <stdint.h>

/* Lower triangle, column after column: element (i, j) is at[j * stride + i]. */
typedef struct {
    int64_t size, stride;
    double *at, *scratch;
} factor;

/* Decompose the matrix that stands in the lower triangle of `at`; tiny pivots are lifted. */
void factor_decompose(factor *f);
/* Add (sign 1) or subtract (-1) the square of `x`, which is overwritten; 0 if that went wrong. */
int factor_change(factor *f, double *x, int64_t from, double sign);
/* Append a row, given as the matrix's new row. */
void factor_append(factor *f, const double *row, double diagonal);
void factor_remove(factor *f, int64_t row);
/* Replace x by the solution of matrix * y = x. */
void factor_solve(const factor *f, double *x);

#endif
