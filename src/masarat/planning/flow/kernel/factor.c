/* Updates of a Cholesky factor (Golub & Van Loan, Matrix Computations, section 6.5). */

#include "factor.h"

#include <math.h>

static double lifted(double pivot, double scale) {
    double least = 1e-13 * scale + 1e-300;
    return sqrt(pivot > least ? pivot : least);
}

void factor_decompose(factor *f) {
    for (int64_t j = 0; j < f->size; j++) {
        double *column = f->at + j * f->stride, diagonal = column[j];
        for (int64_t l = 0; l < j; l++) {
            const double *left = f->at + l * f->stride;
            double times = left[j];
            if (times != 0)
                for (int64_t i = j; i < f->size; i++) column[i] -= times * left[i];
        }
        double pivot = lifted(column[j], diagonal);
        column[j] = pivot;
        for (int64_t i = j + 1; i < f->size; i++) column[i] /= pivot;
    }
}

int factor_change(factor *f, double *x, int64_t from, double sign) {
    for (int64_t j = from; j < f->size; j++) {
        double *column = f->at + j * f->stride, old = column[j];
        double square = old * old + sign * x[j] * x[j];
        if (!(square > 1e-10 * old * old)) return 0;
        double pivot = sqrt(square), c = pivot / old, s = x[j] / old;
        column[j] = pivot;
        for (int64_t i = j + 1; i < f->size; i++) {
            column[i] = (column[i] + sign * s * x[i]) / c;
            x[i] = c * x[i] - s * column[i];
        }
    }
    return 1;
}

void factor_append(factor *f, const double *row, double diagonal) {
    double *x = f->scratch, pivot = diagonal;
    for (int64_t j = 0; j < f->size; j++) x[j] = row[j];
    for (int64_t j = 0; j < f->size; j++) {
        const double *column = f->at + j * f->stride;
        x[j] /= column[j];
        for (int64_t i = j + 1; i < f->size; i++) x[i] -= x[j] * column[i];
        pivot -= x[j] * x[j];
    }
    for (int64_t j = 0; j < f->size; j++) f->at[j * f->stride + f->size] = x[j];
    f->at[f->size * f->stride + f->size] = lifted(pivot, diagonal);
    f->size++;
}

void factor_remove(factor *f, int64_t row) {
    double *x = f->scratch;
    for (int64_t i = row + 1; i < f->size; i++) x[i - 1] = f->at[row * f->stride + i];
    for (int64_t j = 0; j < f->size - 1; j++) {
        const double *column = f->at + (j < row ? j : j + 1) * f->stride;
        double *to = f->at + j * f->stride;
        for (int64_t i = j; i < f->size - 1; i++) to[i] = column[i < row ? i : i + 1];
    }
    f->size--;
    factor_change(f, x, row, 1);
}

void factor_solve(const factor *f, double *x) {
    for (int64_t j = 0; j < f->size; j++) {
        const double *column = f->at + j * f->stride;
        x[j] /= column[j];
        for (int64_t i = j + 1; i < f->size; i++) x[i] -= x[j] * column[i];
    }
    for (int64_t j = f->size - 1; j >= 0; j--) {
        const double *column = f->at + j * f->stride;
        for (int64_t i = j + 1; i < f->size; i++) x[j] -= column[i] * x[i];
        x[j] /= column[j];
    }
}
