package check_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestUntracked: large files that git neither tracks nor ignores are moved away, and no pattern is written for them.
func TestUntracked(t *testing.T) {
	const dump = "-- MySQL dump 10.13\n"
	for _, c := range []struct{ name, tree, ignored, want, patterns string }{
		{"one of each", "tracked photos.zip backup.sql", "", "photos.zip, backup.sql are sent. Git neither tracks nor ignores them: no other clone has them.", ".git\n"},
		{"one", "tracked a/video.mov", "", "a/video.mov is sent. Git neither tracks nor ignores it: no other clone has it.", ".git\n"},
		{"those that git ignores", "tracked photos.zip backup.sql", "*.zip\n*.sql\n", "", "**/*.zip\n.git\n/backup.sql\n"},
		{"without git", "photos.zip backup.sql", "", "", "**/*.zip\n.git\n/backup.sql\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, c.tree)
			testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /\n"))
			testtree.Write(t, dir, ".gitignore", []byte(c.ignored))
			for _, name := range []string{"photos.zip", "a/video.mov"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
					if err := os.Truncate(filepath.Join(dir, name), 12<<20); err != nil {
						t.Fatal(err)
					}
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "backup.sql")); err == nil {
				testtree.Write(t, dir, "backup.sql", []byte(dump))
			}
			if strings.Contains(c.tree, "tracked") {
				testtree.Repository(t, dir, "tracked")
			}
			a, err := ctxsize.Analyze(context.Background(), ctxsize.Options{NoTransfer: true, Suggest: true, Request: build.Request{Context: dir}})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, f := range a.Builds[0].Findings {
				if f.Code == lint.UntrackedFileSent {
					got += f.Message
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			change, _, err := a.Builds[0].Improve(context.Background(), true)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.patterns, patternLines(change.After)); diff != "" {
				t.Errorf("patterns: %s", diff)
			}
		})
	}
}
