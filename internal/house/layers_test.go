package house_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ctxsize/ctxsize"

// layers says which packages of the project each may import.
var layers = map[string][]string{
	"ignore":               {},
	"internal/build":       {"internal/projectfile"},
	"internal/distinct":    {},
	"internal/scope":       {"internal/git", "internal/projectfile"},
	"internal/dockerfile":  {"internal/budget", "internal/build", "internal/parallel"},
	"internal/compose":     {"internal/budget", "internal/build", "internal/distinct", "internal/dockerfile", "internal/parallel", "internal/projectfile", "internal/scope"},
	"internal/bake":        {"internal/budget", "internal/build", "internal/compose", "internal/distinct", "internal/dockerfile", "internal/hclbudget", "internal/projectfile", "internal/scope"},
	"internal/project":     {"ignore", "internal/bake", "internal/budget", "internal/build", "internal/compose", "internal/distinct", "internal/dockerfile", "internal/parallel", "internal/projectfile", "internal/scope"},
	"walker":               {"ignore", "internal/parallel", "internal/saturate"},
	"internal/provenance":  {"ignore", "internal/saturate", "internal/build", "internal/compose", "internal/dockerfile", "internal/project", "internal/scope", "walker"},
	"audit":                {"ignore", "internal/budget", "internal/git", "internal/manifest", "internal/needs", "internal/projectfile", "internal/provenance", "internal/saturate", "internal/shell", "internal/termtext", "internal/build", "internal/compose", "internal/dockerfile", "internal/project", "internal/scope", "walker"},
	"":                     {"audit", "ignore", "internal/budget", "internal/edit", "internal/projectfile", "internal/provenance", "internal/saturate", "internal/termtext", "internal/build", "internal/compose", "internal/dockerfile", "internal/project", "internal/scope", "walker"},
	"internal/shell":       {},
	"internal/manifest":    {},
	"internal/needs":       {"internal/manifest", "internal/shell"},
	"report":               {"", "audit", "ignore", "internal/saturate", "internal/termtext", "internal/build", "internal/compose", "internal/dockerfile", "internal/project", "internal/scope", "walker"},
	"tui/treemap":          {},
	"tui":                  {"", "audit", "ignore", "internal/edit", "internal/saturate", "internal/termtext", "internal/build", "internal/compose", "internal/dockerfile", "internal/project", "internal/scope", "report", "tui/treemap", "walker"},
	"cmd/ctxsize":          {"", "audit", "ignore", "internal/budget", "internal/edit", "internal/generous", "internal/projectfile", "internal/saturate", "internal/termtext", "internal/build", "internal/compose", "internal/dockerfile", "internal/project", "internal/scope", "report", "tui", "walker"},
	"internal/testtree":    {},
	"internal/generous":    {},
	"internal/parallel":    {},
	"internal/git":         {"internal/projectfile"},
	"internal/projectfile": {},
	"internal/budget":      {},
	"internal/hclbudget":   {"internal/budget"},
	"internal/saturate":    {},
	"internal/edit":        {"internal/projectfile", "internal/termtext"},
	"internal/termtext":    {},
	"bench":                {},
	"internal/picture":     {},
}

// owners says which packages alone may import a library, by its path's beginning.
var owners = map[string][]string{
	"github.com/moby/buildkit":         {"internal/dockerfile"},
	"github.com/compose-spec":          {"internal/bake", "internal/compose", "internal/project"},
	"github.com/docker/buildx":         {"internal/bake"},
	"github.com/hashicorp":             {"internal/bake", "internal/hclbudget"},
	"github.com/moby/patternmatcher":   {"ignore"},
	"github.com/dustin/go-humanize":    {"report", "cmd/ctxsize"},
	"github.com/spf13/cobra":           {"cmd/ctxsize"},
	"charm.land":                       {"tui"},
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
