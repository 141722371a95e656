package bake

import (
	"errors"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/ctxsize/ctxsize/internal/hclbudget"
)

// target has all attributes of a bake target, because expressions may refer to any. Those that do not concern contexts are not decoded.
type target struct {
	Name             string             `hcl:"name,label" cty:"name"`
	Description      string             `hcl:"description,optional" cty:"description"`
	Inherits         []string           `hcl:"inherits,optional" cty:"inherits"`
	Context          *string            `hcl:"context,optional" cty:"context"`
	Contexts         map[string]string  `hcl:"contexts,optional" cty:"contexts"`
	Dockerfile       *string            `hcl:"dockerfile,optional" cty:"dockerfile"`
	DockerfileInline *string            `hcl:"dockerfile-inline,optional" cty:"dockerfile-inline"`
	Args             map[string]*string `hcl:"args,optional" cty:"args"`
	Target           *string            `hcl:"target,optional" cty:"target"`
	Platforms        []string           `hcl:"platforms,optional" cty:"platforms"`

	Annotations   cty.Value          `hcl:"annotations,optional" cty:"annotations"`
	Attest        cty.Value          `hcl:"attest,optional" cty:"attest"`
	Labels        map[string]*string `hcl:"labels,optional" cty:"labels"`
	Tags          []string           `hcl:"tags,optional" cty:"tags"`
	CacheFrom     cty.Value          `hcl:"cache-from,optional" cty:"cache-from"`
	CacheTo       cty.Value          `hcl:"cache-to,optional" cty:"cache-to"`
	Secrets       cty.Value          `hcl:"secret,optional" cty:"secret"`
	SSH           cty.Value          `hcl:"ssh,optional" cty:"ssh"`
	Outputs       cty.Value          `hcl:"output,optional" cty:"output"`
	Pull          *bool              `hcl:"pull,optional" cty:"pull"`
	NoCache       *bool              `hcl:"no-cache,optional" cty:"no-cache"`
	NetworkMode   *string            `hcl:"network,optional" cty:"network"`
	NoCacheFilter []string           `hcl:"no-cache-filter,optional" cty:"no-cache-filter"`
	ShmSize       *string            `hcl:"shm-size,optional" cty:"shm-size"`
	Ulimits       []string           `hcl:"ulimits,optional" cty:"ulimits"`
	Resources     cty.Value          `hcl:"resources,optional" cty:"resources"`
	Call          *string            `hcl:"call,optional" cty:"call"`
	Entitlements  []string           `hcl:"entitlements,optional" cty:"entitlements"`
	ExtraHosts    map[string]*string `hcl:"extra-hosts,optional" cty:"extra-hosts"`
	Policy        cty.Value          `hcl:"policy,optional" cty:"policy"`

	file string
	line int
	dirs baseDirs
}

// SetBlockSource implements hclparser.WithBlockSource.
func (t *target) SetBlockSource(block *hcl.Block) {
	t.file, t.line = block.DefRange.Filename, block.DefRange.Start.Line
	t.setBases(block)
}

// GetEvalContexts implements hclparser.WithEvalContexts: one context for each combination of the matrix.
func (t *target) GetEvalContexts(base *hcl.EvalContext, block *hcl.Block, load func(hcl.Expression) hcl.Diagnostics) ([]*hcl.EvalContext, error) {
	content, _, diagnostics := block.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "matrix"}}})
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	attribute, ok := content.Attributes["matrix"]
	if !ok {
		return []*hcl.EvalContext{base}, nil
	}
	if diagnostics := load(attribute.Expr); diagnostics.HasErrors() {
		return nil, diagnostics
	}
	value, diagnostics := attribute.Expr.Value(base)
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	if !value.Type().IsMapType() && !value.Type().IsObjectType() {
		return nil, errors.New("matrix must be a map")
	}
	combined := 1
	for _, list := range value.AsValueMap() {
		if list.CanIterateElements() {
			combined = min(combined*list.LengthInt(), hclbudget.MaxTargets+1)
		}
	}
	hclbudget.CountTargetsOf(attribute.Expr, combined-1)
	return combinations(base, value.AsValueMap())
}

// combinations returns a child of a context for each combination of values of the lists.
func combinations(base *hcl.EvalContext, matrix map[string]cty.Value) ([]*hcl.EvalContext, error) {
	list := []*hcl.EvalContext{base}
	// The order decides nothing but the order of the targets, which are sorted by name in the end.
	for _, key := range slices.Sorted(maps.Keys(matrix)) {
		if !matrix[key].CanIterateElements() {
			return nil, errors.New("matrix values must be a list")
		}
		var next []*hcl.EvalContext
		for _, value := range matrix[key].AsValueSlice() {
			for _, before := range list {
				child := base.NewChild()
				child.Variables = map[string]cty.Value{}
				if before != base {
					maps.Copy(child.Variables, before.Variables)
				}
				child.Variables[key] = value
				next = append(next, child)
			}
		}
		list = next
	}
	return list, nil
}

// GetName implements hclparser.WithGetName: a target with a matrix computes its name.
func (t *target) GetName(ctx *hcl.EvalContext, block *hcl.Block, load func(hcl.Expression) hcl.Diagnostics) (string, error) {
	content, _, diagnostics := block.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "name"}, {Name: "matrix"}}})
	if diagnostics.HasErrors() {
		return "", diagnostics
	}
	attribute, ok := content.Attributes["name"]
	if !ok {
		return block.Labels[0], nil
	}
	if _, ok := content.Attributes["matrix"]; !ok {
		return "", errors.New("name requires matrix")
	}
	if diagnostics := load(attribute.Expr); diagnostics.HasErrors() {
		return "", diagnostics
	}
	value, diagnostics := attribute.Expr.Value(ctx)
	if diagnostics.HasErrors() {
		return "", diagnostics
	}
	text, err := convert.Convert(value, cty.String)
	if err != nil {
		return "", err
	}
	return text.AsString(), nil
}

// Merge overrides the target with another one (bake/bake.go, Target.Merge). buildx's reader calls it for blocks of one name.
func (t *target) Merge(o *target) {
	for _, pair := range []struct{ to, from **string }{{&t.Context, &o.Context}, {&t.Dockerfile, &o.Dockerfile},
		{&t.DockerfileInline, &o.DockerfileInline}, {&t.Target, &o.Target}} {
		if *pair.from != nil {
			*pair.to = *pair.from
		}
	}
	for key, value := range o.Args {
		if value == nil {
			continue
		}
		if t.Args == nil {
			t.Args = map[string]*string{}
		}
		t.Args[key] = value
	}
	if len(o.Contexts) > 0 && t.Contexts == nil {
		t.Contexts = map[string]string{}
	}
	maps.Copy(t.Contexts, o.Contexts)
	if o.Platforms != nil {
		t.Platforms = o.Platforms
	}
	t.Inherits = append(slices.Clip(t.Inherits), o.Inherits...)
	t.mergeBases(o)
	if o.file != "" {
		t.file, t.line = o.file, o.line
	}
}
