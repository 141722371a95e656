package dockerfile

import (
	"testing"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// TestIsPlain: BuildKit's lexers return a plain word as it is.
func TestIsPlain(t *testing.T) {
	for word, plain := range map[string]bool{
		"": true, "src/a b.txt": true, "  spaces  ": true, "a=b#c;d|e&f(g){h}[i]*?~!": true, "é\t\n": true, "C:/x": true, "{\"": false,
		"$A": false, "a'b": false, `a"b`: false, `a\b`: false, "a`b": false,
	} {
		if got := isPlain(word); got != plain {
			t.Errorf("isPlain(%q) = %v", word, got)
		}
		if !plain {
			continue
		}
		for _, escape := range []rune{'\\', '`'} {
			for _, raw := range []bool{false, true} {
				lex := shell.NewLex(escape)
				lex.SkipProcessQuotes = raw
				if got, _, err := lex.ProcessWord(word, variables{}); got != word || err != nil {
					t.Errorf("the lexer returns %q, %v for %q", got, err, word)
				}
			}
		}
	}
}

// TestIsSimpleName: the reference library returns a simple name as it is.
func TestIsSimpleName(t *testing.T) {
	for name, simple := range map[string]bool{
		"build": true, "a--b": true, "0": true, "localhost": true, "latest": true, "": false, "-a": false, "a-": false, "A": false, "a_b": false, "a.b": false, "a/b": false, "a:b": false,
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef": false,
	} {
		if got := isSimpleName(name); got != simple {
			t.Errorf("isSimpleName(%q) = %v", name, got)
		}
		if !simple {
			continue
		}
		if named, err := reference.ParseNormalizedNamed(name); err != nil || reference.FamiliarString(named) != name {
			t.Errorf("%q is %v, %v", name, named, err)
		}
	}
}

// TestCollectEnvironments: each instruction has the variables as they are where it stands, though instructions share them.
func TestCollectEnvironments(t *testing.T) {
	c, err := Collect([]byte("FROM a\nENV A=1\nRUN x\nRUN y\nARG B=2\nRUN z\nENV A=3\nRUN w\nFROM a\nRUN v\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{{"A": "1"}, {"A": "1"}, {"A": "1", "B": "2"}, {"A": "3", "B": "2"}, {}}
	for n, run := range c.Runs {
		if run.Env["A"] != want[n]["A"] || run.Env["B"] != want[n]["B"] {
			t.Errorf("%s sees A=%q B=%q, want %v", run.Text, run.Env["A"], run.Env["B"], want[n])
		}
	}
	if len(c.Runs) != len(want) {
		t.Errorf("%d RUN instructions, want %d", len(c.Runs), len(want))
	}
}
