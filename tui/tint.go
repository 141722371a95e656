package tui

import (
	"hash/fnv"
	"path"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/audit"
	"github.com/ctxsize/ctxsize/walker"
)

// colorMode is what colours stand for.
type colorMode uint8

const (
	colorState colorMode = iota
	colorCategory
	colorInstruction
	colorExtension
	colorModes
)

func (c colorMode) String() string {
	return [...]string{"state", "category of what could go", "instruction that reads it", "extension"}[c]
}

// untinted is the tint of what has none.
const untinted = -1

// tint says which kind an item is of, by what colours stand for.
func (r reading) tint(i *item) int {
	switch r.colors {
	case colorCategory:
		if a := adviceFor(r.suggested, r.advice, i.path); a != nil {
			return slices.Index(categories(r.advice), a.Category) % kinds
		}
	case colorInstruction:
		return r.reader(i)
	case colorExtension:
		if ext := path.Ext(i.name); i.kind == walker.File && ext != "" {
			h := fnv.New32a()
			h.Write([]byte(strings.ToLower(ext)))
			return int(h.Sum32() % kinds)
		}
	}
	return untinted
}

// categories are those of suggestions, each once.
func categories(list []audit.Suggestion) []string {
	var names []string
	for _, a := range list {
		if !slices.Contains(names, a.Category) {
			names = append(names, a.Category)
		}
	}
	return names
}

// reader is the first instruction that reads an item, by its place among those that read the context.
func (r reading) reader(i *item) int {
	if i.state != isSent {
		return untinted
	}
	for _, in := range r.build.WhyIn(r.context, i.path).Instructions {
		if !in.Reachable {
			continue
		}
		for n, other := range r.build.Instructions {
			if other.Line == in.Line && other.Stage == in.Stage {
				return n
			}
		}
	}
	return untinted
}
