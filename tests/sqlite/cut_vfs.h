/* A VFS that knows what a power cut would leave of a database: of each file, what it held when it
 * was last synced. */
#ifndef APIDECK_TESTS_CUT_VFS_H
#define APIDECK_TESTS_CUT_VFS_H

/* Makes it the default for databases opened from now on; at most one has its files watched, that
 * of `path`. Returns 0, or anything else when SQLite refuses. */
int cut_vfs_begin(const char *path);

/* How often the log (the -wal file) was synced. */
long cut_vfs_log_syncs(void);

/* Writes the database as a power cut at this moment leaves it, to a path of its own, which is
 * returned; static. Every write that was not synced is lost. NULL when it cannot be written. */
const char *cut_vfs_cut(void);

#endif
