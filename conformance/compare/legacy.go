package compare

import (
	"archive/tar"
	"fmt"

	"github.com/ctxsize/ctxsize/conformance/engine"
	"github.com/ctxsize/ctxsize/conformance/program"
)

// Legacy gives the difference between what the docker client posted (-) and
// what the program predicted (+), "" where there is none.
func Legacy(s engine.Sent, a program.Answer) string {
	if s.Refusal != "" {
		return refusal(s.Refusal, a.Exit == 2 || a.Exit == 0 && found(a, "unreadable"), a)
	}
	if a.Exit != 0 {
		return fmt.Sprintf("the client sends %d bytes\nctxsize exits with %d: %s", s.Bytes, a.Exit, a.Stderr)
	}
	p := a.Report.Builds[0]
	var sum program.Counts
	var entries []string
	for _, e := range s.Entries {
		kind := tarKind(e.Type)
		count(&sum, kind, e.Size)
		entries = append(entries, fmt.Sprintf("%s %q delivered %d", kind, e.Path, e.Size))
	}
	want := append([]string{fmt.Sprintf("transfer: %d", s.Bytes), fmt.Sprintf("sent: %+v", sum)}, entries...)
	got := []string{"transfer: " + number(p.TransferBytes), fmt.Sprintf("sent: %+v", p.Totals.Sent)}
	for _, e := range a.Entries {
		got = append(got, fmt.Sprintf("%s %q delivered %d", e.Type, e.Path, e.Bytes))
	}
	return diff(want, got)
}

func tarKind(flag byte) string {
	switch flag {
	case tar.TypeDir:
		return "dir"
	case tar.TypeSymlink:
		return "symlink"
	case tar.TypeLink:
		return "hardlink"
	case tar.TypeFifo:
		return "fifo"
	case tar.TypeChar, tar.TypeBlock:
		return "device"
	}
	return "file"
}
