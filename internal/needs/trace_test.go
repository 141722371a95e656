package needs

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/ctxsize/ctxsize/internal/shell"
)

// TestTraces: what commands need, by the archives in testdata. Each has the files of a context that is copied to /app, and under "commands" one
// command a line, each followed by its trace. UPDATE_TRACES=1 writes the traces anew.
func TestTraces(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			context := tree{}
			commands := -1
			for n, f := range archive.Files {
				if f.Name == "commands" {
					commands = n
					continue
				}
				context[f.Name] = string(f.Data)
			}
			if commands < 0 {
				t.Fatal("the archive has no commands")
			}
			want := string(archive.Files[commands].Data)
			var got strings.Builder
			for line := range strings.Lines(want) {
				if command, ok := strings.CutPrefix(line, "$ "); ok {
					got.WriteString(line + context.traced(strings.TrimSpace(command)))
				} else if strings.HasPrefix(line, "#") {
					got.WriteString(line)
				}
			}
			if os.Getenv("UPDATE_TRACES") != "" {
				archive.Files[commands].Data = []byte(got.String())
				if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got.String(), "\n")); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

// traced returns the trace of a command as text. Words in brackets in front of the command set how it starts: [start] when the image starts,
// [sdk=N] with a version of the .NET SDK.
func (t tree) traced(command string) string {
	s := Start{File: "Dockerfile", Line: 3, Origins: t.origins}
	for {
		option, rest, found := strings.Cut(strings.TrimPrefix(command, "["), "] ")
		if !found || !strings.HasPrefix(command, "[") {
			break
		}
		if option == "start" {
			s.AtStart = true
		} else if _, err := fmt.Sscanf(option, "sdk=%d", &s.SDK); err != nil {
			return "  unknown option " + option + "\n"
		}
		command = rest
	}
	s.Script = shell.Parse(command, shell.Options{Dir: "/app", Env: map[string]string{"PATH": "/app/bin:/usr/bin"}})
	trace := Follow(t.files(), s)
	var b strings.Builder
	for n := range trace.Calls {
		c := &trace.Calls[n]
		if c.File != s.File || c.Text != command {
			fmt.Fprintf(&b, "  runs %s:%d %s\n", c.File, c.Line, c.Text)
		}
	}
	for _, one := range []struct {
		what string
		use  *Use
	}{{"git", trace.Git}, {"unknown", trace.Opaque}, {"stamped", trace.Stamped}, {"embedded", trace.Embedded}} {
		if one.use != nil {
			fmt.Fprintf(&b, "  %s %s\n", one.what, formatUse(one.use))
		}
	}
	if list := slices.Sorted(maps.Keys(trace.Sources)); len(list) > 0 {
		fmt.Fprintf(&b, "  sources %s of %s:%d\n", strings.Join(list, " "), trace.Sources[list[0]].File, trace.Sources[list[0]].Line)
	}
	for _, m := range trace.Doubtful {
		fmt.Fprintf(&b, "  perhaps %s:%d %s\n", m.File, m.Line, m.Text)
	}
	return b.String()
}

// origins returns the path in the context of a path below /app.
func (t tree) origins(p string) []string {
	rest, ok := strings.CutPrefix(p, "/app/")
	if !ok {
		return nil
	}
	return []string{rest}
}
