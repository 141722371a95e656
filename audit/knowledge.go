package audit

import (
	"bytes"
	_ "embed" // of the knowledge
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed knowledge.json
var knowledgeText []byte

// rule says what a name means in a context.
type rule struct {
	ID       string
	Names    []string // patterns of path.Match for the last part of a path
	Line     string   // that takes out every such path; "" for the path itself
	Category string
	Policy   string // "auto": evidence makes it certain; "ask": a person must say
	Dir      bool
	Certain  bool     // the name is evidence enough
	Inside   []string // any of these in the directory is evidence
	Beside   []string // any of these beside it is
	Reason   string
}

// rules are parsed when they are first needed. The file is the program's own: a test holds it to be right.
var rules = sync.OnceValue(func() []rule {
	var k struct{ Rules []rule }
	if err := json.Unmarshal(knowledgeText, &k); err != nil {
		panic(fmt.Sprintf("audit: knowledge.json: %v", err))
	}
	return k.Rules
})

// headings stand above the lines of a category in an ignore file.
func heading(category string) string {
	return map[string]string{"vcs": "History", "dependencies": "Dependencies", "cache": "Caches", "build-output": "Build output",
		"test-output": "Test output", "ide": "Editors", "os": "Left by the system", "ci": "Continuous integration", "logs": "Logs", "data": "Data"}[category]
}

// byName finds the rules that a name may fall under.
type byName struct {
	exact map[string][]*rule
	globs []glob
}

type glob struct {
	pattern string
	// Every name that matches begins and ends so.
	prefix, suffix string
	rule           *rule
}

// index is made when it is first needed.
var index = sync.OnceValue(func() *byName {
	ix := &byName{exact: map[string][]*rule{}}
	all := rules()
	for n := range all {
		for _, name := range all[n].Names {
			if star := strings.IndexByte(name, '*'); star >= 0 {
				ix.globs = append(ix.globs, glob{name, name[:star], name[strings.LastIndexByte(name, '*')+1:], &all[n]})
			} else {
				ix.exact[name] = append(ix.exact[name], &all[n])
			}
		}
	}
	return ix
})

// find gives the rules for a name, in no order that matters: evidence tells them apart.
func (ix *byName) find(name []byte, dir bool) []*rule {
	found := ix.exact[string(name)]
	for _, g := range ix.globs {
		if bytes.HasSuffix(name, []byte(g.suffix)) && bytes.HasPrefix(name, []byte(g.prefix)) {
			if ok, err := path.Match(g.pattern, string(name)); ok && err == nil {
				found = append(found[:len(found):len(found)], g.rule)
			}
		}
	}
	if slices.ContainsFunc(found, func(r *rule) bool { return r.Dir == dir }) {
		return found
	}
	return nil
}
