/* Fetching entities from an event loop, without a transport: each request is built, handed to the
 * loop's own HTTP client, and what comes back is decoded. Several are under way at once. The client
 * here is a list of answers; in a program it is what the loop has, e.g. libcurl's multi interface.
 */
#include <apideck/entity.h>
#include <stdio.h>
#include <string.h>

/* One entity on its way: what the loop keeps until the answer is there. */
struct job {
    apideck_request *request;
    int redirects;
};

/* The client ----------------------------------------------------------------------------------- */

static const apideck_header moved[] = {{{"Location", 8}, {"/v2/accounting/invoices/1", 25}}};
static const apideck_header later[] = {{{"Retry-After", 11}, {"30", 2}}};
static const struct answer {
    const char *url;
    int status;
    const apideck_header *header;
    const char *body;
} answers[] = {
    {"https://unify.apideck.com/accounting/invoices/1", 307, moved, ""},
    {"https://unify.apideck.com/v2/accounting/invoices/1", 200, NULL,
     "{\"service\":\"xero\",\"data\":{\"id\":\"1\",\"total\":1250.10,\"due_date\":\"2026-12-24\"}"
     "}"},
    {"https://unify.apideck.com/accounting/customers/2", 404, NULL,
     "{\"type_name\":\"EntityNotFoundError\"}"},
    {"https://unify.apideck.com/accounting/bills/3", 429, later, "{}"},
};

/* Sends http->url with http->headers and reads at most http->max_response bytes of the answer. It
 * must check the certificate, and follow no redirect: the key is in the headers. */
static apideck_http_response carry(const apideck_http_request *http) {
    const struct answer *answer = answers;
    while (strcmp(answer->url, http->url.ptr) != 0) {
        answer++;
    }
    return (apideck_http_response){.status = answer->status,
                                   .headers = answer->header,
                                   .header_count = answer->header != NULL,
                                   .body = answer->body,
                                   .body_len = strlen(answer->body)};
}

/* What the loop does --------------------------------------------------------------------------- */

/* For an event that was received: the request, to be sent when the loop comes to it. */
static int begin(const char *type, const char *id, struct job *job) {
    apideck_credentials credentials;
    apideck_event event = {.type = apideck_event_type_from_name(type, strlen(type)),
                           .entity_id = {id, strlen(id)},
                           .consumer_id = {"acme", 4},
                           .service_id = {"xero", 4}};
    apideck_credentials_init(&credentials);
    credentials.api_key = "example-api-key";
    credentials.app_id = "example-app";
    job->redirects = 0;
    return apideck_entity_request(&credentials, &event, NULL, &job->request, NULL);
}

static void print_entity(const apideck_entity *entity) {
    const apideck_invoice *invoice = apideck_entity_as_invoice(entity);
    printf("%s %s", apideck_entity_kind_name(entity->kind), entity->id.ptr);
    if (invoice && invoice->total.presence == APIDECK_PRESENT) {
        printf(": total %s, due in the year %d", invoice->total.text.ptr, invoice->due_date.year);
    }
    printf("\n");
}

/* The request after a redirect; 1 when there is one, so that the job goes on. */
static int follow(struct job *job, const apideck_http_response *response) {
    apideck_request *next = NULL;
    if (job->redirects++ == 5 ||
        apideck_request_redirect(job->request, response, NULL, &next, NULL) != 0) {
        return 0; /* it leads away from the API */
    }
    apideck_request_free(job->request);
    job->request = next;
    return 1;
}

/* An answer is there. Returns 1 while the job goes on, and puts how it ended into *error_out. */
static int answered(struct job *job, const apideck_http_response *response, int *error_out) {
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    int error = apideck_entity_from_response(job->request, response, NULL, &entity, &problem);
    if (error == APIDECK_ERR_REDIRECT && follow(job, response)) {
        apideck_problem_free(problem);
        return 1;
    }
    if (error == 0) {
        print_entity(entity);
    } else if (error == APIDECK_ERR_GONE) {
        printf("gone: as good as deleted\n");
    } else {
        printf("%s; again in %lld ms\n", apideck_error_text(error),
               problem ? (long long)problem->retry_after_ms : -1);
    }
    apideck_entity_free(entity);
    apideck_problem_free(problem);
    apideck_request_free(job->request);
    *error_out = error;
    return 0;
}

int main(void) {
    enum { JOBS = 3 };
    struct job jobs[JOBS];
    int errors[JOBS] = {1, 1, 1};
    if (begin("accounting.invoice.updated", "1", &jobs[0]) ||
        begin("accounting.customer.updated", "2", &jobs[1]) ||
        begin("accounting.bill.created", "3", &jobs[2])) {
        return 1;
    }
    for (int open = JOBS; open > 0;) {
        for (int i = JOBS - 1; i >= 0; i--) { /* answers come in any order */
            if (errors[i] == 1) {
                const apideck_http_response response = carry(apideck_request_http(jobs[i].request));
                open -= !answered(&jobs[i], &response, &errors[i]);
            }
        }
    }
    return errors[0] == 0 && errors[1] == APIDECK_ERR_GONE && errors[2] == APIDECK_ERR_RATE_LIMITED
               ? 0
               : 1;
}
