/* sign: the signature that Apideck would send with a body. */
#include "args.h"
#include "form.h"
#include "input.h"
#include "key.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

static bool encoding_of(const char *name, apideck_encoding *encoding_out) {
    if (strcmp(name, "hex") == 0) {
        *encoding_out = APIDECK_ENCODING_HEX;
    } else if (strcmp(name, "base64") == 0) {
        *encoding_out = APIDECK_ENCODING_BASE64;
    } else {
        complain("there is no encoding %s: hex and base64 are", name);
        return false;
    }
    return true;
}

static enum status sign(const apideck_keyring *ring, const struct input *body, apideck_form form,
                        apideck_encoding encoding) {
    char signature[APIDECK_SIGNATURE_SIZE];
    int error = apideck_sign(ring, NULL, body->bytes, body->len, form, encoding, signature);
    if (error) {
        complain_of_body(error, NULL);
        return STATUS_TROUBLE;
    }
    puts(signature);
    return STATUS_OK;
}

static enum status run(const struct command *command, int argc, char **argv) {
    const char *form_text = "sorted", *encoding_text = "hex", *key_file;
    struct option options[] = {
        {.name = "--key-file", .values = &key_file, .room = 1},
        {.name = "--form", .values = &form_text, .room = 1},
        {.name = "--encoding", .values = &encoding_text, .room = 1},
    };
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_OPTIONAL, NULL,
                        NULL,    0};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    apideck_form form;
    apideck_encoding encoding;
    apideck_keyring *ring;
    if (!form_of(form_text, &form) || !encoding_of(encoding_text, &encoding) ||
        !keyring_open(&key_file, options[0].count, &ring)) {
        return STATUS_TROUBLE;
    }
    struct input body;
    status = STATUS_TROUBLE;
    if (input_read(args.operand, &body)) {
        status = sign(ring, &body, form, encoding);
        input_free(&body);
    }
    apideck_keyring_free(ring);
    return status;
}

const struct command sign_command = {
    .name = "sign",
    .arguments = "[--key-file FILE] [--form sorted|sorted-deep|raw] [--encoding hex|base64] [FILE]",
    .summary = "Prints the signature of a body",
    .help = "\n" KEY_HELP
            "  --form FORM      what is signed, as for canonicalize (sorted is the default)\n"
            "  --encoding NAME  hex (the default) or base64\n",
    .run = run,
};
