#include "uuid.h"

#include "output.h"

#include <stdio.h>

static bool read_random(unsigned char *bytes, size_t len) {
    FILE *file = fopen("/dev/urandom", "rb");
    bool ok = file && fread(bytes, 1, len, file) == len;
    if (file) {
        fclose(file);
    }
    return ok;
}

bool uuid_new(char uuid_out[UUID_SIZE]) {
    unsigned char bytes[16];
    if (!read_random(bytes, sizeof bytes)) {
        complain("cannot read /dev/urandom");
        return false;
    }
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40); /* version */
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80); /* variant */
    char *p = uuid_out;
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            *p++ = '-';
        }
        p += sprintf(p, "%02x", (unsigned)bytes[i]);
    }
    return true;
}
