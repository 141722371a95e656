package manifest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/mod/modfile"
)

func composerJSON(text []byte, r *Refs) error {
	var raw struct {
		Repositories json.RawMessage
		Autoload     map[string]any
		AutoloadDev  map[string]any `json:"autoload-dev"`
		Bin          any
	}
	if err := json.Unmarshal(trimBOM(text), &raw); err != nil {
		return fmt.Errorf("parsing composer.json: %w", err)
	}
	var repositories any
	if len(raw.Repositories) > 0 {
		if err := json.Unmarshal(raw.Repositories, &repositories); err != nil {
			return fmt.Errorf("parsing repositories of composer.json: %w", err)
		}
	}
	collectTexts(repositories, map[string]bool{"url": true}, func(_, url string) {
		if !strings.Contains(url, "://") {
			r.member(url)
		}
	})
	files := map[string]bool{"files": true, "classmap": true}
	for _, autoload := range []map[string]any{raw.Autoload, raw.AutoloadDev} {
		collectTexts(autoload, files, func(_, p string) { r.file(p, true) })
		for _, standard := range []string{"psr-4", "psr-0"} {
			all, _ := autoload[standard].(map[string]any)
			for _, dirs := range all {
				collectTexts(map[string]any{"files": dirs}, files, func(_, p string) { r.file(p, false) })
			}
		}
	}
	return nil
}

func goWork(text []byte, r *Refs) error {
	f, err := modfile.ParseWork("go.work", text, nil)
	if err != nil {
		return err
	}
	for _, u := range f.Use {
		r.member(u.Path)
	}
	addReplacements(f.Replace, r)
	return nil
}

func goMod(text []byte, r *Refs) error {
	f, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return err
	}
	addReplacements(f.Replace, r)
	return nil
}

func addReplacements(list []*modfile.Replace, r *Refs) {
	for _, one := range list {
		if modfile.IsDirectoryPath(one.New.Path) {
			r.file(one.New.Path, true)
		}
	}
}

// GoRequires returns the modules that a go.mod requires.
func GoRequires(text []byte) []string {
	f, err := modfile.ParseLax("go.mod", text, nil)
	if err != nil {
		return nil
	}
	var list []string
	for _, m := range f.Require {
		list = append(list, m.Mod.Path)
	}
	return list
}

// elements calls visit for each element of an XML file with the text in it. Nesting takes no stack.
func elements(text []byte, visit func(e xml.StartElement, inside string)) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open xml.StartElement
	inside := ""
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("parsing XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			visit(t, "")
			open, inside = t.Copy(), ""
		case xml.CharData:
			inside += string(t)
		case xml.EndElement:
			if t.Name.Local == open.Name.Local {
				visit(open, strings.TrimSpace(inside))
			}
			inside = ""
		}
	}
}

func pomXML(text []byte, r *Refs) error {
	return elements(text, func(e xml.StartElement, inside string) {
		if e.Name.Local == "module" || e.Name.Local == "relativePath" {
			r.file(inside, true)
		}
	})
}

// projectXML reads the files that a project of .NET includes, and the projects that it refers to.
func projectXML(text []byte, r *Refs) error {
	return elements(text, func(e xml.StartElement, inside string) {
		if inside != "" {
			if e.Name.Local == "HintPath" {
				r.file(strings.ReplaceAll(inside, `\`, "/"), true)
			}
			return
		}
		for _, a := range e.Attr {
			switch p := strings.ReplaceAll(a.Value, `\`, "/"); {
			case e.Name.Local == "ProjectReference" && a.Name.Local == "Include", e.Name.Local == "Project" && a.Name.Local == "Path":
				r.file(path.Dir(p), true)
			case a.Name.Local == "Include" && strings.ContainsAny(p, "*?"):
				r.file(p, false)
				r.file(path.Dir(p[:strings.IndexAny(p, "*?")]+"x"), false)
			case a.Name.Local == "Include" || a.Name.Local == "Update":
				r.file(p, true)
			}
		}
	})
}

// Artifacts returns the texts of the elements of an XML file, each once, as far as they are single words: what a build file names.
func Artifacts(text []byte) ([]string, error) {
	var list []string
	err := elements(text, func(e xml.StartElement, inside string) {
		for _, a := range e.Attr {
			list = append(list, a.Value)
		}
		if inside != "" {
			list = append(list, inside)
		}
	})
	return list, err
}
