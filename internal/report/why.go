package report

import (
	"fmt"
	"io"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// Why writes the answers about paths, in JSON one object per line.
func Why(w io.Writer, answers []ctxsize.Answer, o Options, asJSON bool) error {
	t := newText(w, o)
	for n, a := range answers {
		if asJSON {
			if err := writeJSON(t.out, o.why(a), ""); err != nil {
				return err
			}
			continue
		}
		if n > 0 {
			t.line("")
		}
		t.why(a)
	}
	return t.out.Flush()
}

func (o Options) why(a ctxsize.Answer) jsonWhy {
	j := jsonWhy{Build: o.BuildName(a.Result), Exists: a.Exists, Eligible: a.Eligible, Sent: a.Sent, IgnoreFile: o.file(a.Usage.Context.Ignore.Path),
		Bytes: a.Bytes, Files: a.Files, Patterns: []jsonTrace{}, Sources: []jsonSource{}, Notes: []string{}, Instructions: []jsonReadBy{}, ImagePaths: []jsonPlace{}}
	j.Context = a.Usage.Context.Name
	j.Path, j.Encoded = encode(a.Path)
	for _, l := range a.Lines {
		j.Patterns = append(j.Patterns, jsonTrace{l.Pattern.Line, readable(l.Pattern.Text), l.Matches, l.Decides})
	}
	for _, s := range a.Sources {
		in := a.Result.Build.Instructions[s.Instruction]
		j.Sources = append(j.Sources, jsonSource{in.Line, readable(s.Source.Given), s.Outcome.String(), s.Fails, readable(s.Message), o.fix(s.Fix)})
	}
	for _, note := range a.Notes {
		j.Notes = append(j.Notes, readable(note))
	}
	for _, in := range a.Instructions {
		j.Instructions = append(j.Instructions, jsonReadBy{in.Line, in.Stage, in.Reachable})
	}
	for _, p := range a.Places {
		j.ImagePaths = append(j.ImagePaths, jsonPlace{p.Stage, readable(p.Path), p.Final, p.ChangedBy})
	}
	return j
}

func (t *text) why(a ctxsize.Answer) {
	t.line("%s  %s", t.paint(bold, termtext.Quote(a.Path)), a.Verdict())
	if name := a.Usage.Context.Name; name != "" {
		t.field("context", "%s", termtext.Quote(name))
	}
	if a.Result.Build.Name != "" {
		t.field("build", "%s", termtext.Quote(t.label(a.Result)))
	}
	t.field("size", "%s in %s", t.Units.Size(a.Bytes), Count(a.Files, "file"))
	file := a.Usage.Context.Ignore
	if file.Path == "" {
		t.field("ignore file", "%s", file.Reason)
	} else {
		t.field("ignore file", "%s (%s)", termtext.Quote(t.Place(file.Path)), file.Reason)
	}
	t.trace(a)
	for _, note := range a.Notes {
		t.field("note", "%s", termtext.Escape(note))
	}
	for _, s := range a.Sources {
		if s.Message == "" {
			continue
		}
		t.field("source", "%s", termtext.Escape(s.Message))
		if s.Fix != nil {
			t.field("fix", "%s", termtext.Escape(s.Fix.Text))
		}
	}
	for _, in := range a.Instructions {
		name := "read by"
		if !in.Reachable {
			name = "unreachable"
		}
		t.field(name, "line %d, stage %s: %s", in.Line, termtext.Quote(in.Stage), termtext.Escape(in.Text))
	}
	if len(a.Instructions) == 0 && a.Result.Build.Dockerfile != nil && a.Result.Build.UnreadableReason == "" {
		t.field("read by", "no instruction")
	}
	for _, p := range a.Places {
		t.imagePath(p)
	}
}

// imagePath writes the location of a path in a stage.
func (t *text) imagePath(p ctxsize.Place) {
	where, unsure := "in the final image", ""
	if !p.Final {
		where = "in stage " + termtext.Quote(p.Stage)
	}
	if p.ChangedBy > 0 {
		unsure = fmt.Sprintf(" (the RUN in line %d may change it)", p.ChangedBy)
	}
	t.field("copied to", "%s at %s%s", where, termtext.Quote(p.Path), unsure)
}

func (t *text) trace(a ctxsize.Answer) {
	shown := false
	for _, l := range a.Lines {
		if !l.Matches {
			continue
		}
		shown = true
		mark := ""
		if l.Decides {
			mark = t.paint(cyan, "  <- decides")
		}
		where := fmt.Sprintf("line %d", l.Pattern.Line)
		if l.Pattern.Line == 0 {
			where = "--ignore"
		}
		t.field(where, "%s  matches %s%s", termtext.Quote(l.Pattern.Text), termtext.Quote(l.Path), mark)
	}
	if !shown && len(a.Lines) > 0 {
		t.field("patterns", "no match in %s", Count(int64(len(a.Lines)), "pattern"))
	}
}
