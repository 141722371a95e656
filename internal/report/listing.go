package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// ListOptions are the options of a list.
type ListOptions struct {
	Set  walker.Set
	NUL  bool // unquoted names that end with NUL
	Long bool // with mode and bytes
	JSON bool // one object per line
	TSV  bool // bytes, files, type and path, separated by tabs
	Sort Sort
	Top  int // the first entries only, 0 for all
}

// List writes the entries of a build's contexts, one per line, in the order of sending unless they are sorted. The name of a named context
// precedes its entries, with a colon; in JSON it is a field.
func List(w io.Writer, b *ctxsize.Result, o Options, l ListOptions) error {
	out := bufio.NewWriterSize(termtext.Unwrap(w), 1<<16)
	p := printer{ListOptions: l, out: out, objects: encoder(out, ""), lines: termtext.NewWriter(out), units: o.Units}
	var err error
	if l.Sort != SendOrder {
		err = p.sorted(b.Usages())
	} else {
		err = p.all(b.Usages())
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// printer writes the lines of a list.
type printer struct {
	ListOptions
	out     *bufio.Writer
	objects *json.Encoder
	lines   *termtext.Writer
	units   Units
	written int
}

// all writes the entries in the order of sending.
func (p *printer) all(contexts []ctxsize.Usage) error {
	var err error
	for _, c := range contexts {
		if c.View == nil {
			continue
		}
		before := prefix(c)
		c.View.Each(p.Set, func(e walker.Entry) bool {
			if p.Top > 0 && p.written == p.Top {
				return false
			}
			p.written++
			err = p.entry(e, walker.Sum{Bytes: e.Bytes, Files: fileCount(e)}, c.Context.Name, before)
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// entry writes one entry. sum is its size and number of files; in a sorted list a directory has those of what is below it.
func (p *printer) entry(e walker.Entry, sum walker.Sum, context, before string) error {
	switch {
	case p.JSON:
		return p.objects.Encode(entry(e, context))
	case p.NUL:
		return put(p.out, before, e.Path, slash(e), "\x00")
	case p.TSV:
		return put(p.out, fmt.Sprintf("%d\t%d\t%s\t", sum.Bytes, sum.Files, e.Kind), termtext.Escape(before), termtext.Quote(e.Path), "\n")
	case p.Long:
		return p.lines.WriteLine(fmt.Sprintf("%s %14s  %s%s%s", e.Mode, p.units.Size(sum.Bytes), before, termtext.Quote(listPath(e)), target(e)))
	}
	return p.lines.WriteLine(before + termtext.Quote(listPath(e)))
}

// put writes texts without concatenating them.
func put(out *bufio.Writer, texts ...string) error {
	for _, text := range texts {
		if _, err := out.WriteString(text); err != nil {
			return err
		}
	}
	return nil
}

func prefix(c ctxsize.Usage) string {
	if c.Context.Name == "" {
		return ""
	}
	return c.Context.Name + ":"
}

// listPath returns the path of a plain list: a directory has a slash at the end.
func listPath(e walker.Entry) string { return e.Path + slash(e) }

func slash(e walker.Entry) string {
	if e.Kind == walker.Dir {
		return "/"
	}
	return ""
}

func target(e walker.Entry) string {
	switch {
	case e.HardLink:
		return " = " + termtext.Quote(e.Link)
	case e.Link != "":
		return " -> " + termtext.Quote(e.Link)
	}
	return ""
}

func entry(e walker.Entry, context string) jsonEntry {
	j := jsonEntry{Context: context, Type: e.Kind.String(), Bytes: e.Bytes, Sent: e.Sent, Eligible: e.Eligible, Link: readable(e.Link)}
	if e.HardLink {
		j.Type = "hardlink"
	}
	if e.Size != e.Bytes {
		j.Size = &e.Size
	}
	j.Path, j.Encoded = encode(e.Path)
	return j
}
