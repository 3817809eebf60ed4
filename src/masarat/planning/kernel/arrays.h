/* Copying and filling arrays of numbers. */
#ifndef MASARAT_ARRAYS_H
#define MASARAT_ARRAYS_H

#include <string.h>

#include "fields.h"

static inline void copy(num *target, const num *source, num count) {
    if (count > 0) memcpy(target, source, (size_t)count * sizeof(num));
}

static inline void fill(num *target, num value, num count) {
    for (num k = 0; k < count; k++) target[k] = value;
}

#endif
