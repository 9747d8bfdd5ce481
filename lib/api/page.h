/*
 * Documents of the API that hold a list under "data": checked as a whole, then read by tables of
 * fields into structs. What is wrong is told with the path of the field.
 */
#ifndef APIDECK_LIB_API_PAGE_H
#define APIDECK_LIB_API_PAGE_H

#include <apideck/base.h>
#include <stdbool.h>

/* What was wrong with a document, and where. */
struct apideck__page_fault {
    size_t offset;
    char path[256]; /* "" where no field is to blame; cut off where it is longer */
};

/* On the way through a document that has been checked. */
struct apideck__page_reading {
    const char *document; /* the copy that is read */
    unsigned char *text;  /* where the next decoded text goes */
    struct apideck__page_fault *fault;
    size_t path_len; /* of what is being read */
};

/* Reads a value that is not null into a member of a struct. */
typedef int apideck__page_reader(struct apideck__page_reading *reading, apideck_str json,
                                 void *member);

/* A field of an object. Tables of them end with a name of NULL. */
struct apideck__page_field {
    const char *name;
    apideck__page_reader *read;
    size_t offset; /* of the member in the struct that is filled in */
};

/*
 * Checks a whole document, and finds its value, without the white space around it. The others take
 * what this has accepted. Errors: TOO_LARGE, the JSON_ errors, NO_MEMORY.
 */
int apideck__page_check(const void *document, size_t document_len,
                        const apideck_allocator *allocator, apideck_str *root_out,
                        struct apideck__page_fault *fault);

/* The path: a member's name, or an element's place, is put behind it. Whoever puts one sets
 * path_len back, unless reading fails. */
void apideck__page_name(struct apideck__page_reading *reading, const char *name, size_t name_len);
void apideck__page_place(struct apideck__page_reading *reading, size_t place);

/* Says that what is being read, which stands there, is wrong. Returns the code. */
int apideck__page_fail(struct apideck__page_reading *reading, int code, apideck_str at);

/* Whether a value is absent: not there, or null. */
bool apideck__page_absent(apideck_str json);

/* Readers of values. */
apideck__page_reader apideck__page_text;  /* into an apideck_str, decoded */
apideck__page_reader apideck__page_whole; /* into an int64_t: not negative, up to 15 digits */
apideck__page_reader apideck__page_flag;  /* into an int, 1 or 0 */
apideck__page_reader apideck__page_json;  /* into an apideck_str, as it stands */

/* Reads the fields of an object into a struct; others, and those that are null, are passed over. */
int apideck__page_object(struct apideck__page_reading *reading, apideck_str json,
                         const struct apideck__page_field *fields, void *target);

/* Reads an array, element by element, null ones too. */
int apideck__page_list(struct apideck__page_reading *reading, apideck_str json,
                       apideck__page_reader *read_element, void *target);

/* How many elements an array has, and members an object. */
size_t apideck__page_count(apideck_str list);
size_t apideck__page_member_count(apideck_str object);

/* Finds the cursor under meta.cursors.next; each of the three may be absent. */
int apideck__page_cursor(struct apideck__page_reading *reading, apideck_str root,
                         apideck_str *cursor_out);

#endif
