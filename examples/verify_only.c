/* Is this body what Apideck signed? Nothing is parsed, and nothing is allocated to find out. */
#include <apideck/signature.h>
#include <stdio.h>
#include <string.h>

static const char key[] = "example-api-key";

/* As it arrives: keys in any order, white space anywhere. The signature covers the sorted form. */
static const char body[] = "{ \"payload\": {\n"
                           "  \"event_type\": \"accounting.invoice.created\",\n"
                           "  \"service_id\": \"xero\",\n"
                           "  \"event_id\": \"d290f1ee-6c54-4b01-90e6-d701748f0851\",\n"
                           "  \"entity_id\": \"123456ASDF\",\n"
                           "  \"occurred_at\": \"2020-01-01T00:00:00.000Z\"\n"
                           "} }";

/* The x-apideck-signature header. This one was made with openssl, not with this library. */
static const char signature[] = "ef407aad7a705e83176b06e2139d0af44bf3b2a5798d4ece0ac486bc7149a82f";

int main(void) {
    apideck_keyring *ring = NULL;
    if (apideck_keyring_new(NULL, &ring) != 0) {
        return 1;
    }
    /* The name is what verdicts and logs show, so it is never the key itself. */
    if (apideck_keyring_add(ring, "example", key, strlen(key)) != 0) {
        apideck_keyring_free(ring);
        return 1;
    }

    apideck_verdict verdict;
    const int genuine =
        apideck_verify_signature(ring, body, strlen(body), signature, strlen(signature), &verdict);
    if (genuine == 0) {
        printf("genuine: signed with key \"%s\"\n", verdict.key_name);
    }

    char changed[sizeof body];
    memcpy(changed, body, sizeof body);
    *strstr(changed, "ASDF") = 'X';
    const int forged = apideck_verify_signature(ring, changed, strlen(changed), signature,
                                                strlen(signature), NULL);
    printf("one byte changed: %s\n", apideck_error_text(forged));

    apideck_keyring_free(ring);
    return genuine == 0 && forged == APIDECK_ERR_SIGNATURE_MISMATCH ? 0 : 1;
}
