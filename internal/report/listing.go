package report

import (
	"bufio"
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
}

// List writes the entries of a build's contexts, one per line, in the order of sending. The name of a named context precedes its entries,
// with a colon; in JSON it is a field.
func List(w io.Writer, b *ctxsize.Build, o Options, l ListOptions) error {
	out := bufio.NewWriterSize(termtext.Unwrap(w), 1<<16)
	for _, c := range b.Contexts() {
		if err := list(out, c, o, l); err != nil {
			return err
		}
	}
	return out.Flush()
}

func list(out *bufio.Writer, c ctxsize.Context, o Options, l ListOptions) error {
	if c.View == nil {
		return nil
	}
	var err error
	before, objects, lines := prefix(c), encoder(out, ""), termtext.NewWriter(out)
	c.View.Each(l.Set, func(e walker.Entry) bool {
		switch {
		case l.JSON:
			err = objects.Encode(entry(e, c.Plan.Name))
		case l.NUL:
			err = put(out, before, e.Path, slash(e), "\x00")
		case l.Long:
			err = lines.WriteLine(fmt.Sprintf("%s %14s  %s%s%s", e.Mode, o.Units.Size(e.Bytes), before, termtext.Quote(listPath(e)), target(e)))
		default:
			err = lines.WriteLine(before + termtext.Quote(listPath(e)))
		}
		return err == nil
	})
	return err
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

func prefix(c ctxsize.Context) string {
	if c.Plan.Name == "" {
		return ""
	}
	return c.Plan.Name + ":"
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
