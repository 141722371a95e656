package shell

import (
	"maps"
	"slices"
	"strconv"
	"sync"
)

// maxCached is how many bytes of scripts and environments a Cache holds the results for.
const maxCached = 4 << 20

// A Cache holds the results of [Parse]: the builds of a project, and the scripts that they call, repeat each other. It is for concurrent use,
// and nothing that it returns may be changed. Where it is nil each call parses.
type Cache struct {
	mu      sync.Mutex
	scripts map[cacheKey]Script
	size    int
}

// NewCache returns an empty cache.
func NewCache() *Cache { return &Cache{scripts: map[cacheKey]Script{}} }

// Parse is [Parse].
func (c *Cache) Parse(text string, o Options) Script {
	if c == nil {
		return Parse(text, o)
	}
	key := keyOf(text, o)
	c.mu.Lock()
	s, known := c.scripts[key]
	c.mu.Unlock()
	if known {
		return s
	}
	s = Parse(text, o)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size += len(key.env) + len(text); c.size <= maxCached {
		c.scripts[key] = s
	}
	return s
}

// cacheKey is everything that the result of Parse depends on.
type cacheKey struct{ text, shell, dir, env string }

func keyOf(text string, o Options) cacheKey {
	var env []byte
	for _, name := range slices.Sorted(maps.Keys(o.Env)) {
		env = strconv.AppendQuote(strconv.AppendQuote(env, name), o.Env[name])
	}
	return cacheKey{text, o.Shell, o.Dir, string(env)}
}
