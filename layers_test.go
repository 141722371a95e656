package ctxsize_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ctxsize/ctxsize"

// layers says which packages of the project each may import.
var layers = map[string][]string{
	"ignore":                 {},
	"plan":                   {"ignore", "internal/budget", "internal/git", "internal/hclbudget", "internal/parallel", "internal/projectfile"},
	"walker":                 {"ignore", "internal/parallel", "internal/saturate"},
	"internal/provenance":    {"ignore", "internal/saturate", "plan", "walker"},
	"audit":                  {"ignore", "internal/budget", "internal/git", "internal/manifest", "internal/needs", "internal/projectfile", "internal/provenance", "internal/saturate", "internal/shell", "internal/termtext", "plan", "walker"},
	"":                       {"audit", "ignore", "internal/budget", "internal/edit", "internal/projectfile", "internal/provenance", "internal/saturate", "internal/termtext", "plan", "walker"},
	"internal/shell":         {},
	"internal/manifest":      {},
	"internal/needs":         {"internal/manifest", "internal/shell"},
	"report":                 {"", "audit", "ignore", "internal/saturate", "internal/termtext", "plan", "walker"},
	"tui/treemap":            {},
	"tui/internal/cells":     {"internal/termtext", "tui/treemap"},
	"tui/internal/columns":   {"tui/internal/cells"},
	"tui/internal/draft":     {"audit", "ignore"},
	"tui/internal/engine":    {"", "audit", "ignore", "internal/edit", "tui/internal/cells", "tui/internal/draft", "tui/internal/listing", "walker"},
	"tui/internal/listing":   {"ignore", "walker"},
	"tui/internal/look":      {"report", "tui/internal/cells", "tui/internal/listing"},
	"tui/internal/tiles":     {"internal/saturate", "tui/internal/listing", "tui/treemap"},
	"tui/internal/textfield": {},
	"tui":                    {"", "audit", "ignore", "internal/edit", "internal/saturate", "internal/termtext", "plan", "report", "tui/internal/cells", "tui/internal/columns", "tui/internal/draft", "tui/internal/engine", "tui/internal/listing", "tui/internal/look", "tui/internal/textfield", "tui/internal/tiles", "tui/treemap", "walker"},
	"cmd/ctxsize":            {"", "audit", "ignore", "internal/budget", "internal/edit", "internal/generous", "internal/projectfile", "internal/saturate", "internal/termtext", "plan", "report", "tui", "walker"},
	"internal/testtree":      {},
	"internal/generous":      {},
	"internal/parallel":      {},
	"internal/git":           {"internal/projectfile"},
	"internal/projectfile":   {},
	"internal/budget":        {},
	"internal/hclbudget":     {"internal/budget"},
	"internal/saturate":      {},
	"internal/edit":          {"internal/projectfile", "internal/termtext"},
	"internal/termtext":      {},
	"bench":                  {},
	"internal/picture":       {},
}

// owners says which packages alone may import a library, by its path's beginning.
var owners = map[string][]string{
	"github.com/moby/buildkit":         {"plan"},
	"github.com/compose-spec":          {"plan"},
	"github.com/docker/buildx":         {"plan"},
	"github.com/hashicorp":             {"plan", "internal/hclbudget"},
	"github.com/moby/patternmatcher":   {"ignore"},
	"github.com/dustin/go-humanize":    {"report", "cmd/ctxsize"},
	"github.com/spf13/cobra":           {"cmd/ctxsize"},
	"charm.land":                       {"tui", "tui/internal/textfield"},
	"github.com/aymanbagabas/go-udiff": {"internal/edit"},
}

// TestLayers holds the imports to one direction.
func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name := local(words[0])
		allowed, known := layers[name]
		if !known {
			t.Errorf("package %q stands in no layer", name)
		}
		for _, path := range words[1:] {
			if strings.HasPrefix(path, module) && !slices.Contains(allowed, local(path)) {
				t.Errorf("package %q imports %q", name, path)
			}
			for library, by := range owners {
				if strings.HasPrefix(path, library) && !slices.Contains(by, name) {
					t.Errorf("package %q imports %q, which only %v may", name, path, by)
				}
			}
		}
	}
}

// TestUsersDoNotLinkOracles keeps the builders' own clients out of the program.
func TestUsersDoNotLinkOracles(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./cmd/ctxsize").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		for _, oracle := range []string{"github.com/tonistiigi/fsutil", "github.com/docker/cli/cli/command", "github.com/docker/buildx/build", "dockerfile2llb", "google.golang.org/grpc"} {
			if strings.Contains(path, oracle) {
				t.Errorf("the program links %s", path)
			}
		}
	}
}

// local is a package's path in the module, "" for the root package.
func local(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }

// TestNoClipboard: github.com/atotto/clipboard looks for programs in PATH when a program that imports it starts.
func TestNoClipboard(t *testing.T) {
	for _, args := range [][]string{{"list", "-deps", "./cmd/ctxsize"}, {"list", "-m", "all"}} {
		out, err := exec.Command("go", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "atotto/clipboard") {
			t.Errorf("go %s: the program depends on github.com/atotto/clipboard", strings.Join(args, " "))
		}
	}
}
