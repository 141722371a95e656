package webreport

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

//go:embed dist/report.js
var program string

//go:embed dist/report.css
var styles string

//go:embed page.html
var pageText string

// page is what the template shows.
type page struct {
	Title, Version string
	Program        template.JS
	Styles         template.CSS
	// ProgramHash and StylesHash are the only script and the only styles that the page's policy allows.
	ProgramHash, StylesHash string
	// Data is the data in JSON, compressed with gzip, in base64: characters without a meaning in HTML.
	Data template.HTML
	// Head and Rows are a table for browsers without scripts. The first column is the build.
	Head []string
	Rows [][]string
}

// HTML writes a page that is one file and loads nothing else.
func HTML(w io.Writer, c Content, o report.Options) error {
	d, err := newData(c, o, MaxEntries)
	if err != nil {
		return err
	}
	p := page{Title: title(c, o), Version: o.Version, Head: []string{"Sent", "Eligible"}, Rows: totals(c, o)}
	return p.write(w, d)
}

// write writes the page with its data, which JSON can encode.
func (p page) write(w io.Writer, data any) error {
	packed, err := pack(data)
	if err != nil {
		return err
	}
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return fmt.Errorf("cannot parse the template of the page: %w", err)
	}
	p.Program, p.Styles, p.ProgramHash, p.StylesHash = template.JS(program), template.CSS(styles), hash(program), hash(styles)
	p.Data = template.HTML(packed)
	var text bytes.Buffer
	if err := t.Execute(&text, p); err != nil {
		return fmt.Errorf("cannot render the page: %w", err)
	}
	_, err = termtext.Unwrap(w).Write(text.Bytes())
	return err
}

// hash returns the source expression of a text in a content security policy.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pack returns a value as JSON, compressed and encoded.
func pack(d any) (string, error) {
	var text bytes.Buffer
	z, err := gzip.NewWriterLevel(&text, gzip.BestCompression)
	if err != nil {
		return "", fmt.Errorf("cannot compress the data of the page: %w", err)
	}
	if err := json.NewEncoder(z).Encode(d); err != nil {
		return "", fmt.Errorf("cannot encode the data of the page: %w", err)
	}
	if err := z.Close(); err != nil {
		return "", fmt.Errorf("cannot compress the data of the page: %w", err)
	}
	return base64.StdEncoding.EncodeToString(text.Bytes()), nil
}

// title returns the title of the page: the builds, or the project.
func title(c Content, o report.Options) string {
	if len(c.Analysis.Builds) == 1 {
		return termtext.Escape(o.BuildName(&c.Analysis.Builds[0]))
	}
	return report.Count(int64(len(c.Analysis.Builds)), "build")
}

// totals returns what each build sends, and what is eligible.
func totals(c Content, o report.Options) [][]string {
	var rows [][]string
	for n := range c.Analysis.Builds {
		b := &c.Analysis.Builds[n]
		row := []string{termtext.Escape(o.BuildName(b)), "unknown", "unknown"}
		if v := b.Main.View; v != nil {
			row[1], row[2] = o.Units.Size(v.Totals(walker.Sent).Bytes), o.Units.Size(v.Totals(walker.Eligible).Bytes)
		}
		rows = append(rows, row)
	}
	return rows
}
