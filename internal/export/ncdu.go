package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// ncduEntry is a file or directory of ncdu's export format 1.2.
type ncduEntry struct {
	Name string `json:"name"`
	// Apparent and Disk are both what is sent; neither is set for a directory.
	Apparent   int64 `json:"asize,omitempty"`
	Disk       int64 `json:"dsize,omitempty"`
	NotRegular bool  `json:"notreg,omitempty"`
}

// Ncdu writes what is sent in the export format of ncdu, which gdu reads, too. A later name of a hard link has no size. With several contexts,
// each is a directory of its own.
func Ncdu(w io.Writer, r *Report) error {
	out := bufio.NewWriterSize(termtext.Unwrap(w), 1<<16)
	n := ncduWriter{out: out}
	version, err := json.Marshal(termtext.Escape(r.Version))
	if err != nil {
		return fmt.Errorf("cannot encode the version: %w", err)
	}
	n.put(`[1,2,{"progname":"ctxsize","progver":` + string(version) + "},\n")
	if c, ok := r.onlyContext(); ok {
		n.context(c.Context.Dir, c)
	} else {
		n.open(r.Dir)
		n.builds(r)
		n.close()
	}
	n.put("]\n")
	if n.err != nil {
		return n.err
	}
	return out.Flush()
}

// onlyContext returns the context of an analysis that has one.
func (r *Report) onlyContext() (ctxsize.Usage, bool) {
	if len(r.Analysis.Builds) != 1 || len(r.Analysis.Builds[0].Named) > 0 || r.Analysis.Builds[0].Main.Context.Dir == "" {
		return ctxsize.Usage{}, false
	}
	return r.Analysis.Builds[0].Main, true
}

// ncduWriter writes nested lists. The first error stays.
type ncduWriter struct {
	out  *bufio.Writer
	dirs []string // the open directories of the context
	err  error
}

func (n *ncduWriter) put(text string) {
	if n.err == nil {
		_, n.err = n.out.WriteString(text)
	}
}

func (n *ncduWriter) builds(r *Report) {
	for at := range r.Analysis.Builds {
		b := &r.Analysis.Builds[at]
		name := r.BuildName(b)
		if b.Build.Platform != "" && len(r.Analysis.Builds) > 1 {
			name += " " + b.Build.Platform
		}
		n.put(",\n")
		n.context(flat(name), b.Main)
		for _, c := range b.Named {
			n.put(",\n")
			n.context(flat(name+" "+c.Context.Name), c)
		}
	}
}

// flat returns a name without slashes, which separate directories.
func flat(name string) string { return strings.ReplaceAll(name, "/", "_") }

// context writes a context as a directory.
func (n *ncduWriter) context(name string, c ctxsize.Usage) {
	n.open(name)
	if c.View != nil {
		c.View.Each(walker.Sent, func(e walker.Entry) bool {
			n.entry(e)
			return n.err == nil
		})
	}
	n.leave("")
	n.close()
}

// entry writes an entry, after the directories that lead to it.
func (n *ncduWriter) entry(e walker.Entry) {
	parent := strings.TrimSuffix(e.Path[:len(e.Path)-len(path.Base(e.Path))], "/")
	n.leave(parent)
	for n.current() != parent {
		// The legacy builder does not list the parents of everything.
		rest := strings.TrimPrefix(strings.TrimPrefix(parent, n.current()), "/")
		first, _, _ := strings.Cut(rest, "/")
		n.enter(path.Join(n.current(), first))
	}
	if e.Kind == walker.Dir {
		n.enter(e.Path)
		return
	}
	n.put(",\n")
	n.encode(ncduEntry{Name: termtext.Quote(path.Base(e.Path)), Apparent: e.Bytes, Disk: e.Bytes, NotRegular: e.Kind != walker.File})
}

// current returns the path of the innermost open directory, "" for the context.
func (n *ncduWriter) current() string {
	if len(n.dirs) == 0 {
		return ""
	}
	return n.dirs[len(n.dirs)-1]
}

// enter begins a directory of the context.
func (n *ncduWriter) enter(dir string) {
	n.put(",\n")
	n.open(path.Base(dir))
	n.dirs = append(n.dirs, dir)
}

// leave ends the directories that do not lead to a path.
func (n *ncduWriter) leave(to string) {
	for len(n.dirs) > 0 && to != n.current() && !strings.HasPrefix(to, n.current()+"/") {
		n.dirs = n.dirs[:len(n.dirs)-1]
		n.close()
	}
}

// open begins a list with the directory itself.
func (n *ncduWriter) open(name string) {
	n.put("[")
	n.encode(ncduEntry{Name: termtext.Quote(name)})
}

func (n *ncduWriter) close() { n.put("]") }

func (n *ncduWriter) encode(e ncduEntry) {
	text, err := json.Marshal(e)
	if n.err == nil {
		n.err = err
	}
	n.put(string(text))
}
