/* What the test of each store does with the contract suite: prints a line per case, and a last line
 * that sums them up. */
#ifndef APIDECK_TESTS_CONTRACT_MAIN_H
#define APIDECK_TESTS_CONTRACT_MAIN_H

#include <apideck/store_contract.h>
#include <stdio.h>

static int contract_counts[3]; /* by apideck_contract_result */

static inline void contract_report(const char *name, apideck_contract_result result,
                                   const char *detail, void *user) {
    static const char *const words[] = {"FAILED ", "ok     ", "skipped"};
    (void)user;
    contract_counts[result]++;
    printf("%s %s%s%s\n", words[result], name, *detail ? ": " : "", detail);
}

/* Runs the suite on one way of using a store. */
static inline void contract_run(const char *store, apideck_store_contract *contract) {
    contract->report = contract_report;
    printf("%s\n", store);
    const int failures = apideck_store_contract_run(contract);
    if (failures < 0) {
        printf("FAILED  the table: %d\n", failures);
        contract_counts[APIDECK_CONTRACT_FAILED]++;
    }
}

/* Prints the summary; returns what main returns. */
static inline int contract_summary(void) {
    printf("%d passed, %d failed, %d not for this store\n", contract_counts[1], contract_counts[0],
           contract_counts[2]);
    return contract_counts[0] > 0;
}

#endif
