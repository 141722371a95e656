package walker

import (
	"syscall"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
)

// TestAttributeSize has sizes on both sides of those at which a varint grows.
func TestAttributeSize(t *testing.T) {
	for _, c := range []struct {
		name  string
		value int
		want  int
	}{
		{"a", 0, 7}, {"a", 1, 8}, {"user.a", 116, 128}, {"user.a", 117, 129}, {"user.a", 118, 131}, {"user.a", 300, 314},
	} {
		if got := attribute(c.name, c.value); got != c.want {
			t.Errorf("attribute %s of %d bytes: got %d, want %d", c.name, c.value, got, c.want)
		}
	}
}

func TestExtraSeconds(t *testing.T) {
	for seconds, want := range map[int64]int64{0: 0, 1: 0, -1: -1, maxOctalTime - 1: 0, maxOctalTime: maxOctalTime, maxOctalTime + 1: maxOctalTime + 1} {
		if got := (&facts{seconds: seconds}).extraSeconds(); got != want {
			t.Errorf("%d seconds: got %d, want %d", seconds, got, want)
		}
	}
}

// TestLinksBesideExtras has as many names of a file in a directory as names that are not UTF-8.
func TestLinksBesideExtras(t *testing.T) {
	tree := NewTree([]ArchiveEntry{{Path: "d/a", Size: 7}, {Path: "d/b", SameAs: "d/a"}, {Path: "d/\xff1", Size: 1}, {Path: "d/\xff2", Size: 2}})
	v, err := tree.View(Query{})
	if err != nil {
		t.Fatal(err)
	}
	want := Counts{Bytes: 10, Files: 4, Dirs: 1}
	if got := v.Totals(Sent); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if len(v.Problems) != 2 {
		t.Errorf("got problems %v, want one for each name that is not UTF-8", v.Problems)
	}
}

// TestProblemOfEntry has an entry that cannot be statted, in a directory that can be read.
func TestProblemOfEntry(t *testing.T) {
	tree := NewTree([]ArchiveEntry{{Path: "d/y"}, {Path: "e"}})
	number, ok := tree.dir("d")
	if !ok {
		t.Fatal("no directory d")
	}
	tree.problems = []treeProblem{{Problem{Path: "d/x", Op: "lstat", Err: syscall.EIO}, number}}
	for _, c := range []struct {
		name, text        string
		request           []string
		fatal, incomplete bool
	}{
		{"the whole context", "", nil, true, true},
		{"requested", "", []string{"d/x"}, true, true},
		{"its directory is requested", "", []string{"d"}, true, true},
		{"another file of the directory is requested", "", []string{"d/y"}, false, true},
		{"another directory is requested", "", []string{"e"}, false, true},
		{"excluded", "d/x\n", nil, false, false},
		{"its directory is excluded", "d\n", nil, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, err := ignore.Parse([]byte(c.text), ignore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			request, err := tree.FollowPaths(c.request)
			if err != nil {
				t.Fatal(err)
			}
			v, err := tree.View(Query{Filter: Filter{Patterns: list}, Request: request})
			if err != nil {
				t.Fatal(err)
			}
			if len(v.Problems) != 1 || v.Problems[0].Fatal != c.fatal || v.Problems[0].Incomplete != c.incomplete {
				t.Errorf("got problems %+v, want one, fatal %t, incomplete %t", v.Problems, c.fatal, c.incomplete)
			}
		})
	}
}
