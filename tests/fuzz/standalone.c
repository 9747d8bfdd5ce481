/* Runs a fuzz target on files, or on standard input: for AFL++, and to repeat what was found. */
#include "fuzz.h"

static int run(FILE *file) {
    size_t size = 0;
    size_t room = 1 << 16;
    uint8_t *data = malloc(room);
    while (data && !feof(file) && !ferror(file)) {
        if (size == room) {
            uint8_t *larger = realloc(data, room *= 2);
            if (!larger) {
                break;
            }
            data = larger;
        }
        size += fread(data + size, 1, room - size, file);
    }
    if (!data || ferror(file)) {
        free(data);
        return 1;
    }
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        return run(stdin);
    }
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (!file || run(file)) {
            perror(argv[i]);
            return 1;
        }
        fclose(file);
    }
    return 0;
}
