package shell

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// maxCached is how many bytes of scripts and environments a Cache holds the results for.
const maxCached = 4 << 20

// maxParsed is how many bytes of scripts it holds the syntax of, which takes many times as much memory.
const maxParsed = 512 << 10

// A Cache holds the results of [Parse]: the builds of a project, and the scripts that they call, repeat each other. It is for concurrent use,
// and nothing that it returns may be changed. Where it is nil each call parses.
type Cache struct {
	mu      sync.Mutex
	scripts map[cacheKey]Script
	size    int
	parsers parsers
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{scripts: map[cacheKey]Script{}, parsers: parsers{parsed: map[parsedKey]parsed{}}}
}

// Parse is [Parse].
func (c *Cache) Parse(text string, o Options) Script { return c.Reader(o).Parse(text) }

// A Reader parses scripts that are started in the same way.
type Reader struct {
	cache   *Cache
	options Options
	env     string
}

// Reader returns a reader of scripts that are started with these options. The environment may not be changed afterwards.
func (c *Cache) Reader(o Options) *Reader { return &Reader{c, o, envKey(o.Env)} }

// In returns a reader of scripts that are started in another directory; "" where it is not known.
func (r *Reader) In(dir string) *Reader {
	o := r.options
	o.Dir = dir
	return &Reader{r.cache, o, r.env}
}

// EnvKey returns a text that only readers with the same environment share.
func (r *Reader) EnvKey() string { return r.env }

// Parse is [Parse] with the reader's options.
func (r *Reader) Parse(text string) Script {
	c := r.cache
	if c == nil {
		return Parse(text, r.options)
	}
	key := cacheKey{text, r.options.Shell, r.options.Dir, r.env}
	c.mu.Lock()
	s, known := c.scripts[key]
	c.mu.Unlock()
	if known {
		return s
	}
	s = parseScript(text, r.options, &c.parsers)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size += len(key.env) + len(text); c.size <= maxCached {
		c.scripts[key] = s
	}
	return s
}

// cacheKey is everything that the result of Parse depends on.
type cacheKey struct{ text, shell, dir, env string }

// envKey returns a text that is different for each environment: the lengths keep names and values apart.
func envKey(env map[string]string) string {
	size := 0
	names := make([]string, 0, len(env))
	for name, value := range env {
		names = append(names, name)
		size += len(name) + len(value) + 8
	}
	slices.Sort(names)
	key := make([]byte, 0, size)
	for _, name := range names {
		key = append(strconv.AppendInt(key, int64(len(name)), 10), ':')
		key = append(strconv.AppendInt(append(key, name...), int64(len(env[name])), 10), ':')
		key = append(key, env[name]...)
	}
	return string(key)
}

// parsers are idle parsers: each has a buffer of its own, and most scripts are a line. It is for concurrent use.
type parsers struct {
	mu   sync.Mutex
	idle map[syntax.LangVariant][]*syntax.Parser
	// parsed are the scripts that were parsed, nil where they are not kept: builds start a script in several directories and environments.
	parsed map[parsedKey]parsed
	size   int // of the scripts in parsed, in bytes
}

// parsedKey is everything that the syntax of a script depends on.
type parsedKey struct{ text, program string }

// parsed is the syntax of a script, which nothing may change, or why there is none.
type parsed struct {
	file *syntax.File
	err  error
}

// parseOnce is [parsers.parseAs] for scripts that may repeat.
func (p *parsers) parseOnce(text, program string) (*syntax.File, error) {
	key := parsedKey{text, program}
	p.mu.Lock()
	known, ok := p.parsed[key]
	p.mu.Unlock()
	if ok {
		return known.file, known.err
	}
	file, err := p.parseAs(text, program)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.size += len(text); p.parsed != nil && p.size <= maxParsed {
		p.parsed[key] = parsed{file, err}
	}
	return file, err
}

// parse parses a script with an idle parser of that dialect, or with a new one.
func (p *parsers) parse(text string, dialect syntax.LangVariant) (*syntax.File, error) {
	parser := p.take(dialect)
	file, err := parser.Parse(strings.NewReader(text), "")
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.idle == nil {
		p.idle = map[syntax.LangVariant][]*syntax.Parser{}
	}
	p.idle[dialect] = append(p.idle[dialect], parser)
	return file, err
}

func (p *parsers) take(dialect syntax.LangVariant) *syntax.Parser {
	p.mu.Lock()
	defer p.mu.Unlock()
	idle := p.idle[dialect]
	if len(idle) == 0 {
		return syntax.NewParser(syntax.Variant(dialect))
	}
	p.idle[dialect] = idle[:len(idle)-1]
	return idle[len(idle)-1]
}
