package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// run is one counted run of a command.
type run struct {
	wall, cpu time.Duration
	peak      int64
}

// table is what a contest came to.
type table struct {
	contest
	entries int64
	runs    [][]run // by entrant and round; nil for a round that an entrant sat out
}

// contest runs all commands once to warm up and to hear what they say, and then in alternating rounds.
func (s settings) contest(c contest) (table, error) {
	fmt.Fprintf(os.Stderr, "%s: %s\n", c.title, c.tree.name())
	t := table{contest: c, runs: make([][]run, len(c.entrants))}
	said := make([]seen, len(c.entrants))
	for n, e := range c.entrants {
		var err error
		if said[n], err = e.listen(); err != nil {
			return t, fmt.Errorf("%s: %w", e.name, err)
		}
	}
	t.entries = said[0].entries
	if err := t.agree(said); err != nil {
		return t, err
	}
	for round := range s.rounds {
		for n, e := range c.entrants {
			if e.slow && round%3 != 0 {
				t.runs[n] = append(t.runs[n], run{})
				continue
			}
			r, err := e.run(c.cold)
			if err != nil {
				return t, fmt.Errorf("%s: %w", e.name, err)
			}
			t.runs[n] = append(t.runs[n], r)
		}
	}
	return t, nil
}

// listen runs a command and hears what it says. Nothing large is kept: the peak of a process counts what its parent has.
func (e entrant) listen() (seen, error) {
	cmd := exec.Command(e.args[0], e.args[1:]...)
	if e.read == nil {
		return seen{-1, -1}, cmd.Run()
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return seen{}, err
	}
	if err := cmd.Start(); err != nil {
		return seen{}, err
	}
	said, ok := e.read(out)
	if err := cmd.Wait(); err != nil {
		return seen{}, err
	}
	if !ok {
		return seen{}, errors.New("its output cannot be understood")
	}
	return said, nil
}

// run runs a command once; its output goes nowhere.
func (e entrant) run(cold bool) (run, error) {
	if cold {
		if err := os.WriteFile("/proc/sys/vm/drop_caches", []byte("3\n"), 0o644); err != nil {
			return run{}, err
		}
	}
	cmd := exec.Command(e.args[0], e.args[1:]...)
	begin := time.Now()
	err := cmd.Run()
	wall := time.Since(begin)
	if err != nil {
		return run{}, err
	}
	return run{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak(cmd.ProcessState)}, nil
}

// agree holds what the programs say against each other: those without lines with the floor, the others with docker's walk of the same lines.
func (t *table) agree(said []seen) error {
	groups := map[string]int{}
	for n, e := range t.entrants {
		if said[n].entries < 0 {
			continue
		}
		group := ""
		if _, lines, ok := strings.Cut(e.name, ", "); ok && strings.HasSuffix(lines, " lines") && lines != "0 lines" {
			group = lines
		}
		first, known := groups[group]
		if !known {
			groups[group] = n
			continue
		}
		bytes := said[first].bytes == said[n].bytes || said[n].bytes < 0 || said[first].bytes < 0 || t.unchecked || t.tree.kind == "npm"
		if said[first].entries != said[n].entries || !bytes {
			return fmt.Errorf("%s saw %+v, %s %+v", t.entrants[first].name, said[first], e.name, said[n])
		}
	}
	return nil
}

// spread is a median with the smallest and the largest.
type spread struct{ low, median, high float64 }

func spreadOf(values []float64) spread {
	if len(values) == 0 {
		return spread{}
	}
	slices.Sort(values)
	middle := values[len(values)/2]
	if len(values)%2 == 0 {
		middle = (middle + values[len(values)/2-1]) / 2
	}
	return spread{values[0], middle, values[len(values)-1]}
}

// ratio is that of two entrants' runs within a round.
func (t *table) ratio(n, m int, of func(run) float64) spread {
	var values []float64
	for round := range t.runs[n] {
		if a, b := of(t.runs[n][round]), of(t.runs[m][round]); a > 0 && b > 0 {
			values = append(values, a/b)
		}
	}
	return spreadOf(values)
}

func (t *table) of(n int, of func(run) float64) spread {
	var values []float64
	for _, r := range t.runs[n] {
		if v := of(r); v > 0 {
			values = append(values, v)
		}
	}
	return spreadOf(values)
}

func wall(r run) float64 { return r.wall.Seconds() }
func cpu(r run) float64  { return r.cpu.Seconds() }
func mib(r run) float64  { return float64(r.peak) / (1 << 20) }

// String is the table in Markdown.
func (t table) String() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "\n### %s: %s, %d entries\n\n| program | wall / floor | processor / floor | wall ms | processor ms | peak MiB | B an entry |\n| --- | --- | --- | --- | --- | --- | --- |\n",
		t.title, t.tree.name(), t.entries)
	for n, e := range t.entrants {
		w, c := t.ratio(n, 0, wall), t.ratio(n, 0, cpu)
		peak := t.of(n, mib).median
		fmt.Fprintf(&b, "| %s | %s | %s | %.1f | %.1f | %.1f | %.0f |\n", e.name, w, c, 1000*t.of(n, wall).median, 1000*t.of(n, cpu).median, peak,
			peak*(1<<20)/float64(max(t.entries, 1)))
	}
	if t.peers > 0 && t.peers < len(t.entrants) {
		b.WriteString("\n| program | its time / ctxsize's, wall | processor |\n| --- | --- | --- |\n")
		for n, e := range t.entrants[t.peers:] {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", e.name, t.ratio(t.peers+n, t.ours, wall), t.ratio(t.peers+n, t.ours, cpu))
		}
	}
	if t.title == "docker's own walk" {
		b.WriteString("\n| lines | docker's walk / ctxsize ls, wall | processor |\n| --- | --- | --- |\n")
		for n := 1; n+1 < len(t.entrants); n += 2 {
			_, lines, _ := strings.Cut(t.entrants[n].name, ", ")
			fmt.Fprintf(&b, "| %s | %s | %s |\n", lines, t.ratio(n+1, n, wall), t.ratio(n+1, n, cpu))
		}
	}
	return b.String()
}

func (s spread) String() string {
	if s.median == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", s.median, s.low, s.high)
}
