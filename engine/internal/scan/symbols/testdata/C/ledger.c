/* Copyright 2020 Somebody. */
#include <stdio.h>
#define OPEN {
#define MANY(a) \
	int a(void) { \
	}
#ifdef __cplusplus
extern "C" {
#endif

BEGIN_DECLS

/**
 * What an entry is.
 */
typedef struct entry {
	int cents;
	struct { int a; } inner;
	struct pair { int x, y; } pair;
	int (*compare)(const void *a, const void *b);
} entry_t;

typedef enum { RED = '{', GREEN } color;
enum plain { A, B };
union bits { int a; char b[4]; };
typedef struct entry other;
struct entry *forward(struct entry *e);
static const char *names[] = { "a", "}" };
int table[] = { 1, 2 }, after_table;

// Books an entry.
// It is final.
static inline struct entry *
post(struct entry *e, int (*f)(int))
{
	if (e) {
		return e; /* } */
	}
	for (;;) { }
	return NULL;
}

int __attribute__((noinline)) attributed(void) { return '\''; }
int after(void) __attribute__((pure));
void (*signal(int sig, void (*func)(int)))(int);

#if A
int two(int a) {
#else
int two(void) {
#endif
	return 1;
}

#if 0
} } }
#endif

EXPORT(int)
exported(int a)
{
	return a;
}

DECLARE_LIST(x);

int broken(int a {
	int b;
}

void last(void) {}
#ifdef __cplusplus
}
#endif
