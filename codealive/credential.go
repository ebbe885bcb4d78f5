package codealive

import (
	"context"
	"fmt"
)

type keyOfCaller struct{}

// WithKey returns a context for the calls of someone with a key of their own.
// ContextKey finds it there, and nothing else does.
func WithKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, keyOfCaller{}, key)
}

// ContextKey is the KeySource of a process that serves many callers: each call
// is made with the key that its context got from WithKey.
func ContextKey(ctx context.Context) (string, error) {
	key, _ := ctx.Value(keyOfCaller{}).(string)
	if key == "" {
		return "", fmt.Errorf("%w: send your key with each request, in the header Authorization: Bearer <key>", ErrNoKey)
	}
	return key, nil
}
