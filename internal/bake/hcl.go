package bake

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/containerd/platforms"
	"github.com/docker/buildx/bake/hclparser"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"

	"github.com/ctxsize/ctxsize/internal/budget"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/distinct"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
	"github.com/ctxsize/ctxsize/internal/hclbudget"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// parseHCL parses a file by its extension; one with another extension as HCL, else as JSON (bake/hcl.go, ParseHCLFile). A file that exceeds
// the limits is an error before it is parsed.
func parseHCL(path string, text []byte) (*hcl.File, error) {
	extension := filepath.Ext(path)
	if extension == ".json" {
		return parseJSON(path, text)
	}
	if err := hclbudget.CheckHCL(path, text); err != nil {
		return nil, err
	}
	file, diagnostics := hclparse.NewParser().ParseHCL(text, path)
	if !diagnostics.HasErrors() {
		return file, nil
	}
	if extension != ".hcl" {
		if other, err := parseJSON(path, text); err == nil {
			return other, nil
		}
	}
	return nil, diagnostics
}

func parseJSON(path string, text []byte) (*hcl.File, error) {
	if err := hclbudget.CheckJSON(path, text); err != nil {
		return nil, err
	}
	file, diagnostics := hclparse.NewParser().ParseJSON(text, path)
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return file, nil
}

// addHCL evaluates the files of bake's own kind together.
func (b *baker) addHCL(bodies []*hcl.File, texts [][]byte) error {
	if b.usesEnvironment() {
		if given := build.RedactVariables(b.Base.Environment(), texts...).Exclude(func(value string) bool { return projectfile.NamesPath(value, b.Base.Dir) }); len(given) > 0 {
			b.redactions = append(b.redactions, given...)
			return b.addHidden(bodies, texts, given)
		}
	}
	return b.addAssumed(bodies)
}

// addAssumed evaluates the files; if allowed, with the names of variables for missing values.
func (b *baker) addAssumed(bodies []*hcl.File) error {
	before := b.config
	b.meter = &hclbudget.Meter{}
	for _, file := range bodies {
		b.meter.Bound(file)
	}
	err := b.evaluate(bodies)
	if err == nil || !b.All || budget.Is(err) {
		return err
	}
	// Who looks at the files without their script may lack the variables that it sets.
	b.config = before
	for _, name := range variablesWithoutDefault(bodies) {
		if _, ok := b.env[name]; !ok {
			b.env[name] = name
			b.assumed = append(b.assumed, name)
		}
	}
	if b.evaluate(bodies) != nil {
		return err
	}
	return nil
}

// variablesWithoutDefault returns the variables with no default, or a null one.
func variablesWithoutDefault(bodies []*hcl.File) []string {
	var list []string
	for _, file := range bodies {
		content, _, _ := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "variable", LabelNames: []string{"name"}}}})
		for _, block := range content.Blocks {
			inside, _, _ := block.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "default"}}})
			usual := inside.Attributes["default"]
			if usual == nil || isNull(usual.Expr) {
				list = append(list, block.Labels[0])
			}
		}
	}
	return distinct.Strings(list)
}

func isNull(e hcl.Expression) bool {
	value, diagnostics := e.Value(nil)
	return !diagnostics.HasErrors() && value.IsNull()
}

func (b *baker) evaluate(bodies []*hcl.File) error {
	return b.meter.Evaluate(func() error { return b.evaluateCounted(bodies) })
}

func (b *baker) evaluateCounted(bodies []*hcl.File) error {
	b.meter.Reset()
	for _, file := range bodies {
		content, _, _ := file.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "target", LabelNames: []string{"name"}}}})
		if n := len(content.Blocks); n > 0 {
			b.meter.CountTargets(content.Blocks[n-1].DefRange, n)
		}
	}
	lookup := func(key string) (string, bool) {
		if !b.usesEnvironment() {
			return "", false
		}
		value, ok := b.env[key]
		return value, ok
	}
	read := b.config
	meta, diagnostics := hclparser.Parse(hclparser.MergeFiles(bodies), hclparser.Opt{
		LookupVar:     lookup,
		Vars:          map[string]string{"BAKE_CMD_CONTEXT": "cwd://", "BAKE_LOCAL_PLATFORM": platforms.Format(dockerfile.LocalPlatform())},
		ValidateLabel: validTargetName,
	}, &read)
	if diagnostics.HasErrors() {
		return explainHCL(diagnostics)
	}
	for _, renamed := range meta.Renamed {
		for old, names := range renamed {
			if names = distinct.Strings(names); len(names) != 1 || names[0] != old {
				read.Groups = append(read.Groups, &group{Name: old, Targets: names})
			}
		}
	}
	b.config = read.mergeByName()
	return read.checkPolicies()
}

func validTargetName(name string) error {
	for _, r := range name {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return fmt.Errorf("expected only letters, digits, _ and -")
		}
	}
	if name == "" {
		return errors.New("a name is missing")
	}
	return nil
}

// explainHCL returns the first error, with its location.
func explainHCL(err error) error {
	if budget.Is(err) {
		return &build.Error{Err: err, Hint: "ctxsize limits the evaluation of bake files; docker buildx bake has no such limit"}
	}
	diagnostics, ok := errors.AsType[hcl.Diagnostics](err)
	if !ok {
		return &build.Error{Err: err}
	}
	for _, d := range diagnostics {
		if d.Severity != hcl.DiagError {
			continue
		}
		text := d.Summary
		if d.Detail != "" {
			text += ": " + strings.Join(strings.Fields(d.Detail), " ")
		}
		if d.Subject != nil {
			text = fmt.Sprintf("%s:%d: %s", d.Subject.Filename, d.Subject.Start.Line, text)
		}
		return &build.Error{Err: errors.New(text), Hint: "docker buildx bake --print shows the parsed files"}
	}
	return &build.Error{Err: err}
}
