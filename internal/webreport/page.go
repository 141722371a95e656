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
	Data   template.HTML
	Totals []pageTotal
}

// pageTotal is a row of the table for browsers without scripts.
type pageTotal struct{ Name, Sent, Eligible string }

// HTML writes a page that is one file and loads nothing else.
func HTML(w io.Writer, c Content, o report.Options) error {
	d, err := newData(c, o, MaxEntries)
	if err != nil {
		return err
	}
	packed, err := pack(d)
	if err != nil {
		return err
	}
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		return fmt.Errorf("cannot parse the template of the page: %w", err)
	}
	var text bytes.Buffer
	p := page{Title: title(c, o), Version: o.Version, Program: template.JS(program), Styles: template.CSS(styles), ProgramHash: hash(program), StylesHash: hash(styles),
		Data: template.HTML(packed), Totals: totals(c, o)}
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
func pack(d data) (string, error) {
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

func totals(c Content, o report.Options) []pageTotal {
	var list []pageTotal
	for n := range c.Analysis.Builds {
		b := &c.Analysis.Builds[n]
		t := pageTotal{Name: termtext.Escape(o.BuildName(b)), Sent: "unknown", Eligible: "unknown"}
		if v := b.Main.View; v != nil {
			t.Sent, t.Eligible = o.Units.Size(v.Totals(walker.Sent).Bytes), o.Units.Size(v.Totals(walker.Eligible).Bytes)
		}
		list = append(list, t)
	}
	return list
}
