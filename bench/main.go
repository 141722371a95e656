// Command bench times ctxsize on large trees against the kernel's floor and other programs, and writes BENCHMARKS.md.
//
//	go run ./bench -quick    a few minutes, trees of up to 100,000 files
//	go run ./bench           trees of up to a million files; -npm, -cold and -huge add more
//
// It builds the trees once and keeps them, builds limit.c, ctxsize and the walk of docker build's own client, and takes of the other
// programs those that are installed. All commands of a tree run in alternating rounds, as whole processes; what is printed are medians of
// the ratios within a round, with their spread.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// settings are what the flags say.
type settings struct {
	dir    string
	out    string
	rounds int
	quick  bool
	npm    bool
	cold   bool
	huge   bool
}

func main() {
	var s settings
	flag.StringVar(&s.dir, "dir", filepath.Join(os.TempDir(), "ctxsize-bench"), "where the trees and programs are kept")
	flag.StringVar(&s.out, "o", "BENCHMARKS.md", "the file whose figures are written anew")
	flag.IntVar(&s.rounds, "rounds", 0, "rounds that count (default 9, with -quick 5)")
	flag.BoolVar(&s.quick, "quick", false, "smaller trees")
	flag.BoolVar(&s.npm, "npm", false, "install a large set of npm packages and walk it, too")
	flag.BoolVar(&s.cold, "cold", false, "with the system's caches dropped, too; needs root and disturbs others")
	flag.BoolVar(&s.huge, "huge", false, "four million files, too")
	flag.Parse()
	if s.rounds == 0 {
		s.rounds = 9
		if s.quick {
			s.rounds = 5
		}
	}
	if err := s.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (s settings) run() error {
	p, err := s.programs()
	if err != nil {
		return err
	}
	var r results
	for _, c := range s.contests(p) {
		if err := s.tree(c.tree); err != nil {
			return err
		}
		table, err := s.contest(c)
		if err != nil {
			return fmt.Errorf("%s: %w", c.title, err)
		}
		r.tables = append(r.tables, table)
		fmt.Print(table)
	}
	if r.growth, err = s.growth(p); err != nil {
		return err
	}
	if r.history, err = s.history(p); err != nil {
		return err
	}
	r.counts = s.counts(p)
	if r.parts, err = s.parts(); err != nil {
		return err
	}
	return r.write(s)
}
