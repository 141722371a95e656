package webreport

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/internal/report"
)

// hostile are names and texts that do something in HTML, SVG, CSS or a terminal.
var hostile = []string{`</script><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `]]><!--`, "a\u202etxt.exe", "a\nb\x1b[31m", `&lt;b&gt;`, `{{.Title}}`}

// writeArchive writes a tar with a Dockerfile and files.
func writeArchive(t *testing.T, w io.Writer, files int) {
	t.Helper()
	z := tar.NewWriter(w)
	write := func(name, text string) {
		if err := z.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o644, Format: tar.FormatPAX}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(z, text); err != nil {
			t.Fatal(err)
		}
	}
	write("Dockerfile", "FROM scratch\nCOPY . /\n")
	for n := range files {
		write(fmt.Sprintf("dir%d/sub%d/file%d.js", n%40, n%900, n), strings.Repeat("x", n%97))
	}
	for n, name := range hostile {
		write(fmt.Sprintf("names/%d/%s", n, strings.ReplaceAll(name, "/", "∕")), "xx")
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

func render(t *testing.T, c Content) string {
	t.Helper()
	var text bytes.Buffer
	if err := HTML(&text, c, report.Options{Version: `1</title><script>alert(3)</script>`}); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestPage: the page holds the data, the program that its policy allows, and nothing that loads anything.
func TestPage(t *testing.T) {
	c := sample(t)
	text := render(t, c)
	if render(t, c) != text {
		t.Error("two pages of one analysis differ")
	}
	for _, want := range []string{"<!doctype html>", `lang="en"`, "default-src 'none'", hash(program)[1:20], hash(styles)[1:20], "<script>" + program + "</script>", "<style>" + styles + "</style>"} {
		if !strings.Contains(strings.NewReplacer("&#43;", "+", "&#39;", "'").Replace(text), want) {
			t.Errorf("the page has no %.60q", want)
		}
	}
	packed := regexp.MustCompile(`id="data">([A-Za-z0-9+/=]+)</script>`).FindStringSubmatch(text)
	if packed == nil {
		t.Fatal("the page has no data")
	}
	raw, err := base64.StdEncoding.DecodeString(packed[1])
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var d data
	if err := json.NewDecoder(z).Decode(&d); err != nil || len(d.Trees) != 1 || len(d.Builds) != 1 {
		t.Errorf("the data: %d trees, %d builds, %v", len(d.Trees), len(d.Builds), err)
	}
	outside := regexp.MustCompile(`(?i)\b(src|href|action|srcset|poster|data)=["']?[^"'>\s]*|@import[^;]*|url\([^)]*\)`)
	for _, ref := range outside.FindAllString(strings.ReplaceAll(text, program, ""), -1) {
		if ref != `href="data:,` {
			t.Errorf("the page refers to %s", ref)
		}
	}
	for _, address := range regexp.MustCompile(`[a-z]+://[^"'\x60]*`).FindAllString(text, -1) {
		// The names of SVG and MathML are no addresses to load.
		if !strings.HasPrefix(address, "http://www.w3.org/") {
			t.Errorf("the page has the address %s", address)
		}
	}
	for _, call := range []string{"fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon", "import(", "importScripts", "eval(", "new Function", ".write("} {
		if strings.Contains(program, call) {
			t.Errorf("the program has %s", call)
		}
	}
}

// TestHostileNames: names do nothing in a page or picture.
func TestHostileNames(t *testing.T) {
	c := largeProject(t, 10)
	c.Analysis.Builds[0].Build.Name = hostile[0]
	text := render(t, c)
	if n := strings.Count(text, "<script"); n != 2 {
		t.Errorf("the page has %d scripts", n)
	}
	for _, name := range hostile[:3] {
		if strings.Contains(text, name) {
			t.Errorf("the page has %s", name)
		}
	}
	var picture bytes.Buffer
	if err := SVG(&picture, c.Analysis, report.Options{}); err != nil {
		t.Fatal(err)
	}
	for n := xml.NewDecoder(&picture); ; {
		token, err := n.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.Contains(" svg title desc style defs pattern rect text g ", " "+e.Name.Local+" ") {
			t.Errorf("the picture has an element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || strings.HasSuffix(a.Name.Local, "href") {
				t.Errorf("the picture has an attribute %s", a.Name.Local)
			}
		}
	}
}

// TestPicture: a picture has a title, its tiles and its colors, and refers to nothing outside.
func TestPicture(t *testing.T) {
	c := sample(t)
	var text, again bytes.Buffer
	for _, to := range []io.Writer{&text, &again} {
		if err := SVG(to, c.Analysis, report.Options{Units: report.SI}); err != nil {
			t.Fatal(err)
		}
	}
	if text.String() != again.String() {
		t.Error("two pictures of one analysis differ")
	}
	for _, want := range []string{"<title id=\"title\">", " in 5 files sent, ", "<title>src/a.go: 9 B</title>", ">.go</text>", "prefers-color-scheme: dark", `role="img"`} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the picture has no %s", want)
		}
	}
	if strings.Contains(strings.ReplaceAll(text.String(), "http://www.w3.org/2000/svg", ""), "//") {
		t.Error("the picture refers to an address")
	}
}

// TestBundle: the program has no end of a script, and names the licenses of its libraries.
func TestBundle(t *testing.T) {
	if strings.Contains(strings.ToLower(program), "</script") || strings.Contains(strings.ToLower(styles), "</style") || strings.Contains(program, "<!--") {
		t.Error("the program would end its element")
	}
	for _, want := range []string{"preact ", "d3-hierarchy ", "The MIT License", "Permission to use, copy, modify"} {
		if !strings.Contains(program, want) {
			t.Errorf("the program has no %q", want)
		}
	}
}
