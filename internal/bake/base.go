package bake

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/dockerfile"
)

// baseDirs are the directories to which a target's paths are relative where that is not the working directory; "" for none.
type baseDirs struct {
	// file is the directory of the target's file, context that of the file which sets its context, and contexts those of its named contexts.
	file, context string
	contexts      map[string]string
	// reference is the target whose context this one uses, "" for none.
	reference string
}

// relativePaths is the variable that makes paths relative to the bake file instead of the working directory.
const relativePaths = "BUILDX_BAKE_FILE_RELATIVE_PATHS"

// fileRelative reports whether paths are relative to the bake files.
func (b *baker) fileRelative() bool {
	on, err := strconv.ParseBool(strings.TrimSpace(b.env[relativePaths]))
	return err == nil && on
}

// rebasePaths makes the paths of targets absolute where they are relative to their files (bake/bake.go, rebaseContextPaths).
func (b *baker) rebasePaths() error {
	if value := strings.TrimSpace(b.env[relativePaths]); value != "" {
		if _, err := strconv.ParseBool(value); err != nil {
			return &build.Error{Err: fmt.Errorf("%s=%q: expected true or false", relativePaths, value), Hint: "set it to 1, or unset it"}
		}
	}
	if !b.fileRelative() {
		return nil
	}
	for _, t := range b.config.Targets {
		if other := b.config.target(t.dirs.reference); other != nil && t.dirs.reference != "" {
			t.dirs.context = other.dirs.file
			if other.dirs.context != "" {
				t.dirs.context = other.dirs.context
			}
		}
		if t.Context != nil {
			context := rebasePath(t.dirs.context, *t.Context)
			t.Context = &context
		}
		for name, given := range t.Contexts {
			t.Contexts[name] = rebasePath(t.dirs.contexts[name], given)
		}
	}
	return nil
}

// rebasePath returns a path below a directory.
func rebasePath(base, given string) string {
	if base == "" || given == "" || strings.HasPrefix(given, "cwd://") || filepath.IsAbs(given) || dockerfile.IsRemoteContext(given) {
		return given
	}
	return filepath.Join(base, filepath.FromSlash(given))
}

// setBases records the directory of a block for the paths that it sets.
func (t *target) setBases(block *hcl.Block) {
	t.dirs.file = filepath.Dir(block.DefRange.Filename)
	content, _, diagnostics := block.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "context"}}})
	if diagnostics.HasErrors() {
		return
	}
	if attribute, ok := content.Attributes["context"]; ok {
		t.dirs.context, t.dirs.reference = t.dirs.file, contextOf(attribute.Expr)
	}
	for name := range t.Contexts {
		if t.dirs.contexts == nil {
			t.dirs.contexts = map[string]string{}
		}
		t.dirs.contexts[name] = t.dirs.file
	}
}

// contextOf returns the target whose context an expression refers to, "" for another expression.
func contextOf(e hcl.Expression) string {
	path, diagnostics := hcl.AbsTraversalForExpr(e)
	if diagnostics.HasErrors() || len(path) != 3 || path.RootName() != "target" {
		return ""
	}
	if field, ok := path[2].(hcl.TraverseAttr); !ok || field.Name != "context" {
		return ""
	}
	switch step := path[1].(type) {
	case hcl.TraverseAttr:
		return step.Name
	case hcl.TraverseIndex:
		if key, err := convert.Convert(step.Key, cty.String); err == nil && !key.IsNull() && key.IsKnown() {
			return key.AsString()
		}
	}
	return ""
}

// mergeBases overrides the directories of the paths that another target sets.
func (t *target) mergeBases(o *target) {
	if o.dirs.file != "" {
		t.dirs.file = o.dirs.file
	}
	if o.Context != nil {
		t.dirs.context, t.dirs.reference = o.dirs.context, o.dirs.reference
	}
	for name := range o.Contexts {
		if t.dirs.contexts == nil {
			t.dirs.contexts = map[string]string{}
		}
		t.dirs.contexts[name] = o.dirs.contexts[name]
	}
}
