#include "cut_vfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATABASE, LOG, FILES };

/* SQLite's own methods, with another xSync; and what the last sync found in the file. */
static struct {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *real;
    char path[600];
    unsigned char *synced;
    size_t size;
    long syncs;
} files[FILES];

static sqlite3_vfs vfs;
static sqlite3_vfs *real_vfs;
static char cut_path[600];

static int read_all(const char *path, unsigned char **bytes_out, size_t *size_out) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return 1;
    }
    (void)fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(size > 0 ? (size_t)size : 1);
    const int failed = !bytes || size < 0 || fread(bytes, 1, (size_t)size, file) != (size_t)size;
    (void)fclose(file);
    if (failed) {
        free(bytes);
        return 1;
    }
    *bytes_out = bytes;
    *size_out = (size_t)size;
    return 0;
}

static int sync_one(int i, sqlite3_file *file, int flags) {
    const int result = files[i].real->xSync(file, flags);
    unsigned char *bytes = NULL;
    if (result != SQLITE_OK || read_all(files[i].path, &bytes, &files[i].size)) {
        return result != SQLITE_OK ? result : SQLITE_IOERR_FSYNC;
    }
    free(files[i].synced);
    files[i].synced = bytes;
    files[i].syncs++;
    return SQLITE_OK;
}

static int sync_database(sqlite3_file *file, int flags) {
    return sync_one(DATABASE, file, flags);
}

static int sync_log(sqlite3_file *file, int flags) {
    return sync_one(LOG, file, flags);
}

static int open_file(sqlite3_vfs *unused, const char *name, sqlite3_file *file, int flags,
                     int *flags_out) {
    (void)unused;
    const int result = real_vfs->xOpen(real_vfs, name, file, flags, flags_out);
    for (int i = 0; i < FILES && result == SQLITE_OK; i++) {
        if (name && strcmp(name, files[i].path) == 0) {
            files[i].real = file->pMethods;
            files[i].methods = *file->pMethods;
            files[i].methods.xSync = i == LOG ? sync_log : sync_database;
            file->pMethods = &files[i].methods;
        }
    }
    return result;
}

/* The last one to close a database deletes its log. */
static int delete_file(sqlite3_vfs *unused, const char *name, int sync_directory) {
    (void)unused;
    if (strcmp(name, files[LOG].path) == 0) {
        files[LOG].size = 0;
    }
    return real_vfs->xDelete(real_vfs, name, sync_directory);
}

int cut_vfs_begin(const char *path) {
    if (!real_vfs) {
        real_vfs = sqlite3_vfs_find(NULL);
        vfs = *real_vfs;
        vfs.zName = "cut";
        vfs.xOpen = open_file;
        vfs.xDelete = delete_file;
    }
    for (int i = 0; i < FILES; i++) {
        (void)snprintf(files[i].path, sizeof files[i].path, "%s%s", path, i == LOG ? "-wal" : "");
        files[i].size = 0;
        files[i].syncs = 0;
    }
    (void)snprintf(cut_path, sizeof cut_path, "%s-cut", path);
    return sqlite3_vfs_register(&vfs, 1) != SQLITE_OK;
}

long cut_vfs_log_syncs(void) {
    return files[LOG].syncs;
}

static int write_synced(int i) {
    char path[620];
    (void)snprintf(path, sizeof path, "%s%s", cut_path, i == LOG ? "-wal" : "");
    FILE *file = fopen(path, "wb");
    if (!file) {
        return 1;
    }
    const int failed =
        files[i].size && fwrite(files[i].synced, 1, files[i].size, file) != files[i].size;
    return fclose(file) != 0 || failed;
}

const char *cut_vfs_cut(void) {
    char shared_memory[620];
    (void)snprintf(shared_memory, sizeof shared_memory, "%s-shm", cut_path);
    (void)remove(shared_memory);
    return write_synced(DATABASE) || write_synced(LOG) ? NULL : cut_path;
}
