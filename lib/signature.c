#include "signature.h"

#include "allocator.h"
#include "canonical.h"
#include "declassify.h"
#include "error.h"
#include "keyring.h"

#include <sodium.h>
#include <stddef.h>
#include <string.h>

#define HEX_LEN 64u
#define BASE64_LEN 44u

/* A signature that was sent. Nothing branches on its bytes, nor on those of the genuine one, before
 * the two were compared. */
struct claim {
    apideck_encoding encoding;           /* the length tells */
    unsigned char mac[APIDECK_MAC_SIZE]; /* HEX: what it stands for */
    unsigned malformed;                  /* HEX: not 0 when it stands for nothing */
    const char *text;                    /* BASE64 */
};

/* Decodes 64 hexadecimal digits; *malformed_out tells whether they were none. */
static void decode_hex(const char *text, unsigned char out[APIDECK_MAC_SIZE],
                       unsigned *malformed_out) {
    unsigned char values[HEX_LEN];
    unsigned char malformed = 0;
    for (size_t i = 0; i < HEX_LEN; i++) {
        unsigned char c = (unsigned char)text[i];
        unsigned char digit = (unsigned char)(c - '0');
        unsigned char letter = (unsigned char)((c | 0x20) - 'a');
        malformed |= (digit > 9) & (letter > 5);
        values[i] = (unsigned char)((c & 15) + 9 * (c >> 6));
    }
    for (size_t i = 0; i < APIDECK_MAC_SIZE; i++) {
        out[i] = (unsigned char)(values[2 * i] << 4 | values[2 * i + 1]);
    }
    *malformed_out = malformed;
}

static struct claim claim_of(const char *signature, size_t signature_len) {
    struct claim claim = {.encoding = APIDECK_ENCODING_BASE64, .text = signature};
    if (signature_len == HEX_LEN) {
        claim.encoding = APIDECK_ENCODING_HEX;
        decode_hex(signature, claim.mac, &claim.malformed);
    }
    return claim;
}

/* One HMAC under way. */
struct mac {
    const apideck_hmac_provider *provider;
    _Alignas(max_align_t) unsigned char state[APIDECK_HMAC_STATE_SIZE];
};

static int update(const void *bytes, size_t len, void *user) {
    struct mac *mac = user;
    return mac->provider->update(mac->state, bytes, len, mac->provider->user) ? APIDECK_ERR_HMAC
                                                                              : 0;
}

/* Streams the bytes of a form; the index was read for it unless it is RAW. */
static int write_form(const struct apideck__index *index, apideck_form form,
                      struct apideck__sink *sink) {
    if (form == APIDECK_FORM_RAW) {
        apideck__sink_write(sink, index->body, index->body_len);
        return apideck__sink_flush(sink);
    }
    return apideck__canonical_write(index, APIDECK__SKIP_NONE, sink);
}

static int compute(const apideck_keyring *ring, const struct apideck__key *key,
                   const struct apideck__index *index, apideck_form form,
                   unsigned char mac_out[APIDECK_MAC_SIZE]) {
    struct mac mac;
    mac.provider = &ring->provider;
    if (mac.provider->begin(key->prepared, mac.state, mac.provider->user)) {
        return APIDECK_ERR_HMAC;
    }
    struct apideck__sink sink;
    apideck__sink_init(&sink, update, &mac);
    int error = write_form(index, form, &sink);
    if (error) {
        mac.provider->abandon(mac.state, mac.provider->user);
        return error;
    }
    return mac.provider->finish(mac.state, mac_out, mac.provider->user) ? APIDECK_ERR_HMAC : 0;
}

static void encode(const unsigned char mac[APIDECK_MAC_SIZE], apideck_encoding encoding,
                   char out[APIDECK_SIGNATURE_SIZE]) {
    if (encoding == APIDECK_ENCODING_HEX) {
        sodium_bin2hex(out, APIDECK_SIGNATURE_SIZE, mac, APIDECK_MAC_SIZE);
    } else {
        sodium_bin2base64(out, APIDECK_SIGNATURE_SIZE, mac, APIDECK_MAC_SIZE,
                          sodium_base64_VARIANT_ORIGINAL);
    }
}

static int matches(const unsigned char mac[APIDECK_MAC_SIZE], const struct claim *claim) {
    if (claim->encoding == APIDECK_ENCODING_HEX) {
        unsigned differs = (unsigned)crypto_verify_32(mac, claim->mac);
        return (differs | claim->malformed) == 0;
    }
    char genuine[APIDECK_SIGNATURE_SIZE];
    encode(mac, APIDECK_ENCODING_BASE64, genuine);
    int equal = sodium_memcmp(genuine, claim->text, BASE64_LEN) == 0;
    sodium_memzero(genuine, sizeof genuine);
    return equal;
}

/* Tries every key for one form. */
static int try_form(const apideck_keyring *ring, const struct apideck__index *index,
                    apideck_form form, const struct claim *claim, apideck_verdict *verdict_out) {
    for (const struct apideck__key *key = ring->keys; key; key = key->next) {
        unsigned char mac[APIDECK_MAC_SIZE];
        int error = compute(ring, key, index, form, mac);
        if (error) {
            return error;
        }
        int genuine = matches(mac, claim);
        APIDECK__DECLASSIFY(&genuine, sizeof genuine); /* it decides the answer */
        sodium_memzero(mac, sizeof mac);
        if (genuine) {
            if (verdict_out) {
                verdict_out->form = form;
                verdict_out->encoding = claim->encoding;
                memcpy(verdict_out->key_name, key->name, sizeof key->name);
            }
            return 0;
        }
    }
    return APIDECK_ERR_SIGNATURE_MISMATCH;
}

/* The accepted forms that give different bytes for this body, in the order to try them in. Where
 * two give the same, the first stands for both. */
static unsigned different_forms(unsigned accepted, const struct apideck__index *index) {
    unsigned forms = accepted;
    if ((forms & APIDECK_FORM_SORTED) && !index->arrays_differ) {
        forms &= ~(unsigned)APIDECK_FORM_SORTED_DEEP;
    }
    bool as_sent = !index->reordered && !index->rewritten;
    if (as_sent && ((forms & APIDECK_FORM_SORTED) ||
                    ((forms & APIDECK_FORM_SORTED_DEEP) && !index->arrays_differ))) {
        forms &= ~(unsigned)APIDECK_FORM_RAW;
    }
    return forms;
}

static int is_base64_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

/* For what did not match, and so tells its sender nothing that he does not know. */
static int is_well_formed(const struct claim *claim) {
    APIDECK__DECLASSIFY(&claim->malformed, sizeof claim->malformed);
    APIDECK__DECLASSIFY(claim->text, BASE64_LEN);
    if (claim->encoding == APIDECK_ENCODING_HEX) {
        return !claim->malformed;
    }
    for (size_t i = 0; i < BASE64_LEN - 1; i++) {
        if (!is_base64_digit(claim->text[i])) {
            return 0;
        }
    }
    return claim->text[BASE64_LEN - 1] == '=';
}

int apideck__signature_check(const char *signature, size_t signature_len) {
    if (!signature || signature_len == 0) {
        return APIDECK_ERR_SIGNATURE_MISSING;
    }
    return signature_len == HEX_LEN || signature_len == BASE64_LEN
               ? 0
               : APIDECK_ERR_SIGNATURE_MALFORMED;
}

int apideck__signature_verify(const apideck_keyring *ring, struct apideck__index *index,
                              const char *signature, size_t signature_len,
                              apideck_verdict *verdict_out) {
    if (!ring->keys) {
        return APIDECK_ERR_NO_KEY;
    }
    const struct claim claim = claim_of(signature, signature_len);
    static const apideck_form order[] = {APIDECK_FORM_SORTED, APIDECK_FORM_RAW,
                                         APIDECK_FORM_SORTED_DEEP};
    unsigned forms = different_forms(ring->forms, index);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!(forms & order[i])) {
            continue;
        }
        int error = order[i] == APIDECK_FORM_SORTED_DEEP ? apideck__index_read_deep(index) : 0;
        if (!error) {
            error = try_form(ring, index, order[i], &claim, verdict_out);
        }
        if (error != APIDECK_ERR_SIGNATURE_MISMATCH) {
            return error;
        }
    }
    return is_well_formed(&claim) ? APIDECK_ERR_SIGNATURE_MISMATCH
                                  : APIDECK_ERR_SIGNATURE_MALFORMED;
}

int apideck_verify_signature(const apideck_keyring *ring, const void *body, size_t body_len,
                             const char *signature, size_t signature_len,
                             apideck_verdict *verdict_out) {
    if (!ring || (!body && body_len)) {
        return APIDECK_ERR_ARGUMENT;
    }
    int error = apideck__signature_check(signature, signature_len);
    if (error) {
        return error;
    }
    struct apideck__index index;
    error =
        apideck__index_read(&index, body, body_len, APIDECK__ARRAYS_AS_IS, &ring->allocator, NULL);
    if (!error) {
        error = apideck__signature_verify(ring, &index, signature, signature_len, verdict_out);
    }
    apideck__index_free(&index);
    return error;
}

static int is_form(apideck_form form) {
    return form == APIDECK_FORM_SORTED || form == APIDECK_FORM_SORTED_DEEP ||
           form == APIDECK_FORM_RAW;
}

static enum apideck__array_order array_order(apideck_form form) {
    return form == APIDECK_FORM_SORTED_DEEP ? APIDECK__ARRAYS_SORTED : APIDECK__ARRAYS_AS_IS;
}

int apideck_sign(const apideck_keyring *ring, const char *key_name, const void *body,
                 size_t body_len, apideck_form form, apideck_encoding encoding,
                 char *signature_out) {
    if (!ring || (!body && body_len) || !is_form(form) || !signature_out ||
        (encoding != APIDECK_ENCODING_HEX && encoding != APIDECK_ENCODING_BASE64)) {
        return APIDECK_ERR_ARGUMENT;
    }
    const struct apideck__key *key = apideck__keyring_find(ring, key_name);
    if (!key) {
        return APIDECK_ERR_NO_KEY;
    }
    struct apideck__index index;
    int error =
        apideck__index_read(&index, body, body_len, array_order(form), &ring->allocator, NULL);
    unsigned char mac[APIDECK_MAC_SIZE];
    if (!error) {
        error = compute(ring, key, &index, form, mac);
    }
    apideck__index_free(&index);
    if (!error) {
        encode(mac, encoding, signature_out);
    }
    return error;
}

/* A buffer that counts on when it is full. */
struct text {
    char *bytes;
    size_t size;
    size_t len;
};

static int append(const void *bytes, size_t len, void *user) {
    struct text *text = user;
    if (text->len < text->size) {
        size_t room = text->size - text->len;
        memcpy(text->bytes + text->len, bytes, len < room ? len : room);
    }
    text->len += len;
    return 0;
}

int apideck_canonicalize(const void *body, size_t body_len, apideck_form form,
                         const apideck_allocator *allocator, char *text_out, size_t text_size,
                         size_t *len_out, apideck_error *error_out) {
    if ((!body && body_len) || !is_form(form) || !apideck__allocator_valid(allocator) ||
        (!text_out && text_size) || !len_out) {
        return apideck__fail(error_out, APIDECK_ERR_ARGUMENT, 0);
    }
    struct apideck__index index;
    int error =
        apideck__index_read(&index, body, body_len, array_order(form), allocator, error_out);
    if (!error) {
        struct text text = {text_out, text_size, 0};
        struct apideck__sink sink;
        apideck__sink_init(&sink, append, &text);
        (void)write_form(&index, form, &sink);
        *len_out = text.len;
        if (text.len > text_size) {
            error = apideck__fail(error_out, APIDECK_ERR_BUFFER_TOO_SMALL, 0);
        }
    }
    apideck__index_free(&index);
    return error;
}
