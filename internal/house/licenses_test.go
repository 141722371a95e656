package house_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// linkedPackage is a package that the program links, as go list prints it.
type linkedPackage struct {
	ImportPath string
	Imports    []string
	Module     *struct {
		Path, Dir string
		Main      bool
	}
}

const licensesPage = root + "/docs/licenses.md"

// permissive are the licenses that a program with another license may link.
var permissive = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// TestLicenses: docs/licenses.md lists the modules that the program links on any system, and their licenses permit that.
func TestLicenses(t *testing.T) {
	licenses, via := map[string]string{}, map[string]string{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		for path, p := range linkedModules(t, system) {
			licenses[path], via[path] = licenseOf(t, p.dir), p.via
		}
	}
	var page strings.Builder
	page.WriteString("# Licenses\n\nThe modules that `ctxsize` links, on Linux, macOS or Windows, and what needs them: `ctxsize` itself, see\n[dependencies.md](dependencies.md), or another module.\n\n| module | license | needed by |\n| --- | --- | --- |\n")
	for _, path := range slices.Sorted(maps.Keys(licenses)) {
		for license := range strings.SplitSeq(licenses[path], ", ") {
			if !slices.Contains(permissive, license) {
				t.Errorf("%s has the license %q", path, licenses[path])
			}
		}
		fmt.Fprintf(&page, "| %s | %s | %s |\n", path, licenses[path], cmp.Or(strings.Replace(via[path], path, "", 1), "`ctxsize`"))
	}
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(licensesPage, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if old, err := os.ReadFile(licensesPage); err != nil || string(old) != page.String() {
		t.Errorf("docs/licenses.md is not up to date (%v): UPDATE_DOCS=1 go test ./internal/house writes it", err)
	}
}

// linkedModule is where a module is, and the directly imported module through which the program needs it.
type linkedModule struct{ dir, via string }

// linkedModules returns the modules that the program links on a system.
func linkedModules(t *testing.T, system string) map[string]linkedModule {
	t.Helper()
	packages := map[string]linkedPackage{}
	c := goCommand("list", "-deps", "-json=ImportPath,Imports,Module", "./cmd/ctxsize")
	c.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p linkedPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
	// Breadth first from the program: what is found first needs the shortest chain of imports.
	found := map[string]linkedModule{}
	via := map[string]string{module + "/cmd/ctxsize": ""}
	for queue := []string{module + "/cmd/ctxsize"}; len(queue) > 0; queue = queue[1:] {
		p := packages[queue[0]]
		through := via[p.ImportPath]
		if p.Module != nil && !p.Module.Main {
			if through == "" {
				through = p.Module.Path
			}
			if _, known := found[p.Module.Path]; !known {
				found[p.Module.Path] = linkedModule{p.Module.Dir, through}
			}
		}
		for _, imported := range p.Imports {
			if _, known := via[imported]; !known {
				via[imported] = through
				queue = append(queue, imported)
			}
		}
	}
	return found
}

// licenseOf returns the identifiers (SPDX) of the licenses in a module's directory.
func licenseOf(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, licensesIn(string(text))...)
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}

// licensesIn returns the identifiers of the licenses in a text, by a sentence that each of them has.
func licensesIn(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var found []string
	for _, l := range []struct{ id, sentence string }{
		{"Apache-2.0", "Apache License Version 2.0, January 2004"},
		{"Apache-2.0", "Licensed under the Apache License, Version 2.0"},
		{"MPL-2.0", "Mozilla Public License, version 2.0"},
		{"MPL-2.0", "Mozilla Public License Version 2.0"},
		{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
		{"GPL", "GNU GENERAL PUBLIC LICENSE"},
	} {
		if strings.Contains(text, l.sentence) {
			found = append(found, l.id)
		}
	}
	if strings.Contains(text, "Redistribution and use in source and binary forms") {
		if strings.Contains(text, "Neither the name") {
			return append(found, "BSD-3-Clause")
		}
		return append(found, "BSD-2-Clause")
	}
	return found
}
