package report

import (
	"io"

	"github.com/ctxsize/ctxsize"
)

// AuditJSON writes an analysis as [JSON] does, with the totals of the project and its proposed ignore files.
func AuditJSON(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, o Options) error {
	o.root = a.Root()
	r := o.report(a)
	before, after := projectTotals(a, improvements)
	r.Project = &jsonProject{Before: sentJSON(before), After: sentJSON(after), ProposedFiles: []jsonProposed{}}
	if root := o.file(a.Root()); root != nil {
		r.Project.Root = *root
	}
	for _, i := range improvements {
		if i.Writes() {
			r.Project.ProposedFiles = append(r.Project.ProposedFiles, o.proposedJSON(i))
		}
	}
	return writeJSON(w, r, "  ")
}

func sentJSON(s sentTotals) jsonSent {
	return jsonSent{Bytes: s.bytes, Files: s.files, TransferBytes: s.transfer}
}

func (o Options) proposedJSON(i ctxsize.Improvement) jsonProposed {
	file := o.Place(i.Change.File())
	p := jsonProposed{Path: readable(file), New: i.Change.New, Diff: readable(i.Change.Diff(file))}
	p.Text, p.Encoded = encode(string(i.Change.After))
	if err := i.Refusal(); err != nil {
		p.Refused = readable(err.Error())
	}
	return p
}
