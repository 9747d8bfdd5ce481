/* verify: is a signature genuine? */
#include "args.h"
#include "form.h"
#include "input.h"
#include "key.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

static bool is_about_signature(int error) {
    return error == APIDECK_ERR_SIGNATURE_MISSING || error == APIDECK_ERR_SIGNATURE_MALFORMED ||
           error == APIDECK_ERR_SIGNATURE_MISMATCH;
}

static enum status verify(const apideck_keyring *ring, const struct input *body,
                          const char *signature) {
    apideck_verdict verdict;
    int error = apideck_verify_signature(ring, body->bytes, body->len, signature, strlen(signature),
                                         &verdict);
    if (is_about_signature(error)) {
        printf("invalid: %s\n", apideck_error_text(error));
        return STATUS_NO;
    }
    if (error) {
        complain_of_body(error, NULL);
        return STATUS_TROUBLE;
    }
    printf("valid form=%s key=", form_name(verdict.form));
    print_text(verdict.key_name, strlen(verdict.key_name));
    putchar('\n');
    return STATUS_OK;
}

static enum status run(const struct command *command, int argc, char **argv) {
    const char *signature = NULL, *key_files[KEY_FILES_MAX];
    struct option options[] = {
        {.name = "--key-file", .values = key_files, .room = KEY_FILES_MAX},
        {.name = "--signature", .values = &signature, .room = 1},
    };
    struct args args = {command, options, sizeof options / sizeof *options, OPERAND_OPTIONAL, NULL,
                        NULL,    0};
    enum status status;
    if (!args_read(&args, argc, argv, &status)) {
        return status;
    }
    if (!signature) {
        complain("verify: --signature is missing");
        return STATUS_TROUBLE;
    }
    apideck_keyring *ring;
    if (!keyring_open(key_files, options[0].count, &ring)) {
        return STATUS_TROUBLE;
    }
    struct input body;
    status = STATUS_TROUBLE;
    if (input_read(args.operand, &body)) {
        status = verify(ring, &body, signature);
        input_free(&body);
    }
    apideck_keyring_free(ring);
    return status;
}

const struct command verify_command = {
    .name = "verify",
    .arguments = "--signature SIGNATURE [--key-file FILE]... [FILE]",
    .summary = "Tells whether the signature of a body is genuine",
    .help = "Prints \"valid form=FORM key=NAME\" and exits with 0, or prints \"invalid: REASON\"\n"
            "and exits with 1. Exits with 2 when the body is not JSON.\n\n"
            "  --signature SIGNATURE  the x-apideck-signature header, hex or base64\n" KEY_HELP
            "                   may be given several times; the key that fits is named after\n"
            "                   its file, and the one from the environment \"default\"\n",
    .run = run,
};
