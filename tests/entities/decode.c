/* Usage: decode <FILE. Decodes a document for each line KIND<TAB>DOCUMENT, and prints each as
 * entity_dump.h does, or `error<TAB>NAME<TAB>PATH<TAB>OFFSET`; then an empty line. */
#define _POSIX_C_SOURCE 200809L

#include "counting_allocator.h"
#include "entity_dump.h"
#include "exact.h"

static apideck_entity_kind kind_of(const char *name) {
    for (int kind = 1; apideck_entity_kind_name((apideck_entity_kind)kind); kind++) {
        if (strcmp(apideck_entity_kind_name((apideck_entity_kind)kind), name) == 0) {
            return (apideck_entity_kind)kind;
        }
    }
    fprintf(stderr, "decode: no kind %s\n", name);
    exit(2);
}

static void decode(const char *kind, const char *text, size_t len) {
    struct counting memory = {0};
    apideck_allocator allocator = counting_allocator(&memory);
    apideck_entity *entity = NULL;
    apideck_problem *problem = NULL;
    unsigned char *document = exact_copy(text, len);
    int error =
        apideck_entity_decode(kind_of(kind), document, len, NULL, &allocator, &entity, &problem);
    free(document);
    if (error) {
        printf("error\t%s\t%s\t%zu\n", apideck_error_name(error),
               problem->path.ptr ? problem->path.ptr : "-", problem->offset);
    } else {
        printf("id");
        struct dump dump = {stdout, entity->document, 0, ""};
        dump_text_of(&dump, entity->id);
        printf("\nservice");
        dump_text_of(&dump, entity->service);
        printf("\n");
        dump_entity(entity, stdout);
    }
    printf("\n");
    apideck_entity_free(entity);
    apideck_problem_free(problem);
    DUMP_MUST(memory.blocks == 0 && memory.bytes == 0 && memory.wrong_sizes == 0);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    for (ssize_t len = 0; (len = getline(&line, &room, stdin)) > 0;) {
        char *tab = strchr(line, '\t');
        DUMP_MUST(tab && line[len - 1] == '\n');
        *tab = '\0';
        decode(line, tab + 1, (size_t)(line + len - 1 - (tab + 1)));
    }
    free(line);
    return 0;
}
