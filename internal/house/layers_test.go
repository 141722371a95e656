package house_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/ctxsize/ctxsize"
	// root is the module's directory.
	root = "../.."
)

// imports is what each package may import of the others, from the commands down to the model. The root package is "".
var imports = map[string][]string{
	"cmd/ctxsize":            {"", "internal/archive", "internal/build", "internal/compare", "internal/dockerline", "internal/dockerplugin", "internal/edit", "internal/export", "internal/gate", "internal/help", "internal/history", "internal/inventory", "internal/lint", "internal/memory", "internal/outcome", "internal/policy", "internal/progress", "internal/project", "internal/projectfile", "internal/report", "internal/revision", "internal/saturate", "internal/shell", "internal/similar", "internal/snapshot", "internal/terminal", "internal/termtext", "internal/verify", "internal/webreport", "tui", "walker"},
	"tui":                    {"", "ignore", "internal/build", "internal/edit", "internal/inventory", "internal/lint", "internal/project", "internal/report", "internal/termtext", "tui/internal/cells", "tui/internal/columns", "tui/internal/draft", "tui/internal/engine", "tui/internal/listing", "tui/internal/look", "tui/internal/textfield", "tui/internal/tiles", "tui/treemap", "walker"},
	"tui/internal/engine":    {"", "ignore", "internal/attribution", "internal/edit", "internal/inventory", "internal/lint", "tui/internal/cells", "tui/internal/draft", "tui/internal/listing", "walker"},
	"tui/internal/draft":     {"ignore", "internal/inventory"},
	"tui/internal/look":      {"internal/report", "tui/internal/cells", "tui/internal/listing"},
	"tui/internal/tiles":     {"internal/saturate", "tui/internal/listing", "tui/treemap"},
	"tui/internal/listing":   {"ignore", "walker"},
	"tui/internal/columns":   {"tui/internal/cells"},
	"tui/internal/cells":     {"internal/termtext", "tui/treemap"},
	"tui/internal/textfield": {},
	"tui/treemap":            {},
	"internal/snapshot":      {"", "internal/build", "internal/inventory", "internal/lint", "walker"},
	"internal/webreport":     {"", "ignore", "internal/compare", "internal/outcome", "internal/rebuild", "internal/report", "internal/saturate", "internal/termtext", "tui/treemap", "walker"},
	"internal/archive":       {"internal/projectfile", "walker"},
	"internal/export":        {"", "ignore", "internal/inventory", "internal/lint", "internal/report", "internal/termtext", "walker"},
	"internal/dockerplugin":  {},
	"internal/gate":          {"", "internal/build", "internal/lint", "internal/policy", "internal/projectfile", "internal/report", "internal/saturate", "internal/similar", "walker"},
	"internal/help":          {"internal/report", "internal/similar"},
	"internal/terminal":      {"internal/projectfile", "internal/report", "internal/similar", "internal/termtext", "walker"},
	"internal/memory":        {"internal/generous"},
	"internal/report":        {"", "internal/build", "internal/edit", "internal/inventory", "internal/lint", "internal/phrase", "internal/progress", "internal/rebuild", "internal/reruns", "internal/saturate", "internal/similar", "internal/termtext", "walker"},
	"":                       {"ignore", "internal/analysis", "internal/attribution", "internal/build", "internal/compare", "internal/inventory", "internal/lint", "internal/progress", "internal/project", "internal/reruns", "internal/sections", "internal/verify"},
	"internal/analysis":      {"ignore", "internal/advise", "internal/attribution", "internal/budget", "internal/build", "internal/check", "internal/edit", "internal/history", "internal/inventory", "internal/lint", "internal/manifest", "internal/phrase", "internal/progress", "internal/project", "internal/projectfile", "internal/rebuild", "internal/remedy", "internal/required", "internal/reruns", "internal/saturate", "internal/sections", "internal/suggest", "walker"},
	"internal/advise":        {"internal/build", "internal/dockerfile", "internal/inventory", "internal/knowledge", "internal/lint", "internal/managers", "internal/manifest", "internal/needs", "internal/phrase", "internal/project", "internal/remedy", "internal/saturate", "internal/shell", "walker"},
	"internal/remedy":        {"internal/build", "internal/dockerfile", "internal/inventory", "internal/lint", "internal/managers", "internal/manifest", "internal/provenance", "internal/shell", "walker"},
	"internal/managers":      {},
	"internal/check":         {"ignore", "internal/build", "internal/dockerfile", "internal/inventory", "internal/knowledge", "internal/lint", "internal/manifest", "internal/phrase", "internal/projectfile", "internal/provenance", "internal/required", "internal/saturate", "walker"},
	"internal/suggest":       {"ignore", "internal/build", "internal/inventory", "internal/knowledge", "internal/manifest", "internal/phrase", "internal/projectfile", "internal/required", "internal/saturate", "walker"},
	"internal/required":      {"ignore", "internal/attribution", "internal/build", "internal/dockerfile", "internal/inventory", "internal/knowledge", "internal/manifest", "internal/needs", "internal/phrase", "internal/provenance", "internal/shell", "walker"},
	"internal/attribution":   {"ignore", "internal/bake", "internal/build", "internal/compose", "internal/dockerfile", "internal/inventory", "internal/knowledge", "internal/lint", "internal/phrase", "internal/provenance", "internal/saturate", "walker"},
	"internal/inventory":     {"ignore", "internal/budget", "internal/build", "internal/dockerfile", "internal/git", "internal/knowledge", "internal/launch", "internal/manifest", "internal/needs", "internal/phrase", "internal/projectfile", "internal/provenance", "internal/reruns", "internal/shell", "walker"},
	"internal/knowledge":     {"walker"},
	"internal/phrase":        {"ignore", "internal/lint", "internal/termtext"},
	"internal/provenance":    {"ignore", "internal/build", "internal/saturate", "walker"},
	"internal/needs":         {"internal/makefile", "internal/manifest", "internal/shell"},
	"internal/manifest":      {},
	"internal/policy":        {"internal/budget", "internal/build", "internal/lint", "internal/projectfile", "internal/saturate", "internal/scope", "internal/similar"},
	"internal/dockerline":    {"internal/build", "internal/similar"},
	"internal/lint":          {"internal/reruns", "internal/similar"},
	"internal/similar":       {},
	"internal/shell":         {},
	"internal/project":       {"ignore", "internal/bake", "internal/budget", "internal/build", "internal/ci", "internal/compose", "internal/distinct", "internal/dockerfile", "internal/git", "internal/parallel", "internal/projectfile", "internal/scope", "internal/similar"},
	"internal/compose":       {"internal/budget", "internal/build", "internal/distinct", "internal/dockerfile", "internal/parallel", "internal/projectfile", "internal/scope"},
	"internal/bake":          {"internal/budget", "internal/build", "internal/compose", "internal/distinct", "internal/dockerfile", "internal/hclbudget", "internal/projectfile", "internal/scope"},
	"internal/hclbudget":     {"internal/budget"},
	"internal/dockerfile":    {"internal/budget", "internal/build", "internal/parallel"},
	"internal/build":         {"internal/projectfile", "internal/similar"},
	"walker":                 {"ignore", "internal/osstat", "internal/parallel", "internal/saturate"},
	"ignore":                 {},
	"internal/edit":          {"internal/projectfile", "internal/termtext"},
	"internal/git":           {"internal/projectfile"},
	"internal/scope":         {"internal/git", "internal/projectfile"},
	"internal/projectfile":   {},
	"bench":                  {},
	"internal/budget":        {},
	"internal/ci":            {"internal/budget", "internal/dockerline", "internal/makefile", "internal/manifest", "internal/shell"},
	"internal/compare":       {"internal/analysis", "internal/lint", "internal/saturate", "walker"},
	"internal/distinct":      {},
	"internal/generous":      {},
	"internal/history":       {"internal/git"},
	"internal/house":         {},
	"internal/launch":        {"internal/budget", "internal/manifest", "internal/shell"},
	"internal/makefile":      {},
	"internal/osstat":        {},
	"internal/outcome":       {"internal/compare", "internal/report", "internal/termtext", "internal/verify"},
	"internal/parallel":      {},
	"internal/picture":       {},
	"internal/progress":      {},
	"internal/rebuild":       {"ignore", "internal/build", "internal/history", "internal/inventory", "internal/parallel", "walker"},
	"internal/reruns":        {},
	"internal/revision":      {"internal/history", "internal/projectfile"},
	"internal/saturate":      {},
	"internal/sections":      {"ignore", "internal/knowledge"},
	"internal/termtext":      {},
	"internal/testanalysis":  {"internal/analysis", "internal/build"},
	"internal/testtree":      {},
	"internal/testview":      {"ignore", "walker"},
	"internal/texts":         {},
	"internal/verify":        {"internal/analysis", "internal/build", "internal/inventory", "internal/progress", "walker"},
	"scripts/mutate":         {},
	"scripts/words":          {},
}

// owners are the only packages that may import a library, by the prefix of its path.
var owners = map[string][]string{
	"github.com/moby/buildkit":         {"internal/dockerfile"},
	"github.com/compose-spec":          {"internal/bake", "internal/compose", "internal/project"},
	"github.com/docker/buildx":         {"internal/bake"},
	"github.com/hashicorp":             {"internal/bake", "internal/hclbudget"},
	"github.com/moby/patternmatcher":   {"ignore"},
	"github.com/dustin/go-humanize":    {"internal/report", "internal/policy"},
	"github.com/spf13/cobra":           {"cmd/ctxsize", "internal/help"},
	"charm.land":                       {"tui", "tui/internal/textfield"},
	"github.com/aymanbagabas/go-udiff": {"internal/edit"},
}

// TestImports checks that packages import each other in one direction only.
func TestImports(t *testing.T) {
	out, err := goCommand("list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name := localName(words[0])
		allowed, known := imports[name]
		if !known {
			t.Errorf("package %q is not in the table of imports", name)
		}
		for _, path := range words[1:] {
			if strings.HasPrefix(path, module) && !slices.Contains(allowed, localName(path)) {
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
	out, err := goCommand("list", "-deps", "./cmd/ctxsize").Output()
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

// goCommand returns a go command that runs in the module's root.
func goCommand(args ...string) *exec.Cmd {
	c := exec.Command("go", args...)
	c.Dir = root
	return c
}

// localName is a package's path in the module, "" for the root package.
func localName(path string) string { return strings.TrimPrefix(strings.TrimPrefix(path, module), "/") }

// TestNoClipboard: github.com/atotto/clipboard looks for programs in PATH when a program that imports it starts.
func TestNoClipboard(t *testing.T) {
	for _, args := range [][]string{{"list", "-deps", "./cmd/ctxsize"}, {"list", "-m", "all"}} {
		out, err := goCommand(args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(out), "atotto/clipboard") {
			t.Errorf("go %s: the program depends on github.com/atotto/clipboard", strings.Join(args, " "))
		}
	}
}
