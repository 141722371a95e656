package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// contest is some commands that say something about the same tree. The first is the floor.
type contest struct {
	title     string
	tree      tree
	entrants  []entrant
	cold      bool
	unchecked bool // the programs count links and directories each in their own way
	peers     int  // the first of the other programs, which are compared with ours; 0 for none
	ours      int  // the entrant that they are compared with
}

// entrant is one command. slow ones run in every third round.
type entrant struct {
	name string
	args []string
	read func(out io.Reader) (seen, bool) // nil where the output does not tell
	slow bool
}

// seen is what a program says that it saw.
type seen struct{ entries, bytes int64 }

// contests are those that are run, by the settings.
func (s settings) contests(p programs) []contest {
	large, flat, dirs := 1_000_000, 200_000, 100_000
	if s.quick {
		large, flat, dirs = 100_000, 50_000, 25_000
	}
	var list []contest
	syn := tree{"syn", large}
	// With many lines docker's matcher takes 800 microseconds a path.
	walked := tree{"syn", 200_000}
	if s.quick {
		walked.n = 10_000
	}
	list = append(list, s.against("a tree", syn, p), s.dockers(walked, p))
	if s.npm {
		npm := s.against("node_modules", tree{"npm", 0}, p)
		npm.unchecked = true
		list = append(list, npm)
	}
	for _, t := range []tree{{"flat", flat}, {"dirs", dirs}, {"deep", 1000}, {"deeplong", 1000}} {
		list = append(list, contest{title: "shapes", tree: t, entrants: []entrant{s.limit(t, p, 2), s.ours(t, p, "--no-transfer")}})
	}
	if s.cold {
		list = append(list, contest{title: "cold cache", tree: syn, cold: true, entrants: []entrant{s.limit(syn, p, 2), s.ours(syn, p, "--no-transfer")}})
	}
	tiny := tree{"tiny", 3}
	return append(list, contest{title: "start", tree: tiny, entrants: []entrant{s.limit(tiny, p, 1), s.ours(tiny, p)}})
}

// against is the whole command beside those that only sum up or show disk usage.
func (s settings) against(title string, t tree, p programs) contest {
	dir := s.path(t.name())
	c := contest{title: title, tree: t, entrants: []entrant{s.limit(t, p, 2), s.limit(t, p, 1), s.ours(t, p, "--no-transfer"),
		s.transfer(t, p)}}
	c.ours, c.peers = 2, len(c.entrants)
	for _, peer := range [][]string{{"gdu", "-n", "-p", dir}, {"du", "-sb", dir}, {"ncdu", "-0", "-o", "/dev/null", dir}, {"dust", "-d", "1", dir},
		{"pdu", "--quantity=apparent-size", dir}, {"diskus", dir}, {"fdfind", "-u", ".", dir}, {"fd", "-u", ".", dir}} {
		if _, err := exec.LookPath(peer[0]); err == nil {
			c.entrants = append(c.entrants, entrant{name: strings.Join(peer[:len(peer)-1], " "), args: peer})
		}
	}
	return c
}

// dockers is the walk of docker build's own client beside ours, with the same lines.
func (s settings) dockers(t tree, p programs) contest {
	c := contest{title: "docker's own walk", tree: t, entrants: []entrant{s.limit(t, p, 2)}}
	for _, n := range []int{0, 24, 158, 169} {
		theirs := []string{p.fsutil, s.path(t.name())}
		ours := []string{p.ctxsize, "ls", "--eligible", "-0"}
		if n > 0 {
			theirs, ours = append(theirs, p.lines[n]), append(ours, "--ignore-file", p.lines[n])
		}
		c.entrants = append(c.entrants,
			entrant{name: fmt.Sprintf("ctxsize ls, %d lines", n), args: append(ours, s.path(t.name())), read: countNames},
			entrant{name: fmt.Sprintf("docker's walk, %d lines", n), args: theirs, read: readFsutil, slow: n > 0})
	}
	return c
}

func (s settings) limit(t tree, p programs, threads int) entrant {
	return entrant{name: fmt.Sprintf("limit.c, %d threads", threads), args: []string{p.limit, "-t", strconv.Itoa(threads), s.path(t.name())}, read: readLimit}
}

func (s settings) ours(t tree, p programs, flags ...string) entrant {
	args := append([]string{p.ctxsize, "--json", "--full"}, flags...)
	args = append(args, "--ignore-file", p.lines[24], s.path(t.name()))
	return entrant{name: strings.Join(append([]string{"ctxsize --json --full"}, append(flags, "(24 lines)")...), " "), args: args, read: readJSON}
}

func (s settings) transfer(t tree, p programs) entrant {
	return entrant{name: "ctxsize --json (all sent, attributes listed)", args: []string{p.ctxsize, "--json", s.path(t.name())}, read: readJSON}
}

var limitLine = regexp.MustCompile(`files=(\d+) dirs=(\d+) bytes=(\d+)`)

func readLimit(out io.Reader) (seen, bool) {
	text, _ := io.ReadAll(out)
	m := limitLine.FindSubmatch(text)
	if m == nil {
		return seen{}, false
	}
	return seen{number(m[1]) + number(m[2]), number(m[3])}, true
}

var fsutilLine = regexp.MustCompile(`entries=(\d+) bytes=(\d+)`)

func readFsutil(out io.Reader) (seen, bool) {
	text, _ := io.ReadAll(out)
	m := fsutilLine.FindSubmatch(text)
	if m == nil {
		return seen{}, false
	}
	return seen{number(m[1]), number(m[2])}, true
}

func number(digits []byte) int64 {
	n, _ := strconv.ParseInt(string(digits), 10, 64)
	return n
}

// countNames counts a list whose names end with NUL; it has no bytes.
func countNames(out io.Reader) (seen, bool) {
	names := bufio.NewReader(out)
	for n := int64(0); ; n++ {
		if _, err := names.ReadString(0); err != nil {
			return seen{n, -1}, err == io.EOF
		}
	}
}

// readJSON takes what is eligible and what is excluded together.
func readJSON(out io.Reader) (seen, bool) {
	type counts struct{ Bytes, Files, Dirs, Symlinks, Other int64 }
	var r struct {
		Builds []struct {
			Totals struct{ Eligible, Excluded counts }
		}
	}
	if err := json.NewDecoder(out).Decode(&r); err != nil || len(r.Builds) != 1 {
		return seen{}, false
	}
	e, x := r.Builds[0].Totals.Eligible, r.Builds[0].Totals.Excluded
	return seen{e.Files + e.Dirs + e.Symlinks + e.Other + x.Files + x.Dirs + x.Symlinks + x.Other, e.Bytes + x.Bytes}, true
}
