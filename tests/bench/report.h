/* What was measured, as tables that are read well both in a terminal and as Markdown. */
#ifndef APIDECK_BENCH_REPORT_H
#define APIDECK_BENCH_REPORT_H

#include "bench.h"
#include "in_two.h"

/* Which contender is which, for the ratios; -1 for one that is missing. */
struct roles {
    int hmac;
    int floor;
    int verify_sodium;
    int verify_openssl;
    int forgery_one_form;
    int forgery_all_forms;
    int receive;
    int receive_million;
    int verify_same;
    int node;
    int simdjson;
};

void report_table(const struct contender *contenders, const struct results *results,
                  const struct roles *roles);

/* The marks that are set for these figures, and whether they are reached. */
void report_marks(const struct results *results, const struct roles *roles, struct in_two in_two);

#endif
