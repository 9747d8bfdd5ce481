#include "error_document.h"

#include "index.h"
#include "json_string.h"
#include "member.h"

#include <string.h>

static const char *const names[APIDECK__ERROR_FIELDS] = {
    [APIDECK__ERROR_ERROR] = "error",     [APIDECK__ERROR_TYPE_NAME] = "type_name",
    [APIDECK__ERROR_MESSAGE] = "message", [APIDECK__ERROR_DETAIL] = "detail",
    [APIDECK__ERROR_REF] = "ref",         [APIDECK__ERROR_DOWNSTREAM_ERRORS] = "downstream_errors",
};

static void find(apideck_str object, struct apideck__error_document *fields) {
    for (int i = 0; i < APIDECK__ERROR_FIELDS; i++) {
        apideck_str *json = &fields->json[i];
        if (!apideck__member_find(object, names[i], strlen(names[i]), json) ||
            json->ptr[0] == 'n') {
            *json = (apideck_str){NULL, 0};
        }
    }
}

void apideck__error_document_read(apideck_str document, const apideck_allocator *allocator,
                                  struct apideck__error_document *fields) {
    struct apideck__index index;
    memset(fields, 0, sizeof *fields);
    if (!document.len) {
        return;
    }
    if (apideck__index_read(&index, document.ptr, document.len, APIDECK__ARRAYS_AS_IS, allocator,
                            NULL) == 0 &&
        index.root_is_object) {
        uint32_t begin = index.root.begin & ~APIDECK__REWRITE;
        find((apideck_str){document.ptr + begin, index.root.end - begin}, fields);
    }
    apideck__index_free(&index);
}

void apideck__error_field_put(apideck_str json, char **end, apideck_str *text_out) {
    *text_out = (apideck_str){NULL, 0};
    if (!json.ptr) {
        return;
    }
    ptrdiff_t len = -1;
    if (json.ptr[0] == '"') {
        len = apideck__string_decode((const unsigned char *)json.ptr + 1, (unsigned char *)*end);
    }
    if (len < 0) {
        memcpy(*end, json.ptr, json.len);
        len = (ptrdiff_t)json.len;
    }
    (*end)[len] = '\0';
    *text_out = (apideck_str){*end, (size_t)len};
    *end += len + 1;
}
