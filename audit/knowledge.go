package audit

import (
	_ "embed" // of the knowledge
	"encoding/json"
	"fmt"
	"path"
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

func (r *rule) named(name string) bool {
	for _, pattern := range r.Names {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}
