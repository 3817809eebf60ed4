/* Tells Python the fields of each structure, one a line: N or A, and the name. */
#include "fields.h"

#define NAME_NUMBER(name) "N " #name "\n"
#define NAME_ARRAY(name) "A " #name "\n"

EXPORT const char *kernel_fields(int which) {
    static const char *const names[] = {
        STATIC_FIELDS(NAME_NUMBER, NAME_ARRAY), BEGIN_FIELDS(NAME_NUMBER, NAME_ARRAY),
        JOB_FIELDS(NAME_NUMBER, NAME_ARRAY),    RULE_FIELDS(NAME_NUMBER, NAME_ARRAY),
        WORK_FIELDS(NAME_NUMBER, NAME_ARRAY),   SEARCH_FIELDS(NAME_NUMBER, NAME_ARRAY),
        DAYS_FIELDS(NAME_NUMBER, NAME_ARRAY),   ROUNDS_FIELDS(NAME_NUMBER, NAME_ARRAY),
        TOURS_FIELDS(NAME_NUMBER, NAME_ARRAY),  CHAIN_FIELDS(NAME_NUMBER, NAME_ARRAY),
        WORTHS_FIELDS(NAME_NUMBER, NAME_ARRAY), MARKS_FIELDS(NAME_NUMBER, NAME_ARRAY),
        PATHS_FIELDS(NAME_NUMBER, NAME_ARRAY),  MAXIMUM_FIELDS(NAME_NUMBER, NAME_ARRAY),
        GATES_FIELDS(NAME_NUMBER, NAME_ARRAY),
    };
    return names[which];
}
