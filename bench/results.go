package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// results are what goes into the file.
type results struct {
	tables []table
	growth string
	// history is the time of replays of a git history.
	history string
	counts  string
	parts   string
}

// growth is the time of an entry on trees of one kind and growing sizes, with the start of the program and without.
func (s settings) growth(p programs) (string, error) {
	sizes := []int{10_000, 100_000}
	if !s.quick {
		sizes = append(sizes, 1_000_000)
	}
	if s.huge {
		sizes = append(sizes, 4_000_000)
	}
	tiny := tree{"tiny", 3}
	if err := s.tree(tiny); err != nil {
		return "", err
	}
	start, err := s.contest(contest{title: "growth", tree: tiny, entrants: []entrant{s.ours(tiny, p, "--no-transfer")}})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| files | wall / floor | processor / floor | wall ns an entry | processor ns an entry | wall less the start | processor less the start |\n" +
		"| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, n := range sizes {
		t := tree{"syn", n}
		if err := s.tree(t); err != nil {
			return "", err
		}
		table, err := s.contest(contest{title: "growth", tree: t, entrants: []entrant{s.limit(t, p, 2), s.ours(t, p, "--no-transfer")}})
		if err != nil {
			return "", err
		}
		each := func(of func(run) float64, less float64) float64 {
			return (table.of(1, of).median - less) * 1e9 / float64(table.entries)
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %.0f | %.0f | %.0f | %.0f |\n", n, table.ratio(1, 0, wall), table.ratio(1, 0, cpu), each(wall, 0), each(cpu, 0),
			each(wall, start.of(0, wall).median), each(cpu, start.of(0, cpu).median))
	}
	return b.String(), nil
}

// counts are system calls, which no load of the machine changes.
func (s settings) counts(p programs) string {
	t := tree{"syn", 100_000}
	if _, err := exec.LookPath("strace"); err != nil {
		return "strace is not installed.\n"
	}
	if err := s.tree(t); err != nil {
		return fmt.Sprintf("The tree cannot be made: %v\n", err)
	}
	var b strings.Builder
	summary := s.path("bin/strace")
	for _, e := range []entrant{s.ours(t, p, "--no-transfer"), s.transfer(t, p)} {
		out, err := exec.Command("strace", append([]string{"-f", "-c", "-o", summary}, e.args...)...).CombinedOutput()
		if err != nil {
			fmt.Fprintf(&b, "%s: %v %.200s\n", e.name, err, out)
			continue
		}
		if out, err = os.ReadFile(summary); err != nil {
			return err.Error()
		}
		fmt.Fprintf(&b, "`%s` on 100,000 files in 5,999 directories:\n\n", e.name)
		b.WriteString("| call | calls | an entry |\n| --- | --- | --- |\n")
		for _, m := range straceLine.FindAllSubmatch(out, -1) {
			if number(m[1]) < 100 {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %.3f |\n", m[2], m[1], float64(number(m[1]))/105_999)
		}
		b.WriteByte('\n')
	}
	b.WriteString("strace may not count listxattrat, one call for each entry that is sent, because it does not know it.\n\n")
	return b.String()
}

var straceLine = regexp.MustCompile(`(?m)^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?([a-z_0-9]+)\s*$`)

// parts are the benchmarks of the parts, as go test prints them.
func (s settings) parts() (string, error) {
	args := []string{"test", "-run", "^$", "-bench", "Walk$|View$|WhatIf|Command", "-benchtime", "3x", "./walker", "./cmd/ctxsize"}
	matching, err := exec.Command("go", "test", "-run", "^$", "-bench", "Decide", "-benchtime", "200ms", "./ignore").Output()
	if err != nil {
		return "", err
	}
	if s.quick {
		args = append(args, "-short")
	}
	rest, err := exec.Command("go", args...).Output()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for line := range bytes.Lines(append(matching, rest...)) {
		if bytes.HasPrefix(line, []byte("Benchmark")) {
			b.Write(line)
		}
	}
	return b.String(), nil
}

// marker separates what is measured from what is written by hand, which stays.
const marker = "<!-- what follows is written by go run ./bench -->"

func (r results) write(s settings) error {
	head, _ := os.ReadFile(s.out)
	kept, _, _ := strings.Cut(string(head), marker)
	var b strings.Builder
	b.WriteString(kept + marker + "\n\n## Figures\n\n")
	fmt.Fprintf(&b, "%s, `%s`, %d rounds. %s\n", time.Now().UTC().Format("2 January 2006"), command(s), s.rounds, machine())
	b.WriteString("\nMedians over alternating rounds of whole processes, in brackets the least and the most. The floor is `bench/floor/limit.c` with two threads. Wherever a program\n" +
		"prints them, entries and bytes agree.\n")
	for _, t := range r.tables {
		b.WriteString(t.String())
	}
	b.WriteString("\n### Growth\n\n" + r.growth + "\n### History\n\n" + r.history + "\n### System calls\n\n" + r.counts + "### Parts\n\n```\n" + r.parts + "```\n")
	return os.WriteFile(s.out, []byte(b.String()), 0o644)
}

func command(s settings) string {
	text := "go run ./bench"
	for _, f := range []struct {
		name string
		on   bool
	}{{"quick", s.quick}, {"npm", s.npm}, {"cold", s.cold}, {"huge", s.huge}} {
		if f.on {
			text += " -" + f.name
		}
	}
	return text
}

// machine says what the figures were measured on, as far as the system tells.
func machine() string {
	text := fmt.Sprintf("%d processors, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	info, _ := os.ReadFile("/proc/cpuinfo")
	if m := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(info); m != nil {
		text += ", " + string(m[1])
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		text += ", Linux " + strings.TrimSpace(string(release))
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		text += ", load at the end " + strings.Fields(string(load))[0]
	}
	return text + "."
}
