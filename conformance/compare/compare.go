// Package compare puts a builder's deeds and the program's words into the same
// text, one fact a line, so that a difference reads like a diff.
//
// BuildKit and Legacy are the two comparisons. What the builder leaves open
// (a build that was cut short, say) appears on neither side.
package compare

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/conformance/builder"
	"github.com/ctxsize/ctxsize/conformance/program"
)

// BuildKit gives the difference between what the daemon did (-) and what the
// program predicted (+), "" where there is none.
func BuildKit(o builder.Outcome, a program.Answer) string {
	if o.Failure == builder.InvalidPattern || o.Failure == builder.InvalidDockerfile {
		return refusal(fmt.Sprintf("%s: %v", o.Failure, o.Err), refuses(o, a), a)
	}
	if a.Exit == 2 && o.Failure != builder.None {
		// Of several faults the daemon names the one that it meets first.
		return ""
	}
	if a.Exit != 0 {
		return fmt.Sprintf("the daemon accepts the build (failure %q: %v)\nctxsize exits with %d: %s", o.Failure, o.Err, a.Exit, a.Stderr)
	}
	var want, got []string
	want, got = findings(want, got, o, a)
	want, got = mainContext(want, got, o, a)
	want, got = namedContexts(want, got, o, a)
	return diff(want, got)
}

// refuses reports whether the program gives no answer, or one with an error where it is known what the build requests: of a base or a mount that
// BuildKit refuses, and of a source that turns out to be no pattern after everything was sent.
func refuses(o builder.Outcome, a program.Answer) bool {
	switch {
	case a.Exit == 2:
		return true
	case a.Exit != 0:
		return false
	case o.Failure == builder.InvalidPattern:
		return o.Main.Reliable() && found(a, "source-refused")
	}
	return found(a, "base-unset", "mount-refused")
}

func refusal(why string, refused bool, a program.Answer) string {
	if refused {
		return ""
	}
	return fmt.Sprintf("the builder refuses (%s)\nctxsize exits with %d: %s", why, a.Exit, a.Stderr)
}

func mainContext(want, got []string, o builder.Outcome, a program.Answer) ([]string, []string) {
	p := a.Report.Builds[0]
	switch {
	case o.Main == nil && o.Failure == builder.None:
		want = append(want, "context not requested")
		if !p.ContextRequested {
			got = append(got, "context not requested")
		}
	case unanswered(o) && !o.Main.Reliable() && len(p.NamedContexts) == 0:
		want = append(want, "transfer: none")
		got = append(got, "transfer: "+number(p.TransferBytes))
	case o.Main.Reliable():
		want = append(want, fmt.Sprintf("requested: %q", requested(o.Main.Follow)))
		got = append(got, fmt.Sprintf("requested: %q", p.Requested))
		want = append(want, load("", o.Main)...)
		got = append(got, predicted("", p.TransferBytes, p.Totals.Sent, a.Entries)...)
	}
	return want, got
}

// unanswered says that the request for a context, or its answer, does not get
// through. With several contexts it is not known whose.
func unanswered(o builder.Outcome) bool {
	return o.Failure == builder.Refused || o.Failure == builder.Unsendable
}

// namedContexts compares builds that succeed: a failure cuts off loads that
// were still to come.
func namedContexts(want, got []string, o builder.Outcome, a program.Answer) ([]string, []string) {
	if o.Failure != builder.None {
		return want, got
	}
	for _, name := range slices.Sorted(maps.Keys(o.Named)) {
		want = append(want, several(name, o.Named[name])...)
	}
	for _, n := range a.Report.Builds[0].NamedContexts {
		loads := o.Named[n.Name]
		if len(loads) > 1 {
			got = append(got, entryLines(n.Name, a.Entries)...)
			if disjoint(loads) {
				want, got = append(want, numbers(n.Name, made(loads))), append(got, numbers(n.Name, n.LoadBytes))
			}
		} else {
			got = append(got, predicted(n.Name, n.TransferBytes, n.Totals.Sent, a.Entries)...)
		}
	}
	return want, got
}

// disjoint reports whether no file is in two loads. Of one that is, BuildKit transfers the content again or not, as it finds the files of
// the first load in its cache or not.
func disjoint(loads []*builder.Load) bool {
	seen := map[string]bool{}
	for _, l := range loads {
		for _, e := range l.Entries {
			if e.Asked && seen[e.Path] || !l.Reliable() {
				return false
			}
			seen[e.Path] = seen[e.Path] || e.Asked
		}
	}
	return true
}

// made are the numbers of loads.
func made(loads []*builder.Load) []int64 {
	var list []int64
	for _, l := range loads {
		list = append(list, l.Bytes)
	}
	return list
}

// numbers states what several loads of a context transfer. Their order is chance.
func numbers(name string, bytes []int64) string {
	return fmt.Sprintf("%s: loads of %d bytes", name, slices.Sorted(slices.Values(bytes)))
}

// several unites the loads of one context: BuildKit makes one for each set of
// paths that a FROM, a COPY --from or a mount asks for, and whether the second
// finds the first one's files there is chance.
func several(name string, loads []*builder.Load) []string {
	if len(loads) == 1 {
		return load(name, loads[0])
	}
	all := map[string]builder.Entry{}
	for _, l := range loads {
		for _, e := range l.Entries {
			e.Delivered = max(e.Delivered, all[e.Path].Delivered)
			all[e.Path] = e
		}
	}
	paths := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/"))
	})
	var lines []string
	for _, path := range paths {
		e := all[path]
		lines = append(lines, line(name, kind(e), path, e.Size, e.Delivered))
	}
	return lines
}

func requested(follow []string) []string {
	if follow == nil {
		return []string{"."}
	}
	return follow
}

func number(n *int64) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}

// load is what a transfer held.
func load(name string, l *builder.Load) []string {
	var sum program.Counts
	var entries []string
	for _, e := range l.Entries {
		count(&sum, kind(e), e.Delivered)
		entries = append(entries, line(name, kind(e), e.Path, e.Size, e.Delivered))
	}
	head := []string{fmt.Sprintf("%s transfer: %d", name, l.Bytes), fmt.Sprintf("%s sent: %+v", name, sum)}
	return append(head, entries...)
}

func predicted(name string, transfer *int64, sum program.Counts, entries []program.Entry) []string {
	lines := []string{name + " transfer: " + number(transfer), fmt.Sprintf("%s sent: %+v", name, sum)}
	return append(lines, entryLines(name, entries)...)
}

func entryLines(name string, entries []program.Entry) []string {
	var lines []string
	for _, e := range entries {
		if e.Context == name {
			lines = append(lines, line(name, plainKind(e.Type), e.Path, e.Announced(), e.Bytes))
		}
	}
	return lines
}

func line(name, kind, path string, announced, delivered int64) string {
	return fmt.Sprintf("%s %s %q %d, delivered %d", name, kind, path, announced, delivered)
}

// kind returns the type as the program reports it. A socket is sent as a file.
func kind(e builder.Entry) string {
	switch {
	case e.Mode.IsDir():
		return "dir"
	case e.Mode&fs.ModeSymlink != 0:
		return "symlink"
	case e.Mode&fs.ModeNamedPipe != 0:
		return "fifo"
	case e.Mode&fs.ModeDevice != 0:
		return "device"
	case e.Linkname != "":
		return "hardlink"
	}
	return "file"
}

func plainKind(kind string) string {
	if kind == "socket" {
		return "file"
	}
	return kind
}

func count(sum *program.Counts, kind string, delivered int64) {
	sum.Bytes += delivered
	switch kind {
	case "dir":
		sum.Dirs++
	case "symlink":
		sum.Symlinks++
	case "file", "hardlink":
		sum.Files++
	default:
		sum.Other++
	}
}

// found reports whether an answer has a finding with one of these codes.
func found(a program.Answer, codes ...string) bool {
	all := slices.Concat(a.Report.Findings, a.Report.Builds[0].Findings)
	return slices.ContainsFunc(all, func(f program.Finding) bool { return slices.Contains(codes, f.Code) })
}

// findings compares those that the daemon can confirm.
func findings(want, got []string, o builder.Outcome, a program.Answer) ([]string, []string) {
	state := func(what string, is, said bool) {
		want = append(want, fmt.Sprintf("%s: %v", what, is))
		got = append(got, fmt.Sprintf("%s: %v", what, said))
	}
	// Where one context is loaded several times, a source is looked for in the load of its own instruction, and not in all of them.
	several := slices.ContainsFunc(a.Report.Builds[0].NamedContexts, func(c program.Named) bool { return c.Loads > 1 })
	if (o.Failure == builder.None || o.Failure == builder.SourceNotFound) && !several {
		state("copy source not found"+because(o), o.Failure == builder.SourceNotFound, found(a, "copy-source-missing", "copy-source-excluded"))
	}
	if !found(a, "source-refused") || o.Failure == builder.Refused {
		state("list refused", o.Failure == builder.Refused, found(a, "ignore-list-refused", "source-refused"))
	}
	if (o.Failure == builder.None || len(a.Report.Builds[0].NamedContexts) == 0 && o.Main.Reliable()) && !slices.ContainsFunc(a.Entries, isSocket) {
		state("file arrives empty", slices.ContainsFunc(pulled(o), arrivesEmpty), found(a, "file-arrives-empty"))
	}
	return want, got
}

// because tells a reader of the diff what the daemon said.
func because(o builder.Outcome) string {
	if o.Err == nil {
		return ""
	}
	return fmt.Sprintf(" (%v)", o.Err)
}

// pulled are the entries of all contexts.
func pulled(o builder.Outcome) []builder.Entry {
	var all []builder.Entry
	if o.Main != nil {
		all = slices.Clone(o.Main.Entries)
	}
	for _, loads := range o.Named {
		for _, l := range loads {
			all = append(all, l.Entries...)
		}
	}
	return all
}

func isSocket(e program.Entry) bool { return e.Type == "socket" }

func arrivesEmpty(e builder.Entry) bool { return e.Asked && e.Size > 0 && e.Delivered == 0 }
