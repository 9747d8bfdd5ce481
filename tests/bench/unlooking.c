/* In place of the library's: answers 200 without looking. Linked to the sources of the example
 * server, it makes the server that the real one is compared with. */
#include <apideck/receiver.h>

int apideck_receive(apideck_receiver *receiver, const apideck_header *headers, size_t header_count,
                    const void *body, size_t body_len, apideck_answer *answer_out) {
    (void)receiver, (void)headers, (void)header_count, (void)body, (void)body_len;
    *answer_out =
        (apideck_answer){.status = 200, .outcome = APIDECK_OUTCOME_HANDLED, .reason = "handled"};
    return 0;
}
