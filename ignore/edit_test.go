package ignore

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decisions walks to paths and says what is decided on the way.
func decisions(l *PatternList, paths []string) []string {
	var out []string
	for _, path := range paths {
		dir := l.Root()
		for name := range strings.SplitSeq(path, "/") {
			d := dir.Match([]byte(name))
			out = append(out, path+": "+verdict(d.Excluded, d.Err))
			dir = dir.Enter([]byte(name))
		}
	}
	return out
}

func checkEdit(t *testing.T, text, line, paths string) {
	t.Helper()
	for _, rules := range []Rules{Moby, Podman} {
		lines, err := Parse([]byte(text), Options{Rules: rules})
		if err != nil {
			return
		}
		if got := string(lines.Bytes()); got != text {
			t.Fatalf("%q: Bytes() are %q", text, got)
		}
		with, withErr := lines.Try(line)
		appended, err := lines.Append(line)
		if (withErr != nil) != (err != nil) {
			t.Fatalf("%q, %q: With: %v, Append: %v", text, line, withErr, err)
		}
		if err != nil {
			continue
		}
		again, err := Parse(appended.Bytes(), Options{Rules: rules})
		if err != nil {
			t.Fatalf("%q, %q: %v", text, line, err)
		}
		if string(with.Bytes()) != text {
			t.Fatalf("%q, %q: With changed the text to %q", text, line, with.Bytes())
		}
		want := decisions(with, strings.Split(paths, "|"))
		for _, l := range []*PatternList{appended, again} {
			if diff := cmp.Diff(want, decisions(l, strings.Split(paths, "|"))); diff != "" {
				t.Fatalf("%q, %q: %s", text, line, diff)
			}
		}
	}
}

func TestEditDecides(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		checkEdit(t, strings.TrimSuffix(randomText(r, r.IntN(4)), "\n"), randomText(r, 1), randomPath(r)+"|"+randomPath(r))
	}
}

func FuzzEdit(f *testing.F) {
	f.Add("a\r\n# b", "!a", "a")
	f.Add("", "\ufeffa", "a")
	f.Add("a\n\n", "b\n!a", "a|b")
	f.Fuzz(checkEdit)
}

func TestEdit(t *testing.T) {
	const file = "\ufeff# what\r\na\r\n\r\n!b"
	lines, err := Parse([]byte(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	edits := []struct {
		name, want string
		edit       func() (*PatternList, error)
	}{
		{"append", file + "\r\nc", func() (*PatternList, error) { return lines.Append("c") }},
		{"append two", file + "\r\nc\r\nd", func() (*PatternList, error) { return lines.Append("c\nd\n") }},
		{"append a blank", file + "\r\n", func() (*PatternList, error) { return lines.Append("") }},
		{"replace a comment", "\ufeffx\r\na\r\n\r\n!b", func() (*PatternList, error) { return lines.Replace(1, "x") }},
		{"replace by two", "\ufeff# what\r\nx\r\ny\r\n\r\n!b", func() (*PatternList, error) { return lines.Replace(2, "x\ny") }},
		{"replace the last", "\ufeff# what\r\na\r\n\r\nx", func() (*PatternList, error) { return lines.Replace(4, "x") }},
		{"remove", "\ufeff# what\r\n\r\n!b", func() (*PatternList, error) { return lines.Remove(2) }},
		{"remove the last", "\ufeff# what\r\na\r\n\r\n", func() (*PatternList, error) { return lines.Remove(4) }},
		{"insert before the first", "\ufeffx\r\n# what\r\na\r\n\r\n!b", func() (*PatternList, error) { return lines.Insert(1, "x") }},
		{"insert two before the last", "\ufeff# what\r\na\r\n\r\nx\r\ny\r\n!b", func() (*PatternList, error) { return lines.Insert(4, "x\ny") }},
		{"with", file, func() (*PatternList, error) { return lines.Try("c") }},
		{"of nothing, with a byte order mark", "\ufeffc\n", func() (*PatternList, error) { return (*PatternList)(nil).Append("\ufeffc") }},
		{"of nothing", "c\n", func() (*PatternList, error) { return (*PatternList)(nil).Append("c") }},
	}
	for _, e := range edits {
		got, err := e.edit()
		if err != nil {
			t.Errorf("%s: %v", e.name, err)
		} else if diff := cmp.Diff(e.want, string(got.Bytes())); diff != "" {
			t.Errorf("%s: %s", e.name, diff)
		}
	}
	if string(lines.Bytes()) != file {
		t.Errorf("an edit changed the lines it was made from: %q", lines.Bytes())
	}
}

func TestEditErrors(t *testing.T) {
	lines, err := Parse([]byte("a\n# b\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := Compile([]string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, edit := range []func() (*PatternList, error){
		func() (*PatternList, error) { return lines.Append("b[") },
		func() (*PatternList, error) { return lines.Try("b[") },
		func() (*PatternList, error) { return lines.Replace(2, "!") },
		func() (*PatternList, error) { return lines.Replace(3, "a") },
		func() (*PatternList, error) { return lines.Remove(0) },
		func() (*PatternList, error) { return lines.Insert(0, "a") },
		func() (*PatternList, error) { return lines.Insert(3, "a") },
		func() (*PatternList, error) { return lines.Insert(1, "!") },
		func() (*PatternList, error) { return compiled.Append("a") },
		func() (*PatternList, error) { return compiled.Remove(1) },
	} {
		_, err := edit()
		got = append(got, err.Error())
	}
	want := `line 3 "b[": syntax error in pattern
line "b[": syntax error in pattern
line 2 "!": illegal exclusion pattern: "!"
replace line 3: the file has 2 lines
remove line 0: the file has 2 lines
insert before line 0: the file has 2 lines
insert before line 3: the file has 2 lines
line 1 "!": illegal exclusion pattern: "!"
append a pattern: the patterns come from no file
remove line 1: the patterns come from no file`
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

// TestTry: a pattern that is tried is matched after the others, and it is not in the text.
func TestTry(t *testing.T) {
	compiled, err := Compile([]string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range []*PatternList{compiled, mustParse(t, "a\nb\n", Moby), mustParse(t, "a\nb\n", Podman)} {
		tried, err := lines.Try("!a")
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]bool{"a": false, "b": true, "c": false} {
			if got := tried.Match(path).Excluded; got != want {
				t.Errorf("%q, %s: excluded %t, want %t", lines.ExcludePatterns(), path, got, want)
			}
		}
		if !lines.Match("a").Excluded || string(tried.Bytes()) != string(lines.Bytes()) {
			t.Errorf("%q: the list itself was changed", lines.ExcludePatterns())
		}
	}
}

// TestTryByteOrderMark: only the first text of an empty file begins with the mark, in others it is a part of the pattern.
func TestTryByteOrderMark(t *testing.T) {
	lines := mustParse(t, "a\n", Moby)
	for _, text := range []string{"b", "\ufeffc"} {
		var err error
		if lines, err = lines.Try(text); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]bool{"b": true, "c": false, "\ufeffc": true} {
		if got := lines.Match(path).Excluded; got != want {
			t.Errorf("%q: excluded %t, want %t", path, got, want)
		}
	}
}

// TestIsPattern has the lines of a file that are patterns.
func TestIsPattern(t *testing.T) {
	for line, want := range map[string]bool{"a": true, "!a": true, " #a": true, "#a": false, "#": false, "": false, " \t": false} {
		if got := IsPattern(line); got != want {
			t.Errorf("%q: got %t, want %t", line, got, want)
		}
	}
}
